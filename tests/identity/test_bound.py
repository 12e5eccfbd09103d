"""Who is bound to whom, and what that allows: one person is one person, whatever they use."""

from functools import partial

import pytest

from bot.action import Context
from bot.actions.standing import kinds_of
from bot.errors import InvalidForm, NotAllowed, Unavailable
from bot.policy import ActionPolicy, Person, Rule, check_requester, count_people
from bot.principal import find_principal
from tests.identity.conftest import DANA, LEE, MINA, SAM


async def test_a_bound_account_is_that_person_in_okta_from_the_moment_on(office):
    assert (await office.people.find(LEE)).okta_id is None

    await office.bind(LEE, "lee")

    assert (await office.people.find(LEE)).okta_id == office.okta_id("lee")


async def test_an_account_that_is_unbound_is_nobody_in_okta(office):
    await office.bind(LEE, "lee")
    await office.unbind(LEE)

    assert (await office.people.find(LEE, okta=True)).okta_id is None


async def test_nobody_is_asked_for_in_okta_where_nobody_is_bound(office):
    await office.people.find(LEE, fresh=True, okta=True)

    assert office.sandbox.traffic.count("GET /okta/") == 0


@pytest.mark.parametrize("status", ["SUSPENDED", "DEPROVISIONED", "LOCKED_OUT"])
async def test_who_is_not_active_in_okta_may_do_nothing(office, status):
    await office.bind(LEE, "lee")
    request = await office.ask(MINA)
    office.sandbox.okta.directory.users[office.okta_id("lee")].status = status

    with pytest.raises(NotAllowed, match=f"the account in Okta is {status}"):
        await office.rights.check_approver(request, LEE)
    with pytest.raises(NotAllowed, match=f"the account in Okta is {status}"):
        await office.rights.check_requester("onboard", LEE)
    with pytest.raises(NotAllowed):
        await office.rights.check_anything(LEE)


async def test_an_approver_who_was_suspended_since_does_not_let_the_work_begin(office):
    await office.bind(LEE, "lee")
    request = await office.ask(MINA)
    await office.rights.check_approver(request, LEE)
    await office.say_yes(request, LEE)
    await office.rights.check_again(request)

    office.sandbox.okta.directory.users[office.okta_id("lee")].status = "SUSPENDED"

    with pytest.raises(NotAllowed, match=r"Lee Tanaka may not .* any more: .* SUSPENDED"):
        await office.rights.check_again(request)


async def test_a_requester_whom_okta_has_deleted_does_not_let_the_work_begin(office):
    await office.bind(MINA, "mina")
    request = await office.ask(MINA)
    await office.say_yes(request, LEE)
    user = office.okta_id("mina")
    del office.sandbox.okta.directory.users[user]

    with pytest.raises(NotAllowed, match=r"Mina Okafor .* DELETED"):
        await office.rights.check_again(request)


async def test_while_okta_does_not_answer_nobody_bound_decides_and_everybody_may_look(office):
    await office.bind(LEE, "lee")
    request = await office.ask(MINA)
    office.sandbox.faults.add("GET /okta/api/v1/users/", "down")

    with pytest.raises(Unavailable):
        await office.rights.check_approver(request, LEE)
    await office.rights.check_anything(LEE)


async def test_of_two_accounts_and_one_person_neither_decides_for_the_other(office):
    await office.bind(SAM, "sam")
    request = await office.ask(SAM)
    await office.unbind(SAM)
    await office.bind(LEE, "sam")

    with pytest.raises(NotAllowed, match="the same person in Okta"):
        await office.rights.check_approver(request, LEE)


async def test_who_was_somebody_else_before_the_request_may_decide_on_it(office):
    await office.bind(LEE, "sam")
    await office.unbind(LEE)
    office.clock.move(minutes=1)
    await office.bind(SAM, "sam")
    request = await office.ask(SAM)

    await office.rights.check_approver(request, LEE)


async def test_two_yeses_of_one_person_do_not_let_the_work_begin(office):
    request = await office.ask(MINA, approvals=2)
    await office.bind(SAM, "sam")
    await office.say_yes(request, SAM)
    await office.say_yes(request, LEE)
    await office.rights.check_again(request)
    await office.unbind(SAM)
    await office.bind(LEE, "sam")

    with pytest.raises(NotAllowed, match="the same person in Okta"):
        await office.rights.check_again(request)


async def test_an_account_and_a_person_have_one_binding_each(office):
    assert await office.bind(LEE, "lee")

    assert not await office.bind(LEE, "sam")
    assert not await office.bind(DANA, "lee")
    assert (await office.people.find(LEE)).okta_id == office.okta_id("lee")


def test_who_must_be_bound_is_refused_with_the_rule_and_the_way_out():
    rule = Rule("onboard", request=frozenset({"UMINA"}), bound=True)
    policy = ActionPolicy("onboard", (rule,))

    check_requester(policy, Person("UMINA", okta_id="00u1", okta_status="ACTIVE"))
    with pytest.raises(NotAllowed, match=r"`required` in \[identity\].*/helpdesk link"):
        check_requester(policy, Person("UMINA"))


def test_people_are_counted_once_however_many_accounts_they_use():
    same = {"U1": frozenset({"U1", "U2"}), "U3": frozenset({"U3", "U2"})}

    assert count_people(["U1", "U2", "U3"], same) == 1
    assert count_people(["U1", "U4"], same) == 2
    assert count_people(["U4", "U5"], {}) == 2


async def test_an_account_is_ones_own_by_the_address_in_slack_and_by_the_binding(office):
    await office.bind(DANA, "grace")

    assert await office.people.owns(DANA, "", ["dana@acme.example"])
    assert await office.people.owns(DANA, "", ["grace@acme.example"])
    assert await office.people.owns(DANA, "", ["lee@acme.example", "dana@acme.example"])
    assert not await office.people.owns(DANA, office.okta_id("lee"), ["lee@acme.example"])


async def test_an_account_stays_ones_own_when_it_is_renamed_in_okta(office):
    await office.bind(DANA, "grace")
    grace, directory = office.okta_id("grace"), office.sandbox.okta.directory
    renamed = {"login": "hopper@acme.example", "email": "hopper@acme.example"}
    directory.update_profile(directory.get("grace@acme.example"), renamed)
    office.sandbox.jumpcloud.change_user("grace", email="hopper@acme.example")
    found = await find_principal(office.providers, office.sandbox.okta.app.id, grace)
    context = Context(
        providers=office.providers, config=office.config, jumpcloud_app=office.sandbox.okta.app.id,
        now=office.clock(), can_seal=True, is_requester=partial(office.people.owns, DANA),
    )  # fmt: skip

    with pytest.raises(InvalidForm, match="your own account"):
        await kinds_of(found, context)
