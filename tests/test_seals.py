"""One-time passwords: opened once, by their requester, in their place; destroyed in time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.errors import NotAllowed, Stale, UserError
from bot.ledger import Ledger
from bot.plan import Plan
from bot.seals import Seals
from bot.vault import Vault
from storage import audit, posts, requests, sealed
from storage.database import Database
from storage.tables import Request, State

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
MANY = 6
ADA = "ada@acme.example"
PLAN = Plan(principal=ADA, title="Onboard Ada", changes=(), steps=(), fingerprint="1")
OLD, NEW = (SecretStr(Fernet.generate_key().decode()) for _ in range(2))
PASSWORD = SecretStr("canary-7f3a")


def seals_in(database, *keys, now=NOW):
    ledger = Ledger(channel="C1", remind_after=DAY)
    vault = Vault(keys or (OLD,))
    return Seals(database=database, ledger=ledger, clock=lambda: now, keep=DAY, vault=vault)


async def asked(database, *, key="draft", principal=ADA):
    """Add a request of U1 whose work is done, and give it."""
    request = Request(
        key=key, action="onboard", requester="U1", principal=principal, form={},
        plan=PLAN.model_dump(mode="json"), state=State.DONE, created_at=NOW, expires_at=NOW + DAY,
    )  # fmt: skip
    async with database.transaction() as session:
        return await requests.add(session, request)


async def kept(database, request):
    async with database.transaction() as session:
        row = await sealed.find(session, request.id)
    return row.ciphertext if row else None


async def said(database, request, what="secret"):
    async with database.transaction() as session:
        post = await posts.find(session, f"{request.reference}:{what}")
    return str(post.blocks) if post else ""


async def acts(database, request):
    async with database.transaction() as session:
        return [entry.act for entry in await audit.list_of(session, request.id)]


async def test_of_many_openings_at_once_one_sees_it(database):
    seals, request = seals_in(database), await asked(database)
    await seals.put(request, PASSWORD)

    seen = await asyncio.gather(
        *(seals.open(request.id, by="U1") for _ in range(MANY)), return_exceptions=True
    )

    shown = [each for each in seen if isinstance(each, SecretStr)]
    assert [each.get_secret_value() for each in shown] == ["canary-7f3a"]
    assert sum(isinstance(each, Stale) for each in seen) == MANY - 1
    assert (await acts(database, request)).count("secret opened") == 1
    assert "Its requester opened it" in await said(database, request)


async def test_somebody_else_opens_nothing_and_destroys_nothing(database):
    seals, request = seals_in(database), await asked(database)
    await seals.put(request, PASSWORD)

    with pytest.raises(NotAllowed, match="Only the person who sent the request"):
        await seals.open(request.id, by="U2")

    assert (await seals.open(request.id, by="U1")).get_secret_value() == "canary-7f3a"


async def test_copied_to_a_request_of_ones_own_it_opens_nothing(database):
    seals = seals_in(database)
    theirs, mine = await asked(database), await asked(database, key="mine", principal="me")
    await seals.put(theirs, PASSWORD)
    ciphertext = await kept(database, theirs)
    async with database.transaction() as session:
        await sealed.put(session, mine.id, ciphertext, now=NOW, expires_at=NOW + DAY)

    with pytest.raises(UserError, match="Somebody has changed Deskhand's database"):
        await seals.open(mine.id, by="U1")

    assert await kept(database, mine) == ciphertext


async def test_who_writes_themselves_in_as_the_requester_opens_nothing(database):
    seals, request = seals_in(database), await asked(database)
    await seals.put(request, PASSWORD)
    async with database.transaction() as session:
        await requests.touch(session, request.id, requester="U2")

    with pytest.raises(UserError, match="sealed for another request or another person"):
        await seals.open(request.id, by="U2")


async def test_after_its_time_it_opens_no_more_and_is_destroyed_once(database):
    request = await asked(database)
    await seals_in(database).put(request, PASSWORD)
    later = seals_in(database, now=NOW + DAY)

    with pytest.raises(Stale):
        await later.open(request.id, by="U1")
    await asyncio.gather(*(later.destroy_expired() for _ in range(MANY)))

    assert await kept(database, request) is None
    assert (await acts(database, request)).count("secret destroyed") == 1
    assert "Nobody opened it in time" in await said(database, request)


async def test_a_newer_one_for_the_same_person_destroys_the_older(database):
    seals = seals_in(database)
    first, second = await asked(database), await asked(database, key="again")
    other = await asked(database, key="other", principal="grace@acme.example")
    for each in (first, other, second):
        await seals.put(each, PASSWORD)

    assert await kept(database, first) is None
    assert f"Another was made by {second.reference}" in await said(database, first)
    assert await kept(database, second)
    assert await kept(database, other)


async def test_what_was_not_shown_is_said_to_its_requester(database):
    seals, request = seals_in(database), await asked(database)
    await seals.put(request, PASSWORD)
    await seals.open(request.id, by="U1")

    await seals.lost(request.id, by="U1")

    assert "does not confirm that it was shown" in await said(database, request)
    assert "<@U1>" in await said(database, request, "secret-lost")
    assert (await acts(database, request))[-1] == "secret lost"


async def test_the_start_seals_anew_with_the_newest_key(database):
    request = await asked(database)
    await seals_in(database, OLD).put(request, PASSWORD)

    await seals_in(database, NEW, OLD).reseal()

    secret = await seals_in(database, NEW).open(request.id, by="U1")
    assert secret.get_secret_value() == "canary-7f3a"


async def test_what_no_key_opens_waits_for_its_key(database):
    request = await asked(database)
    await seals_in(database, OLD).put(request, PASSWORD)
    before = await kept(database, request)

    await seals_in(database, NEW).reseal()
    with pytest.raises(UserError, match="not in SEALING_KEY any more"):
        await seals_in(database, NEW).open(request.id, by="U1")

    assert await kept(database, request) == before
    assert (await seals_in(database, NEW, OLD).open(request.id, by="U1")).get_secret_value()


async def test_who_opens_wins_against_who_seals_anew(database):
    request = await asked(database)
    await seals_in(database, OLD).put(request, PASSWORD)
    before = await kept(database, request)
    await seals_in(database, OLD).open(request.id, by="U1")

    async with database.transaction() as session:
        await sealed.replace(session, request.id, before, b"anew")

    assert await kept(database, request) is None


async def test_nothing_of_what_was_destroyed_is_left_in_the_files(tmp_path):
    url = f"sqlite:///{tmp_path / 'deskhand.db'}"
    async with Database(url) as database:
        seals, request = seals_in(database), await asked(database)
        await seals.put(request, PASSWORD)
        ciphertext = await kept(database, request)

        def found():
            files = tmp_path.glob(f"{make_url(url).database.rpartition('/')[2]}*")
            parts = [ciphertext[start : start + 16] for start in range(0, len(ciphertext), 16)]
            kept = [file.read_bytes() for file in files]
            return [part for part in parts for each in kept if part in each]

        assert found()
        await seals.open(request.id, by="U1")

        assert found() == []
