"""Pushes on Okta's stand-in: how each can go, what it counts for, and how often one is asked."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot.errors import NotAllowed, Stale, Unavailable, UserError
from bot.ledger import Ledger
from bot.pushes import LONGEST, MOST, Ask, Pushes, approving, sending, take
from storage import posts, pushes
from storage.identity_tables import Purpose, Push, PushState
from storage.tables import AuditEntry, Request
from tests.identity.conftest import LEE, MINA

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
VERIFY = "POST /okta/api/v1/users/*/factors/*/verify"
POLL = "GET /okta/api/v1/users/*/factors/*/transactions/*"


def pushing(office):
    ledger = Ledger(channel="C0ITREQUEST", remind_after=LONGEST, alerts="C0ITALERTS1")
    return Pushes(
        office.database, office.providers.okta, ledger, office.clock, lambda: None, pause=0.01
    )


@pytest.fixture
def service(office):
    office.sandbox.okta.pace.enforced = False
    office.sandbox.okta.enrol_phone("lee")
    return pushing(office)


def asking(office, subject="approve:1:1:U0LEE000001", *, by=LEE, purpose=Purpose.APPROVE):
    return Ask(purpose, subject, office.okta_id("lee"), "lee@acme.example", by)


async def taken(office, push_id, subject, *, okta_id=None):
    okta_id = okta_id or office.okta_id("lee")
    async with office.database.transaction() as session:
        await take(
            session, push_id, subject=subject, okta_id=okta_id, now=office.clock(), request_id=1
        )


async def confirmed(office, service, ask):
    sent = await service.send(ask)
    office.sandbox.okta.answer_push("lee")
    push = await service.wait(sent.push_id)
    assert push.state is PushState.CONFIRMED
    return push


async def state(office, push_id):
    async with office.database.transaction() as session:
        return (await pushes.get(session, push_id)).state


async def acts(office):
    async with office.database.transaction() as session:
        rows = (await session.exec(select(AuditEntry).order_by(AuditEntry.seq))).all()
    return [row.act for row in rows]


async def test_a_push_shows_a_number_that_only_who_waits_for_it_sees(office, service):
    sent = await service.send(asking(office))

    asked = office.sandbox.okta.asked_on_phone("lee")
    assert sent.number == asked.number
    assert len(set(asked.offered)) == 3
    assert asked.number in asked.offered
    async with office.database.transaction() as session:
        row = await pushes.get(session, sent.push_id)
    assert str(sent.number) not in {str(value) for value in row.model_dump().values()}


async def test_a_yes_counts_once_for_what_it_was_said_for(office, service):
    ask = asking(office)
    push = await confirmed(office, service, ask)

    await taken(office, push.id, ask.subject)

    assert await state(office, push.id) is PushState.USED
    with pytest.raises(NotAllowed):
        await taken(office, push.id, ask.subject)


@pytest.mark.parametrize(
    "other",
    ["approve:2:1:U0LEE000001", "approve:1:2:U0LEE000001", "approve:1:1:U0SAM000001", "", "%"],
)
async def test_a_yes_counts_for_no_other_request_round_or_person(office, service, other):
    push = await confirmed(office, service, asking(office))

    with pytest.raises(NotAllowed, match="for this request as it stands now"):
        await taken(office, push.id, other)


async def test_a_yes_of_somebody_whose_binding_has_changed_counts_no_more(office, service):
    ask = asking(office)
    push = await confirmed(office, service, ask)

    with pytest.raises(NotAllowed):
        await taken(office, push.id, ask.subject, okta_id=office.okta_id("sam"))


async def test_a_yes_that_is_old_counts_no_more(office, service):
    ask = asking(office)
    push = await confirmed(office, service, ask)
    office.clock.move(minutes=6)

    with pytest.raises(NotAllowed):
        await taken(office, push.id, ask.subject)


async def test_nothing_counts_without_a_push(office, service):
    with pytest.raises(NotAllowed):
        await taken(office, None, asking(office).subject)


async def test_a_no_does_not_count_and_everybody_hears_of_it(office, service):
    ask = asking(office)
    sent = await service.send(ask)
    office.sandbox.okta.answer_push("lee", approve=False)

    push = await service.wait(sent.push_id)

    assert push.state is PushState.REJECTED
    with pytest.raises(NotAllowed):
        await taken(office, push.id, ask.subject)
    async with office.database.transaction() as session:
        told = await posts.find(session, f"push:{push.id}")
    assert told.channel == "C0ITALERTS1"
    assert "rejected a push" in told.text
    assert (await acts(office))[-1] == "push rejected"


async def test_who_chooses_another_number_has_said_no(office, service):
    sent = await service.send(asking(office))
    wrong = next(
        each for each in office.sandbox.okta.asked_on_phone("lee").offered if each != sent.number
    )
    office.sandbox.okta.answer_push("lee", number=wrong)

    assert (await service.wait(sent.push_id)).state is PushState.REJECTED


async def test_nobody_answers_and_the_time_is_over(office, service):
    sent = await service.send(asking(office))
    office.clock.move(seconds=LONGEST.total_seconds())

    push = await service.wait(sent.push_id)

    assert push.state is PushState.TIMED_OUT
    office.sandbox.okta.answer_push("lee")  # too late for us, and Okta does not know
    assert (await service.wait(sent.push_id)).state is PushState.TIMED_OUT


async def test_okta_itself_ends_it(office, service):
    sent = await service.send(asking(office))
    office.sandbox.world.move(LONGEST * 3)

    assert (await service.wait(sent.push_id)).state is PushState.TIMED_OUT


async def test_who_has_no_okta_verify_is_told_and_nothing_counts_against_them(office, service):
    office.sandbox.okta.directory.get("lee").factors.clear()

    for _ in range(MOST + 1):
        with pytest.raises(UserError, match="no Okta Verify that takes a push"):
            await service.send(asking(office))
    assert (await service.list_about(asking(office).subject))[-1].state is PushState.UNASKED


async def test_a_refusal_of_okta_sends_nothing(office, service):
    office.sandbox.faults.add(VERIFY, "refuse")

    with pytest.raises(Exception, match="Okta"):
        await service.send(asking(office))
    (push,) = await service.list_about(asking(office).subject)
    assert push.state is PushState.UNASKED


@pytest.mark.parametrize("fault", [{"kind": "refuse", "status": 500}, {"kind": "lost"}])
async def test_an_answer_that_is_lost_does_not_count_though_the_phone_may_ring(
    office, service, fault
):
    ask = asking(office)
    office.sandbox.faults.add(VERIFY, times=1, **fault)
    with pytest.raises(Unavailable):
        await service.send(ask)
    if fault["kind"] == "lost":
        office.sandbox.okta.answer_push("lee")

    (push,) = await service.list_about(ask.subject)
    assert push.state is PushState.LOST
    with pytest.raises(NotAllowed):
        await taken(office, push.id, ask.subject)
    await confirmed(office, service, ask)  # and one may click again


async def test_what_okta_throttles_is_asked_again(office, service):
    office.sandbox.faults.add(VERIFY, "throttle", times=1, seconds=0)

    await confirmed(office, service, asking(office))


async def test_while_okta_does_not_say_how_it_went_it_is_asked_again(office, service):
    sent = await service.send(asking(office))
    office.sandbox.faults.add(POLL, "refuse", status=500, times=1)
    office.sandbox.okta.answer_push("lee")

    assert (await service.wait(sent.push_id)).state is PushState.CONFIRMED


async def test_an_answer_that_okta_has_told_before_is_not_made_up(office, service):
    sent = await service.send(asking(office))
    office.sandbox.okta.answer_push("lee")
    office.sandbox.okta.directory.pushes.clear()

    assert (await service.wait(sent.push_id)).state is PushState.LOST


async def test_two_clicks_send_one_push(office, service):
    tried = await asyncio.gather(
        *(service.send(asking(office)) for _ in range(3)), return_exceptions=True
    )

    assert sorted(isinstance(each, Stale) for each in tried) == [False, True, True]
    assert office.sandbox.traffic.count(VERIFY) == 1


async def test_a_phone_is_asked_three_times_in_five_minutes_and_no_more(office, service):
    for number in range(MOST):
        await service.send(asking(office, f"approve:{number}:1:{LEE}"))
    with pytest.raises(NotAllowed, match="3 pushes in 5 minutes"):
        await service.send(asking(office, f"approve:9:1:{LEE}"))
    assert office.sandbox.traffic.count(VERIFY) == MOST

    office.clock.move(minutes=5, seconds=1)
    await service.send(asking(office, f"approve:9:1:{LEE}"))


async def test_who_tries_to_bind_an_account_to_many_people_is_stopped(office, service):
    names = ("mina", "sam", "dana", "grace")
    for name in names:
        office.sandbox.okta.enrol_phone(name)
    asks = [Ask(Purpose.LINK, f"link:{LEE}:{name}", office.okta_id(name), name, LEE)
            for name in names]  # fmt: skip
    for ask in asks[:MOST]:
        await service.send(ask)

    with pytest.raises(NotAllowed, match="You had 3 pushes"):
        await service.send(asks[MOST])


async def test_a_restart_in_the_midst_does_not_count_and_one_may_click_again(office, service):
    ask = asking(office)
    sent = await service.send(ask)

    again = pushing(office)
    await again.open()
    office.sandbox.okta.answer_push("lee")

    assert (await again.wait(sent.push_id)).state is PushState.LOST
    with pytest.raises(NotAllowed):
        await taken(office, sent.push_id, ask.subject)
    await confirmed(office, again, ask)


async def test_who_stops_in_the_midst_leaves_nothing_that_counts(office, service):
    sent = await service.send(asking(office))
    waiting = asyncio.ensure_future(service.wait(sent.push_id))
    service.close()
    office.sandbox.okta.answer_push("lee")

    assert (await waiting).state is PushState.LOST


async def test_another_replica_takes_over_only_what_nobody_waits_for(office, service):
    ask = asking(office)
    first = await service.send(ask)
    other = pushing(office)
    with pytest.raises(Stale):
        await other.send(ask)

    office.clock.move(seconds=61)
    await other.send(ask)

    assert await state(office, first.push_id) is PushState.LOST


def test_a_subject_names_the_request_the_round_and_the_person():
    request = Request(id=7, round=2)
    subjects = {
        approving(request, LEE), approving(request, MINA), approving(Request(id=7, round=3), LEE),
        approving(Request(id=72, round=1), LEE), sending("d", "f", LEE), sending("d", "g", LEE),
    }  # fmt: skip
    assert len(subjects) == 6


async def test_of_many_who_use_one_yes_at_once_one_does(database):
    async with database.transaction() as session:
        push = Push(
            purpose=Purpose.APPROVE, subject="s", okta_id="o", login="l", by="U", at=NOW,
            seen_at=NOW, expires_at=NOW, ended_at=NOW, state=PushState.CONFIRMED,
        )  # fmt: skip
        session.add(push)

    async def use():
        async with database.transaction() as session:
            return await pushes.use(
                session, push.id, subject="s", okta_id="o", since=NOW, request_id=1
            )

    used = await asyncio.gather(*(use() for _ in range(8)))
    assert used.count(True) == 1


async def test_of_many_who_begin_a_push_at_once_one_does(database):
    async def begin():
        push = Push(
            purpose=Purpose.APPROVE, subject="s", okta_id="o", login="l", by="U", at=NOW,
            seen_at=NOW, expires_at=NOW,
        )  # fmt: skip
        async with database.transaction() as session:
            return await pushes.add(session, push)

    begun = await asyncio.gather(*(begin() for _ in range(8)))
    assert begun.count(True) == 1


async def test_pushes_are_forgotten_when_nobody_asks_for_them_any_more(office, service):
    await service.send(asking(office))
    now = office.clock()
    async with office.database.transaction() as session:
        await pushes.forget(session, before=now - LONGEST)
    assert len(await service.list_about(asking(office).subject)) == 1

    async with office.database.transaction() as session:
        await pushes.forget(session, before=now + LONGEST)
    assert await service.list_about(asking(office).subject) == []
