"""Phrases that many rules share."""

from typing import Final

from bot.views.kit import cut
from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source, Thing

LONGEST_REASON: Final = 300
"""Of a source's own words; Okta's have at most 255 characters, JumpCloud's as many as it likes."""

LONGEST_DETAIL: Final = 120


def where(event: Event) -> str:
    """Say where it was seen."""
    return "Okta's System Log" if event.source is Source.OKTA else "JumpCloud Directory Insights"


def by_whom(event: Event) -> str:
    """Say by whose hand, as far as the source tells; no more than that."""
    actor, person = event.actor, event.person
    if event.by_scim:
        return "by Okta, over SCIM"
    if actor.kind is Kind.SYSTEM:
        return f"by {event.source} itself"
    if actor.kind is Kind.OTHER or not actor.label:
        return f"and {event.source} does not say by whom"
    if person and actor.kind is person.kind and is_same(actor, person):
        return "by themselves"
    tool = "with an API token" if event.token else f"in the {event.source} console"
    return f"by {actor.label} {tool}, not through Deskhand"


def is_same(one: Thing, other: Thing) -> bool:
    """Whether two names in an event mean the same; by id where both have one."""
    if one.id and other.id:
        return one.id == other.id
    return bool(one.name) and one.name == other.name


def seen(event: Event) -> str:
    """Say where it was seen and by whose hand, in a sentence."""
    return f"{where(event)} shows it, {by_whom(event)}."


def told(event: Event, name: str) -> str:
    """Give what else an event tells, if it is text; shortened where it is long."""
    value = event.detail.get(name)
    return cut(value, LONGEST_DETAIL) if isinstance(value, str) else ""


def tell(
    event: Event, cause: str, severity: Severity, about: Thing, headline: str, *,
    also: str = "", means: str = "", todo: str = "", ways: tuple[Way, ...] = (),
    lasting: bool = False,
) -> Alert:  # fmt: skip
    """Say what an event tells.

    Args:
        also: What else was seen, in a sentence.
    """
    return Alert(
        cause=cause,
        severity=severity,
        about=about,
        headline=headline,
        seen=f"{seen(event)} {also}".strip(),
        means=means,
        todo=todo,
        reason=cut(event.reason, LONGEST_REASON),
        at=event.at,
        ways=ways,
        lasting=lasting,
        event_id=event.id,
    )
