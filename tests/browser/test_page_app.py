"""The app in Slack on the sandbox's page: its home, shortcuts, choices in messages, and search."""

import asyncio

import pytest_asyncio
import yaml
from playwright.async_api import expect
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import ELEMENTS, button, mrkdwn, plain
from tests.browser.story import act_as
from tests.sandbox.workplace import running

pytestmark = IN_BROWSER

DESK, REQUESTS, MINA = "C0ITDESK001", "C0ITREQUEST", "U0MINA00001"
FEATURES = {
    "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
    "slash_commands": [],
    "shortcuts": [
        {"name": "Report a lost laptop", "type": "global", "callback_id": "lost",
         "description": "Lock it at once"},
        {"name": "Make a ticket", "type": "message", "callback_id": "ticket",
         "description": "Of this message"},
    ],
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def app(sandbox, tmp_path):
    """A Bolt app with a home and shortcuts; it writes down what it hears."""
    sandbox.manifest = tmp_path / "manifest.yml"
    sandbox.manifest.write_text(yaml.safe_dump({"features": FEATURES}), encoding="utf-8")
    sandbox.slack.install(FEATURES)
    client = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
    app = AsyncApp(client=client, signing_secret="s")
    app.bodies = asyncio.Queue()

    @app.middleware
    async def note(body, next_):
        await app.bodies.put(body)
        await next_()

    @app.shortcut("lost")
    @app.shortcut("ticket")
    async def form(ack, body):
        await ack()
        view = {"type": "modal", "title": plain(body["callback_id"].title()), "blocks": []}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.event("app_home_opened")
    async def draw(event):
        if event["tab"] == "home":
            choice = {"action_id": "v", **ELEMENTS["static_select"]}
            said = {"type": "section", "text": mrkdwn(f"Hello <@{event['user']}>")}
            blocks = [said | {"accessory": choice}, {"type": "actions", "elements": [button()]}]
            await client.views_publish(
                user_id=event["user"], view={"type": "home", "blocks": blocks}
            )

    @app.action("v")
    @app.action("press")
    async def take(ack):
        await ack()

    async with running(sandbox, app):
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def page(sandbox, app, tab):
    await tab.goto(sandbox.url)
    await act_as(tab, "Mina")
    return tab


async def heard(app, kind):
    """Wait until the app hears of one kind of thing."""
    while (body := await asyncio.wait_for(app.bodies.get(), 10))["type"] != kind:
        pass
    return body


async def test_the_home_tab_is_each_persons_own_and_can_be_used(page, app):
    await page.locator(".room", has_text="Deskhand").click()
    home = page.get_by_role("tabpanel", name="Home")
    await expect(home).to_contain_text("Hello @Mina Okafor")

    await act_as(page, "Lee")
    await expect(home).to_contain_text("Hello @Lee Tanaka")
    await home.get_by_role("button", name="Press").click()
    assert (await heard(app, "block_actions"))["view"]["type"] == "home"
    await home.get_by_role("combobox").click()
    await page.get_by_role("option", name="Two").click()

    body = await heard(app, "block_actions")
    assert body["actions"][0]["selected_option"]["value"] == "two"
    await expect(home.get_by_role("combobox")).to_have_value("Two")


async def test_the_messages_with_the_app_are_beside_its_home(page, app):
    dm = (await app.client.conversations_open(users=[MINA]))["channel"]["id"]
    await app.client.chat_postMessage(channel=dm, text="Your request is done")
    await page.locator(".room", has_text="Deskhand").click()
    await page.get_by_role("tab", name="Home").focus()

    await page.keyboard.press("ArrowRight")

    await expect(page.get_by_role("tab", name="Messages")).to_be_focused()
    await expect(page.locator(".message")).to_contain_text("Your request is done")
    box = page.get_by_label("Message Deskhand or type /")
    await box.fill("Thanks")
    await box.press("Enter")
    await expect(page.locator(".message").last).to_contain_text("Thanks")


async def test_an_app_may_not_want_to_be_written_to(page, app, sandbox):
    closed = FEATURES["app_home"] | {"messages_tab_read_only_enabled": True}
    sandbox.manifest = sandbox.manifest.with_name("closed.yml")
    sandbox.manifest.write_text(
        yaml.safe_dump({"features": FEATURES | {"app_home": closed}}), encoding="utf-8"
    )
    dm = (await app.client.conversations_open(users=[MINA]))["channel"]["id"]
    await app.client.chat_postMessage(channel=dm, text="Your request is done")
    await page.locator(".room", has_text="Deskhand").click()

    await page.get_by_role("tab", name="Messages").click()

    await expect(page.locator(".message")).to_contain_text("Your request is done")
    await expect(page.get_by_text("Sending messages to this app")).to_be_visible()
    await expect(page.locator(".composer")).to_have_count(0)


async def test_a_shortcut_is_chosen_from_the_lightning_or_by_typing(page, app):
    await page.get_by_role("button", name="Shortcuts").press("Enter")
    await page.get_by_role("menuitem", name="Report a lost laptop").press("Enter")
    await expect(page.get_by_role("dialog", name="Lost")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()

    box = page.get_by_label("Message #it-desk or type /")
    await box.press_sequentially("/lost")
    await expect(page.get_by_role("option")).to_contain_text(["Report a lost laptop"])
    await box.press("Enter")
    await expect(page.get_by_role("dialog", name="Lost")).to_be_visible()


async def test_a_message_has_the_apps_shortcuts_in_its_menu(page, app):
    posted = await app.client.chat_postMessage(channel=DESK, text="My screen is black")
    message = page.locator(f'.message[data-ts="{posted["ts"]}"]')
    await message.hover()
    await message.get_by_role("button", name="More actions").click()

    await page.get_by_role("menuitem", name="Make a ticket").click()

    body = await heard(app, "message_action")
    assert body["message"]["text"] == "My screen is black"
    await expect(page.get_by_role("dialog", name="Ticket")).to_be_visible()


async def test_a_choice_in_a_message_reaches_the_app(page, app):
    choice = {"action_id": "v", **ELEMENTS["checkboxes"]}
    blocks = [{"type": "section", "text": mrkdwn("Which?"), "accessory": choice}]
    await app.client.chat_postMessage(channel=DESK, text="Which?", blocks=blocks)

    await page.get_by_role("checkbox", name="One").check()

    body = await heard(app, "block_actions")
    assert [each["value"] for each in body["actions"][0]["selected_options"]] == ["one"]
    await expect(page.get_by_role("checkbox", name="One")).to_be_checked()


async def test_a_reaction_is_chosen_shown_and_taken_back(page, app):
    posted = await app.client.chat_postMessage(channel=DESK, text="Done")
    message = page.locator(f'.message[data-ts="{posted["ts"]}"]')
    await message.focus()
    await page.keyboard.press("r")
    await page.keyboard.type("tada")
    await page.keyboard.press("Enter")
    chip = message.get_by_role("button", name="tada, 1: you")

    await expect(chip).to_have_attribute("aria-pressed", "true")
    await act_as(page, "Lee")
    await message.get_by_role("button", name="tada, 1: Mina Okafor").click()
    await expect(message.get_by_role("button", name="tada, 2: Mina Okafor, you")).to_be_visible()
    await message.get_by_role("button", name="tada, 2").click()
    await act_as(page, "Mina")
    await chip.click()

    await expect(chip).to_have_count(0)


async def test_a_search_leads_to_a_message_by_keys_alone(page, app):
    parent = await app.client.chat_postMessage(channel=REQUESTS, text="REQ-7 <@U0LEE000001>")
    reply = await app.client.chat_postMessage(
        channel=REQUESTS, text="The *laptop* is bound", thread_ts=parent["ts"]
    )
    await page.keyboard.press("Control+k")
    await page.keyboard.type("nothing like it")
    await expect(page.get_by_text("No messages were found")).to_be_visible()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("laptop")
    await expect(page.get_by_role("option")).to_contain_text(["The laptop is bound"])
    await expect(page.locator("mark")).to_have_text("laptop")
    await page.keyboard.press("Enter")

    found = page.locator(f'.thread [data-ts="{reply["ts"]}"]')
    await expect(found).to_be_focused()
    await expect(page.locator(".conversation h2")).to_have_text("#it-requests")
    await page.keyboard.press("Control+k")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
