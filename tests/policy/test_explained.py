"""The policy in plain words, and what in it can never work."""

import pytest

from bot.config import Config
from bot.doctor.policy import judge, sections
from bot.plan import Target
from bot.policy import Rules
from bot.policy.explained import Directory, explain, faults

NAMES = {"SDESK": "@desk", "SLEADS": "@leads", "SSEC": "@security", "U0EVE": "Eve", "U0LEE": "Lee"}
MEMBERS = {"SDESK": ["U0MINA", "U0LEE"], "SLEADS": ["U0LEE", "U0SAM"], "SSEC": ["U0SAM"]}
HERE = Directory(NAMES, MEMBERS)
NEVER = "nobody can ever approve it: it takes"
ADMIN = {Target.ADMIN: "Ada is"}


def rules_of(**section):
    lists = {"request": ["SDESK"], "approve": ["SLEADS"]}
    return Rules.from_config(Config.model_validate({"policy": {"suspend": lists | section}}))


def told(rules, kinds=None):
    return [each.seen for each in faults(rules.of("suspend", kinds), HERE)]


def test_each_kind_is_explained_with_names_and_every_term():
    rules = rules_of(
        deny=["U0EVE"], ticket="IT-.+", max_age_hours=24.0, break_glass=["U0LEE"],
        admin={"approve": ["SSEC", "00g1"], "approvals": 2, "hours": ["Mon 08:00-09:00"]},
    )  # fmt: skip

    assert explain(rules.of("suspend"), HERE) == (
        "@desk may ask; 1 of @leads must approve; a ticket must match IT-.+; an approval counts "
        "for 24 hours; Lee may start without approval; never Eve"
    )
    assert explain(rules.of("suspend", ADMIN), HERE) == (
        "@desk may ask; 2 of @leads who is also 00g1 or @security must approve; a ticket must "
        "match IT-.+; only during Mon 08:00-09:00 (UTC); an approval counts for 24 hours; Lee may "
        "start without approval; never Eve"
    )
    assert explain(rules.of("suspend", {Target.PROTECTED: "Ada is"}), HERE) == (
        "nobody may: there is no [policy.suspend.protected]"
    )


@pytest.mark.parametrize(
    ("section", "seen"),
    [
        (
            {"request": ["U0LEE"], "approve": ["U0LEE"]},
            f"{NEVER} 1, and of those who approve one is always who asks (Lee)",
        ),
        (
            {"approvals": 2},
            "what Lee asks for nobody else can approve: it takes 2 others",
        ),
        ({"approvals": 3}, "nobody can get it approved: it takes 3, and 2 can approve"),
        (
            {"approve": ["SSEC"], "deny": ["U0SAM"]},
            "nobody can get it approved: it takes 1, and nobody can approve",
        ),
        ({"request": ["SNONE"]}, "nobody can ask: no list names anybody whom all of them name"),
    ],
)  # fmt: skip
def test_what_can_never_or_not_always_work_is_found(section, seen):
    assert told(rules_of(**section)) == [seen]


def test_what_only_several_rules_together_make_impossible_is_found():
    rules = rules_of(
        hours=["Mon 08:00-09:00"], admin={"approve": ["U0MINA"], "hours": ["Tue 08:00-09:00"]}
    )

    assert told(rules) == []
    assert told(rules, ADMIN) == [
        "the hours of [policy.suspend] and [policy.suspend.admin] never meet",
        "nobody can get it approved: it takes 1, and nobody can approve",
    ]


def test_who_is_in_an_okta_group_is_not_guessed():
    assert told(rules_of(approve=["00g1"], approvals=5)) == []
    assert told(rules_of(request=["00g1"], approve=["SSEC"])) == []


def test_a_fault_stands_in_place_of_the_explanation_and_a_doubt_beside_it():
    never, doubt = rules_of(approvals=3), rules_of(approvals=2)

    assert [each.ok for each in judge(never, "suspend", HERE)] == [False, True, True]
    assert [each.ok for each in judge(doubt, "suspend", HERE)] == [None, True, True, True]
    assert list(judge(doubt, "rotate", HERE)) == []


def test_limits_for_no_action_are_told():
    config = Config.model_validate({"limits": {"suspnd": {"all_per_hour": 3}}})

    assert [each.seen for each in sections(config, ["suspend"])] == [
        "nobody may use /suspend",
        "[limits.suspnd] is for no action",
    ]
