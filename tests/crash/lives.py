"""A bot that comes back each time it dies, and people who click again until it counts."""

import asyncio
import contextlib

from bot.sandbox.slack import CannotAct
from tests.process import process


async def live_again(bot, deaths):
    """Start the bot whenever it has been killed; note how often it was."""
    while True:
        await bot.start()
        deaths.append(await bot.ended(within=None))


@contextlib.asynccontextmanager
async def immortal(scene, **settings):
    """Give a bot's process that comes back each time it dies, and its exit codes so far."""
    async with process(scene, **settings) as bot:
        deaths = []
        living = asyncio.create_task(live_again(bot, deaths))
        try:
            await scene.slack.wait_until(lambda: scene.slack.connected, timeout=30)
            yield bot, deaths
        finally:
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await living


async def approve_until_it_counts(scene):
    """Click as a person does: again, as long as Slack shows an error for it."""
    lee = scene.slack.person("lee")
    while "Waiting for approval" in scene.card:
        with contextlib.suppress(CannotAct):
            await lee.click("approve")
        with contextlib.suppress(TimeoutError):
            await scene.slack.wait_until(lambda: "Waiting for approval" not in scene.card)
