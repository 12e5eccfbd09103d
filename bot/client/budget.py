"""A provider's rate limits, kept rather than run into.

Every answer tells how many calls its bucket has left and when the window ends. Background work
waits for the next window once nearly all are used; what is left then is for people who wait.
Whoever waits asks again afterwards, for the new window is as small as the old one.
"""

import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from bot.client.failures import window_of

IN_BACKGROUND: ContextVar[bool] = ContextVar("IN_BACKGROUND", default=False)
"""Whether nobody waits for what is being done: the engine's steps, and watching."""

KEPT: Final = 10  # percent of a window that background work leaves to people
WINDOW: Final = 60.0  # seconds
MARGIN: Final = 1.0  # seconds that a call may be on its way
SAME: Final = 2.0  # seconds by which two answers may place one window's end apart

Bucket = Callable[[str, str], str]
"""Tells which bucket a method and a path count in; empty for one that is not counted."""


def uncounted(method: str, path: str) -> str:
    """Count nothing: the provider publishes no limits."""
    return ""


@dataclass
class Window:
    """One bucket's present window; `ends` is on the monotonic clock."""

    limit: int
    left: int
    ends: float


class Budget:
    """The windows of all buckets.

    Args:
        bucket: Of the provider.
        clock: Monotonic seconds.
    """

    def __init__(self, bucket: Bucket, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._bucket = bucket
        self._clock = clock
        self._windows: dict[str, Window] = {}

    def take(self, method: str, path: str) -> float:
        """Take one call from its bucket; or give the seconds until it can be asked for again.

        Nobody is held up by what is not known yet: the first call of all tells the limit.
        """
        window = self._windows.get(self._bucket(method, path))
        if window is None:
            return 0
        now = self._clock()
        if now >= window.ends:
            # Theirs begins when the call arrives, which is a little later.
            window.left, window.ends = window.limit, now + WINDOW + MARGIN
        kept = window.limit * KEPT // 100 if IN_BACKGROUND.get() else 0
        if window.left <= kept and IN_BACKGROUND.get():
            return window.ends - now
        window.left = max(0, window.left - 1)
        return 0

    def learn(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """Take from an answer how much is left."""
        told = window_of(headers)
        name = self._bucket(method, path)
        if told is None or not name or told.seconds > WINDOW + SAME:
            return  # an end further away is no window's; whoever asks again is told why not
        ends = self._clock() + told.seconds
        known = self._windows.get(name)
        if known is None or ends > known.ends + SAME:
            self._windows[name] = Window(told.limit, told.left, ends)
        else:
            # Answers overtake each other; of one window the smallest is the newest.
            known.left = min(known.left, told.left)
