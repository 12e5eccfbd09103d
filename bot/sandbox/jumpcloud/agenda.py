"""What is to happen later, by the world's clock."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

from bot.sandbox.store import World


class Agenda:
    """The acts to come, earliest first.

    They are done by `run`, and before every answer: nobody sees a world in which something that
    is due has not happened.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        self._number = count()
        self._added = asyncio.Event()

    def at(self, due: datetime, act: Callable[[], None]) -> None:
        """Do something at a time; what is due already is done at the next look."""
        heapq.heappush(self._acts, (due, next(self._number), act))
        self._added.set()
        self._world.changed()

    def settle(self) -> None:
        """Do what is due, in the order of its time."""
        while self._acts and self._acts[0][0] <= self._world.now():
            _, _, act = heapq.heappop(self._acts)
            act()
            self._world.changed()

    async def run(self) -> None:
        """Do what becomes due, until cancelled."""
        while True:
            self.settle()
            if not self._acts:
                self._added.clear()
                await self._added.wait()
                continue
            left = (self._acts[0][0] - self._world.now()).total_seconds()
            try:
                # The clock may be set forward at any time, which is a change.
                async with asyncio.timeout(max(0.0, left)):
                    await self._world.wait_changed(self._world.version)
            except TimeoutError:
                pass
