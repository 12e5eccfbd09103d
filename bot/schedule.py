"""Every background tick and its interval, in one list.

Ticks live in memory on every replica; each looks for itself whether it is the one to act.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.upkeep import Upkeep

log = logging.getLogger(__name__)


class Tick(NamedTuple):
    """Something done again and again.

    Attributes:
        every: Seconds.
    """

    name: str
    every: float
    run: Callable[[], Awaitable[None]]


def ticks(upkeep: Upkeep) -> tuple[Tick, ...]:
    """List every tick."""
    return (
        Tick("upkeep", 15, upkeep.tick),
        Tick("forget", 3_600, upkeep.forget),
    )


def start(upkeep: Upkeep) -> AsyncIOScheduler:
    """Begin ticking; the first of each comes when its interval has passed."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for tick in ticks(upkeep):
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
