"""Everything between a person in Okta and their account on a laptop, at work."""

import asyncio

import pytest

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.laptops import Laptops
from bot.sandbox.okta import Okta
from bot.sandbox.scim import ScimLink
from bot.sandbox.store import World
from tests.sandbox.laptops.stage import ADA, ADAS, Stage

DELAY = 0.05


@pytest.fixture
async def stage():
    world, cast = World(), Cast()
    okta, jumpcloud = Okta(world, cast), JumpCloud(world, cast)
    laptops, scim = Laptops(world, jumpcloud, cast), ScimLink(world, okta, jumpcloud)
    laptops.agent_delay = scim.delay = DELAY
    async with asyncio.TaskGroup() as background:
        tasks = [background.create_task(each.run()) for each in (laptops, scim)]
        yield Stage(world, okta, jumpcloud, laptops, scim)
        for task in tasks:
            task.cancel()


@pytest.fixture
def ada(stage):
    """Somebody who is in JumpCloud already."""
    return stage.jumpcloud.add_user(
        "ada", ADA, displayname="Ada Lovelace", password=ADAS, state="ACTIVATED"
    )
