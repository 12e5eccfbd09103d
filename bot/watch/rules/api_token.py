"""A key to Okta's API was made, changed, taken back, or used from where it should not be."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source, Thing
from bot.watch.facts import organization
from bot.watch.rule import Rule, Scope
from bot.watch.samples import log_event
from bot.watch.wording import tell

OUTSIDE: Final = "system.api_token.request_outside_allowed_range"
TOKENS: Final = {
    "system.api_token.create": "created",
    "system.api_token.enable": "enabled",
    "system.api_token.update": "changed",
    "system.api_token.revoke": "revoked",
}
CLIENTS: Final = {
    "app.oauth2.client.lifecycle.create": "created",
    "app.oauth2.client.lifecycle.activate": "activated",
    "app.oauth2.client.lifecycle.update": "changed",
    "app.oauth2.client.lifecycle.deactivate": "deactivated",
    "app.oauth2.client.lifecycle.delete": "deleted",
}
ENDED: Final = ("revoked", "deactivated", "deleted")


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked, and at every use from a place that is not allowed."""
    thing = event.thing(Kind.PROGRAM) or next((each for each in event.things if each.label), None)
    about = thing or organization(event)
    if event.type == OUTSIDE:
        return tell(
            event,
            "api_token.outside",
            Severity.URGENT,
            about,
            f"{_named('An API token', thing)} of Okta was used from a network that it may not be",
            means="Okta turned the call away. Somebody else may have the token.",
            todo="Find out whose it is and where it was used, and revoke it.",
            ways=(Way.OKTA,),
        )
    if not event.ok:
        return None
    what, done = _said(event.type)
    if done in ENDED:
        return tell(
            event,
            "api_token.ended",
            Severity.NOTICE,
            about,
            f"{_named(what, thing)} was {done} in Okta",
            means="Programs that came with it no longer get in.",
            ways=(Way.OKTA,),
        )
    return tell(
        event,
        "api_token.changed",
        Severity.WARNING,
        about,
        f"{_named(what, thing)} was {done} in Okta",
        todo="If nobody here meant to, take it back.",
        ways=(Way.OKTA,),
    )


def _said(event_type: str) -> tuple[str, str]:
    if event_type in TOKENS:
        return "An API token", TOKENS[event_type]
    return "A service app", CLIENTS[event_type]


def _named(what: str, thing: Thing | None) -> str:
    shown = thing.title or thing.name if thing else ""
    return f"{what} ({thing.label})" if thing and shown else what


def _token() -> dict[str, str]:
    return {"id": "00Tdeskhand", "type": "Token", "alternateId": "unknown",
            "displayName": "unknown"}  # fmt: skip


API_TOKEN: Final = Rule(
    name="api_token",
    title="API tokens and service apps of Okta: made, changed, ended, used from outside",
    types={Source.OKTA: (*TOKENS, *CLIENTS, OUTSIDE)},
    judge=judge,
    fires=(
        *(log_event(each, _token()) for each in TOKENS),
        *(log_event(each, {"id": "0oa1", "displayName": "Deskhand"}) for each in CLIENTS),
        log_event(OUTSIDE, _token(), result="DENY"),
        log_event("system.api_token.create"),
    ),
    silent=(
        log_event("system.api_token.create", _token(), result="FAILURE"),
        log_event("app.oauth2.client.lifecycle.update", result="FAILURE"),
    ),
)
