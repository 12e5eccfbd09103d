"""Forms: drawn within Slack's limits, and read back as they were typed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Stale
from bot.form import Choice
from bot.sandbox.slack.blocks import finished
from bot.sandbox.slack.values import initial_values, kept_values, state
from bot.views import forms
from bot.views.kit import clean
from tests.views.rules import check_modal, said_in
from tests.views.samples import ACTION, CHOICES, DEPARTMENTS, HOSTILE, QUICK, VALUES


def drawn(values: dict[str, Any] | None = None, choices: Any = None, **more: Any) -> dict[str, Any]:
    return forms.form_modal(
        ACTION,
        "draft1",
        values=VALUES if values is None else values,
        choices=CHOICES if choices is None else choices,
        **{"status": "Checking Okta and JumpCloud…", **more},
    )


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    """Send a view back the way Slack does when nobody typed anything into it."""
    blocks = finished(view["blocks"], iter("abcdefgh").__next__)
    return {**view, "state": state(initial_values(blocks))}


def element(view: dict[str, Any], name: str) -> dict[str, Any]:
    return next(b["element"] for b in view["blocks"] if b.get("block_id") == name)


def test_a_filled_form_passes_slacks_checks_and_reads_back_the_same():
    view = drawn()

    check_modal(view)
    assert forms.typed(untouched(view)) == VALUES


def test_an_empty_form_reads_back_as_nothing():
    assert set(forms.typed(untouched(drawn({}))).values()) == {None}


def test_a_field_that_policy_asks_for_cannot_be_left_empty():
    def optional(view):
        return next(b["optional"] for b in view["blocks"] if b.get("block_id") == "note")

    assert optional(drawn())
    assert not optional(drawn(required={"note"}))


def test_the_modal_carries_its_draft_and_action_and_nothing_else():
    view = drawn()

    assert forms.draft_id(view) == "draft1"
    assert forms.action_name(view) == "onboard"
    assert view["private_metadata"] == '{"draft": "draft1", "action": "onboard"}'
    assert view["notify_on_close"] is True


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "null", "{"])
def test_a_modal_that_carries_something_else_is_stale(metadata):
    with pytest.raises(Stale):
        forms.draft_id({"private_metadata": metadata})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_first_values_stay_within_slacks_limits(text):
    picked = {"id": clean(text), "text": text}
    values = dict.fromkeys(VALUES, text) | {"manager": picked, "groups": [picked]}

    check_modal(drawn(values, status=text, problem=text))


@pytest.mark.parametrize("value", [7, "x", [], {}, None, "2026-13-01", "20261201", "9:30"])
def test_a_first_value_that_does_not_fit_is_left_out(value):
    view = drawn({**dict.fromkeys(VALUES, value), "manager": None, "groups": None, "zone": None})

    check_modal(view)
    for name in ("start", "at", "way", "department"):
        assert not [key for key in element(view, name) if key.startswith("initial")]


def test_a_field_with_a_default_is_optional():
    optional = {b["block_id"] for b in drawn()["blocks"] if b.get("optional")}

    assert optional == {"note", "groups", "zone", "start", "at"}


def test_a_status_is_on_top_and_a_problem_above_it():
    blocks = drawn(problem="Okta does not answer.")["blocks"]

    assert "Okta does not answer." in said_in(blocks[0])
    assert blocks[1]["block_id"] == "status"


def test_live_searches_name_what_they_look_through():
    view = drawn()

    assert element(view, "manager")["action_id"] == "search_people"
    assert element(view, "manager")["min_query_length"] == 2
    assert element(view, "groups")["action_id"] == "search_groups"
    assert element(view, "zone")["min_query_length"] == 1


def choices(count: int) -> dict[str, tuple[Choice, ...]]:
    return {"department": tuple(Choice(f"d{n}", f"Department {n}") for n in range(count))}


@pytest.mark.parametrize(
    ("count", "kind"),
    [
        (1, "radio_buttons"),
        (4, "radio_buttons"),
        (5, "static_select"),
        (100, "static_select"),
        (101, "static_select"),
        (999, "static_select"),
    ],
)
def test_any_number_of_options_can_be_drawn(count, kind):
    view = drawn(choices=choices(count))

    check_modal(view)
    assert element(view, "department")["type"] == kind


def test_a_choice_without_options_is_not_asked_for():
    view = drawn(choices={})

    check_modal(view)
    assert "department" not in forms.typed(untouched(view))


def test_a_refilled_field_takes_its_new_value_though_slack_kept_the_old_one():
    before = initial_values(finished(drawn({})["blocks"], iter("abcdefgh").__next__))

    view = drawn(refill={"first_name", "manager"})

    blocks = finished(view["blocks"], iter("abcdefgh").__next__)
    typed = forms.typed(state(kept_values(before, blocks))["values"])
    assert typed["first_name"] == "Ada"
    assert typed["manager"] == VALUES["manager"]
    assert typed["email"] is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_options_stay_within_slacks_limits(text):
    hostile = tuple(Choice(f"d{n}", text, text) for n in range(3))

    check_modal(drawn({}, {"department": hostile}))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ada ", "Ada"),
        ("Ada\u00a0Lovelace", "Ada Lovelace"),
        ("O\u2019Brien \u201cAda\u201d", 'O\'Brien "Ada"'),
        ("<mailto:a@b.test|a@b.test>", "a@b.test"),
        ("<mailto:a@b.test>", "a@b.test"),
        ("a\u202eb\x00", "ab"),
        (" \u00a0 ", None),
        ("", None),
        (None, None),
    ],
)
def test_what_slack_and_word_processors_did_to_typed_text_is_undone(typed, stored):
    values = {"name": {"v": {"type": "plain_text_input", "value": typed}}}

    assert forms.typed({"state": {"values": values}}) == forms.typed(values) == {"name": stored}


@pytest.mark.parametrize(
    ("entry", "stored"),
    [
        ({"type": "checkboxes", "selected_options": [{"value": "a"}]}, ["a"]),
        ({"type": "checkboxes", "selected_options": []}, None),
        ({"type": "multi_static_select", "selected_options": [{"value": "a"}]}, ["a"]),
        ({"type": "users_select", "selected_user": "U1"}, "U1"),
        ({"type": "multi_users_select", "selected_users": ["U1"]}, ["U1"]),
        ({"type": "conversations_select", "selected_conversation": "C1"}, "C1"),
        ({"type": "datetimepicker", "selected_date_time": 1795500000}, 1795500000),
        ({"type": "timepicker", "timezone": "Europe/Berlin", "selected_time": None}, None),
        ({"type": "number_input", "value": "7"}, "7"),
        ({"type": "radio_buttons", "selected_option": None}, None),
        ({"type": "multi_external_select", "selected_options": []}, None),
    ],
)
def test_every_kind_of_input_is_read(entry, stored):
    assert forms.typed({"field": {"v": entry}}) == {"field": stored}


def test_a_field_named_state_is_no_view():
    values = {"state": {"v": {"type": "plain_text_input", "value": "Berlin"}}}

    assert forms.typed(values) == {"state": "Berlin"}


PICKED = st.builds(
    lambda key, text: {"id": key, "text": text},
    st.text("abc019", min_size=1, max_size=150),
    st.text("abc äß🧑", min_size=1, max_size=30).filter(str.strip).map(str.strip),
)
LINE = st.text("aZ é'\"<>&*_🧑\N{HEBREW LETTER ALEF}", max_size=20).map(
    lambda text: forms.untangle(text) or None
)


@QUICK
@given(
    st.fixed_dictionaries(
        {
            "first_name": LINE,
            "email": LINE,
            "note": LINE,
            "way": st.sampled_from(["mail", "once", None]),
            "department": st.sampled_from([choice.value for choice in DEPARTMENTS]),
            "manager": PICKED | st.none(),
            "groups": st.lists(PICKED, min_size=1, max_size=5) | st.none(),
            "zone": PICKED | st.none(),
            "start": st.dates().map(date.isoformat) | st.none(),
            "at": st.times().map(lambda at: at.strftime("%H:%M")) | st.none(),
        }
    )
)
def test_what_was_typed_survives_being_drawn_again(values):
    view = drawn(values)

    check_modal(view)
    assert forms.typed(untouched(view)) == values
