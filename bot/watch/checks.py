"""Whether what lasts is over: by an event that proves it, or by a look at how it is now.

A look asks both directories about one person. What no look can tell, such as that a token is good
again, is closed by the first event that would not be there otherwise, or by a person.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from bot.clients import Providers
from bot.principal import Principal, find_principal
from bot.watch.alert import case_key, whom
from bot.watch.event import Event, Kind, Source
from bot.watch.facts import integration, is_jumpcloud_app, jumpcloud_app
from bot.watch.rule import Scope
from storage.watch_tables import Case

PUSHES: Final = frozenset(
    {"create_failed", "profile_failed", "password_failed", "reactivation_failed", "rename_refused"}
)
"""Causes that are over once Okta has pushed the person and JumpCloud has taken it."""

CLOSING: Final = frozenset({"deactivation_failed"})
"""Causes that are over once JumpCloud has suspended the person, or Okta lets them in again."""

LOOKED_AT: Final = PUSHES | CLOSING

APP: Final = (
    "credentials_refused", "integration_error.general", "integration_error.rate_limit",
    "app_changed.off",
)  # fmt: skip
"""Causes about the JumpCloud app that are over once any push has worked."""

_PUSH: Final = "application.provision.user"
_WHOLE: Final = ("create_failed", "profile_failed", "rename_refused", "reactivation_failed")
PERSON: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_PUSH}.push": _WHOLE,
    f"{_PUSH}.sync": _WHOLE,
    f"{_PUSH}.push_profile": ("profile_failed", "rename_refused"),
    f"{_PUSH}.reactivate": ("reactivation_failed",),
    f"{_PUSH}.push_okta_password": ("password_failed",),
    f"{_PUSH}.push_password": ("password_failed",),
}
"""Causes about a person that are over once a push of this type has worked."""


class Over(NamedTuple):
    """A case that is over: its cause, the kind and id of whom it is about, and why."""

    cause: str
    about: str
    why: str

    @property
    def key(self) -> str:
        """The key of the case."""
        return case_key(self.cause, self.about)


def proven_over(event: Event, scope: Scope) -> Collection[Over]:
    """Give the cases that an event proves to be over."""
    if not event.ok:
        return ()
    if event.type == "integration_activate":
        return [Over("integration_switched.off", whom(integration(event)), "It is active again.")]
    if event.source is not Source.OKTA or not is_jumpcloud_app(event, scope):
        return ()
    app = whom(jumpcloud_app(scope))
    if event.type == "application.lifecycle.activate":
        return [Over("app_changed.off", app, "The app is active again.")]
    if not event.type.startswith(_PUSH):
        return ()
    over = [Over(each, app, "Okta has pushed somebody to JumpCloud since.") for each in APP]
    if event.person:
        why, person = "Okta has pushed it to JumpCloud since.", whom(event.person)
        over += [Over(each, person, why) for each in PERSON.get(event.type, ())]
    return over


async def look(case: Case, providers: Providers, scope: Scope) -> str:
    """Look whether a case is over.

    Returns:
        Why it is, in words for its thread; empty while it is not, or no look can tell.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    if case.cause not in LOOKED_AT or case.about_kind != Kind.PERSON:
        return ""
    person = await find_principal(providers, scope.app_id, case.about_id or case.about_name)
    since = datetime.fromisoformat(str(case.alert["at"]))
    return closed(person) if case.cause in CLOSING else pushed(person, since=since)


def pushed(person: Principal, *, since: datetime) -> str:
    """Say how it is over that a push failed; empty while it is not.

    Args:
        since: When it failed last; only what reached JumpCloud later counts.
    """
    if person.okta is None:
        return "Okta has nobody of that login any more."
    if person.okta.shut_out:
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
    if person.okta and not person.okta.shut_out:
        return f"Okta shows {person.okta.status} again."
    return ""
