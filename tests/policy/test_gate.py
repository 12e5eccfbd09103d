"""The gate: what is refused before it is sent, decided and begun, with the rule, on record."""

from datetime import timedelta

import pytest

from bot.config import Config
from bot.errors import InvalidForm, NotAllowed
from bot.plan import Target
from bot.policy import Limit, Rules
from storage import cursors
from tests.identity.conftest import DANA, GUS, LEE, MINA, SAM
from tests.policy.conftest import ACTION, plan

SUSPEND = ACTION["suspend"]
ADMIN = {Target.ADMIN: "Ada is an administrator of Okta (Super Administrator)"}


@pytest.fixture
def ruled(configure, office):
    """Give the gate the rules of a file that says this besides about one action."""

    def ruled(action="suspend", **more):
        policy = office.config.model_dump(exclude_none=True)["policy"]
        return configure(
            actions=Rules.from_config(
                Config.model_validate({"policy": {**policy, action: {**policy[action], **more}}})
            ).actions
        )

    return ruled


def form(action=SUSPEND, **values):
    person = {"id": "00u1", "text": "Ada"}
    return action.form.model_validate({"person": person, "reason": "A reason", **values})


async def test_a_kind_that_no_section_opens_is_refused_under_the_person_and_on_record(
    gate, refusals
):
    with pytest.raises(InvalidForm) as caught:
        await gate.planned(SUSPEND, plan(kinds=ADMIN), form(), by=MINA)

    told = caught.value.fields["person"]
    assert told.startswith("Ada is an administrator of Okta (Super Administrator): nobody may")
    assert "[policy.suspend.admin]" in told
    assert await refusals() == [(MINA, told)]
    await gate.planned(SUSPEND, plan(), form(), by=MINA)


async def test_a_missing_ticket_is_told_under_its_field(ruled):
    gate = ruled(ticket=r"IT-\d+")

    with pytest.raises(InvalidForm) as caught:
        await gate.planned(SUSPEND, plan(), form(ticket="IT-7 or so"), by=MINA)

    assert caught.value.fields["ticket"] == (
        "/suspend needs a ticket here, and “IT-7 or so” is none: `ticket` in [policy.suspend] of "
        r"deskhand.toml asks for IT-\d+"
    )
    await gate.planned(SUSPEND, plan(), form(ticket="IT-7"), by=MINA)


def test_every_action_has_a_field_for_a_ticket():
    assert [name for name, each in ACTION.items() if "ticket" not in each.form.asks()] == []


async def test_outside_its_hours_a_request_is_neither_sent_nor_approved_but_can_be_denied(
    ruled, office
):
    now = office.clock()
    closed = f"{now + timedelta(days=1):%a} 10:00-11:00"
    gate = ruled("onboard", hours=[closed])
    request = await office.ask(MINA)

    with pytest.raises(NotAllowed, match=f"can be asked for during {closed}"):
        await gate.sending(ACTION["onboard"], {}, by=MINA)
    with pytest.raises(NotAllowed, match=f"can be approved during {closed}"):
        await gate.approving(request, by=LEE)
    assert await gate.deciding(request, by=LEE) == LEE


