"""Every background tick and its interval, in one list.

Ticks live in memory on every replica; each looks for itself whether it is the one to act.
"""

import functools
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.upkeep import Upkeep
from bot.watch.watcher import Watcher

log = logging.getLogger(__name__)


class Tick(NamedTuple):
    """Something done again and again.

    Attributes:
        every: Seconds.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[None]]


def ticks(upkeep: Upkeep, watcher: Watcher | None) -> tuple[Tick, ...]:
    """List every tick; without a channel of alerts nothing is watched."""
    every = (Tick("upkeep", 15, upkeep.tick), Tick("forget", 3_600, upkeep.forget))
    if watcher is None:
        return every
    feeds = [
        Tick(f"watch {feed.name}", feed.every, functools.partial(watcher.look, feed))
        for feed in watcher.feeds
    ]
    seconds = watcher.casebook.watch.check_seconds
    return (
        *every,
        *feeds,
        Tick("follow", 15, watcher.follow),
        Tick("check", seconds, watcher.check),
        Tick("tidy", 60, watcher.tidy),
        Tick("reconcile", 300, watcher.reconcile),
        Tick("digest", 60, watcher.digest),
    )


def start(upkeep: Upkeep, watcher: Watcher | None = None) -> AsyncIOScheduler:
    """Begin ticking; the first of each comes when its interval has passed."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for tick in ticks(upkeep, watcher):
        scheduler.add_job(
            _guarded, "interval", [tick], seconds=tick.every, coalesce=True, max_instances=1
        )
    scheduler.start()
    return scheduler


async def _guarded(tick: Tick) -> None:
    try:
        await tick.run()
    except Exception:
        log.exception("a tick failed; it comes again", extra={"tick": tick.name})
