"""The small parts that every view is made of.

Slack refuses a whole message for one text that is too long or empty, so every part cuts and fills
what it is given. What people and providers wrote goes in as plain or rich text, which Slack does
not read for markup; only beside a mention or a date is it put into mrkdwn, through `escape`.

Source: https://docs.slack.dev/reference/block-kit
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

Block = dict[str, Any]
View = dict[str, Any]
Message = tuple[str, list[Block]]
"""The fallback text, for notifications and screen readers, and the blocks."""

HEADER: Final = 150
SECTION: Final = 3000
FIELD: Final = 2000
FIELDS: Final = 10
LABEL: Final = 2000
PLACEHOLDER: Final = 150
BUTTON: Final = 75
TITLE: Final = 24
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
ALT: Final = 2000
MESSAGE_BLOCKS: Final = 50
MODAL_BLOCKS: Final = 100

LINE: Final = 300  # our own: a line of a list that is longer is no longer read
LINES: Final = 25  # our own: a message must also stay below Slack's total

_NOTHING: Final = "\N{EM DASH}"
_INVISIBLE: Final = "\N{ZERO WIDTH SPACE}"
_UNWANTED: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOKALIKES: Final = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
_MARKUP: Final = re.compile(r"[*~`]|(?<![^\W_])_|_(?![^\W_])")
_LIVE: Final = re.compile(r"(?<!\w)@(?=\w)|:(?=[\w+'-]+:|//)|(?m:^)(?=&gt;)")
_HALF: Final = re.compile(r"(&\w{0,4}|<[^<>]*)…$")
_PERSON: Final = re.compile(r"[UW][A-Z0-9]+")
_GROUP: Final = re.compile(r"S[A-Z0-9]+")


def clean(text: str) -> str:
    """Take out what is not text: control characters, half characters and direction overrides.

    An override would reorder the words that stand around it; right-to-left letters do not.
    """
    return _UNWANTED.sub("", text.replace("\t", " "))


def cut(text: str, limit: int, end: str = "…") -> str:
    """Shorten to at most `limit` UTF-16 units, the last one an ellipsis.

    Slack does not say what it counts; this is the stricter of the two readings.

    Args:
        end: Empty for what is sent back as if it had been typed.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - len(end))].decode("utf-16-le", "ignore") + end


def escape(text: str) -> str:
    """Make text stand in mrkdwn as it was typed: no mention, link, emoji, quote or style.

    Entities do it for `&`, `<` and `>`. Slack has no escape for its style marks, so they are
    replaced by their look-alikes; the underscores inside a word are no mark and stay.
    """
    unmarked = _MARKUP.sub(lambda mark: _LOOKALIKES[mark[0]], clean(text))
    return _LIVE.sub(lambda live: live[0] + _INVISIBLE, unmarked.translate(_ENTITIES))


def plain(text: str, limit: int) -> Block:
    """Give a text that Slack shows as it is; a dash when empty, which Slack would refuse."""
    shown = cut(clean(text).strip() or _NOTHING, limit)
    return {"type": "plain_text", "text": shown, "emoji": False}


def mrkdwn(text: str, limit: int) -> Block:
    """Give a text with markup; whatever others wrote in it has been through `escape`."""
    # A cut through an entity or a mention would show its remains.
    shown = _HALF.sub("…", cut(text, limit))
    return {"type": "mrkdwn", "text": shown or _NOTHING, "verbatim": True}


def mention(slack_id: str) -> str:
    """Give a person's or user group's mention; what is no id stays text."""
    if _PERSON.fullmatch(slack_id):
        return f"<@{slack_id}>"
    return f"<!subteam^{slack_id}>" if _GROUP.fullmatch(slack_id) else escape(slack_id)


def mentions(slack_ids: Sequence[str], *, last: str = "or") -> str:
    """Give the mentions as an enumeration; of more than 20 only those are named."""
    named = [mention(slack_id) for slack_id in slack_ids[:20]]
    if len(slack_ids) > len(named):
        named.append("others")
    return f" {last} ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))


def moment(when: datetime, fallback: str = "") -> str:
    """Give a moment that Slack shows in the reader's own time zone.

    Args:
        fallback: What old clients show, such as "24 Nov, 09:00 Berlin"; by default it is UTC.
    """
    shown = fallback or f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    safe = escape(shown).replace("|", "/").replace("^", " ")
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{safe}>"


