"""How acts get into the audit: with what they tell of, one after the other, and for good."""

import asyncio

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig

from bot.chain import GENESIS, Head, hash_of
from bot.errors import Unavailable
from storage import audit, posts
from storage.database import MIGRATIONS, Database
from tests.audit.conftest import LITE, NOW, documents, faults, write

MANY = 40


async def test_each_entry_has_the_next_number_and_the_hash_of_the_one_before(database):
    await write(database, 3, reason="Zoë said: “no”")

    first, second, third = await documents(database)
    assert [each["seq"] for each in (first, second, third)] == [1, 2, 3]
    assert first["previous"] == GENESIS
    assert (second["previous"], third["previous"]) == (first["hash"], second["hash"])
    assert third["hash"] == hash_of(third)
    assert third["at"] == "2026-11-24T12:03:00.000000Z"
    assert third["detail"] == {"number": 3, "reason": "Zoë said: “no”"}


@LITE
async def test_no_secret_gets_into_an_entry(database):
    await write(database, password="canary-7f3a", plan={"warnings": ["Bearer canary-7f3a", "Ok."]})

    (entry,) = await documents(database)
    assert entry["detail"] == {
        "number": 1, "password": "***", "plan": {"warnings": ["Bearer ***", "Ok."]},
    }  # fmt: skip


async def test_several_acts_of_one_transaction_follow_each_other(database):
    async with database.transaction() as session:
        for act in ("asked", "answered"):
            await audit.record(session, act, by="U1", now=NOW, request_id=7)

    chain = await documents(database)
    async with database.transaction() as session:
        assert [entry.act for entry in await audit.list_of(session, 7)] == ["asked", "answered"]
        assert await audit.head(session) == Head(2, chain[1]["hash"])
    assert await faults(database) == []


