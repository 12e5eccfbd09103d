"""Policy: who may ask, who may approve, and what no rule can ever allow."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Config
from bot.errors import NotAllowed
from bot.policy import (
    ActionPolicy,
    Person,
    Rules,
    approvals_needed,
    check_approver,
    check_requester,
)

POLICY = ActionPolicy(
    action="onboard",
    request=frozenset({"UMINA", "SDESK"}),
    approve=frozenset({"ULEE", "SLEADS"}),
    deny=frozenset({"UEVE", "SBANNED"}),
    approvals=2,
)

people_ids = st.sampled_from(["UMINA", "ULEE", "UEVE", "UADA"])
group_ids = st.frozensets(st.sampled_from(["SDESK", "SLEADS", "SBANNED"]))
id_sets = st.frozensets(people_ids | st.sampled_from(["SDESK", "SLEADS", "SBANNED"]))
policies = st.builds(
    ActionPolicy,
    action=st.just("onboard"),
    request=id_sets,
    approve=id_sets,
    deny=id_sets,
    approvals=st.integers(-3, 5),
)
persons = st.builds(
    Person,
    slack_id=people_ids,
    groups=group_ids,
    guest=st.booleans(),
    deleted=st.booleans(),
    foreign=st.booleans(),
)


def may(check, *args, **kwargs):
    try:
        check(*args, **kwargs)
    except NotAllowed:
        return False
    return True


def may_request(policy, person):
    return may(check_requester, policy, person)


def may_approve(policy, person, requester="UOTHER"):
    return may(check_approver, policy, person, requester=requester)


def test_those_who_are_listed_may_by_their_id_or_by_their_group():
    assert may_request(POLICY, Person("UMINA"))
    assert may_request(POLICY, Person("UADA", frozenset({"SDESK"})))
    assert may_approve(POLICY, Person("ULEE"))
    assert may_approve(POLICY, Person("UADA", frozenset({"SLEADS"})))


def test_to_ask_and_to_approve_are_two_rights():
    assert not may_request(POLICY, Person("ULEE"))
    assert not may_approve(POLICY, Person("UMINA"))


@pytest.mark.parametrize(
    ("person", "told"),
    [
        (Person("UMINA", deleted=True), "the Slack account is deactivated"),
        (Person("UMINA", foreign=True), "the Slack account is from another workspace"),
        (Person("UMINA", guest=True), "guests never may"),
        (Person("UMINA", frozenset({"SBANNED"})), "`deny` in [policy.onboard] of deskhand.toml"),
        (
            Person("UADA"),
            "`request` in [policy.onboard] of deskhand.toml names neither the account",
        ),
    ],
)
def test_a_refusal_names_its_rule(person, told):
    with pytest.raises(NotAllowed) as caught:
        check_requester(POLICY, person)

    assert str(caught.value).startswith("You may not ask for /onboard: ")
    assert told in str(caught.value)


def test_ones_own_request_is_told_apart_from_a_missing_right():
    with pytest.raises(NotAllowed, match="This is your own request"):
        check_approver(POLICY, Person("ULEE"), requester="ULEE")
    with pytest.raises(NotAllowed, match="You may not approve /onboard: `approve` in"):
        check_approver(POLICY, Person("UADA"), requester="ULEE")


def test_without_a_section_nobody_may_and_is_told_how_to_configure_it():
    rules = Rules.from_config(Config())

    with pytest.raises(NotAllowed) as caught:
        check_requester(rules.of("suspend"), Person("UMINA"))

    assert str(caught.value) == (
        "Nobody may ask for /suspend yet: `request` in [policy.suspend] of deskhand.toml is empty "
        "or missing. Whoever runs Deskhand can list Slack ids of people (U...) or user groups "
        "(S...) there."
    )
    with pytest.raises(NotAllowed, match="Nobody may approve /suspend yet: `approve` in"):
        check_approver(rules.of("suspend"), Person("ULEE"), requester="UMINA")


def test_the_rules_are_those_of_the_file_and_name_the_groups_to_read():
    section = {"request": ["SDESK"], "approve": ["ULEE", "SLEADS"], "deny": ["UEVE"]}
    config = Config.model_validate({"policy": {"onboard": {**section, "approvals": 1}}})

    rules = Rules.from_config(config)

    assert rules.of("onboard") == ActionPolicy(
        "onboard", frozenset({"SDESK"}), frozenset({"ULEE", "SLEADS"}), frozenset({"UEVE"}), 1
    )
    assert rules.of("onboard").groups == rules.groups == {"SDESK", "SLEADS"}
    assert Rules().groups == frozenset()


@given(policies, persons)
def test_nobody_ever_approves_their_own_request(policy, person):
    assert not may_approve(policy, person, requester=person.slack_id)


@given(policies, persons)
def test_no_list_beats_deny(policy, person):
    by_id = replace(policy, deny=policy.deny | {person.slack_id})

    assert not may_request(by_id, person)
    assert not may_approve(by_id, person)
    for group in person.groups:
        by_group = replace(policy, deny=policy.deny | {group})
        assert not may_request(by_group, person)
        assert not may_approve(by_group, person)


@given(policies, persons, id_sets)
def test_one_more_deny_never_allows_more(policy, person, more):
    stricter = replace(policy, deny=policy.deny | more)

    assert may_request(stricter, person) <= may_request(policy, person)
    assert may_approve(stricter, person) <= may_approve(policy, person)


@given(policies, persons, st.sampled_from(["guest", "deleted", "foreign"]))
def test_guests_the_deactivated_and_strangers_never_may(policy, person, flaw):
    flawed = replace(person, **{flaw: True})

    assert not may_request(policy, flawed)
    assert not may_approve(policy, flawed)


@given(policies, persons)
def test_nobody_may_who_is_not_listed(policy, person):
    unlisted = replace(
        policy, request=policy.request - person.names, approve=policy.approve - person.names
    )

    assert not may_request(unlisted, person)
    assert not may_approve(unlisted, person)


@given(policies)
def test_at_least_one_approval_is_always_needed(policy):
    assert approvals_needed(policy) == max(1, policy.approvals)
