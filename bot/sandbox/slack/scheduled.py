"""Messages that are to be posted later, each by a task that waits for the world's clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.sandbox.store import World

FARTHEST: Final = timedelta(days=120)
TOO_LATE: Final = timedelta(seconds=60)
WINDOW: Final = timedelta(minutes=5).total_seconds()
MOST_IN_WINDOW: Final = 30


@dataclass(frozen=True)
class Later:
    """One message; `post_at` is epoch seconds, and `post` posts it."""

    id: str
    channel_id: str
    post_at: int
    post: Callable[[], Any]

    @property
    def due(self) -> datetime:
        """When it is posted, aware UTC."""
        return datetime.fromtimestamp(self.post_at, UTC)


class Scheduled:
    """What waits for its time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: dict[str, Later] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def crowded(self, channel_id: str, post_at: int) -> bool:
        """Say whether a channel has all that it may have in the five minutes around a time."""
        near = [
            each
            for each in self._waiting.values()
            if each.channel_id == channel_id and abs(each.post_at - post_at) < WINDOW
        ]
        return len(near) >= MOST_IN_WINDOW

    def add(self, channel_id: str, post_at: int, post: Callable[[], Any]) -> Later:
        """Have something posted at a time."""
        later = Later(self._world.slack_id("Q"), channel_id, post_at, post)
        self._waiting[later.id] = later
        task = asyncio.create_task(self._wait(later))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return later

    def remove(self, channel_id: str, scheduled_id: str) -> bool:
        """Have it not posted; False when there is none, or it is posted within a minute."""
        later = self._waiting.get(scheduled_id)
        if later is None or later.channel_id != channel_id:
            return False
        if later.due - self._world.now() < TOO_LATE:
            return False
        del self._waiting[scheduled_id]
        return True

    async def close(self) -> None:
        """Post nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _wait(self, later: Later) -> None:
        await self._world.wait_until(later.due)
        if self._waiting.pop(later.id, None):
            later.post()