def span(took: timedelta) -> str:
    """Say how long something took, as exactly as people count: 90 s, 4 min, 3 h, 2 d."""
    seconds = max(0, round(took.total_seconds()))
    for unit, length, enough in (("s", 1, 120), ("min", 60, 120), ("h", 3600, 48)):
        if seconds < enough * length:
            return f"{seconds // length} {unit}"
    return f"{seconds // 86400} d"


def header(text: str) -> Block:
    """Head a message."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str) -> Block:
    """Say something with mentions, dates or bold words in it."""
    return {"type": "section", "text": mrkdwn(text, SECTION)}


def say(text: str) -> Block:
    """Say something that others wrote, in part or whole."""
    return {"type": "section", "text": plain(text, SECTION)}


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Show labels and values, two beside each other; a value is mrkdwn."""
    shown = [mrkdwn(f"*{label}*\n{value}", FIELD) for label, value in pairs[:FIELDS]]
    return {"type": "section", "fields": shown}


def context(text: str, block_id: str = "") -> Block:
    """Say something in passing."""
    block: Block = {"type": "context", "elements": [plain(text, SECTION)]}
    return block | ({"block_id": block_id} if block_id else {})


def picture(file_id: str, title: str, alt: str) -> Block:
    """Show a picture that was uploaded; `alt` says what it shows to who does not see it."""
    shown = cut(clean(alt).strip() or _NOTHING, ALT)
    file = {"id": file_id}
    return {"type": "image", "slack_file": file, "title": plain(title, ALT), "alt_text": shown}


def divider() -> Block:
    """Part what stands above from what stands below."""
    return {"type": "divider"}


def listed(
    title: str, lines: Sequence[str], style: Literal["ordered", "bullet", "lines"] = "bullet"
) -> Block:
    """List what others wrote, under a bold title; `lines` have no mark before them."""
    shown = [cut(clean(line).strip() or _NOTHING, LINE) for line in lines[:LINES]]
    if len(lines) > len(shown):
        shown.append(f"and {len(lines) - len(shown)} more")
    heading = {"type": "text", "text": clean(title), "style": {"bold": True}}
    if style == "lines" or not shown:
        text = [{"type": "text", "text": "\n" + "\n".join(shown)}] if shown else []
        return rich({"type": "rich_text_section", "elements": [heading, *text]})
    items = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": line}]}
        for line in shown
    ]
    return rich(
        {"type": "rich_text_section", "elements": [heading]},
        {"type": "rich_text_list", "style": style, "elements": items},
    )


def rich(*elements: Block) -> Block:
    """Hold rich text, which has no markup that typed text could imitate."""
    return {"type": "rich_text", "elements": list(elements)}


def confirm(title: str, text: str, yes: str, *, danger: bool = False) -> Block:
    """Ask once more before a button counts; Slack asks, the bot never learns of a no."""
    return {
        "title": plain(title, CONFIRM_TITLE),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, CONFIRM_BUTTON),
        "deny": plain("Back", CONFIRM_BUTTON),
        "style": "danger" if danger else "primary",
    }


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: Literal["primary", "danger", ""] = "",
    asks: Block | None = None,
) -> Block:
    """Offer something to do; `asks` is its confirmation."""
    extras = {"value": value, "style": style, "confirm": asks}
    shown: Block = {"type": "button", "action_id": action_id, "text": plain(text, BUTTON)}
    return shown | {name: extra for name, extra in extras.items() if extra}


def actions(*buttons: Block) -> Block:
    """Stand buttons beside each other."""
    return {"type": "actions", "elements": list(buttons)}


def field(
    block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    """Ask for something in a modal."""
    shown: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, LABEL),
        "element": element,
        "optional": optional,
    }
    return shown | ({"hint": plain(hint, LABEL)} if hint else {})


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    close: str,
    submit: str = "",
    metadata: str = "",
    tell_closed: bool = False,
) -> View:
    """Open a window; `submit` is needed as soon as it asks for something.

    Args:
        metadata: Given back with every click; everybody's client holds it, so never a secret.
        tell_closed: Whether the bot hears of it when the window is closed.
    """
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE),
        "close": plain(close, TITLE),
        "blocks": list(blocks[:MODAL_BLOCKS]),
        "private_metadata": metadata,
        "notify_on_close": tell_closed,
    }
    return view | ({"submit": plain(submit, TITLE)} if submit else {})
