"""Callers: whoever a rotation is about may show on their phone that it is them who called."""

from datetime import timedelta

import pytest

from bot import callers
from bot.actions import ACTIONS
from bot.errors import NotAllowed
from bot.policy import ActionPolicy, Rule
from bot.pushes import calling
from storage.identity_tables import Purpose, Push, PushState
from storage.tables import Request
from tests.scene import playing, text_of

GRACE = "grace@acme.example"
ROUTINE = {"reason": "Every year"}
ROTATE = next(action for action in ACTIONS if action.name == "rotate")


def policy(word, minutes=15):
    return ActionPolicy(
        "rotate", rules=(Rule("rotate", verify_caller=word, verified_minutes=minutes),)
    )


@pytest.fixture
def verify():
    return "offer"


@pytest.fixture
async def scene(tmp_path, verify):
    async with playing(tmp_path, start=False) as one:
        one.replace("[policy.rotate]\n", f'[policy.rotate]\nverify_caller = "{verify}"\n')
        one.okta.enrol_phone("grace")
        await one.start()
        yield one


def window(scene):
    modal = scene.slack.person("mina").modal
    return text_of(modal) if modal else ""


async def asked(scene):
    """Press the button of the review, and wait for the push."""
    await scene.slack.person("mina").click("verify_caller")
    await scene.until(lambda: scene.okta.asked_on_phone("grace"), what="a push")
    number = scene.okta.asked_on_phone("grace").number
    await scene.until(lambda: f"choose *{number}*" in window(scene), what="the number")


async def test_who_confirms_on_the_phone_is_on_the_request_its_card_and_the_audit(scene):
    assert not await scene.ask("rotate", GRACE, **ROUTINE)
    assert f"Is it {GRACE} who called?" in window(scene)
    await asked(scene)
    scene.okta.answer_push("grace")
    await scene.until(lambda: f"confirmed on the phone of {GRACE}" in window(scene))

    await scene.send()

    assert f"confirmed on the phone of {GRACE}" in scene.card
    async with scene.bot.database.transaction() as session:
        request = await session.get(Request, 1)
    assert [said["state"] for said in request.caller] == ["confirmed"]
    assert ("deskhand", "push confirmed") not in await scene.acts()  # it was before the request


async def test_a_rejection_is_said_loudly_to_requester_and_approvers(scene):
    assert not await scene.ask("rotate", GRACE, **ROUTINE)
    await asked(scene)
    scene.okta.answer_push("grace", approve=False)
    await scene.until(lambda: "REJECTED on the phone" in window(scene))
    await scene.until(lambda: "rejected a push" in scene.alerts)

    await scene.send()

    assert "Reach them another way before you approve this" in scene.card
    await scene.thread_says("Reach them another way before you approve this")


async def test_who_has_no_okta_verify_is_on_record_as_not_asked(scene):
    scene.okta.directory.get("grace").factors.clear()
    assert not await scene.ask("rotate", GRACE, **ROUTINE)
    await scene.slack.person("mina").click("verify_caller")
    await scene.until(lambda: "no Okta Verify that takes a push" in window(scene))

    await scene.send()

    assert "not possible: grace@acme.example has no Okta Verify" in scene.card


async def test_a_review_that_was_sent_meanwhile_is_not_overwritten_by_the_answer(scene):
    assert not await scene.ask("rotate", GRACE, **ROUTINE)
    await asked(scene)
    await scene.send()
    assert "is sent" in window(scene)
    assert "not answered when it was sent" in scene.card

    scene.okta.answer_push("grace")
    await scene.until(lambda: not scene.okta.directory.pushes, what="the answer being read")
    await scene.tick()
    assert "is sent" in window(scene)


class TestOff:
    @pytest.fixture
    def verify(self):
        return "off"

    async def test_nobody_is_asked(self, scene):
        assert not await scene.ask("rotate", GRACE, **ROUTINE)

        assert "who called?" not in window(scene)


class TestRequired:
    @pytest.fixture
    def verify(self):
        return "require"

    async def test_nothing_is_sent_before_they_have_confirmed(self, scene):
        mina = scene.slack.person("mina")
        assert not await scene.ask("rotate", GRACE, **ROUTINE)
        await mina.submit()
        assert "`verify_caller` in [policy.rotate]" in window(scene)
        assert scene.card == ""

        await mina.close(everything=True)
        assert not await scene.ask("rotate", GRACE, **ROUTINE)
        await asked(scene)
        scene.okta.answer_push("grace")
        await scene.until(lambda: "confirmed on the phone" in window(scene))
        await scene.send()
        assert f"confirmed on the phone of {GRACE}" in scene.card


async def heard(office, *pushes, word="require", minutes=15):
    """Say what a request keeps of pushes that were sent for its draft."""
    now = office.clock()
    okta_id = office.okta_id("grace")
    request = Request(
        key="draft", action="rotate", plan={"targets": {"okta_id": okta_id}}, created_at=now
    )
    async with office.database.transaction() as session:
        for subject, state, age in pushes:
            session.add(
                Push(purpose=Purpose.CALLER, subject=subject, okta_id=okta_id, login=GRACE,
                     by="U0MINA00001", at=now, seen_at=now, expires_at=now, state=state,
                     ended_at=now - age)
            )  # fmt: skip
        await session.flush()
        return await callers.heard(session, ROTATE, request, policy(word, minutes))


def minutes(number):
    return timedelta(minutes=number)


async def test_a_yes_is_demanded_for_this_draft_and_person_and_not_too_old(office):
    mine = calling("draft", office.okta_id("grace"))

    with pytest.raises(NotAllowed):
        await heard(office)
    with pytest.raises(NotAllowed):
        await heard(office, (mine, PushState.CONFIRMED, minutes(16)))
    (kept,) = await heard(office, (mine, PushState.CONFIRMED, minutes(14)))
    assert kept["state"] == "confirmed"


@pytest.mark.parametrize("state", sorted(set(PushState) - {PushState.CONFIRMED, PushState.USED}))
async def test_nothing_but_a_yes_is_a_yes(office, state):
    mine = calling("draft", office.okta_id("grace"))

    with pytest.raises(NotAllowed):
        await heard(office, (mine, state, minutes(0)))


async def test_a_yes_for_another_draft_or_person_or_before_a_no_is_none(office):
    grace = office.okta_id("grace")
    yes, no = PushState.CONFIRMED, PushState.REJECTED

    with pytest.raises(NotAllowed):
        await heard(office, (calling("other", grace), yes, minutes(1)))
    with pytest.raises(NotAllowed):
        await heard(office, (calling("draft", office.okta_id("mina")), yes, minutes(1)))
    with pytest.raises(NotAllowed):
        await heard(office, (calling("draft", grace), yes, minutes(2)),
                    (calling("draft", grace), no, minutes(1)))  # fmt: skip


async def test_where_it_is_offered_everything_that_was_said_is_kept(office):
    mine = calling("draft", office.okta_id("grace"))
    said = [(mine, PushState.REJECTED, minutes(3)), (mine, PushState.USED, minutes(1))]

    kept = await heard(office, *said, word="offer")

    assert [each["state"] for each in kept] == ["rejected", "used"]
