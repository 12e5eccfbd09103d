"""Whether what was read can be believed: a directory does not lose half of its people overnight."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Final, Self

from bot.watch.alert import Alert, Severity
from bot.watch.event import Kind, Thing
from bot.watch.reconcile.drift import ReconcileSettings

CAUSE: Final = "reconcile.shrunk"
WHAT: Final = {
    "okta_users": ("Okta", "people"),
    "app_users": ("Okta", "assignments of the JumpCloud app"),
    "members": ("JumpCloud", "members of the federated group"),
    "jumpcloud_users": ("JumpCloud", "people"),
    "systems": ("JumpCloud", "devices"),
}
MAY_BE_NONE: Final = frozenset({"systems"})


@dataclass(frozen=True)
class Sizes:
    """How many of each were read; None where they were not asked for."""

    okta_users: int | None = None
    app_users: int | None = None
    members: int | None = None
    jumpcloud_users: int | None = None
    systems: int | None = None

    def as_row(self) -> dict[str, int | None]:
        """Give it as JSON has it."""
        return asdict(self)

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> Self:
        """Read what `as_row` gave, of this version or another."""
        return cls(**{each.name: row.get(each.name) for each in fields(cls)})


def shrunk(
    sizes: Sizes, last: Sizes | None, settings: ReconcileSettings, now: datetime
) -> Alert | None:
    """Make the one alert about answers that are empty or far too small; None if they are not.

    Args:
        last: Of the last reading that was trusted; None if there was none.
    """
    found = [
        (provider, f"{seen:,} {what}" + (f", after {before:,} the last time" if before else ""))
        for name, (provider, what) in WHAT.items()
        if (seen := getattr(sizes, name)) is not None
        and _too_few(name, seen, before := (getattr(last, name) if last else None), settings)
    ]
    if not found:
        return None
    provider = found[0][0]
    seen_words = "; ".join(words for each, words in found if each == provider)
    return Alert(
        cause=CAUSE,
        severity=Severity.URGENT,
        about=Thing(Kind.SYSTEM, provider, provider),
        headline=f"{provider} shows far fewer than there should be",
        seen=f"Reading all of {provider}, Deskhand was shown {seen_words}.",
        means="Either most of it was deleted, or Deskhand's credentials see only a part. Nothing "
        "was compared: what is not shown would look as if it were missing.",
        todo=f"Look into {provider}'s console. If they are all there, mend the role of Deskhand's "
        "credentials. If so many were really removed, lower the share that is still believed.",
        at=now,
        lasting=True,
    )


def _too_few(name: str, seen: int, before: int | None, settings: ReconcileSettings) -> bool:
    if seen == 0 and name not in MAY_BE_NONE:
        return True
    return before is not None and seen * 100 < before * settings.least_percent
