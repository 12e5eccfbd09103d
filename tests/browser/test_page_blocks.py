"""Block Kit on the sandbox's page: everything that is drawn, and what is not is said."""

from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.server import PAGE
from bot.views.kit import escape
from tests.browser.conftest import IN_BROWSER

pytestmark = IN_BROWSER

STAGE = """
async (list) => {
  const { blocks } = await import("/blocks.js");
  const { patch } = await import("/dom.js");
  const people = { U1: "Mina Okafor", U2: "Lee Tanaka" };
  const options = (all) => Object.entries(all).map(([value, text]) => ({ value, text }));
  window.chosen ??= {};
  window.pressed ??= [];
  const draw = (list) => patch(document.getElementById("page"), blocks(list, {
    names: {
      person: (id) => people[id] ?? id,
      channel: () => "it-desk",
      group: () => "helpdesk",
      people: () => options(people),
      rooms: () => options({ C1: "it-desk" }),
    },
    value: (block) => window.chosen[block.block_id] ?? null,
    change: (block, element, value) => {
      window.chosen[block.block_id] = value;
      draw(list);
    },
    commit: () => {},
    press: (block, element, value) => window.pressed.push([element.action_id, value]),
    suggest: async (block, element, text) =>
      options({ ada: "Ada Lovelace", adam: "Adam Smith" })
        .filter((each) => each.value.includes(text)),
    confirm: async () => true,
    error: (block) => (block.block_id === "wrong" ? "This address exists" : null),
  }));
  draw(list);
}
"""
EVIL = "<img src=x onerror='window.pwned = 1'> *bold* <!channel>"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def option(value, text=None, **more):
    return {"value": value, "text": plain(text or value.title()), **more}


def field(kind, **element):
    block = {"type": "input", "block_id": "field", "label": plain("The label")}
    return block | {"element": {"type": kind, "action_id": "v", **element}}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


TWO = [option("one"), option("two")]
DRAWN = {
    "section": ({"type": "section", "text": mrkdwn("Some *text*")}, "Some text"),
    "fields": ({"type": "section", "fields": [mrkdwn("*Person*\nAda")]}, "Person"),
    "accessory": (
        {
            "type": "section",
            "text": plain("Beside"),
            "accessory": {"type": "button", "action_id": "a", "text": plain("Press")},
        },
        "Press",
    ),
    "header": ({"type": "header", "text": plain("A header :tada:")}, "A header 🎉"),
    "context": ({"type": "context", "elements": [mrkdwn("by <@U1>"), plain("today")]}, "by @Mina"),
    "alert": ({"type": "alert", "level": "warning", "text": mrkdwn("Careful")}, "Careful"),
    "markdown": ({"type": "markdown", "text": "# Title\n- **one**\n\n|a|b|\n|-|-|\n|c|d|"}, "one"),
    "rich_text": (
        rich({"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}),
        "@Mina Okafor",
    ),
    "rich_text list": (
        rich(
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "point", "style": {"bold": True}}],
                    }
                ],
            }
        ),
        "point",
    ),
    "table": (
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Name"}],
                [{"type": "raw_text", "text": "Ada"}],
            ],
        },
        "Ada",
    ),
    "radio": (
        field("radio_buttons", options=[option("mail", description=plain("By mail"))]),
        "By mail",
    ),
    "checkboxes": (field("checkboxes", options=TWO), "Two"),
    "hint": (field("plain_text_input") | {"hint": plain("A hint")}, "A hint"),
    "optional": (field("plain_text_input") | {"optional": True}, "The label (optional)"),
    "error": (field("email_text_input") | {"block_id": "wrong"}, "This address exists"),
}
FIELDS = [
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "static_select",
    "external_select",
    "multi_static_select",
    "multi_external_select",
    "users_select",
    "multi_users_select",
    "channels_select",
    "conversations_select",
    "datepicker",
    "timepicker",
    "datetimepicker",
]
MARKUP = {
    "*bold* _it_ ~gone~": "<strong>bold</strong> <em>it</em> <s>gone</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "snake_case_name 2*3*4": "snake_case_name 2*3*4",
    "`*code*`": "<code>*code*</code>",
    "```\na &lt;b&gt;\n```": "<pre>a &lt;b&gt;</pre>",
    "&gt; quoted\nafter": "<blockquote>quoted</blockquote>after",
    "a\nb": "a<br>b",
    "&lt;@U1&gt; &amp;lt;": "&lt;@U1&gt; &amp;lt;",
    "<@U1> <#C1> <!subteam^S1> <!here>": (
        '<span class="mention">@Mina Okafor</span> <span class="mention">#it-desk</span> '
        '<span class="mention">@helpdesk</span> <span class="mention">@here</span>'
    ),
    "<!date^1795500000^{date_num} {time}|then>": '<time title="then">2026-11-24 06:00</time>',
    "<https://a.example/?a=1&amp;b=2|a &amp; b>": (
        '<a href="https://a.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
        "a &amp; b</a>"
    ),
    "<javascript:alert(1)|press>": "<span>press</span>",
    ":tada: :no_such_emoji:": "🎉 :no_such_emoji:",
}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def bare(browser):
    """The page's modules and styles from the disk, in one tab, without a sandbox behind them."""
    tab = await browser.new_page(locale="en-GB", timezone_id="UTC")

    async def serve(route):
        name = urlsplit(route.request.url).path.lstrip("/")
        if name:
            await route.fulfill(path=PAGE / name)
        else:
            index = (PAGE / "index.html").read_text(encoding="utf-8")
            await route.fulfill(body=index.replace("main.js", "dom.js"), content_type="text/html")

    await tab.route("**/*", serve)
    await tab.goto("http://page.example/")
    yield tab
    await tab.close()


