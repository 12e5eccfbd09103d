"""What can be entered in a form, and what Slack's client refuses before the app is asked."""

import pytest

from bot.sandbox.slack import CannotAct
from tests.sandbox.workplace import field, modal, option, plain, serve_slack


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.mark.parametrize(
    ("kind", "element", "value"),
    [
        ("datepicker", {}, "24.11.2026"),
        ("timepicker", {}, "9 o'clock"),
        ("static_select", {"options": [option("a")]}, "z"),
        ("users_select", {}, "nobody"),
    ],
)
async def test_what_nobody_could_enter_is_the_callers_mistake(place, kind, element, value):
    mina = place.slack.person("mina")
    trigger = place.slack._parts.modals.trigger(mina.id)
    place.slack._parts.modals.open(trigger, modal(field("f", kind, **element)))

    with pytest.raises(CannotAct):
        await mina.fill(f=value)


@pytest.mark.parametrize(
    ("kind", "element", "value", "refused"),
    [
        ("plain_text_input", {"max_length": 5}, "Ada Lovelace", "no more than 5 characters"),
        ("url_text_input", {}, "example.com", "valid URL"),
        ("number_input", {"is_decimal_allowed": False}, "1.5", "valid number"),
        ("number_input", {"is_decimal_allowed": True, "max_value": "9"}, "9.5", "at most 9"),
        ("number_input", {"is_decimal_allowed": True, "min_value": "2"}, "1", "at least 2"),
        ("multi_users_select", {"max_selected_items": 1}, ["mina", "lee"], "no more than 1"),
        ("checkboxes", {"options": [option("a")]}, None, "complete this required field"),
    ],
)
async def test_the_client_names_what_is_wrong_with_a_field(place, kind, element, value, refused):
    mina = place.slack.person("mina")
    trigger = place.slack._parts.modals.trigger(mina.id)
    place.slack._parts.modals.open(trigger, modal(field("f", kind, **element)))
    await mina.fill(f=value)

    assert refused in (await mina.submit())["f"]
    assert mina.errors == []


async def test_a_form_that_the_app_does_not_take_in_time_says_so_and_stays(place):
    mina = place.slack.person("mina")
    trigger = place.slack._parts.modals.trigger(mina.id)
    place.slack._parts.modals.open(trigger, modal(field("f"), close=plain("Cancel")))
    await mina.fill(f="x")

    assert await mina.submit() == {"": "We had some trouble connecting. Try again?"}
    assert mina.modal["errors"] == {"": "We had some trouble connecting. Try again?"}
