"""Okta's rate limits: one count for each bucket and minute, and one for calls at the same time.

The windows are of the world's clock, so that setting it forward ends them; the reset is told in
wall-clock seconds, which a client sets against the Date header.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.okta.errors import OktaError
from bot.sandbox.store import World

WINDOW: Final = 60
WARNED_AT: Final = 60  # percent of a limit
AT_ONCE: Final = 75
PLENTY: Final = 1_000_000
# What half of a Workforce org's limit is: a token made in the console gets no more.
LIMITS: Final = {
    "users": 300,
    "user.get": 1000,
    "user.write": 300,
    "groups": 250,
    "group": 500,
    "apps": 50,
    "app": 250,
    "logs": 60,
    "factor.verify": 300,
    "other": 600,
}

Told = Callable[[str, str], None]


@dataclass
class Window:
    """One bucket's count since `start`, in seconds of the world's clock."""

    start: float
    used: int = 0
    warned: bool = False


class Pace:
    """The rate limits.

    Attributes:
        enforced: Whether a bucket that is empty refuses; it is counted always.
        at_once: How many calls may be under way at the same time.
        told: Hears of a warning and of a violation, with the bucket's name.
    """

    def __init__(self, world: World) -> None:
        self.enforced = True
        self.at_once = AT_ONCE
        self.limits: dict[str, int] = dict(LIMITS)
        self.told: Told = lambda kind, bucket: None
        self._world = world
        self._windows: dict[str, Window] = {}

    def count(self, bucket: str) -> dict[str, str]:
        """Count a call, and make the headers that tell how many are left."""
        limit, now = self.limits[bucket], self._world.now().timestamp()
        window = self._windows.get(bucket)
        if window is None or now - window.start >= WINDOW:
            window = self._windows[bucket] = Window(now)
        window.used += 1
        if self.enforced and not window.warned and window.used * 100 >= limit * WARNED_AT:
            window.warned = True
            self.told("warning", bucket)
        # Unenforced, a client that counts along and slows down by itself must see no reason to.
        told = limit if self.enforced else max(limit, PLENTY)
        return {
            "X-Rate-Limit-Limit": str(told),
            "X-Rate-Limit-Remaining": str(max(0, told - window.used)),
            "X-Rate-Limit-Reset": str(int(time.time() + window.start + WINDOW - now)),
        }

    def check(self, bucket: str) -> None:
        """Refuse a call that was counted and is one too many.

        Raises:
            OktaError: E0000047.
        """
        over = self._windows[bucket].used - self.limits[bucket]
        if not self.enforced or over <= 0:
            return
        if over == 1:
            self.told("violation", bucket)
        raise OktaError("E0000047")

    def crowded(self, under_way: int) -> bool:
        """Say whether one call more would be too many at the same time."""
        return self.enforced and under_way > self.at_once
