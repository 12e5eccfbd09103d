"""Policy: who may ask, who may approve, and what no rule can ever allow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Config
from bot.errors import NotAllowed
from bot.hours import Hours
from bot.plan import Target
from bot.policy import (
    ActionPolicy,
    Person,
    Rule,
    Rules,
    Word,
    check_approver,
    check_break_glass,
    check_delegate,
    check_hours,
    check_open,
    check_requester,
    check_ticket,
    not_enough,
)

RULE = Rule(
    action="onboard",
    request=frozenset({"UMINA", "SDESK"}),
    approve=frozenset({"ULEE", "SLEADS"}),
    deny=frozenset({"UEVE", "SBANNED"}),
    approvals=2,
)
POLICY = ActionPolicy("onboard", (RULE,))
FEWER = settings(max_examples=50)  # a whole policy takes its time to draw
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TICKETS = ("", "IT-1", "CHG-1", "IT-CHG-1")
SLACK = ["UMINA", "ULEE", "UEVE", "UADA"]
GROUPS = ["SDESK", "SLEADS", "SBANNED"]

people_ids = st.sampled_from(SLACK)
group_ids = st.frozensets(st.sampled_from(GROUPS))
id_sets = st.frozensets(people_ids | st.sampled_from(GROUPS))
hours = st.sampled_from(["Mon-Fri 08:00-18:00", "Sat 09:00-12:00", "22:00-06:00"]).map(Hours.read)
rules = st.builds(
    Rule,
    action=st.just("onboard"),
    kind=st.sampled_from(Target),
    request=st.none() | id_sets,
    approve=st.none() | id_sets,
    deny=id_sets,
    approvals=st.integers(-3, 5),
    ticket=st.sampled_from(["", r"IT-\d+", r"CHG-\d+", ".+"]),
    hours=st.lists(hours, max_size=2).map(tuple),
    delegate=st.none() | st.booleans(),
    break_glass=st.none() | id_sets,
    max_age=st.none() | st.integers(1, 72).map(lambda many: timedelta(hours=many)),
)
ordinary = st.builds(
    lambda rule, lists: replace(
        rule, kind=Target.ORDINARY, **lists, delegate=bool(rule.delegate)
    ),
    rules, st.fixed_dictionaries(dict.fromkeys(("request", "approve", "break_glass"), id_sets)),
)  # fmt: skip
policies = st.builds(
    lambda first, more: ActionPolicy("onboard", (first, *more)),
    ordinary, st.lists(rules, max_size=3),
)  # fmt: skip
persons = st.builds(
    Person,
    slack_id=people_ids,
    groups=group_ids,
    guest=st.booleans(),
    deleted=st.booleans(),
    foreign=st.booleans(),
)
moments = st.integers(0, 7 * 24 * 4).map(lambda quarters: NOW + timedelta(minutes=15 * quarters))
words = st.lists(
    st.builds(Word, by=people_ids, at=st.integers(0, 80).map(lambda h: NOW - timedelta(hours=h))),
    max_size=6,
    unique_by=lambda word: word.by,
)


def refusal_of(check, *args, **kwargs):
    try:
        check(*args, **kwargs)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def may(check, *args, **kwargs):
    return not refusal_of(check, *args, **kwargs)


def may_request(policy, person):
    return may(check_requester, policy, person)


def may_approve(policy, person, requester="UOTHER"):
    return may(check_approver, policy, person, requester=requester)


def carries(policy, given, at=NOW):
    """Whether these approvals, of the same kinds of person, let the work begin."""
    return not not_enough(policy, given, known=list(Target), now=at)


def everything(policy, person, given, at):
    """What is possible under a policy, as a set: less of it is stricter."""
    return {
        *(["request"] * may_request(policy, person)),
        *(["approve"] * may_approve(policy, person)),
        *(["break glass"] * may(check_break_glass, policy, person)),
        *(["delegate"] * may(check_delegate, policy, person, requester="UOTHER")),
        *(["in hours"] * may(check_hours, policy, at)),
        *(["begins"] * carries(policy, given)),
        *(ticket for ticket in TICKETS if may(check_ticket, policy, ticket)),
    }


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
        "(S...) there, and ids of Okta groups (00g...)."
    )
    with pytest.raises(NotAllowed, match="Nobody may approve /suspend yet: `approve` in"):
        check_approver(rules.of("suspend"), Person("ULEE"), requester="UMINA")


def test_the_rules_are_those_of_the_file_and_name_the_groups_to_read():
    section = {"request": ["SDESK"], "approve": ["ULEE", "SLEADS"], "deny": ["UEVE"]}
    admin = {"approve": ["SSECURITY"], "approvals": 2, "hours": ["Mon 08:00-09:00"]}
    more = {"ticket": r"IT-\d+", "max_age_hours": 12.0, "admin": admin}
    config = Config.model_validate(
        {"policy": {"onboard": {**section, **more}}, "people": {"time_zone": "Asia/Tokyo"}}
    )

    rules = Rules.from_config(config)

    first, second = rules.of("onboard", {Target.ADMIN: "Ada is"}).rules
    assert first == Rule(
        "onboard", Target.ORDINARY, frozenset({"SDESK"}), frozenset({"ULEE", "SLEADS"}),
        frozenset({"UEVE"}), ticket=r"IT-\d+", max_age=timedelta(hours=12),
    )  # fmt: skip
    assert second == Rule(
        "onboard", Target.ADMIN, None, frozenset({"SSECURITY"}), approvals=2,
        hours=(Hours.read("Mon 08:00-09:00", "Asia/Tokyo"),), delegate=None, break_glass=None,
        verify_caller=None, verified_minutes=None,
    )  # fmt: skip
    assert rules.groups == {"SDESK", "SLEADS", "SSECURITY"}
    assert Rules().groups == frozenset()


def test_a_kind_without_a_section_of_its_own_is_refused_with_the_name_of_the_section():
    rules = Rules.from_config(Config.model_validate({"policy": {"suspend": {"protected": {}}}}))
    kinds = {Target.PROTECTED: "Ada is protected", Target.ADMIN: "Ada is an administrator of Okta"}

    with pytest.raises(NotAllowed) as caught:
        check_open(rules.of("suspend", kinds))

    assert str(caught.value) == (
        "Ada is an administrator of Okta: nobody may /suspend them while deskhand.toml has no "
        "[policy.suspend.admin] that says how."
    )
    check_open(rules.of("suspend", {Target.PROTECTED: "Ada is protected"}))
    check_open(rules.of("suspend"))


def test_a_person_of_several_kinds_is_judged_by_the_strictest_of_all_rules():
    lists = {"request": ["SDESK"], "approve": ["SLEADS"], "approvals": 2, "delegate": True}
    kinds = {
        "protected": {
            "approvals": 3,
            "delegate": False,
            "ticket": r"IT-\d+",
            "hours": ["09:00-24:00"],
        },
        "admin": {"approve": ["SSECURITY"], "deny": ["UEVE"], "hours": ["Mon-Fri 08:00-18:00"]},
    }
    rules = Rules.from_config(Config.model_validate({"policy": {"suspend": lists | kinds}}))

    policy = rules.of("suspend", {Target.ADMIN: "admin", Target.PROTECTED: "protected"})

    assert policy.approvals == 3
    assert not policy.delegate
    assert rules.of("suspend", {Target.ADMIN: "admin"}).delegate
    with pytest.raises(NotAllowed, match=r"`delegate` in \[policy.suspend.protected\]"):
        check_delegate(policy, Person("UANY"), requester="UMINA")
    check_delegate(rules.of("suspend"), Person("UANY"), requester="UMINA")
    assert may_approve(policy, Person("ULEE", frozenset({"SLEADS", "SSECURITY"})))
    assert not may_approve(policy, Person("ULEE", frozenset({"SLEADS"})))
    assert not may_approve(policy, Person("ULEE", frozenset({"SSECURITY"})))
    assert not may_request(policy, Person("UEVE", frozenset({"SDESK"})))
    assert may_request(rules.of("suspend"), Person("UEVE", frozenset({"SDESK"})))
    with pytest.raises(NotAllowed, match=r"`ticket` in \[policy.suspend.protected\] of desk"):
        check_ticket(policy, "")
    with pytest.raises(NotAllowed, match=r"`hours` in \[policy.suspend.admin\] of deskhand.toml"):
        check_hours(policy, NOW.replace(hour=18))
    with pytest.raises(NotAllowed, match=r"`hours` in \[policy.suspend.protected\] of deskhand"):
        check_hours(policy, NOW.replace(hour=8))
    check_hours(policy, NOW)


def test_no_policy_lets_work_begin_without_any_approval():
    assert ActionPolicy("onboard", (replace(RULE, approvals=0),)).approvals == 1


def test_whoever_is_asked_for_their_word_is_named_by_each_list_where_anybody_is():
    both = ActionPolicy(
        "suspend",
        (
            Rule("suspend", approve=frozenset({"SLEADS", "ULEE"})),
            Rule("suspend", Target.PROTECTED, None, None),
            Rule("suspend", Target.ADMIN, None, frozenset({"ULEE", "SCISO"})),
        ),
    )
    apart = replace(both, rules=(replace(both.rules[0], approve=frozenset({"S1"})), both.rules[2]))

    assert both.approvers == {"ULEE"}
    assert apart.approvers == {"ULEE", "SCISO"}
    assert ActionPolicy("suspend").approvers == frozenset()


def test_what_is_missing_for_the_work_to_begin_is_said_with_its_rule():
    rule = replace(RULE, max_age=timedelta(hours=24))
    policy = ActionPolicy("onboard", (rule, Rule("onboard", Target.ADMIN, None, None, approvals=3)))
    given = [Word("ULEE", NOW), Word("USAM", NOW - timedelta(hours=25))]

    assert not_enough(policy, given, known=[], now=NOW) == [
        "New: [policy.onboard.admin] counts too, and did not when this was approved.",
        "2 approved, and `approvals` in [policy.onboard.admin] of deskhand.toml is 3.",
        "An approval is older than 24 hours: `max_age_hours` in [policy.onboard] of deskhand.toml.",
    ]
    assert not_enough(POLICY, given, known=[], now=NOW) == []


@FEWER
@given(policies, persons)
def test_nobody_ever_approves_their_own_request(policy, person):
    assert not may_approve(policy, person, requester=person.slack_id)


@FEWER
@given(policies, persons, st.integers(0, 3))
def test_no_list_beats_deny_in_whichever_rule_it_stands(policy, person, number):
    at = number % len(policy.rules)
    for name in person.names:
        denying = replace(policy.rules[at], deny=policy.rules[at].deny | {name})
        denied = replace(policy, rules=(*policy.rules[:at], denying, *policy.rules[at + 1 :]))
        assert not may_request(denied, person)
        assert not may_approve(denied, person)


@FEWER
@given(policies, persons, rules, words, moments)
def test_one_more_rule_never_makes_anything_easier(policy, person, more, given, at):
    stricter = replace(policy, rules=(*policy.rules, more))

    assert everything(stricter, person, given, at) <= everything(policy, person, given, at)
    assert stricter.approvals >= policy.approvals


@FEWER
@given(policies, persons, id_sets, words, moments)
def test_a_rule_that_is_tightened_never_makes_anything_easier(policy, person, some, given, at):
    first = policy.rules[0]
    for change in (
        {"deny": first.deny | some},
        {"request": first.request & some},
        {"approve": first.approve & some},
        {"break_glass": first.break_glass & some},
        {"delegate": False},
        {"bound": True},
        {"approvals": first.approvals + 1},
        {"ticket": first.ticket or "IT-1"},
        {"hours": first.hours[:1] or (Hours.read("Mon 08:00-09:00"),)},
        {"max_age": min(first.max_age or timedelta(hours=9), timedelta(hours=9))},
    ):
        stricter = replace(policy, rules=(replace(first, **change), *policy.rules[1:]))
        assert everything(stricter, person, given, at) <= everything(policy, person, given, at)


@FEWER
@given(policies, persons, words, moments)
def test_what_all_rules_allow_each_of_them_allows(policy, person, given, at):
    whole = everything(policy, person, given, at)

    for rule in policy.rules:
        assert whole <= everything(ActionPolicy("onboard", (rule,)), person, given, at) | {
            *(["request"] * (rule.request is None)),
            *(["approve"] * (rule.approve is None)),
            *(["break glass"] * (rule.break_glass is None)),
        }


@FEWER
@given(policies, words)
def test_work_never_begins_on_fewer_approvals_than_the_strictest_rule_wants(policy, given):
    strictest = max(rule.approvals for rule in policy.rules)

    assert policy.approvals == max(1, strictest)
    assert not carries(policy, given) or len(given) >= max(1, strictest)


@FEWER
@given(policies, words, st.sets(st.sampled_from(Target)))
def test_work_never_begins_under_a_rule_that_nobody_knew_of_when_they_approved(
    policy, given, known
):
    unknown = {rule.kind for rule in policy.rules} - known - {Target.ORDINARY}

    assert not unknown or not_enough(policy, given, known=known, now=NOW)


@FEWER
@given(policies, persons)
def test_a_refusal_names_a_rule_that_truly_forbids(policy, person):
    for key, check in (("request", check_requester), ("approve", check_approver)):
        more = {} if key == "request" else {"requester": "UOTHER"}
        told = refusal_of(check, policy, person, **more)
        barred = person.deleted or person.guest or person.foreign
        assert not told or barred or any(_forbids(rule, key, person, told) for rule in policy.rules)


def _forbids(rule, key, person, told):
    listed = getattr(rule, key)
    where = f"in {rule.section} of deskhand.toml"
    return (f"`deny` {where}" in told and person.names & rule.deny) or (
        f"`{key}` {where}" in told and listed is not None and not person.names & listed
    )


@FEWER
@given(policies, persons, st.sampled_from(["guest", "deleted", "foreign"]))
def test_guests_the_deactivated_and_strangers_never_may(policy, person, flaw):
    flawed = replace(person, **{flaw: True})

    assert not may_request(policy, flawed)
    assert not may_approve(policy, flawed)


@FEWER
@given(policies, persons)
def test_nobody_may_who_is_not_listed(policy, person):
    first = policy.rules[0]
    unlisted = replace(
        first, request=first.request - person.names, approve=first.approve - person.names
    )

    assert not may_request(replace(policy, rules=(unlisted, *policy.rules[1:])), person)
    assert not may_approve(replace(policy, rules=(unlisted, *policy.rules[1:])), person)


kind_sets = st.sets(st.sampled_from([Target.PROTECTED, Target.ADMIN]))
files = st.builds(
    lambda *rules: Rules(
        {"onboard": {k: replace(rule, kind=k) for k, rule in zip(Target, rules, strict=True)}}
    ),
    ordinary, rules, rules,
)  # fmt: skip
acts = st.tuples(persons, words, moments)


@FEWER
@given(files, kind_sets, kind_sets, acts)
def test_a_person_of_more_kinds_is_never_easier_to_act_on(every, some, more, act):
    fewer, all_of_them = (
        every.of("onboard", dict.fromkeys(kinds, "Ada is")) for kinds in (some, some | more)
    )

    assert everything(all_of_them, *act) <= everything(fewer, *act)
