"""`audit verify`: what was done to the rows behind the bot's back, and what it says of it."""

import io
import re

import pytest
import sqlalchemy as sa

from bot import auditing
from bot.__main__ import main
from bot.chain import Head, hash_of
from bot.errors import SettingsError
from storage import audit
from storage.database import Database
from tests.audit.conftest import LITE, documents, spoil, write, write_at_once

COLUMNS = ("at", "actor", "act", "request_id", "detail", "previous", "hash")
OTHER = {"at": "2020-01-01 00:00:00.000000", "request_id": "77", "detail": '{"number": 99}'}


async def verified(database, **known):
    out = io.StringIO()
    code = await auditing.verify(database, noted=known.get("noted"), out=out)
    return code, out.getvalue()


def named(said):
    """Give the numbers of the entries that are told of."""
    return {int(number) for number in re.findall(r"^entry (\d+) ", said, re.MULTILINE)}


async def test_a_chain_that_nobody_touched_is_said_to_be_whole(database):
    await write(database, 5)
    head = Head(5, (await documents(database))[-1]["hash"])

    assert await verified(database) == (
        0, f"5 entries read; the chain is whole.\nHead: {head}\n",
    )  # fmt: skip
    assert (await verified(database, noted=head))[0] == 0


@LITE
async def test_an_audit_without_entries_is_whole(database):
    assert await verified(database) == (0, "0 entries read; the chain is whole.\n")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_was_done_to_the_rows_is_found_and_named(database):
    await write(database, 9)
    head = Head(9, (await documents(database))[-1]["hash"])
    await spoil(
        database,
        "UPDATE audit_entry SET actor = 'U2' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 4",
        "UPDATE audit_entry SET at = 'infinity' WHERE seq = 6",
        "DELETE FROM audit_entry WHERE seq = 9",
    )

    code, said = await verified(database, noted=head)

    assert code == 1
    assert said.splitlines()[:5] == [
        "entry 2 its contents do not give its hash: it was edited",
        "entry 4 is missing: it was removed, or moved behind 5",
        "entry 6 its contents do not give its hash: it was edited",
        "entry 9 is missing: its hash was noted, so the end of the chain was removed",
        "7 entries read; 4 faults: the chain is broken.",
    ]


@LITE
class TestAnySingleChange:
    """Each example is one change to a copy of the same five rows."""

    @pytest.fixture(autouse=True)
    async def chain(self, database):
        await write(database, 5)
        await spoil(database, "CREATE TABLE kept AS SELECT * FROM audit_entry")
        self.database = database
        self.noted = Head(5, (await documents(database))[-1]["hash"])

    async def after(self, *statements):
        restored = ("DELETE FROM audit_entry", "INSERT INTO audit_entry SELECT * FROM kept")
        await spoil(self.database, *restored, *statements)
        return named((await verified(self.database, noted=self.noted))[1])

    async def test_of_a_value(self):
        for seq in (1, 3, 5):
            for column in COLUMNS:
                value = OTHER.get(column, "x" * 64)
                change = f"UPDATE audit_entry SET {column} = '{value}' WHERE seq = {seq}"  # noqa: S608 - our own words
                assert seq in await self.after(change), (seq, column)

    async def test_of_a_value_to_something_that_cannot_be_read(self):
        for column, value in {
            "at": "'yesterday'", "at ": "NULL || ''", "detail": "'{'", "detail ": "'[1]'",
            "actor": "x'ff'", "request_id": "'seven'", "act": "'asked' || char(0)",
        }.items():  # fmt: skip
            change = f"UPDATE audit_entry SET {column} = coalesce({value}, '') WHERE seq = 3"  # noqa: S608 - our own words
            assert await self.after(change) == {3}, (column, value)

    async def test_of_a_key_put_in_twice(self):
        change = """UPDATE audit_entry SET detail = '{"number": 99, "number": 3}' WHERE seq = 3"""

        assert await self.after(change) == {3}

    async def test_that_is_hashed_anew(self):
        for which in (1, 3, 5):
            (row,) = [each for each in await documents(self.database) if each["seq"] == which]
            digest = hash_of({**row, "actor": "U2"})
            change = f"UPDATE audit_entry SET actor = 'U2', hash = '{digest}' WHERE seq = {which}"  # noqa: S608 - our own words
            assert await self.after(change) == {which}

    async def test_that_removes(self):
        for seq in range(1, 6):
            assert await self.after(f"DELETE FROM audit_entry WHERE seq = {seq}") == {seq}  # noqa: S608 - our own words

    async def test_that_changes_places(self):
        swap = (
            "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
            "UPDATE audit_entry SET seq = 2 WHERE seq = 4",
            "UPDATE audit_entry SET seq = 4 WHERE seq = 99",
        )

        assert {2, 4} <= await self.after(*swap)

    async def test_that_puts_in(self):
        put_in = (
            "UPDATE audit_entry SET seq = -seq WHERE seq > 3",
            "UPDATE audit_entry SET seq = -seq + 1 WHERE seq < 0",
            (
                "INSERT INTO audit_entry SELECT 4, at, 'U9', act, request_id, detail, hash, hash"
                " FROM audit_entry WHERE seq = 3"
            ),
        )

        assert 4 in await self.after(*put_in)

    async def test_that_writes_the_chain_anew_after_its_head_was_noted(self):
        chain = await documents(self.database)
        statements, previous = [], chain[1]["hash"]
        for row in chain[2:]:
            new = {**row, "actor": "U2", "previous": previous}
            previous = hash_of(new)
            statements.append(
                f"UPDATE audit_entry SET actor = 'U2', previous = '{new['previous']}',"  # noqa: S608 - our own words
                f" hash = '{previous}' WHERE seq = {row['seq']}"
            )

        assert await self.after(*statements) == {5}
        assert (await verified(self.database))[0] == 0


@LITE
async def test_many_faults_are_counted_and_the_first_are_told(database):
    await write_at_once(database, 105)
    await spoil(database, "UPDATE audit_entry SET actor = 'U2'")

    code, said = await verified(database)

    assert code == 1
    assert len(named(said)) == auditing.MOST_TOLD
    assert "and 5 more\n105 entries read; 105 faults: the chain is broken." in said


async def test_the_bot_goes_on_writing_while_it_is_verified(database_url, database):
    await write_at_once(database, audit.MANY + 1)
    beside = Database(database_url)

    async with beside.reading() as connection:
        chain = audit.read_documents(connection)
        first = await anext(chain)
        await write(database)
        rest = [each async for each in chain]
    await beside.close()

    assert len([first, *rest]) in {audit.MANY + 1, audit.MANY + 2}
    assert (await verified(database))[0] == 0


async def test_a_database_that_is_not_there_is_not_made(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")

    with pytest.raises(SettingsError, match="there is no"):
        await verified(database)

    assert list(tmp_path.iterdir()) == []


async def test_a_database_of_another_version_is_said_to_be_one(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    async with database.engine.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE audit_entry (id INTEGER)"))

    with pytest.raises(SettingsError, match="no such column"):
        await verified(database)
    await database.close()


@pytest.mark.parametrize("wrong", [["--head", "123"], ["--start", "x:" + "0" * 64]])
def test_a_head_that_is_none_is_refused_by_name(wrong, capsys):
    with pytest.raises(SystemExit):
        main(["audit", "verify", *wrong])

    assert wrong[0] in capsys.readouterr().err
