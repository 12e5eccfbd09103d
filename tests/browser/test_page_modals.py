"""Modals on the sandbox's page: their stack, what they say is wrong, and where the focus is."""

import asyncio

import pytest
import pytest_asyncio
from playwright.async_api import expect
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import TWO, button, field, mrkdwn, option, plain
from tests.browser.story import act_as
from tests.sandbox.workplace import running

pytestmark = IN_BROWSER

MINA = "U0MINA00001"
CONFIRM = {
    "title": plain("Sure?"), "text": plain("It ends here."),
    "confirm": plain("End it"), "deny": plain("Not now"), "style": "danger",
}  # fmt: skip


def view(title, *blocks, **more):
    submit = {"submit": plain("Send")} if "submit" not in more else {}
    return {
        "type": "modal", "callback_id": title.lower(), "title": plain(title),
        "close": plain("Cancel"), "blocks": list(blocks), **submit, **more,
    }  # fmt: skip


def named(block_id, label, kind="plain_text_input", **element):
    return field(kind, **element) | {"block_id": block_id, "label": plain(label)}


@pytest_asyncio.fixture(loop_scope="session")
async def app(sandbox):
    """A Bolt app whose listeners a test adds."""
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
    app = AsyncApp(client=client, signing_secret="s")
    async with running(sandbox, app):
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def modal(sandbox, app, tab):
    """Opens a modal for Mina, and gives the page."""
    await tab.goto(sandbox.url)
    await act_as(tab, "Mina")
    await tab.get_by_label("Message #it-desk or type /").focus()

    async def opened(sent):
        trigger = sandbox.slack.trigger(MINA)
        await app.client.views_open(trigger_id=trigger, view=sent)
        await expect(tab.get_by_role("dialog")).to_be_visible()
        return tab

    return opened


async def test_a_modal_takes_the_focus_keeps_it_and_gives_it_back(modal):
    tab = await modal(view("Ask", named("name", "Name"), named("why", "Why")))

    await expect(tab.get_by_role("textbox", name="Name")).to_be_focused()
    for _ in range(4):
        await tab.keyboard.press("Tab")
    await expect(tab.get_by_role("button", name="Close", exact=True)).to_be_focused()
    await tab.keyboard.press("Shift+Tab")
    await expect(tab.get_by_role("button", name="Send").last).to_be_focused()
    await tab.keyboard.press("Escape")

    await expect(tab.get_by_role("dialog")).to_have_count(0)
    await expect(tab.get_by_label("Message #it-desk or type /")).to_be_focused()


async def test_the_element_that_asks_for_the_focus_gets_it(modal):
    tab = await modal(view("Ask", named("name", "Name"), named("why", "Why", focus_on_load=True)))

    await expect(tab.get_by_role("textbox", name="Why")).to_be_focused()


async def test_modals_stack_and_one_goes_back_through_them(modal, app):
    @app.view("first")
    async def push(ack):
        await ack(response_action="push", view=view("Second", named("b", "Second field")))

    tab = await modal(view("First", named("a", "First field")))
    await tab.get_by_role("textbox", name="First field").fill("kept")
    await tab.keyboard.press("Enter")

    await expect(tab.get_by_role("dialog", name="Second")).to_be_visible()
    await expect(tab.get_by_role("textbox", name="Second field")).to_be_focused()
    await tab.get_by_role("button", name="Back").click()
    await expect(tab.get_by_role("dialog", name="First")).to_be_visible()
    await expect(tab.get_by_role("textbox", name="First field")).to_have_value("kept")
    await tab.get_by_role("button", name="Send").last.click()
    await expect(tab.get_by_role("dialog", name="Second")).to_be_visible()
    await tab.get_by_role("button", name="Close", exact=True).click()
    await expect(tab.get_by_role("dialog")).to_have_count(0)


async def test_what_is_wrong_stands_at_its_field_until_it_is_mended(modal, app):
    @app.view("ask")
    async def refuse(ack):
        await ack(response_action="errors", errors={"why": "Say more than that"})

    tab = await modal(view("Ask", named("name", "Name"), named("why", "Why")))
    await tab.get_by_role("textbox", name="Name").fill("Ada")
    await tab.get_by_role("textbox", name="Why").fill("so")
    await tab.keyboard.press("Enter")
    why = tab.get_by_role("textbox", name="Why")

    await expect(why).to_be_focused()
    await expect(why).to_have_accessible_description("Say more than that")
    await expect(tab.get_by_role("alert").filter(has_text="Say more")).to_be_visible()
    await why.press_sequentially("!")
    await expect(tab.get_by_text("Say more than that")).to_have_count(0)


