"""What the tests of watching share."""

import pytest

from storage.database import Database


@pytest.fixture
async def database(tmp_path):
    """An empty database of our own rows."""
    database = Database(f"sqlite:///{tmp_path / 'deskhand.db'}")
    await database.open()
    try:
        yield database
    finally:
        await database.close()
