"""How often the app may call: a pace for each method, and one for each channel that is posted to.

A tier's number is what Slack promises; more may pass there, and nobody knows how much. Here nothing
more does: in no sixty seconds does a method answer more often than its tier says.

Source: https://docs.slack.dev/apis/web-api/rate-limits
"""

import math
from collections import deque
from datetime import timedelta
from typing import Final

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.store import World

MINUTE: Final = timedelta(minutes=1).total_seconds()
TOO_MANY: Final = 429
SPECIAL: Final = 5
TIERS: Final = {1: 1, 2: 20, 3: 50, 4: 100, SPECIAL: 300}
"""Calls a minute, by tier; the special one's number is "hundreds"."""
BURST: Final = 6
"""Messages at once to a channel that was quiet; how many a "short burst" is, is not told."""


class Limits:
    """Counts the calls.

    Attributes:
        unlimited: Whether nothing is refused, for a test that hurries. A limit that was set for a
            method by name holds all the same.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._set: dict[str, int] = {}
        self._calls: dict[str, deque[float]] = {}
        self._filled: dict[str, tuple[float, float]] = {}
        self.unlimited = False

    def set(self, method: str, per_minute: int | None) -> None:
        """Give a method another limit than its tier's; None takes it back."""
        if per_minute is None:
            self._set.pop(method, None)
        else:
            self._set[method] = per_minute
        self._calls.pop(method, None)

    def count(self, method: str, tier: int) -> None:
        """Count a call against its method's limit; tier 0 has none.

        Raises:
            ApiError: `ratelimited`, with status 429 and Retry-After in seconds.
        """
        most = self._set.get(method, 0 if self.unlimited else TIERS.get(tier, 0))
        if not most:
            return
        now = self._world.now().timestamp()
        calls = self._calls.setdefault(method, deque())
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= most:
            raise _too_many(calls[0] + MINUTE - now)
        calls.append(now)

    def count_post(self, channel_id: str) -> None:
        """Count a message to a channel: one a second, and a few at once where it was quiet.

        Raises:
            ApiError: as for `count`.
        """
        if self.unlimited:
            return
        now = self._world.now().timestamp()
        level, at = self._filled.get(channel_id, (0.0, now))
        level = max(0.0, level - (now - at))
        if level + 1 > BURST:
            raise _too_many(level + 1 - BURST)
        self._filled[channel_id] = level + 1, now


def _too_many(seconds: float) -> ApiError:
    wait = max(1, math.ceil(seconds))
    return ApiError("ratelimited", status=TOO_MANY, headers={"Retry-After": str(wait)})
