"""The one place for every row."""

import pytest_asyncio

from tests.actions.states.place import opened


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def place():
    """A sandbox that all cases share; each brings somebody new."""
    async with opened() as one:
        yield one
