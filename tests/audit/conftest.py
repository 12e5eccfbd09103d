"""An empty database of either kind, and hands that write acts into it and spoil them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.verifier import Verifier
from storage import audit
from storage.database import Database

LITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""On the one kind of database only, where the other has nothing to add."""
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def write(database, count=1, *, act="noted", first=1, now=NOW, **detail):
    """Write acts, one a transaction, a minute from each to the next."""
    for number in range(first, first + count):
        async with database.transaction() as session:
            at = now + timedelta(minutes=number)
            await audit.record(session, act, by="U1", now=at, number=number, **detail)


async def write_at_once(database, count, *, now=NOW):
    """Write acts in one transaction."""
    async with database.transaction() as session:
        for number in range(1, count + 1):
            await audit.record(session, "noted", by="U1", now=now, number=number)


async def documents(database):
    """Give the chain as verifying reads it."""
    async with database.reading() as connection:
        return [document async for document in audit.read_documents(connection)]


async def faults(database, **known):
    """Verify the chain as it is stored."""
    return list(Verifier(**known).faults(await documents(database)))


async def audit_faults(url):
    """Verify the chain of a database that a bot works on."""
    database = Database(url)
    chain = await documents(database)
    await database.close()
    assert chain
    return list(Verifier().faults(chain))


async def spoil(database, *statements):
    """Run SQL as the owner of the database may, who puts the table's triggers aside."""
    async with database.engine.begin() as connection:
        aside = [
            f"DROP TRIGGER IF EXISTS audit_entry_{event}"
            for event in ("insert", "update", "delete")
        ]
        if not database.lite:
            aside = ["ALTER TABLE audit_entry DISABLE TRIGGER USER"]
        for statement in [*aside, *statements]:
            await connection.execute(sa.text(statement))
