"""Every rule fires at the events it brings for that, and is silent at the others."""

from datetime import UTC, datetime

import pytest

from bot.clients.jumpcloud import DirectoryEvent
from bot.clients.okta import LogEvent
from bot.watch.event import of_jumpcloud, of_okta
from bot.watch.rule import Judge, Scope
from bot.watch.rules import RULES

NOW = datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
SCOPE = Scope(app_id="0oajumpcloud", federated_groups=frozenset({"00gfederated", "Federated"}))

firing = pytest.mark.parametrize(
    ("rule", "sample"),
    [pytest.param(rule, each, id=f"{rule.name}-{n}") for rule in RULES
     for n, each in enumerate(rule.fires)],
)  # fmt: skip
silent = pytest.mark.parametrize(
    ("rule", "sample"),
    [pytest.param(rule, each, id=f"{rule.name}-{n}") for rule in RULES
     for n, each in enumerate(rule.silent)],
)  # fmt: skip


def read(sample):
    """Read a sample as the feed of its source does."""
    if "eventType" in sample:
        return of_okta(LogEvent.model_validate(sample), now=NOW)
    return of_jumpcloud(DirectoryEvent.model_validate(sample), now=NOW)


@firing
def test_it_fires(rule, sample):
    event = read(sample)
    [alert] = Judge([rule], SCOPE).alerts(event)

    assert alert.cause.split(".")[0] == rule.name
    assert alert.headline
    assert alert.seen
    assert alert.about.id or alert.about.name
    assert alert.at == event.at
    assert alert.event_id == event.id


@silent
def test_it_is_silent_at_an_event_of_its_own_types(rule, sample):
    event = read(sample)

    assert event.type in rule.types[event.source]
    assert Judge([rule], SCOPE).alerts(event) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_it_brings_both_kinds_of_samples_and_one_that_fires_for_each_source(rule):
    assert rule.silent
    assert {read(each).source for each in rule.fires} == set(rule.types)


def test_no_two_rules_have_one_name():
    names = [rule.name for rule in RULES]

    assert sorted(set(names)) == sorted(names)
