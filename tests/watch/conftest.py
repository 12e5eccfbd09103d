"""What the tests of watching share."""

import pytest

from storage.database import Database
from tests.watch.logs import opened


@pytest.fixture
async def database(tmp_path):
    """An empty database of our own rows."""
    async with Database(f"sqlite:///{tmp_path / 'deskhand.db'}") as database:
        yield database


@pytest.fixture
async def logs():
    """Both logs, on the stand-ins."""
    async with opened() as one:
        yield one