async def test_who_lacks_a_right_is_on_record_at_every_gate(gate, office, refusals):
    request = await office.ask(MINA)

    for passing in (
        gate.sending(SUSPEND, {}, by=GUS), gate.approving(request, by=DANA),
        gate.deciding(request, by=MINA), gate.overseeing(request, by=DANA),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await passing

    assert [who for who, _ in await refusals()] == [GUS, DANA, MINA, DANA]


@pytest.mark.parametrize("status", ["SUSPENDED", "DEPROVISIONED"])
async def test_who_is_shut_out_goes_on_with_nothing_that_they_asked_for(
    gate, office, refusals, status
):
    await office.bind(MINA, "mina")
    request = await office.ask(MINA)
    await gate.owning(request)

    office.sandbox.okta.directory.users[office.okta_id("mina")].status = status

    with pytest.raises(NotAllowed, match=f"the account in Okta is {status}"):
        await gate.owning(request)
    assert [who for who, _ in await refusals()] == [MINA]


async def test_who_is_denied_goes_on_with_nothing_and_who_lost_the_right_to_ask_still_does(
    ruled, office
):
    request = await office.ask(MINA)

    await ruled("onboard", request=[SAM]).owning(request)
    with pytest.raises(NotAllowed, match="`deny`"):
        await ruled("onboard", deny=[MINA]).owning(request)


async def test_a_person_who_is_stricter_by_now_has_to_be_approved_again(ruled, office):
    gate = ruled("onboard", admin={"approvals": 2})
    request = await office.ask(MINA)
    await office.say_yes(request, LEE)
    begin = (ACTION["onboard"], request)

    assert await gate.starting(*begin, plan()) == []
    assert await gate.starting(*begin, plan(kinds=ADMIN)) == [
        "New: [policy.onboard.admin] counts too, and did not when this was approved.",
        "1 approved, and `approvals` in [policy.onboard.admin] of deskhand.toml is 2.",
    ]


async def test_a_person_of_whom_no_section_tells_by_now_is_refused(gate, office):
    request = await office.ask(MINA)
    await office.say_yes(request, LEE)

    with pytest.raises(NotAllowed, match=r"has no \[policy.onboard.admin\]"):
        await gate.starting(ACTION["onboard"], request, plan(kinds=ADMIN))


async def test_rules_that_want_more_by_now_are_kept_whatever_was_asked_for(ruled, office):
    request = await office.ask(MINA)
    await office.say_yes(request, LEE)
    begin = (ACTION["onboard"], request, plan())

    assert "`approvals`" in (await ruled("onboard", approvals=2).starting(*begin))[0]
    with pytest.raises(NotAllowed, match="`ticket`"):
        await ruled("onboard", ticket="IT.+").starting(*begin)
    with pytest.raises(NotAllowed, match=r"may not ask for /onboard any more: `deny`"):
        await ruled("onboard", deny=[MINA]).starting(*begin)


async def test_an_approval_that_is_too_old_does_not_let_the_work_begin(ruled, office):
    gate = ruled("onboard", max_age_hours=24.0)
    request = await office.ask(MINA)
    await office.say_yes(request, LEE)

    office.clock.move(hours=23)
    assert await gate.starting(ACTION["onboard"], request, plan()) == []
    office.clock.move(hours=2)
    (why,) = await gate.starting(ACTION["onboard"], request, plan())

    assert "older than 24 hours: `max_age_hours` in [policy.onboard]" in why


async def count(gate, office, by):
    async with office.database.transaction() as session:
        await gate.count(session, "onboard", by=by)


async def test_a_cap_holds_for_one_person_and_for_everybody_until_an_hour_has_gone(
    configure, office
):
    gate = configure(limits={"onboard": Limit("onboard", requester=2, everybody=3)})
    for who in (MINA, MINA):
        await count(gate, office, who)
        await office.ask(who)

    with pytest.raises(NotAllowed, match=r"You have sent 2 .* `requester_per_hour` in \[limits.on"):
        await count(gate, office, MINA)
    await count(gate, office, SAM)
    await office.ask(SAM)
    with pytest.raises(NotAllowed, match=r"Everybody together has sent 3 .* `all_per_hour` in"):
        await count(gate, office, LEE)

    office.clock.move(minutes=61)
    await count(gate, office, MINA)


async def test_a_cap_is_one_persons_whichever_of_their_accounts_they_use(configure, office):
    gate = configure(limits={"onboard": Limit("onboard", requester=1)})
    await office.bind(MINA, "mina")
    await office.ask(MINA)
    await office.unbind(MINA)
    await office.bind(DANA, "mina")

    with pytest.raises(NotAllowed, match="You have sent 1"):
        await count(gate, office, DANA)


async def test_nobody_is_shut_out_while_a_directory_shows_far_too_few(gate, configure, office):
    async with office.database.transaction() as session:
        await cursors.trip(session, "Okta showed 3 people.", now=office.clock())
    request = await office.ask(MINA)
    await office.say_yes(request, LEE)

    for name, action in ACTION.items():
        if action.destructive:
            with pytest.raises(NotAllowed, match=r"Okta showed 3 people.*helpdesk reconcile"):
                await gate.sending(action, {}, by=MINA)
            with pytest.raises(NotAllowed, match=f"/{name} rests"):
                await gate.starting(action, request, plan())
        else:
            await gate.sending(action, {}, by=MINA)

    assert {name for name, each in ACTION.items() if each.destructive} == {
        "suspend", "rotate", "takeover",
    }  # fmt: skip
    await configure(breaker=False).sending(SUSPEND, {}, by=MINA)
    async with office.database.transaction() as session:
        await cursors.restore(session)
    await gate.sending(SUSPEND, {}, by=MINA)
