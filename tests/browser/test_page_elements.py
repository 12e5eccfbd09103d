"""Block Kit's elements on the sandbox's page: what can be pressed, typed and chosen."""

import re

import pytest
from playwright.async_api import expect

from bot.sandbox.slack import elements
from bot.sandbox.slack.blocks import check_blocks
from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import ELEMENTS, TWO, button, field, mrkdwn, option, plain, rich, words

pytestmark = IN_BROWSER

SAYS_SOMETHING = re.compile(r"\w")
CONFIRM = {
    "title": plain("Sure?"), "text": plain("It ends here."),
    "confirm": plain("Yes"), "deny": plain("No"),
}  # fmt: skip


def taken(check):
    """List the element types that the stand-in takes at a place."""
    (fault,) = check({"type": "lever"}, "")
    return fault.constraint["expected"]


LABELLED = taken(elements.IN_INPUT)


def in_section(kind, element):
    return {"type": "section", "block_id": kind, "text": mrkdwn("Text"), "accessory": element}


def in_actions(kind, element):
    return {"type": "actions", "block_id": kind, "elements": [element]}


def in_input(kind, element):
    return {"type": "input", "block_id": kind, "label": plain(f"A {kind}"), "element": element}


@pytest.mark.parametrize(
    ("check", "block"),
    [
        (elements.IN_SECTION, in_section),
        (elements.IN_ACTIONS, in_actions),
        (elements.IN_INPUT, in_input),
    ],
)
async def test_every_element_that_slack_takes_is_drawn_and_has_a_name(stage, check, block):
    kinds = taken(check)
    samples = [block(kind, {"action_id": "v", **ELEMENTS[kind]}) for kind in kinds]
    samples = [each for each in samples if each["block_id"] not in ("image", "workflow_button")]
    faults = [fault for each in samples for fault in check_blocks([each], "modal")]
    assert faults == []

    tab = await stage(*samples)

    for kind in (each["block_id"] for each in samples):
        drawn = tab.locator(f'[data-block="{kind}"]')
        assert await drawn.locator(".unknown").count() == 0, kind
        named = drawn.locator(":is(button, input, textarea, [role=textbox]):visible")
        for at in range(await named.count()):
            await expect(named.nth(at)).to_have_accessible_name(SAYS_SOMETHING)


@pytest.mark.parametrize("kind", ["image", "workflow_button"])
async def test_what_is_not_a_field_is_drawn_too(stage, kind):
    tab = await stage(in_section(kind, ELEMENTS[kind]))

    await expect(tab.locator(".accessory > *")).to_be_visible()
    await expect(tab.locator(".unknown")).to_have_count(0)


@pytest.mark.parametrize("kind", LABELLED)
async def test_a_field_is_found_by_its_label(stage, kind):
    tab = await stage(field(kind) | {"element": {"action_id": "v", **ELEMENTS[kind]}})

    await expect(tab.get_by_label("The label", exact=True)).to_be_visible()


async def test_what_is_wrong_with_a_field_is_said_to_everybody(stage):
    tab = await stage(
        field("email_text_input") | {"block_id": "wrong"},
        field("static_select", options=TWO) | {"block_id": "right"},
    )

    await expect(tab.get_by_role("alert").filter(has_text="This address exists")).to_be_visible()
    box = tab.locator("input[type=email]")
    await expect(box).to_have_accessible_description("This address exists")
    await expect(box).to_have_attribute("aria-invalid", "true")


async def test_a_search_begins_at_its_least_length_and_is_driven_by_keys(stage):
    tab = await stage(field("external_select", min_query_length=2))
    box = tab.get_by_label("The label")

    await box.press_sequentially("a")
    await expect(tab.get_by_text("Type at least 2 characters")).to_be_visible()
    await box.press_sequentially("da")
    await expect(tab.get_by_role("option")).to_have_count(2)
    await box.press("ArrowDown")
    await box.press("Enter")

    await expect(box).to_have_value("Adam Smith")
    assert await tab.evaluate("window.chosen.field.value") == "adam"


async def test_options_stand_below_the_name_of_their_group(stage):
    groups = [{"label": plain(name), "options": [option(name)]} for name in ("Teams", "People")]
    tab = await stage(field("static_select", option_groups=groups))

    await tab.get_by_label("The label").click()

    await expect(tab.locator("[role=listbox] li")).to_have_text(
        ["Teams", "Teams", "People", "People"]
    )


async def test_several_are_chosen_and_taken_back(stage):
    tab = await stage(field("multi_static_select", options=TWO))
    box = tab.get_by_label("The label")

    await box.click()
    await tab.get_by_role("option", name="One").click()
    await box.press("ArrowDown")
    await tab.get_by_role("option", name="Two").click()
    await tab.get_by_role("button", name="Remove One").click()

    assert [each["value"] for each in await tab.evaluate("window.chosen.field")] == ["two"]


async def test_no_more_are_chosen_than_may_be(stage):
    tab = await stage(field("multi_static_select", options=TWO, max_selected_items=1))
    box = tab.get_by_label("The label")

    await box.click()
    await tab.get_by_role("option", name="One").click()
    await box.press("ArrowDown")
    await tab.get_by_role("option", name="Two").click()

    await expect(tab.get_by_text("No more than 1 can be chosen.")).to_be_visible()
    assert [each["value"] for each in await tab.evaluate("window.chosen.field")] == ["one"]


