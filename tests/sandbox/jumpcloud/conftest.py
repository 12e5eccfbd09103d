"""A JumpCloud with the demo's cast in it."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.store import World
from tests.sandbox.jumpcloud.api import served


@pytest.fixture
def world():
    return World()


@pytest.fixture
def jumpcloud(world):
    return JumpCloud(world, Cast())


@pytest.fixture
async def api(jumpcloud):
    async with served(jumpcloud) as client:
        yield client


@pytest.fixture
def ada(jumpcloud):
    return jumpcloud.add_user(
        "ada",
        "ada@acme.example",
        firstname="Ada",
        lastname="Lovelace",
        password="Analytical-1843",
        state="ACTIVATED",
    )


@pytest.fixture
def stopped():
    """Run something beside a block, and stop it at its end."""

    @asynccontextmanager
    async def run(life):
        async with asyncio.timeout(5), asyncio.TaskGroup() as background:
            task = background.create_task(life)
            yield
            task.cancel()

    return run