async def test_a_required_choice_that_is_missing_is_focused(modal):
    tab = await modal(view("Ask", named("one", "Which one?", "radio_buttons", options=TWO)))

    await tab.get_by_role("button", name="Send").last.click()

    await expect(tab.get_by_role("radio", name="One")).to_be_focused()
    await expect(tab.locator(".error")).not_to_be_empty()


async def test_a_view_may_not_be_ready_to_be_sent(modal):
    tab = await modal(view("Ask", named("name", "Name"), submit_disabled=True))

    await expect(tab.get_by_role("button", name="Send").last).to_be_disabled()


async def test_while_the_app_thinks_the_button_turns(modal, app):
    asked, done = asyncio.Event(), asyncio.Event()

    @app.view("ask")
    async def think(ack):
        asked.set()
        await done.wait()
        await ack()

    tab = await modal(view("Ask", named("name", "Name")))
    await tab.get_by_role("textbox", name="Name").fill("Ada")
    await tab.keyboard.press("Enter")
    send = tab.get_by_role("button", name="Send").last

    await asyncio.wait_for(asked.wait(), 10)
    await expect(send).to_have_attribute("aria-busy", "true")
    await expect(tab.get_by_role("textbox", name="Name")).to_have_value("Ada")
    done.set()
    await expect(tab.get_by_role("dialog")).to_have_count(0)


async def test_an_update_keeps_what_is_typed_in_fields_that_stay(modal, app, sandbox):
    tab = await modal(view("Ask", named("name", "Name")))
    await tab.get_by_role("textbox", name="Name").press_sequentially("Ada L")

    more = {"type": "section", "block_id": "found", "text": mrkdwn("Nobody is called that yet")}
    shown = sandbox.slack.person("mina").modal["id"]
    await app.client.views_update(view_id=shown, view=view("Ask", more, named("name", "Name")))
    await expect(tab.get_by_text("Nobody is called that yet")).to_be_visible()
    await tab.keyboard.type("ovelace")

    await expect(tab.get_by_role("textbox", name="Name")).to_have_value("Ada Lovelace")


@pytest.mark.parametrize(("answer", "heard"), [("End it", ["7", "7"]), ("Not now", ["7"])])
async def test_a_button_may_ask_first(modal, app, answer, heard):
    pressed, last = [], asyncio.Event()

    @app.action("press")
    @app.action("plainly")
    async def note(ack, body):
        await ack()
        pressed.append(body["actions"][0]["value"])
        if body["actions"][0]["action_id"] == "plainly":
            last.set()

    end = button("End", value="7", confirm=CONFIRM)
    plainly = button("Plainly", value="7") | {"action_id": "plainly"}
    tab = await modal(view("Ask", {"type": "actions", "elements": [end, plainly]}, submit=None))
    await tab.get_by_role("button", name="End", exact=True).click()
    question = tab.get_by_role("dialog", name="Sure?")
    await expect(question).to_contain_text("It ends here.")
    await question.get_by_role("button", name=answer).click()

    await expect(question).to_have_count(0)
    await expect(tab.get_by_role("button", name="End", exact=True)).to_be_focused()
    await expect(tab.locator(".modal [aria-busy=true]")).to_have_count(0)
    await tab.get_by_role("button", name="Plainly").click()
    await asyncio.wait_for(last.wait(), 10)
    assert pressed == heard


async def test_what_was_filled_in_by_keys_alone_reaches_the_app(modal, app):
    sent = []

    @app.view("ask")
    async def take(ack, body):
        await ack()
        sent.append(body["view"]["state"]["values"])

    tab = await modal(
        view(
            "Ask",
            named("team", "Team", "static_select", options=[*TWO, option("three")]),
            named("some", "Some", "multi_static_select", options=TWO),
            named("how", "How", "radio_buttons", options=TWO),
            named("with", "With", "checkboxes", options=TWO),
        )
    )
    keys = (
        *("ArrowDown", "Enter", "Tab", "Tab"),  # the team: its second, then past its clearing
        *("ArrowUp", "ArrowUp", "Enter"),  # some: its first
    )
    for key in keys:
        await tab.keyboard.press(key)
    await tab.get_by_role("radio", name="One").focus()
    for key in ("ArrowDown", "Tab", "Space", "Tab", "Tab", "Tab", "Enter"):
        await tab.keyboard.press(key)

    await expect(tab.get_by_role("dialog")).to_have_count(0)
    (values,) = sent
    assert values["team"]["v"]["selected_option"]["value"] == "two"
    assert [each["value"] for each in values["some"]["v"]["selected_options"]] == ["one"]
    assert values["how"]["v"]["selected_option"]["value"] == "two"
    assert [each["value"] for each in values["with"]["v"]["selected_options"]] == ["one"]
