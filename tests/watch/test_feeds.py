"""Both feeds on the stand-ins: what is read, what is told, and what a bad day does to it."""

from bot.watch.event import Source
from bot.watch.feeds import OKTA_FILTER, OKTA_TYPES
from bot.watch.rules import RULES

LONGEST_FILTER = 1000


def test_every_rules_types_are_read_from_oktas_log():
    unread = {
        kind
        for rule in RULES
        for kind in rule.types.get(Source.OKTA, ())
        if not kind.startswith(OKTA_TYPES)
    }

    assert unread == set()
    assert len(OKTA_FILTER) < LONGEST_FILTER
