"""Cases in the channel of alerts: the head of a thread, what is said in it, and what one can do.

What sources and people wrote stands in plain or rich text, which nothing in it can break out of.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from bot.views import kit
from bot.views.forms import opener
from bot.views.kit import Block, Message
from bot.views.lookups import LINK, PICK
from storage.watch_tables import Case, CaseState

__all__ = ["Links", "Message", "head", "many", "note"]

MARKS: Final = {1: "Notice", 2: "Warning", 3: "Urgent"}
SIGNS: Final = {1: "\N{INFORMATION SOURCE}", 2: "⚠", 3: "\N{POLICE CARS REVOLVING LIGHT}"}

TAKE: Final = "case_take"
MUTE: Final = "case_mute"
DONE: Final = "case_done"
RETRY: Final = "case_retry"
RETRY_ASKS: Final = (
    "Their display name in Okta is changed and changed back, which makes Okta push them to "
    "JumpCloud anew."
)
ACTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "suspend_directly": ("Suspend in JumpCloud …", "suspend"),
    "suspend": ("Suspend …", "suspend"),
    "restore": ("Restore …", "restore"),
    "rotate": ("Rotate the password …", "rotate"),
}
"""What the buttons that open an action are called, and the action; it asks before it acts."""
LINKS: Final = {"okta": "Open in Okta", "jumpcloud": "Open in JumpCloud"}

Links = Mapping[str, str]
"""Addresses of the consoles by way; what is not known is left out."""


def head(case: Case, links: Links) -> Message:
    """Draw the message that a case's thread hangs on.

    Returns:
        The fallback text, and blocks; with buttons as long as the case is open.
    """
    words: Mapping[str, Any] = case.alert
    title = kit.clean(str(words["headline"]))
    shown = f"{SIGNS[case.severity]} {title}" if case.state is CaseState.OPEN else f"✓ {title}"
    blocks = [kit.header(shown), kit.fields(_facts(case)), kit.say(str(words["seen"]))]
    if words.get("reason"):
        blocks.append(kit.listed("What was answered", [str(words["reason"])], "lines"))
    if case.alert.get("line"):
        blocks.append(kit.listed("How far it has come", [str(case.alert["line"])], "lines"))
    if case.state is CaseState.OPEN:
        blocks += [
            kit.listed(label, [str(words[name])], "lines")
            for name, label in (("means", "What it means"), ("todo", "What to do"))
            if words.get(name)
        ]
        blocks += _buttons(case, links)
    else:
        blocks.append(kit.say(case.closed_why))
    return kit.escape(shown), blocks


def many(case: Case, some: Sequence[Case], *, total: int, still: int) -> Message:
    """Draw the message that stands for many cases of one cause.

    Args:
        some: A few of them, open ones first.
        total: How many there are.
        still: How many of them are open.
    """
    over = case.state is CaseState.CLOSED
    title = f"The same of {total} more"
    sign = "✓" if over else SIGNS[case.severity]
    names = [_named(one) for one in some]
    names += [f"and {total - len(some)} more"] * (total > len(some))
    words = f"{still} of them still open." if not over else case.closed_why
    blocks = [
        kit.header(f"{sign} {title}"),
        kit.fields(_facts(case)),
        kit.listed("Who", names),
        kit.say(words),
    ]
    if case.alert.get("reason"):
        blocks.insert(2, kit.listed("Answered last", [str(case.alert["reason"])], "lines"))
    return kit.escape(f"{sign} {title}: {case.alert['headline']}"), blocks


def note(text: str) -> Message:
    """Say something in a thread."""
    return kit.escape(kit.cut(text, kit.SECTION)), [kit.say(text)]


def _named(case: Case) -> str:
    """Say of one of many what it is, and whom it is about where that does not say it."""
    who = case.about_title or case.about_name or case.about_id
    headline = str(case.alert["headline"])
    return headline if who in headline else f"{who}: {headline}"


def _facts(case: Case) -> list[tuple[str, str]]:
    at = datetime.fromisoformat(str(case.alert["at"]))
    pairs = {
        "How bad": MARKS[case.severity],
        "When": kit.moment(at),
        "Seen": f"{case.count} times" if case.count > 1 else "",
        "Under way": kit.escape(str(case.alert.get("request", ""))),
        "Looked at by": kit.mention(case.taken_by) if case.taken_by else "",
        "Muted until": kit.moment(case.muted_until) if case.muted_until else "",
        "Closed": kit.moment(case.closed_at) if case.closed_at else "",
    }
    return [(label, value) for label, value in pairs.items() if value]


def _buttons(case: Case, links: Links) -> list[Block]:
    value = str(case.id)
    hands = [] if case.taken_by else [kit.button("I am looking at it", TAKE, value)]
    hands.append(kit.button("Mute for 4 hours", MUTE, value))
    if case.lasting:
        asks = kit.confirm(
            "Close this?", "If it is still so, it is told again when it is seen next.", "Close it"
        )
        hands.append(kit.button("It is dealt with", DONE, value, asks=asks))
    ways = [_way(str(way), case, links) for way in case.alert.get("ways", ())]
    found = list(filter(None, ways))
    return [kit.actions(*found), kit.actions(*hands)] if found else [kit.actions(*hands)]


def _way(way: str, case: Case, links: Links) -> Block | None:
    """Draw a way out; None where it leads nowhere, such as a console of which no id is known."""
    if way == "retry":
        asks = kit.confirm("Push again?", RETRY_ASKS, "Push again")
        return kit.button("Have Okta push it again", RETRY, str(case.id), asks=asks)
    key = case.about_id if case.about_id.startswith("00u") else case.about_name
    if way in ACTIONS and key:
        return kit.button(ACTIONS[way][0], opener(ACTIONS[way][1]), key)
    if way == "whois" and key:
        return kit.button("Look them up", f"{PICK}_0", key)
    url = links.get(way, "")
    return kit.button(LINKS[way], f"{LINK}_case_{way}", way) | {"url": url} if url else None
