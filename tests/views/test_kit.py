"""The small parts: nothing typed gets out of its text, and nothing is too long for Slack."""

import html
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import kit
from tests.views.rules import check_message, check_texts, live_in
from tests.views.samples import HOSTILE, NOW, QUICK

TEXTS = st.text() | st.text(alphabet="*_~`<>&@:|! aE", max_size=40)


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_holds_nothing_that_slack_acts_on(text):
    assert "".join(live_in(kit.escape(text))) == ""


@QUICK
@given(TEXTS)
def test_whatever_is_typed_holds_nothing_that_slack_acts_on(text):
    escaped = kit.escape(text)

    assert not {"*", "~", "`", "<", ">"} & set(escaped)
    assert html.unescape(escaped).count("&") == kit.clean(text).count("&")


@pytest.mark.parametrize("text", ["ada_lovelace@acme.test", "O'Brien", "R2-D2", "09:30", "50 %"])
def test_ordinary_text_is_left_as_it_is(text):
    assert kit.escape(text) == text


@QUICK
@given(TEXTS, st.integers(1, 50))
def test_cut_text_fits_and_is_otherwise_unchanged(text, limit):
    short = kit.cut(text, limit)

    assert len(short.encode("utf-16-le", "surrogatepass")) // 2 <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@QUICK
@given(TEXTS, st.integers(1, 30))
def test_a_cut_never_leaves_half_an_entity(text, limit):
    shown = kit.mrkdwn(kit.escape(text), limit)["text"]

    assert "".join(live_in(shown)) == ""


def test_a_cut_never_leaves_half_a_mention():
    assert kit.mrkdwn("asked: <@U01MINA>", 12)["text"] == "asked: …"


@QUICK
@given(TEXTS)
def test_no_part_is_ever_empty_or_too_long(text):
    blocks = [
        kit.header(text), kit.say(text), kit.section(kit.escape(text)), kit.context(text),
        kit.fields([("Label", kit.escape(text))] * 11), kit.divider(),
        kit.listed("Title", [text] * 40), kit.listed("Title", [text] * 2, "ordered"),
        kit.listed("Title", [], "ordered"), kit.listed("Title", [text], "lines"),
        kit.actions(kit.button(text, "a", "1", style="danger", asks=kit.confirm(text, text, text))),
    ]  # fmt: skip

    check_message(("text", blocks))


def test_a_long_list_says_how_much_it_leaves_out():
    drawn = kit.listed("Steps", [f"line {n}" for n in range(kit.LINES + 3)])

    items = drawn["elements"][1]["elements"]
    assert items[-1]["elements"][0]["text"] == "and 3 more"


@pytest.mark.parametrize(
    ("slack_id", "shown"),
    [
        ("U01MINA", "<@U01MINA>"),
        ("W01MINA", "<@W01MINA>"),
        ("S01DESK", "<!subteam^S01DESK>"),
        ("U1><!channel", "U1&gt;&lt;!channel"),
    ],
)
def test_only_an_id_becomes_a_mention(slack_id, shown):
    assert kit.mention(slack_id) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, ""), (1, "<@U1>"), (2, "<@U1> or <@U1>"), (3, "<@U1>, <@U1> or <@U1>")],
)
def test_mentions_read_as_an_enumeration(count, shown):
    assert kit.mentions(["U1"] * count) == shown


def test_many_mentions_end_with_the_others():
    assert kit.mentions(["U1"] * 30).endswith("<@U1> or others")


def test_a_moment_is_shown_in_the_readers_zone_and_falls_back_to_utc():
    ts = int(NOW.timestamp())
    expected = f"<!date^{ts}^{{date_short_pretty}} at {{time}}|2026-11-24 09:00 UTC>"
    assert kit.moment(NOW) == expected


@pytest.mark.parametrize("text", [*HOSTILE, "a|b^c>"])
def test_a_moments_fallback_cannot_end_it(text):
    moment = kit.moment(datetime(2026, 1, 1, tzinfo=UTC), text[:100])

    assert moment.count("|") == 1
    check_texts([kit.section(moment)])
