"""Caps: how many requests may be sent in an hour, by one person and by everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.errors import NotAllowed

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Sent:
    """A request that was sent.

    Attributes:
        by: Slack id.
        at: Aware UTC.
    """

    by: str
    at: datetime


@dataclass(frozen=True)
class Limit:
    """The caps of one action; None sets none."""

    action: str
    requester: int | None = None
    everybody: int | None = None

    @property
    def section(self) -> str:
        """Where it stands."""
        return f"[limits.{self.action}]"


def check_limit(limit: Limit, sent: Sequence[Sent], *, accounts: frozenset[str]) -> None:
    """Refuse one more request where a cap is reached.

    Args:
        sent: What was sent in the hour before, of this action.
        accounts: Every Slack id of whoever sends it.

    Raises:
        NotAllowed: it is; with when the next can be sent.
    """
    own = [each for each in sent if each.by in accounts]
    for key, cap, counted, who in (
        ("requester_per_hour", limit.requester, own, "You have"),
        ("all_per_hour", limit.everybody, sent, "Everybody together has"),
    ):
        if cap is not None and len(counted) >= cap:
            free = sorted(each.at for each in counted)[len(counted) - cap] + HOUR
            raise NotAllowed(
                f"{who} sent {len(counted)} /{limit.action} within an hour, and `{key}` in "
                f"{limit.section} of deskhand.toml is {cap}. "
                f"The next can be sent at {free:%H:%M} UTC."
            )