async def test_an_act_and_what_it_tells_of_are_there_together_or_not_at_all(database):
    async def break_off():
        async with database.transaction() as session:
            await posts.add(session, "gone", channel="C1", text="Hi", blocks=[], now=NOW)
            await audit.record(session, "gone", by="U1", now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    async with database.transaction() as session:
        await posts.add(session, "kept", channel="C1", text="Hi", blocks=[], now=NOW)
        await audit.record(session, "kept", by="U1", now=NOW)

    async with database.transaction() as session:
        assert [post.key for post in await posts.list_unsent(session)] == ["kept"]
    assert [(each["seq"], each["act"]) for each in await documents(database)] == [(1, "kept")]


@LITE
async def test_what_cannot_be_chained_does_not_happen(database):
    await run(database, "ALTER TABLE audit_entry RENAME TO audit_elsewhere")

    async def act():
        async with database.transaction() as session:
            await posts.add(session, "gone", channel="C1", text="Hi", blocks=[], now=NOW)
            await audit.record(session, "gone", by="U1", now=NOW)

    with pytest.raises((Unavailable, sa.exc.ProgrammingError)):
        await act()

    async with database.transaction() as session:
        assert await posts.list_unsent(session) == []


@LITE
async def test_a_session_that_is_used_again_does_not_write_what_was_rolled_back(database):
    async with database.sessions() as session:
        await posts.list_unsent(session)
        await audit.record(session, "gone", by="U1", now=NOW)
        await session.rollback()
        async with session.begin():
            await audit.record(session, "kept", by="U1", now=NOW)

    assert [each["act"] for each in await documents(database)] == ["kept"]


async def test_a_savepoint_that_fails_takes_no_act_with_it(database):
    await write(database)

    async with database.transaction() as session:
        await audit.record(session, "before", by="U1", now=NOW)
        with pytest.raises(sa.exc.IntegrityError):
            async with session.begin_nested():
                await session.execute(sa.text("INSERT INTO cursor (name) VALUES (NULL)"))
        async with session.begin_nested():
            await session.execute(sa.text("SELECT 1"))
            with pytest.raises(RuntimeError, match="savepoint"):
                await audit.record(session, "inside", by="U1", now=NOW)
        await audit.record(session, "after", by="U1", now=NOW)

    assert [each["act"] for each in await documents(database)] == ["noted", "before", "after"]


async def test_many_at_once_stand_in_one_chain_whatever_else_they_change_and_when(database):
    """All change one row, before their act is recorded, after it, or at the very end."""
    async with database.transaction() as session:
        await posts.add(session, "one", channel="C1", text="", blocks=[], now=NOW)

    async def before(session, number):
        await posts.change(session, "one", text=str(number), blocks=[])
        await record(session, number)

    async def after(session, number):
        await record(session, number)
        async with session.begin_nested():
            await posts.find(session, "one")
        await posts.change(session, "one", text=str(number), blocks=[])

    async def at_the_end(session, number):
        (await posts.find(session, "one")).text = str(number)
        await record(session, number)

    async def record(session, number):
        for act in ("first", "second"):
            await audit.record(session, act, by=f"U{number}", now=NOW)
        await asyncio.sleep(0)

    async def act(number):
        async with database.transaction() as session:
            await (before, after, at_the_end)[number % 3](session, number)

    await asyncio.gather(*map(act, range(MANY)))

    chain = await documents(database)
    assert [each["seq"] for each in chain] == list(range(1, 2 * MANY + 1))
    pairs = zip(chain[::2], chain[1::2], strict=True)
    assert all(one["actor"] == two["actor"] for one, two in pairs)
    assert await faults(database) == []


async def test_several_replicas_write_one_chain(postgres):
    async with Database(postgres) as one, Database(postgres) as two:
        await asyncio.gather(write(one, MANY), write(two, MANY))

        assert len(await documents(one)) == 2 * MANY
        assert await faults(one) == []


async def test_a_replica_that_is_frozen_while_it_writes_does_not_stop_the_others_for_ever(postgres):
    async def limit(session):
        shown = await session.execute(sa.text("SHOW idle_in_transaction_session_timeout"))
        return shown.scalar()

    async with Database(postgres) as database, database.transaction() as session:
        before = await limit(session)
        await audit.record(session, "noted", by="U1", now=NOW)
        await session.run_sync(audit.chain)
        assert (before, await limit(session)) == ("0", "30s")


async def test_the_table_itself_is_only_added_to(database):
    await write(database, 3)
    copied = "INSERT INTO audit_entry SELECT {}, at, actor, act, request_id, detail, {}, hash"

    for statement in (
        "UPDATE audit_entry SET actor = 'U2' WHERE seq = 2",
        "UPDATE audit_entry SET seq = 9 WHERE seq = 3",
        "DELETE FROM audit_entry WHERE seq = 3",
        "DELETE FROM audit_entry",
        copied.format(9, "hash") + " FROM audit_entry WHERE seq = 3",
        copied.format(4, "previous") + " FROM audit_entry WHERE seq = 3",
        "REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE seq = 2"
        if database.lite
        else "TRUNCATE audit_entry",
    ):
        with pytest.raises(sa.exc.IntegrityError, match="never changed"):
            await run(database, statement)

    assert len(await documents(database)) == 3
    assert await faults(database) == []


async def run(database, statement):
    async with database.engine.begin() as connection:
        await connection.execute(sa.text(statement))


async def test_acts_from_before_the_chain_are_chained(database_url):
    before = Database(database_url)
    await migrate(before, "0006")
    old = sa.table(
        "audit_entry", *map(sa.column, ("id", "actor", "act", "request_id")),
        sa.column("at", sa.DateTime(timezone=True)), sa.column("detail", sa.JSON),
    )  # fmt: skip
    entry = {"at": NOW, "actor": "U1", "act": "requested", "request_id": 7}
    detail = {"plan": {"share": 0.5, "title": "Zoë"}}
    async with before.engine.begin() as connection:
        await connection.execute(
            sa.insert(old), [{"id": number, **entry, "detail": detail} for number in (2, 3, 1005)]
        )
    await before.close()

    async with Database(database_url) as after:
        await write(after)
        chain = await documents(after)

        assert [each["seq"] for each in chain] == [1, 2, 3, 4]
        assert chain[2]["detail"] == {"plan": {"share": "0.5", "title": "Zoë"}}
        assert chain[2]["at"] == "2026-11-24T12:00:00.000000Z"
        assert await faults(after) == []
        async with after.transaction() as session:
            assert len(await audit.list_of(session, 7)) == 3


async def test_the_chain_can_be_taken_off_again(database):
    await write(database, 2)

    await migrate(database, "0006", down=True)

    async with database.engine.connect() as connection:
        rows = await connection.execute(sa.text("SELECT id, act FROM audit_entry ORDER BY id"))
        assert [tuple(row) for row in rows] == [(1, "noted"), (2, "noted")]


async def migrate(database, revision, *, down=False):
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))

    def run(connection):
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)

    async with database.engine.begin() as connection:
        await connection.run_sync(run)
