"""What is due when, by the world's clock: setting that forward brings what is due at once."""

import asyncio
import contextlib
import heapq
from datetime import datetime
from itertools import count
from typing import Generic, TypeVar

from bot.sandbox.store import World

T = TypeVar("T")


class Agenda(Generic[T]):
    """Things to be done, each at its moment; what is due at the same one keeps its order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._entries: list[tuple[datetime, int, T]] = []
        self._numbers = count()
        self._stirred = asyncio.Event()
        world.moved.append(lambda _: self._stirred.set())

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, due: datetime, what: T) -> None:
        """Note something; `due` is aware UTC, and may be over."""
        heapq.heappush(self._entries, (due, next(self._numbers), what))
        self._stirred.set()

    async def next(self) -> T:
        """Wait until the first thing is due, and take it off."""
        # Whoever asks in a loop lets others have their turn, however much is due.
        await asyncio.sleep(0)
        while True:
            left = self._left()
            if left is not None and left <= 0:
                return heapq.heappop(self._entries)[2]
            self._stirred.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._stirred.wait()

    def _left(self) -> float | None:
        if not self._entries:
            return None
        return (self._entries[0][0] - self._world.now()).total_seconds()
