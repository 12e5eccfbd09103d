"""A digest in the channel of alerts: a few figures, and what is still open.

What sources wrote stands in rich text, which nothing in it can break out of. Nobody is mentioned:
a digest is to be read when there is time, and must not call anybody.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from bot.digest import ByCause, Digest, Open, Times
from bot.due import Period
from bot.views import kit
from bot.views.cases import MARKS
from bot.views.kit import Block, Message

LONGEST: Final = 15
"""How many open cases are named; the others are counted."""
CAUSES: Final = 10
QUIET: Final = (
    "Nothing to tell: no case was opened or closed, none is open, and no request ended or waits."
)
WITNESSED: Final = "The audit's newest entry: `{head}`"
UNSHOWN: Final = "There are no charts: {why}"


def message(digest: Digest, *, audit: str = "") -> Message:
    """Draw a digest.

    Args:
        audit: The head of the audit's chain: whoever reads the channel is its witness.
    """
    title = _title(digest)
    witnessed = [kit.context(WITNESSED.format(head=audit))] if audit else []
    blocks = [kit.header(title), kit.context(_from_to(digest))]
    if digest.quiet:
        return f"{title}: nothing to tell", [*blocks, kit.say(QUIET), *witnessed]
    shown = [*blocks, kit.fields(_facts(digest)), *_times(digest), *_causes(digest)]
    return f"{title}: {_in_short(digest)}", [*shown, *_still(digest), *witnessed]


def without_charts(why: str) -> Block:
    """Say why a message has no charts."""
    return kit.context(UNSHOWN.format(why=why))


def timed(times: Times) -> str:
    """Say how long something took."""
    return f"p50 {kit.span(times.p50)}, p95 {kit.span(times.p95)}"


def _title(digest: Digest) -> str:
    due = digest.due
    if due.period is Period.DAY:
        return f"The day until {due.on:%a %-d %b}, {due.at:%H:%M}"
    return f"The week from {due.days[0][0]:%a %-d %b} to {due.on:%a %-d %b}"


def _from_to(digest: Digest) -> str:
    span, zone = digest.due.span, digest.due.zone
    start, end = (f"{each.astimezone(zone):%a %-d %b %H:%M}" for each in (span.start, span.end))
    return f"From {start} to {end}, {zone.key}. What is open is as of now."


def _in_short(digest: Digest) -> str:
    said = [f"{digest.opened} opened", f"{digest.closed} closed", f"{len(digest.still)} still open"]
    return ", ".join(said)


def _facts(digest: Digest) -> list[tuple[str, str]]:
    severities = ", ".join(f"{count} {MARKS[each].lower()}" for each, count in digest.severities)
    pairs = {
        "Cases opened": f"{digest.opened}: {severities}" if digest.opened else "none",
        "Cases closed": str(digest.closed or "none"),
        "Still open": str(len(digest.still) or "none"),
        "Requests that ended": _counted(digest.ended),
        "Requests that are open": _counted(digest.waiting),
        "Changes that JumpCloud did not follow in time": str(digest.late or "none"),
    }
    return list(pairs.items())


def _counted(states: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{count} {state}" for state, count in states) or "none"


def _times(digest: Digest) -> list[Block]:
    said = digest.suspensions
    lines = [
        ("People suspended through Deskhand, until every system showed it", said.ours),
        ("People suspended by other hands, until JumpCloud followed", said.others),
        ("Changes in Okta of any kind, until JumpCloud followed", digest.followed),
    ]
    shown = [f"{what}: {times.count}, {timed(times)}" for what, times in lines if times]
    return [kit.listed("How long it took", shown)] if shown else []


def _causes(digest: Digest) -> list[Block]:
    lines = [_cause(each) for each in digest.causes]
    return [kit.listed("What was opened, by cause", _cut(lines, CAUSES))] if lines else []


def _cause(each: ByCause) -> str:
    return f"{each.cause}: {each.opened}" + (f", {each.still} still open" if each.still else "")


def _still(digest: Digest) -> list[Block]:
    lines = [_open(each, digest) for each in digest.still]
    return [kit.listed("Still open, the oldest first", _cut(lines, LONGEST))] if lines else []


def _open(each: Open, digest: Digest) -> str:
    since = _local(each.since, digest)
    looks = f"{each.by} looks at it" if each.by else "nobody looks at it"
    return f"{MARKS[each.severity]}, since {since}, {looks}: {each.headline}"


def _local(moment: datetime, digest: Digest) -> str:
    return f"{moment.astimezone(digest.due.zone):%-d %b %H:%M}"


def _cut(lines: Sequence[str], most: int) -> list[str]:
    more = len(lines) - most
    return [*lines[:most], f"and {more} more"] if more > 0 else list(lines)
