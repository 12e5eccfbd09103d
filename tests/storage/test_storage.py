"""What the tables promise when several reach for one row, on both databases."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from storage import posts, requests, sealed
from storage.database import Database
from storage.tables import Request, State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MANY = 8


async def asked(database, *, key="draft", principal="ada@acme.example", **values):
    """Add a pending request, and give its number."""
    request = Request(
        key=key, action="onboard", requester="U1", principal=principal, form={}, plan={},
        created_at=NOW, expires_at=NOW + timedelta(hours=72), **values,
    )  # fmt: skip
    async with database.transaction() as session:
        return (await requests.add(session, request)).id


async def look(database, request_id):
    async with database.transaction() as session:
        return await requests.get(session, request_id)


async def test_of_many_who_move_a_request_at_once_one_does(database):
    request_id = await asked(database)

    async def move(to):
        async with database.transaction() as session:
            return await requests.move(session, request_id, come_from=[State.PENDING], to=to)

    ends = [State.SCHEDULED, State.CANCELLED] * (MANY // 2)
    moved = await asyncio.gather(*map(move, ends))

    assert moved.count(True) == 1
    request = await look(database, request_id)
    assert request.state is ends[moved.index(True)]
    assert request.version == 2


async def test_a_draft_becomes_one_request_however_often_it_is_sent(database):
    numbers = await asyncio.gather(*(asked(database) for _ in range(MANY)), return_exceptions=True)

    assert sorted(isinstance(number, int) for number in numbers) == [False] * (MANY - 1) + [True]
    refused = [number for number in numbers if not isinstance(number, int)]
    assert {type(error) for error in refused} == {sa.exc.IntegrityError}


@pytest.mark.parametrize(
    ("by", "voice"),
    [
        (["U2"] * MANY, [f"U{n}" for n in range(MANY)]),
        ([f"U{n}" for n in range(MANY)], ["U2"] * MANY),
    ],
    ids=["one person", "one voice"],
)
async def test_one_person_and_one_voice_have_one_word_in_a_round(database, by, voice):
    request_id = await asked(database)

    async def decide(by, voice):
        async with database.transaction() as session:
            request = await requests.get(session, request_id)
            await requests.decide(session, request, by=by, voice=voice, approved=True, now=NOW)

    ended = await asyncio.gather(*map(decide, by, voice), return_exceptions=True)

    assert ended.count(None) == 1
    async with database.transaction() as session:
        request = await requests.get(session, request_id)
        assert len(await requests.list_decisions(session, request)) == 1


async def test_a_change_while_the_card_is_drawn_has_it_drawn_again(database):
    request_id = await asked(database)
    before = await look(database, request_id)

    async with database.transaction() as session:
        await requests.touch(session, request_id, reason="meanwhile")
        await requests.drawn(session, request_id, before.version)

    async with database.transaction() as session:
        assert [one.id for one in await requests.list_undrawn(session)] == [request_id]
        await requests.drawn(session, request_id, before.version + 1)
    async with database.transaction() as session:
        assert await requests.list_undrawn(session) == []


async def test_a_round_that_is_over_is_not_noted_as_handed_over(database):
    request_id = await asked(database, state=State.SCHEDULED)
    first = await look(database, request_id)
    async with database.transaction() as session:
        await requests.touch(session, request_id, round=2)
        await requests.handed_over(session, first)

    async with database.transaction() as session:
        (again,) = await requests.list_to_hand_over(session, now=NOW)
    assert (again.id, again.round) == (request_id, 2)


async def test_a_message_is_in_the_outbox_once_for_each_key(database):
    async def say(text):
        async with database.transaction() as session:
            await posts.add(session, "key", channel="C1", text=text, blocks=[], now=NOW)

    await asyncio.gather(*(say(str(number)) for number in range(MANY)))

    async with database.transaction() as session:
        assert len(await posts.list_unsent(session)) == 1


async def test_a_message_that_changes_while_it_is_sent_is_shown_again(database):
    async with database.transaction() as session:
        await posts.add(session, "key", channel="C1", text="old", blocks=[], now=NOW)
    async with database.transaction() as session:
        post = await posts.begin(session, "key")
    assert not post.tried

    async with database.transaction() as session:
        await posts.change(session, "key", text="new", blocks=[])
    async with database.transaction() as session:
        await posts.sent(session, post, channel="C1", ts="1.1")
        await posts.shown(session, post)

    async with database.transaction() as session:
        (changed,) = await posts.list_changed(session)
        assert (changed.text, changed.ts) == ("new", "1.1")
        assert await posts.begin(session, "key") is None
    async with database.transaction() as session:
        await posts.shown(session, changed)
    async with database.transaction() as session:
        assert await posts.list_changed(session) == []


async def test_a_message_that_was_begun_says_so_to_whoever_begins_it_again(database):
    async with database.transaction() as session:
        await posts.add(session, "key", channel="C1", text="Hi", blocks=[], now=NOW)
    tried = []
    for _ in range(2):
        async with database.transaction() as session:
            tried.append((await posts.begin(session, "key")).tried)

    assert tried == [False, True]


async def test_a_secret_is_taken_by_one_of_many(database):
    request_id = await asked(database)
    async with database.transaction() as session:
        until = NOW + timedelta(hours=1)
        await sealed.put(session, request_id, b"sealed", now=NOW, expires_at=until)

    async def take():
        async with database.transaction() as session:
            return await sealed.take(session, request_id, now=NOW)

    taken = await asyncio.gather(*(take() for _ in range(MANY)))

    assert sorted(taken, key=bool) == [None] * (MANY - 1) + [b"sealed"]
    async with database.transaction() as session:
        row = await sealed.find(session, request_id)
    assert (row.ciphertext, row.opened_at) == (None, NOW)


async def test_a_secret_whose_time_is_over_is_destroyed_and_never_given(database):
    request_id = await asked(database)
    async with database.transaction() as session:
        await sealed.put(session, request_id, b"sealed", now=NOW, expires_at=NOW)

    async with database.transaction() as session:
        assert await sealed.take(session, request_id, now=NOW) is None
        assert await sealed.destroy_expired(session, now=NOW) == [request_id]
    async with database.transaction() as session:
        assert (await sealed.find(session, request_id)).ciphertext is None
        assert await sealed.destroy_expired(session, now=NOW) == []


async def test_a_transaction_that_fails_leaves_nothing(database):
    async def break_off():
        async with database.transaction() as session:
            await posts.add(session, "key", channel="C1", text="Hi", blocks=[], now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()

    async with database.transaction() as session:
        assert await posts.list_unsent(session) == []


async def test_a_time_comes_back_as_the_same_instant(database):
    cairo = datetime.fromisoformat("2026-11-24T14:00:00.123456+02:00")
    request_id = await asked(database, start_at=cairo)

    start_at = (await look(database, request_id)).start_at

    assert start_at == cairo
    assert start_at.utcoffset() == timedelta()


async def test_the_migrations_make_the_tables_that_the_models_describe(database):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_many_replicas_that_start_at_once_migrate_once(postgres):
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(Database(postgres)) for _ in range(5)))
    async with Database(postgres) as again, again.transaction() as session:
        assert await requests.list_undrawn(session) == []
