"""Whether what lasts is over: by an event that proves it, or by a look at how it is now.

A look asks both directories about one person. What no look can tell, such as that a token is good
again, is closed by the first event that would not be there otherwise, or by a person.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from bot.clients import Providers
from bot.principal import Principal, find_principal
from bot.watch.event import Event, Kind, Source
from bot.watch.following import SHUT
from bot.watch.rule import Scope
from storage.watch_tables import Case

PUSHES: Final = frozenset(
    {"create_failed", "profile_failed", "password_failed", "reactivation_failed", "rename_refused"}
)
"""Causes that are over once Okta has pushed the person and JumpCloud has taken it."""

CLOSING: Final = frozenset({"deactivation_failed"})
"""Causes that are over once JumpCloud has suspended the person, or Okta lets them in again."""

LOOKED_AT: Final = PUSHES | CLOSING

CREDENTIALS: Final = ("credentials_refused", "integration_error")


def proven_over(event: Event, scope: Scope) -> Collection[tuple[str, str]]:
    """Give causes, each with the kind and id of whom it is about, that an event proves over."""
    if event.source is not Source.OKTA or not event.ok:
        return ()
    if event.type.startswith("application.provision.user"):
        app = event.thing(Kind.APP)
        if app is None or app.id == scope.app_id:
            return [(cause, f"{Kind.APP}|{scope.app_id}") for cause in CREDENTIALS]
    return ()


async def look(case: Case, providers: Providers, scope: Scope) -> str:
    """Look whether a case is over.

    Returns:
        Why it is, in words for its thread; empty while it is not, or no look can tell.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    cause = case.cause.partition(".")[0]
    if cause not in LOOKED_AT or case.about_kind != Kind.PERSON:
        return ""
    person = await find_principal(providers, scope.app_id, case.about_id or case.about_name)
    since = datetime.fromisoformat(str(case.alert["at"]))
    return closed(person) if cause in CLOSING else pushed(person, since=since)


def pushed(person: Principal, *, since: datetime) -> str:
    """Say how it is over that a push failed; empty while it is not.

    Args:
        since: When it failed last; only what reached JumpCloud later counts.
    """
    if person.okta is None:
        return "Okta has nobody of that login any more."
    if person.okta.status in SHUT:
        return f"Okta shows {person.okta.status}, and pushes nothing more."
    assigned = person.app_user
    if assigned is None:
        return "JumpCloud is no longer assigned to them in Okta."
    if assigned.failed or not assigned.provisioned or not assigned.last_sync:
        return ""
    if assigned.last_sync < since:
        return ""
    return f"Okta pushed them at {assigned.last_sync:%H:%M:%S} UTC, and JumpCloud took it."


def closed(person: Principal) -> str:
    """Say how it is over that somebody was not shut out of JumpCloud; empty while it is not."""
    if person.jumpcloud is None:
        return "JumpCloud has no account of theirs any more."
    if person.jumpcloud.state == "SUSPENDED":
        return "JumpCloud shows them SUSPENDED."
    if person.okta and person.okta.status not in SHUT:
        return f"Okta shows {person.okta.status} again."
    return ""
