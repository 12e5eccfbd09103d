"""The place where the two directories are made to differ."""

import pytest

from tests.watch.reconcile.place import settled


@pytest.fixture
async def place():
    async with settled() as one:
        yield one
