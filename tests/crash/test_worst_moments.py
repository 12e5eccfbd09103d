"""Killed on the very instruction where it hurts: the work is done, and nobody was told."""

import asyncio
import contextlib
import signal

import pytest

from bot.sandbox.slack import CannotAct
from tests.process import process
from tests.scene import playing, text_of

WORST = [
    "POST /okta/api/v1/users",
    "POST /jumpcloud/api/v2/users/*/associations",
    "POST /slack/api/chat.postMessage",
    "POST /slack/api/chat.update",
]


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


def told_to_the_end(scene, fatal):
    """Say whether every kill has struck and the people have read how it ended all the same."""
    struck = not any(fault in scene.faults.rules for fault in fatal)
    return struck and "Done, and seen" in scene.card and "shows it" in text_of(scene.thread)


@pytest.mark.crash
async def test_each_call_may_be_the_last_one_and_is_still_made_once(tmp_path, database_url):
    async with (
        playing(tmp_path, database=database_url, start=False) as scene,
        immortal(scene) as (bot, deaths),
    ):
        await scene.request(device="LT-ADA")
        fatal = [scene.faults.crash_after(match, bot.strike) for match in WORST]

        await approve_until_it_counts(scene)

        await scene.slack.wait_until(lambda: told_to_the_end(scene, fatal), timeout=60)
        assert set(deaths) == {-signal.SIGKILL}
        assert scene.traffic.count("POST /okta/api/v1/users") == 1
        assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
        keys = [reply["metadata"]["event_payload"]["key"] for reply in scene.thread]
        assert len(keys) == len(set(keys))
        assert len(scene.slack.messages("it-requests")) == 1
        assert "could not be" not in text_of(scene.thread)
