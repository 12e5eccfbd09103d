"""The pushes that failed for good: what stands on Okta's Tasks page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.sandbox.okta import Change
from bot.sandbox.okta.model import ChangeKind

WHOLE: Final[frozenset[ChangeKind]] = frozenset({"assigned", "reactivated", "profile"})
"""What is made good by any push of a whole user."""


@dataclass(frozen=True)
class Failure:
    """A push that waits for an administrator."""

    change: Change
    reason: str
    at: datetime


class Failures:
    """The failures, at most one of each person and kind of change."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[ChangeKind, Failure]] = {}

    def __iter__(self) -> Iterator[Failure]:
        found = [each for kinds in self._kept.values() for each in kinds.values()]
        return iter(sorted(found, key=lambda each: each.at))

    def add(self, failure: Failure) -> None:
        """Keep a failure, in place of an older one of the same kind."""
        change = failure.change
        self._kept.setdefault(change.user_id, {})[change.kind] = failure

    def drop(self, user_id: str) -> None:
        """Forget a person's failures."""
        self._kept.pop(user_id, None)

    def mended_by(self, change: Change) -> bool:
        """Take off what the success of this change has made good; say whether any are left."""
        done = {change.kind, *(WHOLE | {"deactivated"} if change.kind in WHOLE else ())}
        if change.password:
            done.add("password")
        kinds = self._kept.get(change.user_id, {})
        left = {kind: each for kind, each in kinds.items() if kind not in done}
        if change.kind == "deactivated" or not left:
            self.drop(change.user_id)
            return False
        self._kept[change.user_id] = left
        return True
