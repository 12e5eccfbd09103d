"""Retention: the chain loses its beginning by a checkpoint only, and is proven from there on."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.chain import PRUNED, Head
from storage import audit
from storage.tables import AuditEntry
from tests.audit.conftest import LITE, NOW, documents, faults, spoil, write
from tests.audit.test_verify import named, verified

LATER = NOW + timedelta(days=1)


async def prune(database, *, before, now=LATER):
    async with database.transaction() as session:
        return await audit.prune(session, before=before, now=now)


async def test_old_entries_go_and_a_checkpoint_tells_which(database):
    await write(database, 5)
    before = await documents(database)

    assert await prune(database, before=NOW + timedelta(minutes=4)) == 3

    chain = await documents(database)
    assert [each["seq"] for each in chain] == [4, 5, 6]
    assert (chain[-1]["act"], chain[-1]["actor"]) == (PRUNED, audit.DESKHAND)
    assert chain[-1]["detail"] == {
        "through": 3, "hash": before[2]["hash"], "count": 3,
        "last_at": "2026-11-24T12:03:00.000000Z", "before": "2026-11-24T12:04:00.000000Z",
    }  # fmt: skip
    code, said = await verified(database)
    assert (code, said.splitlines()) == (
        0,
        [
            "A checkpoint tells that entries up to 3 were removed.",
            "3 entries read; the chain is whole.",
            f"Head: {Head(6, chain[-1]['hash'])}",
        ],
    )


async def test_a_chain_that_is_old_as_a_whole_keeps_its_checkpoint(database):
    await write(database, 3)

    assert await prune(database, before=LATER) == 3
    assert await prune(database, before=LATER) == 0
    await write(database, now=LATER)
    assert await prune(database, before=LATER + timedelta(days=1)) == 2

    assert [each["seq"] for each in await documents(database)] == [6]
    assert await faults(database) == []


@LITE
async def test_only_what_stands_at_the_beginning_goes(database):
    await write(database, 2)
    await write(database, now=LATER)
    await write(database, 2, first=4)

    assert await prune(database, before=LATER) == 2

    assert [each["seq"] for each in await documents(database)] == [3, 4, 5, 6]
    assert await faults(database) == []


@LITE
async def test_nothing_old_is_nothing_done(database):
    assert await prune(database, before=LATER) == 0
    await write(database, 2)

    assert await prune(database, before=NOW) == 0

    assert len(await documents(database)) == 2


@LITE
async def test_a_removal_that_breaks_off_leaves_everything(database):
    await write(database, 3)

    async def break_off():
        async with database.transaction() as session:
            await audit.prune(session, before=LATER, now=LATER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()

    assert [each["seq"] for each in await documents(database)] == [1, 2, 3]


async def test_the_table_lets_nothing_go_that_no_checkpoint_covers(database):
    await write(database, 5)
    await prune(database, before=NOW + timedelta(minutes=3))

    for seq in (3, 5, 6):
        with pytest.raises(sa.exc.IntegrityError, match="never changed"):
            async with database.transaction() as session:
                await session.execute(sa.delete(AuditEntry).where(AuditEntry.seq == seq))


@LITE
async def test_a_beginning_that_is_gone_without_a_checkpoint_of_it_is_found(database):
    await write(database, 5)
    await prune(database, before=NOW + timedelta(minutes=3))
    await spoil(database, "DELETE FROM audit_entry WHERE seq = 3")

    code, said = await verified(database)

    assert (code, named(said)) == (1, {3})


@LITE
async def test_a_head_that_was_noted_before_a_removal_still_proves_what_it_can(database):
    await write(database, 5)
    noted = [Head(each["seq"], each["hash"]) for each in await documents(database)]
    await prune(database, before=NOW + timedelta(minutes=4))

    assert (await verified(database, noted=noted[4]))[0] == 0
    assert (await verified(database, noted=noted[2]))[0] == 0
    code, said = await verified(database, noted=noted[0])
    assert code == 1
    assert "entry 1 was noted, and has been removed since by a checkpoint" in said
