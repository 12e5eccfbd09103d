"""The sandbox's page for everybody: names for what can be used, and colours that can be read."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import BLOCKS, ELEMENTS, button, mrkdwn, plain
from tests.browser.story import act_as

pytestmark = IN_BROWSER

FAINT = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
DESK, MINA = "C0ITDESK001", "U0MINA00001"
NAMELESS = re.compile(
    r"^\s*- (?:button|link|textbox|combobox|checkbox|radio|menuitem|tab|option|spinbutton|switch"
    r"|slider|searchbox)\b(?! \").*",
    re.MULTILINE,
)
TWICE = """
() => {
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}
"""
DANGLING = """
() => ["for", "aria-controls", "aria-labelledby", "aria-describedby"].flatMap((name) =>
  [...document.querySelectorAll(`[${name}]`)]
    .filter((each) => !document.getElementById(each.getAttribute(name)))
    .map((each) => `${name}=${each.getAttribute(name)}`))
"""
TEXTS = ("rich_text", "plan", "task_card", "markdown", "data_table", "card", "call")
FORM = [
    {
        "type": "input", "block_id": kind, "label": plain(kind),
        "element": {"action_id": "v", **ELEMENTS[kind]},
    }
    for kind in ("plain_text_input", "static_select", "checkboxes", "datepicker", "rich_text_input")
]  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def page(sandbox, tab):
    """A channel with a bit of everything, a thread of it open beside it."""
    app = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
    choice = {"action_id": "v", **ELEMENTS["static_select"]}
    asked = [
        {"type": "section", "text": mrkdwn("*REQ-1* for <@U0LEE000001>"), "accessory": choice},
        {"type": "actions", "elements": [
            button("Approve", style="primary"),
            button("Deny", style="danger") | {"action_id": "deny"},
            {"action_id": "more", **ELEMENTS["overflow"]},
        ]},
        {"type": "context", "elements": [mrkdwn("asked by <@U0MINA00001> `code`")]},
    ]  # fmt: skip
    parent = await app.chat_postMessage(channel=DESK, text="REQ-1", blocks=asked)
    await app.chat_postMessage(channel=DESK, text="Yes :tada:", thread_ts=parent["ts"])
    await app.chat_postEphemeral(channel=DESK, user=MINA, text="Only for you")
    drawn = [BLOCKS[kind] for kind in TEXTS]
    await app.chat_postMessage(channel=DESK, text="Everything", blocks=drawn)
    await tab.goto(sandbox.url)
    await act_as(tab, "Mina")
    await tab.locator(".replies").click()
    await expect(tab.locator(".thread")).to_contain_text("Yes")
    return tab


@pytest_asyncio.fixture(loop_scope="session")
async def modal(sandbox, page):
    """A modal over it, with something wrong."""
    app = AsyncWebClient(token="xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
    alert = BLOCKS["alert"]
    view = {
        "type": "modal", "title": plain("Ask"), "submit": plain("Send"), "blocks": [alert, *FORM],
    }  # fmt: skip
    await app.views_open(trigger_id=sandbox.slack.trigger(MINA), view=view)
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.locator(".modal .error:not(:empty)").first).to_be_visible()
    return page


async def nameless(tab):
    return NAMELESS.findall(await tab.locator("body").aria_snapshot())


async def test_all_that_can_be_used_has_a_name(page):
    assert await nameless(page) == []


async def test_all_in_a_modal_has_a_name_and_every_reference_leads_somewhere(modal):
    assert await nameless(modal) == []
    assert await modal.evaluate(TWICE) == []
    assert await modal.evaluate(DANGLING) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_all_of_slack_can_be_read(modal, theme):
    await modal.emulate_media(color_scheme=theme, reduced_motion="reduce")

    assert await modal.evaluate(FAINT, ".modal") == []
    await modal.keyboard.press("Escape")
    await expect(modal.get_by_role("dialog")).to_have_count(0)
    assert await modal.evaluate(FAINT, ".slack") == []


async def test_a_narrow_window_cuts_nothing_off(page):
    await page.set_viewport_size({"width": 1024, "height": 700})

    await expect(page.locator(".thread")).to_be_visible()
    assert await page.locator(".slack").evaluate("(it) => it.scrollWidth > it.clientWidth") is False
    await page.get_by_role("button", name="Close thread").click()
    await expect(page.get_by_label("Message #it-desk or type /")).to_be_visible()
