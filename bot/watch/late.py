"""What is late: that JumpCloud did not follow a change in Okta in time, as an alert."""

from collections.abc import Mapping
from typing import Final

from bot.principal import Principal
from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Kind, Thing
from bot.watch.following import TITLES, What
from storage.watch_tables import Expectation

CAUSE: Final = "not_followed"

MEANS: Final[Mapping[What, str]] = {
    What.CLOSE: "They are shut out of Okta, and can still sign in on their laptops.",
    What.OPEN: "They can sign in to Okta, and not on their laptops.",
    What.CREATE: "They cannot sign in on any laptop.",
    What.PROFILE: "Both directories name them differently.",
    What.PASSWORD: "On their laptops the old password still counts.",
}
REASONS: Final[Mapping[What, frozenset[str]]] = {
    What.CLOSE: frozenset({"deactivation_failed"}),
    What.OPEN: frozenset({"reactivation_failed"}),
    What.CREATE: frozenset({"create_failed"}),
    What.PROFILE: frozenset({"profile_failed", "rename_refused"}),
    What.PASSWORD: frozenset({"password_failed"}),
}
"""The causes that already say why it is late; any other says nothing of it."""
WAYS: Final[Mapping[What, tuple[Way, ...]]] = {
    What.CLOSE: (Way.SUSPEND_DIRECTLY, Way.JUMPCLOUD, Way.WHOIS),
}


def alert(each: Expectation, person: Principal, *, seen: str, reason: str) -> Alert:
    """Say that JumpCloud did not follow in time.

    Args:
        seen: What JumpCloud shows instead.
        reason: Why, in Okta's words; empty where it gives none.
    """
    what, assigned, okta = What(each.kind), person.app_user, person.okta
    state = f"{assigned.status} {assigned.sync_state}" if assigned else "not assigned"
    suspended = okta is not None and okta.status == "SUSPENDED"
    return Alert(
        cause=f"{CAUSE}.{what}",
        severity=Severity.URGENT if what is What.CLOSE else Severity.WARNING,
        about=Thing(Kind.PERSON, each.okta_id, each.login, each.title),
        headline=f"JumpCloud did not follow {TITLES[what]}: {each.title}",
        seen=f"Okta did it at {each.at:%H:%M:%S} UTC. {seen} "
        f"The JumpCloud app in Okta shows {state}.",
        means=MEANS[what],
        todo=_todo(what, suspended=suspended),
        reason=reason,
        at=each.at,
        ways=WAYS.get(what, (Way.RETRY, Way.OKTA, Way.WHOIS)),
        lasting=True,
    )


def _todo(what: What, *, suspended: bool) -> str:
    if what is What.CLOSE and suspended:
        return "Okta tells JumpCloud nothing of a suspension: suspend them in JumpCloud directly."
    if what is What.CLOSE:
        return "Suspend them in JumpCloud directly, and mend what kept Okta from it."
    return "Have Okta push it again. What is wrong on its Tasks page has to be mended there first."
