"""Slack's people, for those who ask and decide."""

import pytest

from bot.sandbox.server import Sandbox


@pytest.fixture
async def sandbox():
    async with Sandbox() as one:
        one.slack.access.unlimited = True
        yield one
