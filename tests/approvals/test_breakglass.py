"""Break-glass: who may start without approval, who is told, and who answers for it afterwards."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import ProgrammingError

from bot.errors import InvalidForm, NotAllowed, Stale, UserError
from bot.plan import Plan
from bot.sandbox.server import Sandbox
from storage import requests, reviews
from storage.tables import State
from tests.approvals.room import (
    ALERTS,
    DANA,
    GUS,
    HELPDESK,
    LEADS,
    LEE,
    MINA,
    SAM,
    Roster,
    opened,
    slack_people,
)
from tests.scene import playing, text_of

GRACE = "grace@acme.example"
DONE = "Done, and seen on every system"
ON_CALL = "S0ONCALL001"
WHY = "He is deleting files right now"
POLICY = {
    "request": [HELPDESK],
    "approve": [LEADS],
    "approvals": 2,
    "break_glass": [MINA, SAM, GUS, DANA],
}
PEOPLE = {HELPDESK: {MINA, LEE, SAM}, LEADS: {LEE, SAM}}


@pytest.fixture
async def room(database_url):
    async with opened(database_url, Roster(**PEOPLE), POLICY) as one:
        yield one


async def broken(room, *, by=MINA, reason=WHY, **draft):
    """Break the glass for a draft; gives the request's number."""
    key = await room.review(by=by, **draft)
    return (await room.glass.send("onboard", key, by=by, reason=reason)).id


async def test_it_starts_at_once_without_approval_and_everybody_is_told(room):
    number = await broken(room)

    assert room.taken == [number]
    assert (await room.request(number)).state is State.SCHEDULED
    assert "Approve" not in await room.said()
    assert "one of you, who is not" in await room.said(key=":review")
    assert "without approval" in await room.said(key=":card")
    for who in (ALERTS, LEE, SAM):
        told = await room.said(to=who)
        assert f"<@{MINA}> has it start at once, without approval." in told
        assert WHY in told
    assert await room.said(to=MINA) == ""
    assert await room.acts(number) == [(MINA, "requested"), (MINA, "broke glass")]


async def test_only_whom_policy_names_may_and_nothing_but_the_approvals_is_lifted(tmp_path):
    people = {**PEOPLE, HELPDESK: {MINA, LEE, SAM, GUS}}
    async with (
        Sandbox() as sandbox,
        opened(f"sqlite:///{tmp_path / 'a.db'}", slack_people(sandbox), POLICY) as room,
    ):
        sandbox.slack.access.unlimited = True
        next(
            each for each in sandbox.slack.workspace.user_groups.values() if each.id == HELPDESK
        ).members[:] = people[HELPDESK]
        refused = {
            LEE: "`break_glass` in [policy.onboard]",
            GUS: "guests never may",
            DANA: "You may not ask for /onboard",
        }
        for by, why in refused.items():
            with pytest.raises(NotAllowed) as error:
                await broken(room, by=by)
            assert why in str(error.value)
    for policy in (POLICY | {"deny": [MINA]}, POLICY | {"break_glass": []}):
        async with opened(f"sqlite:///{tmp_path / 'b.db'}", Roster(**PEOPLE), policy) as room:
            with pytest.raises(NotAllowed):
                await broken(room)
            assert room.taken == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_asked_for_besides_is_asked_for_all_the_same(room):
    with pytest.raises(InvalidForm) as short:
        await broken(room, reason="  now  ")
    with pytest.raises(InvalidForm) as later:
        await broken(room, start_at=room.clock() + timedelta(days=1))
    with pytest.raises(InvalidForm) as unconfirmed:
        await broken(room, confirm="ada@acme.example")
    await room.ask(key="same")
    with pytest.raises(InvalidForm, match=r"REQ-1 about same@.* is still open"):
        await broken(room, principal="same@acme.example")

    assert list(short.value.fields) == ["why_now"]
    assert list(later.value.fields) == ["unapproved"]
    assert list(unconfirmed.value.fields) == ["confirm"]
    assert room.taken == []


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({"step_up": ["request"]}, "Okta Verify"),
        ({"hours": ["Mon-Fri 03:00-03:01"]}, "during"),
    ],
    ids=["phone", "hours"],
)
async def test_no_other_rule_is_lifted_with_the_approvals(tmp_path, policy, why):
    url = f"sqlite:///{tmp_path / 'room.db'}"
    async with opened(url, Roster(**PEOPLE), POLICY | policy) as room:
        with pytest.raises(UserError, match=why):
            await broken(room)
        assert room.taken == []


