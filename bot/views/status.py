"""How it stands: what is watched, how far, and what is open."""

from collections.abc import Sequence
from typing import Final

from bot.views import kit
from bot.views.kit import Message
from storage.watch_tables import Cursor

LOGS: Final = {
    "okta": "Okta's System Log",
    "jumpcloud": "JumpCloud Directory Insights",
    "reconcile": "Comparison of both directories",
}


def status(
    cursors: Sequence[Cursor], *, watching: bool, requests: int, cases: int, reviews: int = 0
) -> Message:
    """Draw how it stands.

    Args:
        cursors: Those without a name that people know are left out.
        requests: How many are open.
        cases: How many that last are open.
        reviews: How many are owed for requests that did not wait for approval.
    """
    title = f"Open requests: {requests} \N{MIDDLE DOT} open cases: {cases}"
    if reviews:
        title += f" \N{MIDDLE DOT} reviews owed: {reviews}"
    by_name = {each.name: each for each in cursors}
    known = [by_name[name] for name in LOGS if name in by_name]
    blocks = [kit.header(title)]
    if not watching:
        blocks.append(kit.say("Nothing is watched: ALERTS_CHANNEL is not set."))
    elif not known:
        blocks.append(kit.say("Nothing was read yet; it begins within a minute."))
    for each in known:
        if each.trouble:
            since = f" since {kit.moment(each.trouble_since)}" if each.trouble_since else ""
            blocks.append(kit.section(f"⚠ *{LOGS[each.name]}*: not{since}"))
            blocks.append(kit.say(each.trouble))
        elif not each.version:
            blocks.append(kit.section(f"*{LOGS[each.name]}*: not yet"))
        else:
            blocks.append(kit.section(f"✓ *{LOGS[each.name]}*: {kit.moment(each.at)}"))
    return title, blocks


def compared(findings: Sequence[str], *, people: int, requests: int, reason: str) -> Message:
    """Tell what a comparison of both directories came to.

    Args:
        findings: Headlines of what was found.
        people: How many are in Okta.
        requests: How many calls it took.
        reason: Why nothing was compared; empty where it was.
    """
    if reason:
        said = "Nothing could be compared, and nothing that is open was closed."
        return said, [kit.say(said), kit.say(reason)]
    size = f"{people:,} people of Okta were compared with JumpCloud, in {requests} calls."
    if not findings:
        said = f"{size} Nothing is apart."
        return said, [kit.say(said)]
    title = f"Apart: {len(findings)}"
    where = "Each has its thread in the channel of alerts."
    return f"{title}. {size}", [kit.say(size), kit.listed(title, findings), kit.say(where)]
