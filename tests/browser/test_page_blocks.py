"""Block Kit on the sandbox's page: everything that Slack takes is drawn, and the rest is said."""

import pytest
from playwright.async_api import expect

from bot.sandbox.slack.blocks import BLOCKS as TAKEN
from bot.sandbox.slack.blocks import check_blocks
from bot.views.kit import escape
from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import (
    BLOCKS,
    TABLE,
    button,
    card,
    chart,
    field,
    listed,
    mrkdwn,
    option,
    picture,
    plain,
    rich,
    section,
    words,
)

pytestmark = IN_BROWSER

EVIL = "<img src=x onerror='window.pwned = 1'> *bold* <!channel>"


def taken(surface):
    """List the block types that the stand-in takes on a surface."""
    (fault,) = TAKEN[surface]({"type": "hologram"}, "")
    return fault.constraint["expected"]


@pytest.mark.parametrize("surface", TAKEN)
async def test_every_block_that_slack_takes_is_drawn(stage, surface):
    kinds = [kind for kind in taken(surface) if kind != "file"]
    samples = [BLOCKS[kind] | {"block_id": kind} for kind in kinds]
    assert check_blocks(samples, surface) == []

    tab = await stage(*samples)

    for kind in kinds:
        drawn = tab.locator(f'[data-block="{kind}"]')
        box = await drawn.bounding_box()
        assert (box["width"] > 0, box["height"] > 0) == (True, True), kind
        assert await drawn.locator(".unknown").count() == 0, await drawn.text_content()


async def test_a_file_that_lies_elsewhere_is_drawn(stage):
    tab = await stage(BLOCKS["file"])

    await expect(tab.get_by_text("A file elsewhere")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("section", "Person"), ("header", "A header 🎉"), ("context", "by @Mina"),
        ("input", "The label (optional)"), ("input", "A hint"), ("image", "The week"),
        ("rich_text", "under @Mina Okafor #it-desk @helpdesk @T1 @here 🎉 2026-11-24"),
        ("rich_text", "quoted"), ("video", "How to lock a laptop"), ("call", "Stand-up"),
        ("card", "Bound to Ada, online"), ("carousel", "LT-BOB"), ("container", "Inside"),
        ("data_table", "Laptops"), ("plan", "1 of 3"), ("task_card", "Look at the log"),
        ("markdown", "one"), ("table", "ACTIVE"), ("alert", "Careful"),
    ],
)  # fmt: skip
async def test_a_blocks_text_can_be_read(stage, kind, text):
    tab = await stage(BLOCKS[kind])

    await expect(tab.get_by_text(text).first).to_be_visible()


@pytest.mark.parametrize("kind", ["pie", "bar", "area", "line"])
async def test_a_chart_has_its_figures_for_who_cannot_see_it(stage, kind):
    tab = await stage(chart(kind))

    await expect(tab.locator("svg")).to_be_visible()
    await expect(tab.locator("table")).to_contain_text("7")
    await expect(tab.locator(".unknown")).to_have_count(0)


async def test_a_data_table_turns_its_pages_and_sorts(stage):
    tab = await stage(BLOCKS["data_table"])
    first = tab.locator("tbody tr").first

    await expect(tab.locator("tbody tr")).to_have_count(5)
    await tab.get_by_role("button", name="Next").click()
    await expect(first).to_contain_text("LT-06")
    await tab.get_by_role("button", name="Days away").click()
    await expect(first).to_contain_text("LT-08")
    await tab.get_by_role("button", name="Days away").click()
    await expect(first).to_contain_text("LT-01")


async def test_a_container_that_was_folded_stays_folded(stage):
    tab = await stage(BLOCKS["container"])
    await expect(tab.get_by_text("Inside")).to_be_visible()

    await tab.locator("summary").click()
    await stage(BLOCKS["container"], BLOCKS["divider"])

    await expect(tab.locator("hr")).to_have_count(1)
    await expect(tab.get_by_text("Inside")).to_be_hidden()


async def test_an_icon_is_shown_to_those_it_is_meant_for(stage):
    def bin_for(*people):
        icon = {"type": "icon_button", "action_id": "a", "icon": "trash", "text": plain("Delete")}
        seen = icon | {"visible_to_user_ids": list(people)}
        return {"type": "context_actions", "block_id": "b", "elements": [seen]}

    tab = await stage(bin_for("U2"))
    await expect(tab.get_by_role("button", name="Delete")).to_have_count(0)

    await stage(bin_for("U1", "U2"))
    await expect(tab.get_by_role("button", name="Delete")).to_be_visible()


