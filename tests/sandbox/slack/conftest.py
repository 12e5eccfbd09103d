"""Slack's stand-in, served alone over real HTTP, and Slack's own client."""

import pytest

from tests.sandbox.workplace import serve_slack


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture
def client(place):
    return place.client()