async def test_buttons_and_menus_tell_what_was_pressed(stage):
    more = {"type": "overflow", "action_id": "more", "options": [option("cancel")]}

    tab = await stage({"type": "actions", "elements": [button(value="7"), more]})
    await tab.get_by_role("button", name="Press").click()
    await tab.get_by_role("button", name="More options").click()
    await tab.get_by_role("menuitem", name="Cancel").click()

    assert await tab.evaluate("window.pressed") == [["press", "7"], ["more", "cancel"]]


async def test_a_menu_is_walked_by_keys_and_gives_the_focus_back(stage):
    more = {"type": "overflow", "action_id": "more", "options": [*TWO, option("three")]}
    tab = await stage(in_actions("b", more))
    opener = tab.get_by_role("button", name="More options")
    await opener.focus()

    await tab.keyboard.press("ArrowDown")
    await expect(tab.get_by_role("menuitem", name="One")).to_be_focused()
    await tab.keyboard.press("ArrowUp")
    await expect(tab.get_by_role("menuitem", name="Three")).to_be_focused()
    await tab.keyboard.press("t")
    await expect(tab.get_by_role("menuitem", name="Two")).to_be_focused()
    await tab.keyboard.press("Escape")
    await expect(opener).to_be_focused()
    await expect(tab.get_by_role("menu")).to_be_hidden()
    await tab.keyboard.press("Enter")
    await tab.keyboard.press("Enter")

    await expect(opener).to_be_focused()
    assert await tab.evaluate("window.pressed") == [["more", "one"]]


async def test_feedback_tells_which_thumb_it_was(stage):
    thumbs = {
        f"{mood}_button": {"text": plain(mood.title()), "value": mood}
        for mood in ("positive", "negative")
    }
    fed = {"type": "feedback_buttons", "action_id": "fed", **thumbs}
    tab = await stage({"type": "context_actions", "elements": [fed]})

    await tab.get_by_role("button", name="Negative").click()

    assert await tab.evaluate("window.pressed") == [["fed", "negative"]]


async def test_after_a_no_a_choice_is_as_it_was(stage):
    tab = await stage(field("checkboxes", options=TWO, confirm=CONFIRM))
    await tab.evaluate("window.refused = true")

    await tab.get_by_label("One").click()

    await expect(tab.get_by_label("One")).not_to_be_checked()
    assert await tab.evaluate("window.chosen.field ?? null") is None
    await tab.evaluate("window.refused = false")
    await tab.get_by_label("One").click()
    await expect(tab.get_by_label("One")).to_be_checked()


async def test_days_and_times_are_what_slack_takes(stage):
    tab = await stage(
        in_input("day", {"type": "datepicker", "action_id": "v"}),
        in_input("time", {"type": "timepicker", "action_id": "v"}),
        in_input("both", {"type": "datetimepicker", "action_id": "v"}),
    )

    await tab.get_by_label("A day").fill("2026-11-24")
    await tab.get_by_label("A time").fill("09:30")
    await tab.get_by_label("A both").fill("2026-11-24T06:00")

    assert await tab.evaluate("window.chosen") == {
        "day": "2026-11-24", "time": "09:30", "both": 1795500000,
    }  # fmt: skip


async def test_files_are_chosen_and_taken_back(stage):
    tab = await stage(field("file_input", max_files=2))
    files = [
        {"name": name, "mimeType": "text/csv", "buffer": b"a,b"} for name in ("one.csv", "two.csv")
    ]

    await tab.get_by_label("The label").set_input_files(files)
    await expect(tab.get_by_label("The label")).to_be_disabled()
    await tab.get_by_role("button", name="Remove one.csv").click()

    assert await tab.evaluate("window.chosen.field") == [
        {"name": "two.csv", "mimetype": "text/csv", "size": 3, "content": "YSxi"}
    ]


async def test_formatted_text_is_slacks_own_tree(stage):
    tab = await stage(field("rich_text_input"))
    box = tab.get_by_role("textbox", name="The label")

    await box.click()
    await tab.keyboard.type("plain ")
    await tab.get_by_role("button", name="Bold").click()
    await tab.keyboard.type("bold")
    await tab.keyboard.press("Enter")
    await tab.get_by_role("button", name="Bold").click()
    await tab.get_by_role("button", name="Bulleted list").click()
    await tab.keyboard.type("point")

    assert await tab.evaluate("window.chosen.field") == rich(
        {"type": "rich_text_section", "elements": [words("plain "), words("bold", bold=True)]},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [words("point")]}],
        },
    )


async def test_formatted_text_that_is_there_can_be_read_back(stage):
    first = rich(
        {
            "type": "rich_text_section",
            "elements": [words("for "), {"type": "user", "user_id": "U1"}],
        }
    )
    tab = await stage(field("rich_text_input", initial_value=first))
    box = tab.get_by_role("textbox", name="The label")

    await expect(box).to_have_text("for @Mina Okafor")
    await box.press("End")
    await box.press_sequentially("!")

    held = (await tab.evaluate("window.chosen.field"))["elements"][0]["elements"]
    assert held[:2] == first["elements"][0]["elements"]
    assert held[2]["text"].strip() == "!"


async def test_a_redraw_keeps_focus_text_and_place(stage):
    name = field("plain_text_input")
    tab = await stage({"type": "header", "text": plain("Before")}, name)
    await tab.get_by_label("The label").press_sequentially("half typ")

    await stage({"type": "alert", "level": "info", "text": mrkdwn("New")}, name)
    await tab.keyboard.type("ed")

    await expect(tab.get_by_label("The label")).to_have_value("half typed")
    await expect(tab.get_by_text("New")).to_be_visible()
