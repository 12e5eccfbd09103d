"""What a rule is: a small pure function that turns an event into an alert, or into nothing.

Each rule is a file of `bot.watch.rules` and brings events that it fires at and events that it is
silent at. They are written as the source writes them, and a test reads and judges them all.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.watch.alert import Alert, Severity
from bot.watch.event import Event, Kind, Source, Thing

log = logging.getLogger(__name__)

Sample = Mapping[str, Any]
"""An event as its source sends it: JSON of Okta's System Log or of Directory Insights."""


@dataclass(frozen=True)
class Scope:
    """What is known beforehand.

    Attributes:
        app_id: The JumpCloud app in Okta.
        app_label: What the app is called there.
        federated_groups: Ids and names of groups, on either side, that make people sign in by Okta.
    """

    app_id: str = ""
    app_label: str = "JumpCloud"
    federated_groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes:
        name: Stable; the cause of its alerts begins with it, and channels are routed by it.
        title: What it tells of, for the docs and for settings.
        types: The event types that it is asked about, by source.
        judge: Gives an alert, or None; pure.
        fires: Samples that it must fire at.
        silent: Samples of its own types that it must be silent at.
    """

    name: str
    title: str
    types: Mapping[Source, tuple[str, ...]]
    judge: Callable[[Event, Scope], Alert | None]
    fires: tuple[Sample, ...]
    silent: tuple[Sample, ...]


class Judge:
    """All rules together: asked for each event, it calls those only that listen for its type."""

    def __init__(self, rules: Iterable[Rule], scope: Scope) -> None:
        self._scope = scope
        self._by_type: dict[tuple[Source, str], list[Rule]] = {}
        for rule in rules:
            for source, types in rule.types.items():
                for each in types:
                    self._by_type.setdefault((source, each), []).append(rule)

    def alerts(self, event: Event) -> list[Alert]:
        """Give what the rules have to say about an event."""
        asked = self._by_type.get((event.source, event.type), ())
        return [alert for rule in asked if (alert := self._ask(rule, event))]

    def _ask(self, rule: Rule, event: Event) -> Alert | None:
        # Raised further, it would keep back this page of the log, and all that comes after it.
        try:
            return rule.judge(event, self._scope)
        except Exception as error:
            log.exception("a rule failed", extra={"rule": rule.name, "event": event.id})
            return _broken(rule, event, error)


def _broken(rule: Rule, event: Event, error: Exception) -> Alert:
    return Alert(
        cause=f"{rule.name}.broken",
        severity=Severity.WARNING,
        about=Thing(Kind.OTHER, name=rule.name, title=rule.title),
        headline=f"Deskhand came upon a fault of its own in the rule {rule.name}",
        seen=f"{event.source} has an event {event.type} of {event.at:%Y-%m-%d %H:%M:%S} UTC, "
        f"id {event.id}; the rule broke off with {type(error).__name__}.",
        means="Whether there was anything to tell of it is not known.",
        todo=f"Look the event up in {event.source}'s log, and tell whoever runs Deskhand.",
        at=event.at,
        event_id=event.id,
    )
