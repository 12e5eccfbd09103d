"""From an event that can be read in its source to the message in Slack, by a whole bot.

Each log has a bot and stand-ins of its own, at the pace that is the default; Slack's limits hold.
"""

import asyncio
from statistics import median, quantiles

from bot.config import Config
from bot.watch.event import Source
from tests.bench.processes import answer_of
from tests.bench.table import Row, bar

MORE = 2.0  # seconds, than from one look to the next


async def measure(folder, *, seconds, count, every=None):
    """Give the rows.

    Args:
        seconds: In which each log tells of `count` events.
        every: Seconds from one look to the next, instead of the default.
    """
    watch = Config().watch
    paces = {Source.OKTA: watch.okta_seconds, Source.JUMPCLOUD: watch.jumpcloud_seconds}
    return await asyncio.gather(
        *(_row(folder, source, every or pace, seconds, count) for source, pace in paces.items())
    )


async def _row(folder, source, every, seconds, count):
    own = folder / source
    own.mkdir()
    took = await answer_of("tests.bench.telling", source, own, every, seconds, count, folder=own)
    p50, p95 = median(took), quantiles(took, n=20, method="inclusive")[-1]
    verdict = f"{bar('p95', p95, every + MORE, ' s')}; looks every {every:g} s; {count} events"
    return Row(f"event in {source} to post", f"p50 {p50:.2f} p95 {p95:.2f}", "s", verdict)
