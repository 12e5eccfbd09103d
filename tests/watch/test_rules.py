"""Every rule fires at the events it brings for that, and is silent at the others."""

from dataclasses import replace

import pytest

from bot.watch.rule import Judge
from bot.watch.rules import RULES
from bot.watch.samples import SCOPE, read

AT_EVERY_ONE = {"rate_limit"}

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
    assert rule.silent or rule.name in AT_EVERY_ONE
    assert {read(each).source for each in rule.fires} == set(rule.types)


def test_no_two_rules_have_one_name():
    names = [rule.name for rule in RULES]

    assert sorted(set(names)) == sorted(names)


def test_a_rule_that_breaks_is_told_and_keeps_no_other_back(caplog):
    sound = RULES[0]
    event = read(sound.fires[0])

    def breaks(event, scope):
        raise KeyError(event.type)

    broken, told = Judge([replace(sound, judge=breaks), sound], SCOPE).alerts(event)

    assert told.cause.split(".")[0] == sound.name
    assert broken.cause == f"{sound.name}.broken"
    assert f"{event.type} of" in broken.seen
    assert event.id in broken.seen
    assert [record.message for record in caplog.records] == ["a rule failed"]