@pytest_asyncio.fixture(loop_scope="session")
async def stage(bare):
    """Draws blocks on an empty page."""
    await bare.evaluate("delete window.chosen, delete window.pressed, page.replaceChildren()")

    async def draw(*blocks):
        await bare.evaluate(STAGE, list(blocks))
        return bare

    return draw


@pytest.mark.parametrize("name", DRAWN)
async def test_a_block_is_visible(stage, name):
    block, text = DRAWN[name]

    tab = await stage(block)

    await expect(tab.get_by_text(text).first).to_be_visible()
    await expect(tab.locator(".unknown")).to_have_count(0)


@pytest.mark.parametrize("kind", FIELDS)
async def test_a_field_is_visible_under_its_label(stage, kind):
    options = {"options": TWO} if "static" in kind else {}

    tab = await stage(field(kind, **options))

    await expect(tab.get_by_label("The label")).to_be_visible()
    await expect(tab.locator(".unknown")).to_have_count(0)


async def test_pictures_and_dividers_are_drawn(stage):
    picture = {"type": "image", "image_url": PIXEL, "alt_text": "A chart"}

    tab = await stage(picture, {"type": "divider"}, {"type": "context", "elements": [picture]})

    assert await tab.get_by_alt_text("A chart").count() == 2
    await expect(tab.locator("hr")).to_have_count(1)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"type": "hologram"}, "Unknown block: hologram"),
        ({"type": "constructor"}, "Unknown block: constructor"),
        ({"type": "actions", "elements": [{"type": "lever"}]}, "Unknown element: lever"),
        (field("dial"), "Unknown element: dial"),
        (rich({"type": "rich_text_song", "elements": []}), "Unknown text: rich_text_song"),
        ({"type": "actions"}, "Broken block: actions"),
    ],
)
async def test_what_cannot_be_drawn_is_said_in_red(stage, block, said):
    tab = await stage({"type": "header", "text": plain("Before")}, block)

    await expect(tab.locator(".unknown")).to_contain_text(said)
    await expect(tab.get_by_text("Before")).to_be_visible()


async def test_typed_markup_stays_text_wherever_it_stands(stage):
    cell = {"type": "raw_text", "text": EVIL}
    text = {"type": "text", "text": EVIL}
    blocks = [
        {"type": "section", "text": mrkdwn(escape(EVIL))},
        {"type": "section", "text": plain(EVIL)},
        {"type": "header", "text": plain(EVIL)},
        {"type": "context", "elements": [plain(EVIL)]},
        {"type": "markdown", "text": EVIL.replace("*", "")},
        {"type": "table", "rows": [[cell], [cell]]},
        rich({"type": "rich_text_section", "elements": [text]}),
        field("plain_text_input") | {"label": plain(EVIL), "hint": plain(EVIL)},
        field("checkboxes", options=[option("a", EVIL)]) | {"block_id": "boxes"},
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "a", "text": plain(EVIL)}],
        },
    ]

    tab = await stage(*blocks)

    assert await tab.locator("#page img, #page strong, #page .mention, #page .unknown").count() == 0
    assert await tab.get_by_text("<img src=x onerror=").count() >= len(blocks)
    assert await tab.evaluate("window.pwned") is None


@pytest.mark.parametrize("text", MARKUP)
async def test_mrkdwn_is_drawn_as_slack_draws_it(stage, text):
    tab = await stage({"type": "section", "text": mrkdwn(text)})

    assert await tab.locator(".text").inner_html() == MARKUP[text]


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


async def test_several_are_chosen_and_taken_back(stage):
    tab = await stage(field("multi_static_select", options=TWO))
    box = tab.get_by_label("The label")

    await box.click()
    await tab.get_by_role("option", name="One").click()
    await box.press("ArrowDown")
    await tab.get_by_role("option", name="Two").click()
    await tab.get_by_role("button", name="Remove One").click()

    assert [each["value"] for each in await tab.evaluate("window.chosen.field")] == ["two"]


async def test_buttons_and_menus_tell_what_was_pressed(stage):
    menu = {"type": "overflow", "action_id": "more", "options": [option("cancel")]}
    button = {"type": "button", "action_id": "approve", "value": "7", "text": plain("Approve")}

    tab = await stage({"type": "actions", "elements": [button, menu]})
    await tab.get_by_role("button", name="Approve").click()
    await tab.locator("summary").click()
    await tab.get_by_role("menuitem", name="Cancel").click()

    assert await tab.evaluate("window.pressed") == [["approve", "7"], ["more", "cancel"]]


async def test_a_redraw_keeps_focus_text_and_place(stage):
    name = field("plain_text_input")
    tab = await stage({"type": "header", "text": plain("Before")}, name)
    await tab.get_by_label("The label").press_sequentially("half typ")

    await stage({"type": "alert", "level": "info", "text": mrkdwn("New")}, name)
    await tab.keyboard.type("ed")

    await expect(tab.get_by_label("The label")).to_have_value("half typed")
    await expect(tab.get_by_text("New")).to_be_visible()
