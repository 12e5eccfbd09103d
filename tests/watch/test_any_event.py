"""Whatever stands in a log, the rules bear it: they tell something short, or nothing."""

import copy
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.watch.alert import Alert
from bot.watch.rule import Judge, Scope
from bot.watch.rules import RULES
from bot.watch.samples import SCOPE, log_event, person, push, read
from tests.odd import GONE, put

LONGEST = {"headline": 280, "seen": 420, "means": 420, "todo": 420, "reason": 300, "cause": 60}
SAMPLES = [sample for rule in RULES for sample in (*rule.fires, *rule.silent)]
CAUSES = {
    (rule.name, alert.cause)
    for rule in RULES
    for sample in rule.fires
    for alert in Judge([rule], SCOPE).alerts(read(sample))
}
ODD = st.sampled_from([
    GONE, None, True, False, 0, -1.5, "", "unknown", "ACTIVATED", "SUSPENDED", "add", "remove",
    "Error", "systems", "user", "system", "policy", "User", "FAILURE", "Federated with Okta",
    "JumpCloud", "x" * 5000, "\N{PILE OF POO}" * 500, "desc = The username cannot", "\ud800",
    [], {}, [None], ["add"], [[]], {"id": {}}, [{"field": []}], {"from": 1}, {"enabled": "yes"},
])  # fmt: skip
SCOPES = st.sampled_from([SCOPE, Scope(), Scope(app_id="0oajumpcloud", app_label="")])


def places(value, path=()):
    """List where something stands in a sample, but for its id."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in inner:
        if (*path, name) in (("uuid",), ("id",)):
            continue
        yield (*path, name)
        if isinstance(each, dict | list):
            yield from places(each, (*path, name))


PLACES = [list(places(sample)) for sample in SAMPLES]


@st.composite
def odd_samples(draw):
    """A sample in which up to three things are missing, or something else than they should be."""
    number = draw(st.integers(0, len(SAMPLES) - 1))
    sample = copy.deepcopy(SAMPLES[number])
    for path, odd in draw(st.lists(st.tuples(st.sampled_from(PLACES[number]), ODD), max_size=3)):
        put(sample, path, odd)
    return sample


@settings(max_examples=400, deadline=None)
@given(odd_samples(), SCOPES)
def test_no_event_is_too_odd_for_a_rule(sample, scope):
    event = read(sample)
    for rule in RULES:
        for alert in Judge([rule], scope).alerts(event):
            for each in fields(Alert):
                if each.name in LONGEST:
                    assert len(getattr(alert, each.name)) <= LONGEST[each.name], each.name
            assert alert.headline
            assert (rule.name, alert.cause) in CAUSES
            assert alert.about.id or alert.about.name or alert.about.title


def test_a_sources_words_are_cut_where_they_are_long():
    sample = push("push_profile", "department is required " * 500)
    [alert] = Judge(RULES, SCOPE).alerts(read(sample))

    assert len(alert.reason) == LONGEST["reason"]


@pytest.mark.parametrize("roles", [["Super administrator"], {"role": 1}, 7, True])
def test_a_detail_that_is_no_text_is_not_told(roles):
    sample = log_event("user.account.privilege.grant", person(), privilegeGranted=roles)
    [alert] = Judge(RULES, SCOPE).alerts(read(sample))

    assert "Their rights now" not in alert.seen
