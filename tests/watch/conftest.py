"""What the tests of watching share."""

import pytest

from storage.database import Database
from tests.watch.logs import opened


@pytest.fixture
async def database(tmp_path):
    """An empty database of our own rows."""
    database = Database(f"sqlite:///{tmp_path / 'deskhand.db'}")
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def logs():
    """Both logs, on the stand-ins."""
    async with opened() as one:
        yield one
