"""What was not read of a log and never will be, in a sentence; empty where that is nothing."""

from bot.watch.cursor import RETENTION, Place, Window
from bot.watch.event import Source


def unreadable(cursor: str, begun: Place) -> str:
    """Say that a cursor cannot be read, and where reading begins instead."""
    if type(begun).load(cursor):
        return ""
    return (
        "How far it had been read could not be made out. Reading begins anew at "
        f"{begun.since:%Y-%m-%d %H:%M} UTC; what happened before that may not have been read."
    )


def gone(source: Source, left_out: Window | None, *, licensed: bool = True) -> str:
    """Say what a source no longer shows.

    Args:
        licensed: Whether the licence reaches as far back as events are kept.
    """
    if left_out is None:
        return ""
    why = (
        f"{source} keeps events for {RETENTION.days} days."
        if licensed
        else f"{source}'s licence does not reach back far enough."
    )
    return f"What happened {left_out} was not read: {why}"