async def test_what_cannot_be_drawn_is_said_in_red(stage):
    wrong = {
        "Unknown block: hologram": {"type": "hologram"},
        "Unknown block: constructor": {"type": "constructor"},
        "Unknown element: lever": {"type": "actions", "elements": [{"type": "lever"}]},
        "Unknown element: dial": field("dial"),
        "Unknown text: rich_text_song": rich({"type": "rich_text_song", "elements": []}),
        "Unknown text: hum": rich(section({"type": "hum"})),
        "Unknown text: blinking": rich(section(words("a", blinking=True))),
        "Unknown cell: raw_tune": {"type": "table", "rows": [[{"type": "raw_tune"}]]},
        "Unknown chart: radar": {
            "type": "data_visualization", "title": "A", "chart": {"type": "radar"},
        },
        "Unknown status: asleep": BLOCKS["task_card"] | {"status": "asleep"},
        "Unknown element: plan": {"type": "carousel", "elements": [{"type": "plan"}]},
        "Broken block: actions": {"type": "actions"},
        "Broken block: plan": {"type": "plan", "title": "A", "tasks": 4},
    }  # fmt: skip

    tab = await stage(
        {"type": "header", "text": plain("Before")},
        *({**block, "block_id": said} for said, block in wrong.items()),
    )

    await expect(tab.get_by_text("Before")).to_be_visible()
    for said in wrong:
        await expect(tab.locator(f'[data-block="{said}"] .unknown')).to_contain_text(said)


async def test_typed_markup_stays_text_wherever_it_stands(stage):
    cell = {"type": "raw_text", "text": EVIL}
    blocks = [
        {"type": "section", "text": mrkdwn(escape(EVIL))},
        {"type": "section", "text": plain(EVIL)},
        {"type": "header", "text": plain(EVIL)},
        {"type": "context", "elements": [plain(EVIL)]},
        {"type": "markdown", "text": EVIL.replace("*", "")},
        {"type": "table", "rows": [[cell], [cell]]},
        {"type": "data_table", "caption": EVIL, "rows": [[cell], [cell]]},
        BLOCKS["plan"] | {"title": EVIL},
        BLOCKS["video"] | {"title": plain(EVIL), "title_url": "javascript:window.pwned = 1"},
        card(escape(EVIL)),
        chart("bar") | {"title": EVIL},
        rich(section(words(EVIL))),
        field("plain_text_input") | {"label": plain(EVIL), "hint": plain(EVIL)},
        field("checkboxes", options=[option("a", EVIL)]) | {"block_id": "boxes"},
        {"type": "actions", "elements": [button(EVIL)]},
    ]

    tab = await stage(*blocks)

    assert await tab.locator('#page [src="x"], #page .mention, #page .unknown').count() == 0
    assert await tab.get_by_text("*bold*").count() >= len(blocks) - 1
    assert await tab.get_by_text("<img src=x onerror=").count() >= len(blocks)
    assert await tab.locator('[href^="javascript"]').count() == 0
    assert await tab.evaluate("window.pwned") is None


async def test_pictures_have_their_text(stage):
    tab = await stage(picture(), {"type": "context", "elements": [picture()]})

    assert await tab.get_by_alt_text("A chart").count() == 2


async def test_a_list_keeps_its_order_and_its_depth(stage):
    tab = await stage(rich(listed("ordered", "third", offset=2, indent=1)))

    assert await tab.locator("ol").get_attribute("start") == "3"
    await expect(tab.locator("ol.indent-1")).to_have_css("margin-left", "22px")


async def test_a_table_has_a_head_and_columns_as_they_were_set(stage):
    settings = [{"align": "right"}, {"is_wrapped": True}]
    tab = await stage({"type": "table", "rows": TABLE, "column_settings": settings})

    await expect(tab.get_by_role("columnheader")).to_have_count(2)
    await expect(tab.locator("td").first).to_have_css("text-align", "right")
    await expect(tab.locator("td").last).to_have_css("white-space", "normal")
