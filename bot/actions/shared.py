"""What more than one action needs."""

from datetime import UTC, datetime


def when(moment: datetime | None) -> str:
    """Write a moment down for a card, or "never" for one that never was."""
    return f"{moment.astimezone(UTC):%a %d %b %H:%M} UTC" if moment else "never"
