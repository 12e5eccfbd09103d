"""Slack on the sandbox's page: channels, threads and what one types, by mouse and by key."""

import base64

import pytest_asyncio
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import PIXEL
from tests.browser.story import act_as

pytestmark = IN_BROWSER

GIF = base64.b64decode(PIXEL.partition(",")[2])
DESK, REQUESTS = "C0ITDESK001", "C0ITREQUEST"
MINA, LEE = "U0MINA00001", "U0LEE000001"


@pytest_asyncio.fixture(loop_scope="session")
async def app(sandbox):
    """The app's own client."""
    return AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")


@pytest_asyncio.fixture(loop_scope="session")
async def page(sandbox, tab):
    """The page, as Mina, in #it-desk."""
    await tab.goto(sandbox.url)
    await act_as(tab, "Mina")
    return tab


def at(page, posted):
    return page.locator(f'.conversation .message[data-ts="{posted["ts"]}"]')


async def go(page, room):
    await page.locator(".room", has_text=room).click()


async def last_of(sandbox, channel=DESK):
    return list(sandbox.slack.workspace.channels[channel].messages.values())[-1]["text"]


async def test_a_message_shows_who_when_and_what_became_of_it(page, app, sandbox):
    first = await app.chat_postMessage(channel=DESK, text="Hello")
    await app.chat_update(channel=DESK, ts=first["ts"], text="Hello <@U0LEE000001>")
    message = at(page, first)

    await expect(message).to_contain_text("DeskhandAPP")
    await expect(message).to_contain_text("Hello @Lee Tanaka(edited)")
    await app.chat_delete(channel=DESK, ts=first["ts"])
    await expect(message).to_have_count(0)


async def test_what_one_person_alone_is_told_the_next_does_not_see(page, app):
    await app.chat_postEphemeral(channel=DESK, user=MINA, text="Between us")
    await expect(page.locator(".ephemeral")).to_contain_text("Only visible to you")

    await act_as(page, "Lee")

    await expect(page.locator(".ephemeral")).to_have_count(0)


async def test_what_is_new_is_marked_until_it_was_read_by_each_person(page, app):
    await app.chat_postMessage(channel=REQUESTS, text="News")
    room = page.locator(".room", has_text="it-requests")

    await expect(room.get_by_role("img", name="unread")).to_be_visible()
    await room.click()
    await go(page, "it-desk")
    await expect(room.get_by_role("img", name="unread")).to_have_count(0)
    await act_as(page, "Lee")
    await expect(room.get_by_role("img", name="unread")).to_be_visible()


async def test_a_link_to_a_message_leads_there_within_the_page(page, app):
    parent = await app.chat_postMessage(channel=REQUESTS, text="REQ-1")
    reply = await app.chat_postMessage(channel=REQUESTS, text="Done", thread_ts=parent["ts"])
    link = await app.chat_getPermalink(channel=REQUESTS, message_ts=reply["ts"])
    await app.chat_postMessage(channel=DESK, text=f"See <{link['permalink']}|the answer>")

    await page.get_by_role("link", name="the answer").click()

    await expect(page.locator(".conversation h2")).to_have_text("#it-requests")
    found = page.locator(f'.thread [data-ts="{reply["ts"]}"]')
    await expect(found).to_be_focused()
    await expect(found).to_have_class("message sought")


async def test_a_link_to_what_one_cannot_see_says_so(page, app):
    await app.chat_postMessage(
        channel=DESK, text="<https://desk.slack.com/archives/C0NOWHERE01/p1795500000000100|there>"
    )

    await page.get_by_role("link", name="there").click()

    await expect(page.locator(".toast")).to_contain_text("not among those that you can see")


async def test_files_are_shown_where_they_are_pictures_and_can_be_fetched(page, app, sandbox):
    sandbox.slack.access.scopes |= {"files:read", "files:write"}
    image = await app.files_upload_v2(
        channel=DESK, filename="screen.gif", content=GIF, title="Screen", alt_txt="A black screen"
    )
    await app.files_upload_v2(channel=DESK, filename="people.csv", content="name\nada")
    again = {"type": "image", "slack_file": {"id": image["file"]["id"]}, "alt_text": "Once more"}
    await app.chat_postMessage(channel=DESK, text="Again", blocks=[again])

    for text in ("A black screen", "Once more"):
        shown = page.get_by_alt_text(text)
        await expect(shown).to_be_visible()
        await expect(shown).to_have_js_property("naturalWidth", 1)
    card = page.locator(".file-card", has_text="people.csv")
    await expect(card).to_contain_text("CSV · 8 B")
    async with page.expect_download() as fetched:
        await card.get_by_role("link", name="Download people.csv").click()
    assert (await (await fetched.value).path()).read_text("utf-8") == "name\nada"


