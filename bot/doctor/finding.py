"""What the doctor says of one thing that it looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    Attributes:
        ok: None where it is neither right nor wrong, such as an option that is off.
        seen: What was found, in words.
        remedy: What to do; empty when there is nothing to do.
    """

    ok: bool | None
    title: str
    seen: str
    remedy: str = ""


def good(title: str, seen: str) -> Finding:
    """Find a thing as it should be."""
    return Finding(ok=True, title=title, seen=seen)


def bad(title: str, seen: str, remedy: str) -> Finding:
    """Find a thing that has to be mended."""
    return Finding(ok=False, title=title, seen=seen, remedy=remedy)


def note(title: str, seen: str, remedy: str) -> Finding:
    """Find a thing that is neither right nor wrong."""
    return Finding(ok=None, title=title, seen=seen, remedy=remedy)
