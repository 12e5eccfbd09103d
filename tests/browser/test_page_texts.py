"""Slack's texts on the sandbox's page: mrkdwn, Markdown and dates, drawn as Slack draws them."""

import pytest

from tests.browser.conftest import IN_BROWSER
from tests.browser.kit import mrkdwn

pytestmark = IN_BROWSER

REL = 'target="_blank" rel="noopener noreferrer"'
MARKUP = {
    "*bold* _it_ ~gone~": "<strong>bold</strong> <em>it</em> <s>gone</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "snake_case_name 2*3*4": "snake_case_name 2*3*4",
    "`*code*`": "<code>*code*</code>",
    "```\na &lt;b&gt;\n```": "<pre>a &lt;b&gt;</pre>",
    "&gt; quoted\nafter": "<blockquote>quoted</blockquote>after",
    "&gt;&gt;&gt; quoted\nafter": "<blockquote>quoted<br>after</blockquote>",
    "a\nb": "a<br>b",
    "&lt;@U1&gt; &amp;lt;": "&lt;@U1&gt; &amp;lt;",
    "<@U1> <#C1> <!subteam^S1> <!here>": (
        '<span class="mention">@Mina Okafor</span> <span class="mention">#it-desk</span> '
        '<span class="mention">@helpdesk</span> <span class="mention">@here</span>'
    ),
    "<https://a.example/?a=1&amp;b=2|a &amp; b>": (
        f'<a href="https://a.example/?a=1&amp;b=2" {REL}>a &amp; b</a>'
    ),
    "see https://a.example/b.": f'see <a href="https://a.example/b" {REL}>https://a.example/b</a>.',
    "<javascript:alert(1)|press>": "<span>press</span>",
    ":tada: :no_such_emoji: :+1::skin-tone-2:": "🎉 :no_such_emoji: 👍",
}
DATES = {
    "{date_num} {time}": "2026-11-24 06:00",
    "{date_slash}": "24/11/2026",
    "{time_secs}": "06:00:00",
    "{date}": "24 November 2026",
    "{date_short}": "24 Nov 2026",
    "{date_long}": "Tuesday, 24 November 2026",
    "{date_pretty} at {time}": "today at 06:00",
    "{ago}": "6 hours ago",
    "{moon}": "{moon}",
}
MARKDOWN = {
    "**a** *b* ~~c~~ `d`": "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>",
    "__a__ _b_ snake_case": "<p><strong>a</strong> <em>b</em> snake_case</p>",
    r"\*not\*": "<p>*not*</p>",
    "## Two": '<h4 class="level-2">Two</h4>',
    "a\nb\n\nc": "<p>a<br>b</p><p>c</p>",
    "- a\n  - b\n- c": "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "- [x] a": (
        '<ul><li class="todo"><span class="task" role="img" aria-label="done">☑</span>a</li></ul>'
    ),
    "> a\n> b": "<blockquote>a<br>b</blockquote>",
    "---": "<hr>",
    "```py\na < b\n```": "<pre>a &lt; b</pre>",
    "|a|b|\n|:-|-:|\n|c|d|": (
        '<table><thead><tr><th>a</th><th class="right">b</th></tr></thead>'
        '<tbody><tr><td>c</td><td class="right">d</td></tr></tbody></table>'
    ),
    "[a](https://a.example) ![p](https://a.example/p.png)": (
        f'<p><a href="https://a.example" {REL}>a</a> '
        f'<a href="https://a.example/p.png" {REL}>p</a></p>'
    ),
    "[a](javascript:alert(1))": "<p><span>a</span>)</p>",
}


@pytest.mark.parametrize("text", MARKUP)
async def test_mrkdwn_is_drawn_as_slack_draws_it(stage, text):
    tab = await stage({"type": "section", "text": mrkdwn(text)})

    assert (await tab.locator(".text").inner_html()).replace("\ufe0f", "") == MARKUP[text]


@pytest.mark.parametrize("form", DATES)
async def test_a_date_is_written_in_the_readers_words(stage, form):
    tab = await stage({"type": "section", "text": mrkdwn(f"<!date^1795500000^{form}|then>")})

    assert await tab.locator("time").inner_text() == DATES[form]
    assert await tab.locator("time").get_attribute("title") == "then"


async def test_a_date_may_lead_somewhere(stage):
    date = "<!date^1795500000^{date_num}^https://a.example/|then>"

    tab = await stage({"type": "section", "text": mrkdwn(date)})

    assert await tab.get_by_role("link").get_attribute("href") == "https://a.example/"


@pytest.mark.parametrize("text", MARKDOWN)
async def test_markdown_is_drawn_as_slack_draws_it(stage, text):
    tab = await stage({"type": "markdown", "text": text})

    assert await tab.locator(".block-markdown").inner_html() == MARKDOWN[text]