async def test_sent_twice_at_once_it_is_one_request_that_is_told_once(room):
    key = await room.review()

    sent = await asyncio.gather(
        *(room.glass.send("onboard", key, by=MINA, reason=WHY) for _ in range(4))
    )

    assert {request.id for request in sent} == {1}
    assert await room.acts(1) == [(MINA, "requested"), (MINA, "broke glass")]
    assert (await room.said(to=LEE)).count("without approval.") == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_all_of_it_is_written_or_nothing(room):
    key = await room.review()

    with pytest.raises(ProgrammingError):  # no message goes to what is no person
        await room.desk.submit("onboard", key, by=MINA, emergency=WHY, tell=[{LEE}])

    assert await room.said() == ""
    async with room.database.transaction() as session:
        assert await requests.find_by_key(session, key) is None
    assert await room.acts(1) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_the_engine_could_not_take_at_once_it_takes_at_the_next_tick(room):
    room.decisions.engine.away = True
    number = await broken(room)
    assert room.taken == []

    room.decisions.engine.away = False
    await room.decisions.hand_over()

    assert room.taken == [number]


async def test_each_right_is_looked_at_again_when_the_work_starts(tmp_path):
    people = Roster(**{**PEOPLE, HELPDESK: {MINA}, ON_CALL: {MINA}})
    policy = POLICY | {"break_glass": [ON_CALL]}
    async with opened(f"sqlite:///{tmp_path / 'room.db'}", people, policy) as room:
        number, rights = await broken(room), room.desk.rights
        request, now = await room.request(number), room.clock()
        plan = Plan.model_validate(request.plan)
        await rights.check_again(request)
        assert await rights.check_start(request, plan, now=now) == []

        for group, what in ((HELPDESK, "ask for"), (ON_CALL, "start without approval")):
            people.groups[group].discard(MINA)
            with pytest.raises(NotAllowed, match=f"may not {what} /onboard any more"):
                await rights.check_start(request, plan, now=now)
            people.groups[group].add(MINA)
        async with room.database.transaction() as session:
            await requests.touch(session, number, round=2)
        again = await room.request(number)
        assert "0 approved, and `approvals`" in str(await rights.check_start(again, plan, now=now))


async def test_its_review_is_signed_by_an_approver_who_did_not_ask_for_it(room):
    number = await broken(room, by=SAM)
    for by, why in ((SAM, "your own request"), (MINA, "You may not approve"), (GUS, "may not")):
        with pytest.raises(NotAllowed, match=why):
            await room.glass.sign(number, by=by, justified=True, text="All was as it should be.")
    assert "Sign review" in await room.said(key=":review")

    await room.glass.sign(number, by=LEE, justified=False, text="It could have waited.")

    item = await room.said(key=f"{number}:review")
    assert "Sign review" not in item
    for place in (item, await room.said(to=ALERTS), await room.said(to=SAM)):
        assert f"not justified, says <@{LEE}>" in place
        assert "It could have waited." in place
    assert (await room.acts(number))[-1] == (LEE, "review signed")
    with pytest.raises(Stale, match=f"<@{LEE}> has signed the review of REQ-1"):
        await room.glass.sign(number, by=LEE, justified=True, text="On second thought.")


