"""Block Kit's limits: what Slack takes, what it refuses, and where it says the fault is."""

import json

import pytest

from bot.sandbox.slack.blocks import check_blocks, check_view
from tests.sandbox.workplace import (
    FIXTURES,
    actions,
    button,
    field,
    modal,
    option,
    plain,
    section,
)

NINE = [option(str(number)) for number in range(9)]


def places(faults):
    return [fault.pointer for fault in faults]


def select(**more):
    return {"type": "static_select", "action_id": "s", "options": NINE, **more}


def accessory(element):
    return [section("Hi", accessory=element)]


def header(text):
    return {"type": "header", "text": text}


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([{"type": "section"}], "/0"),
        ([section("")], "/0/text/text"),
        ([section("x", color="red")], "/0"),
        ([header(plain("x" * 151))], "/0/text/text"),
        ([header({"type": "mrkdwn", "text": "x"})], "/0/text/type"),
        ([{"type": "context", "elements": []}], "/0/elements"),
        ([actions(*[button(f"a{n}") for n in range(26)])], "/0/elements"),
        ([actions(button("same"), button("same"))], "/0"),
        ([section("a", block_id="b"), section("c", block_id="b")], "/1"),
        ([section("x")] * 51, ""),
        (accessory(select(options=[option("v", "x" * 76)])), "/0/accessory/options/0/text/text"),
        (accessory(select(options=[option("v" * 151)])), "/0/accessory/options/0/text/text"),
        (accessory(select(initial_option=option("other"))), "/0/accessory"),
        (accessory(select(option_groups=[])), "/0/accessory"),
        (accessory({"type": "overflow", "options": NINE[:6]}), "/0/accessory/options"),
        (accessory(button("b", value="x" * 2001)), "/0/accessory/value"),
        (accessory(button("b", style="blue")), "/0/accessory/style"),
        (accessory(button("b", confirm={"title": plain("Sure?")})), "/0/accessory/confirm"),
        ([{"type": "alert", "text": plain("!")}], "/0/type"),
        ("blocks", ""),
    ],
)
def test_a_message_that_slack_refuses_is_refused_at_its_place(blocks, pointer):
    assert pointer in places(check_blocks(blocks, "message"))


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(field("a"), submit=""), ""),
        (modal(section("x"), title=""), "/title/text"),
        (modal(section("x"), private_metadata="x" * 3001), "/private_metadata"),
        (modal(section("x"), callback_id="x" * 256), "/callback_id"),
        (modal(*[section("x")] * 101), "/blocks"),
        (modal({"type": "markdown", "text": "x"}), "/blocks/0/type"),
        (modal(field("a", focus_on_load=True), field("b", focus_on_load=True)), "/blocks"),
        (modal(field("a", max_length=3001)), "/blocks/0/element/max_length"),
        (modal(field("a", "number_input")), "/blocks/0/element"),
        (modal(field("a", "button", text=plain("x"))), "/blocks/0/element/type"),
        ({"type": "home", "blocks": [], "title": plain("x")}, ""),
        ({"type": "dialog"}, "/type"),
        (None, ""),
    ],
)
def test_a_view_that_slack_refuses_is_refused_at_its_place(view, pointer):
    assert pointer in places(check_view(view))


def test_a_form_of_every_field_is_taken():
    options = {"options": NINE}
    kinds = {
        "plain_text_input": {"multiline": True, "placeholder": plain("Here"), "max_length": 99},
        "email_text_input": {},
        "url_text_input": {},
        "number_input": {"is_decimal_allowed": False, "min_value": "1"},
        "rich_text_input": {},
        "file_input": {"max_files": 1},
        "datepicker": {"initial_date": "2026-11-24"},
        "timepicker": {"initial_time": "09:00", "timezone": "Europe/Berlin"},
        "datetimepicker": {"initial_date_time": 1795500000},
        "static_select": {**options, "initial_option": NINE[0]},
        "multi_static_select": {**options, "max_selected_items": 2},
        "external_select": {"min_query_length": 2},
        "multi_external_select": {"initial_options": NINE[:1]},
        "users_select": {"initial_user": "U1"},
        "multi_users_select": {},
        "conversations_select": {"default_to_current_conversation": True},
        "multi_conversations_select": {},
        "channels_select": {},
        "multi_channels_select": {},
        "radio_buttons": options,
        "checkboxes": {**options, "initial_options": NINE[:2]},
    }

    view = modal(*[field(kind, kind, **more) for kind, more in kinds.items()])

    assert check_view(view) == []


def test_the_samples_of_the_reference_are_taken():
    file = FIXTURES / "payloads" / "our_samples.json"
    if not file.exists():
        pytest.skip(f"the reference's {file.name} is not on this machine")
    samples = json.loads(file.read_text(encoding="utf-8")).values()

    for sample in samples:
        if "type" in sample:
            assert check_view(sample) == []
        elif "blocks" in sample:
            assert check_blocks(sample["blocks"], "message") == []
