"""Phrases that many rules share."""

from bot.watch.event import Event, Kind, Source


def where(event: Event) -> str:
    """Say where it was seen."""
    return "Okta's System Log" if event.source is Source.OKTA else "JumpCloud Directory Insights"


def by_whom(event: Event) -> str:
    """Say by whose hand, as far as the source tells; no more than that."""
    console = f"the {event.source} console"
    if event.by_scim:
        return "by Okta, over SCIM"
    if event.actor.kind is Kind.SYSTEM:
        return f"by {event.source} itself"
    if event.actor.kind is Kind.OTHER:
        return f"and {event.source} does not say by whom"
    if event.person and event.actor.id == event.person.id:
        return "by themselves"
    tool = "with an API token" if event.token else f"in {console}"
    return f"by {event.actor.label} {tool}, not through Deskhand"