async def test_of_two_who_sign_at_once_one_counts_and_the_other_is_told_who(room):
    numbers = [await broken(room) for _ in range(6)]

    async def sign(number, by):
        await room.glass.sign(number, by=by, justified=by == LEE, text="I looked at all of it.")

    for number in numbers:
        ended = await asyncio.gather(sign(number, LEE), sign(number, SAM), return_exceptions=True)
        (loser,) = [error for error in ended if error]
        async with room.database.transaction() as session:
            review = await reviews.find(session, number)
        assert f"<@{review.signed_by}> has signed the review" in str(loser)
        assert review.justified is (review.signed_by == LEE)
        assert [act for _, act in await room.acts(number)].count("review signed") == 1
    assert (await room.said(to=MINA)).count("had start without approval") == len(numbers)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_review_is_reminded_of_ever_less_often_but_each_week_until_it_is_signed(room):
    number = await broken(room, by=SAM)

    async def reminders(hours):
        room.clock.move(hours=hours)
        await room.upkeep.remind_reviews()
        return (await room.said(key="review reminder")).count("nobody has signed its review yet")

    assert [await reminders(hours) for hours in (3, 1, 4, 4, 8, 8)] == [0, 1, 1, 2, 2, 3]
    assert f"<@{LEE}>: *REQ-1* started without approval" in await room.said(key="reminder:1")
    assert f"<@{SAM}>" not in await room.said(key="reminder:1")
    so_far = [await reminders(24 * 7) for _ in range(10)]
    assert so_far == list(range(4, 14))
    await room.glass.sign(number, by=LEE, justified=True, text="He was in the middle of it.")
    assert await reminders(24 * 30) == so_far[-1]


async def test_the_whole_way_from_the_box_in_the_review_to_the_signature(tmp_path):
    async with playing(tmp_path, start=False) as scene:
        mina, lee, sam = (scene.slack.person(name) for name in ("mina", "lee", "sam"))
        scene.replace("[policy.suspend]\n", f'[policy.suspend]\nbreak_glass = ["{MINA}"]\n')
        await scene.start()
        await scene.ask("suspend", GRACE, by="lee", reason="Leave")
        assert "Break the glass" not in text_of(lee.modal)
        await lee.close(everything=True)

        assert await scene.ask("suspend", GRACE, reason="Leave", mode="leaver") == {}
        await mina.fill(confirm=GRACE, why_now=WHY)
        assert "unapproved" in await mina.submit()
        await mina.fill(unapproved=["unapproved"], why_now="now")
        assert "why_now" in await mina.submit()
        await mina.fill(confirm="grace", why_now=WHY)
        assert "confirm" in await mina.submit()
        await scene.send(unapproved=["unapproved"], confirm=GRACE)

        await scene.card_says(DONE)
        assert "Break-glass: without approval" in scene.card
        assert "Approved by" not in scene.card
        assert scene.okta.status(GRACE) == "DEPROVISIONED"
        for approver in (lee, sam):
            assert WHY in text_of(approver.dms)
        assert WHY in scene.alerts
        await lee.command("/helpdesk", "queue", channel="it-desk")
        await scene.until(lambda: "Reviews owed: 1" in scene.told("lee"), what="the queue")
        await lee.command("/helpdesk", "status", channel="it-desk")
        await scene.until(lambda: "reviews owed: 1" in scene.told("lee"), what="the status")

        await mina.click("sign_review")
        await scene.until(lambda: "This is your own request" in scene.told("mina"))
        await lee.click("sign_review")
        await scene.until(lambda: lee.modal and "justified?" in text_of(lee.modal))
        await lee.fill(justified="yes", found="He was in the middle of it.")
        assert await lee.submit() == {}
        await scene.thread_says("justified, says")
        await scene.until(lambda: "He was in the middle of it." in text_of(mina.dms))
        await scene.until(lambda: "He was in the middle of it." in scene.alerts)


async def test_a_plan_that_changed_meanwhile_waits_for_approval_after_all(tmp_path):
    async with playing(tmp_path, start=False) as scene:
        scene.replace("[policy.suspend]\n", f'[policy.suspend]\nbreak_glass = ["{MINA}"]\n')
        await scene.start()
        await scene.ask("suspend", GRACE, reason="Leave")
        scene.okta.do("suspend", GRACE)
        await scene.send(unapproved=["unapproved"], why_now=WHY, confirm=GRACE)

        await scene.thread_says("Break-glass was for the old one")
        await scene.card_says("Waiting for approval")
        assert scene.jumpcloud.state("grace") == "ACTIVATED"
        await scene.approve()
        await scene.card_says(DONE)
