"""Okta groups in the rules: whoever is bound to a member is in them, by what Okta has now."""

import pytest

from bot.errors import NotAllowed, Unavailable
from bot.policy import ActionPolicy, Person, Rule, check_requester
from bot.sandbox.cast import okta_id
from tests.identity.conftest import DANA

ENGINEERING = okta_id("00g", "Engineering")


@pytest.fixture
def sections():
    return f'[policy.lock]\nrequest = ["{ENGINEERING}"]\n'


async def test_who_is_bound_to_a_member_may_and_nobody_else(office):
    with pytest.raises(NotAllowed, match=r"`request` in \[policy.lock\]"):
        await office.rights.check_requester("lock", DANA)
    await office.bind(DANA, "grace")

    await office.rights.check_requester("lock", DANA)

    await office.unbind(DANA)
    with pytest.raises(NotAllowed):
        await office.rights.check_requester("lock", DANA)


async def test_who_left_the_group_may_not_any_more_from_the_next_decision_on(office):
    await office.bind(DANA, "grace")
    await office.rights.check_requester("lock", DANA)
    directory = office.sandbox.okta.directory
    directory.leave(directory.get_group(ENGINEERING), directory.get("grace@acme.example"))

    person = await office.people.find(DANA, okta=True, fresh=True)

    assert ENGINEERING not in person.groups


async def test_nobody_may_by_a_group_while_okta_does_not_answer(office):
    await office.bind(DANA, "grace")
    office.sandbox.faults.add("GET /okta/api/v1/users/*/groups", "down")

    with pytest.raises(Unavailable):
        await office.rights.check_requester("lock", DANA)


async def test_okta_is_asked_for_groups_only_where_a_rule_names_one(office):
    await office.bind(DANA, "grace")
    await office.people.find(DANA, okta=True)
    await office.people.find(DANA, okta=True)

    assert office.sandbox.traffic.count("GET /okta/api/v1/users/*/groups") == 1


def test_of_who_is_bound_to_nobody_none_can_say_that_they_are_not_in_a_denied_group():
    rule = Rule("lock", request=frozenset({"UMINA"}), deny=frozenset({ENGINEERING}))
    policy = ActionPolicy("lock", (rule,))

    with pytest.raises(NotAllowed, match="bound to no person there"):
        check_requester(policy, Person("UMINA"))
    check_requester(policy, Person("UMINA", okta_id="00u1", okta_status="ACTIVE"))
    with pytest.raises(NotAllowed, match="names the account or a group"):
        check_requester(policy, Person("UMINA", frozenset({ENGINEERING}), okta_id="00u1"))


def test_approvers_who_are_an_okta_group_are_asked_by_its_name():
    rule = Rule("lock", approve=frozenset({ENGINEERING, "ULEE", "00gUnknown"}))

    assert ActionPolicy("lock", (rule,), called={ENGINEERING: "Engineering"}).asked == [
        "ULEE", "members of Engineering in Okta", "members of 00gUnknown in Okta",
    ]  # fmt: skip