async def test_a_picture_that_was_shared_nowhere_is_shown_in_a_block_that_names_it(
    page, app, sandbox
):
    sandbox.slack.access.scopes |= {"files:write"}
    file = await app.files_upload_v2(filename="chart.gif", content=GIF, title="A chart")
    chart = {"type": "image", "slack_file": {"id": file["file"]["id"]}, "alt_text": "Up: 1"}

    await app.chat_postMessage(channel=DESK, text="The week", blocks=[chart])

    await expect(page.get_by_alt_text("Up: 1")).to_have_js_property("naturalWidth", 1)


async def test_a_thread_is_answered_and_gives_the_focus_back(page, app, sandbox):
    parent = await app.chat_postMessage(channel=DESK, text="Who is in?")
    await at(page, parent).hover()
    await at(page, parent).get_by_role("button", name="Reply in thread").click()

    await expect(page.get_by_label("Reply…")).to_be_focused()
    await page.keyboard.type("/me")
    await page.keyboard.press("Enter")
    await expect(page.locator(".thread")).to_contain_text("1 reply")
    await page.keyboard.press("Escape")

    await expect(page.locator(".thread")).to_have_count(0)
    await expect(at(page, parent)).to_be_focused()
    assert await last_of(sandbox) == "/me"


async def test_names_are_offered_and_sent_as_ids(page, sandbox):
    box = page.get_by_label("Message #it-desk or type /")

    await box.press_sequentially("ask @le")
    await expect(page.get_by_role("option", name="Lee Tanaka")).to_be_visible()
    await box.press("Enter")
    await box.press_sequentially("or @helpd")
    await box.press("Tab")
    await box.press_sequentially("in #it-req")
    await box.press("Enter")
    await box.press_sequentially("a<b & https://acme.example/?a=1&b=2. :tad")
    await box.press("Enter")
    await box.press("Enter")

    assert await last_of(sandbox) == (
        f"ask <@{LEE}> or <!subteam^S0HELPDESK1> in <#{REQUESTS}> a&lt;b &amp; "
        "<https://acme.example/?a=1&amp;b=2>. :tada:"
    )
    await expect(page.locator(".message").last).to_contain_text("ask @Lee Tanaka or @helpdesk in")


async def test_markup_that_is_typed_wakes_nobody(page, sandbox):
    box = page.get_by_label("Message #it-desk or type /")

    await box.fill("<!channel> `@here` <img src=x onerror=alert(1)>")
    await box.press("Enter")

    await expect(page.locator(".message").last).to_contain_text("<!channel> @here <img src=x")
    assert await page.locator(".message .mention").count() == 0


async def test_a_command_is_offered_with_what_it_takes(page):
    box = page.get_by_label("Message #it-desk or type /")
    await box.press_sequentially("/on")

    await expect(page.get_by_role("option")).to_contain_text(
        ["/onboard[work e-mail]Onboard a person"]
    )
    await box.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)


async def test_the_log_is_walked_by_arrows_and_by_slacks_own_keys(page, app):
    first = await app.chat_postMessage(channel=DESK, text="First")
    second = await app.chat_postMessage(channel=DESK, text="Second")
    await expect(at(page, second)).to_be_visible()
    await page.locator(".conversation .log").focus()

    await page.keyboard.press("ArrowUp")
    await expect(at(page, second)).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(at(page, first)).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_role("textbox", name="Find an emoji")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.keyboard.press("End")
    await expect(page.get_by_role("menuitem", name="Copy link")).to_be_focused()
    await page.keyboard.press("Escape")
    await at(page, first).focus()
    await page.keyboard.press("t")

    await expect(page.locator(".thread")).to_contain_text("First")


async def test_f6_goes_from_part_to_part(page):
    await page.get_by_role("radio", name="Mina").focus()

    await page.keyboard.press("F6")
    await expect(page.get_by_role("combobox", name="Search messages")).to_be_focused()
    await page.keyboard.press("F6")
    await expect(page.locator(".room.open")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".room", has_text="it-requests")).to_be_focused()
    await page.keyboard.press("F6")
    await expect(page.get_by_label("Message #it-desk or type /")).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(page.locator(".room.open")).to_be_focused()
