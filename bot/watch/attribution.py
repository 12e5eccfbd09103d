"""Whose doing an event is: whether a request of ours explains it.

An event is ours only if a request about this person was being carried out at that moment, its
action does such a thing, and the hand was the one that Deskhand works with. Whatever else came
with our credentials is told like anybody's: a stolen token must not hide behind our name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.watch.event import Event, Source
from storage.tables import Request

SKEW: Final = timedelta(minutes=2)
"""How far a source's clock may be from ours, and how late an effect may come."""

AFTER: Final = timedelta(minutes=15)
"""How long after its end a request still explains what JumpCloud and the agents do for it."""

_PASSWORD: Final = frozenset({
    "user.account.expire_password", "user.account.reset_password", "user.account.update_password",
    "user.session.clear", "user_password_change", "user_password_set", "user_update",
})  # fmt: skip
_CLOSING: Final = frozenset({
    "user.lifecycle.suspend", "user.lifecycle.deactivate", "user.session.clear",
    "application.user_membership.remove", "application.user_membership.deprovision",
    "group.user_membership.remove", "user_suspended", "user_update", "system_lock",
})  # fmt: skip
_OPENING: Final = frozenset({
    "user.lifecycle.create", "user.lifecycle.activate", "user.lifecycle.reactivate",
    "user.lifecycle.unsuspend", "application.user_membership.add", "group.user_membership.add",
    "user.account.update_password", "user.account.expire_password", "user_create",
    "user_activated", "user_unsuspended", "user_update", "user_password_set",
    "association_change",
})  # fmt: skip

CAUSES: Final[Mapping[str, frozenset[str]]] = {
    "onboard": _OPENING,
    "restore": _OPENING,
    "suspend": _CLOSING,
    "rotate": _PASSWORD,
    "takeover": frozenset({"association_change", "user_update"}),
}
"""What each action makes happen, by the sources' own types."""


@dataclass(frozen=True)
class Ourselves:
    """By which names the sources know us.

    Attributes:
        okta: Ids of the user or client whose credentials we have; empty where they are not known.
    """

    okta: frozenset[str] = frozenset()

    def did(self, event: Event) -> bool:
        """Whether an event is by our hand, or by Okta's SCIM, which follows it."""
        if event.source is Source.OKTA:
            ours = {event.actor.id, event.token} & self.okta if self.okta else event.token
            return bool(ours)
        # JumpCloud names no call; a session in its console is certainly none of ours.
        return event.by_scim or event.detail.get("auth_method") not in ("session", "", None)


def explained_by(event: Event, requests: Iterable[Request], ourselves: Ourselves) -> Request | None:
    """Give the request that an event is a part of; None if it is somebody else's doing.

    Args:
        requests: Those whose work has begun and is not over for long.
    """
    if event.person is None or not ourselves.did(event):
        return None
    return next((each for each in requests if _explains(each, event)), None)


def about(event: Event, requests: Iterable[Request]) -> Request | None:
    """Give a request about the same person that is being carried out."""
    return next(
        (each for each in requests if _is_about(each, event) and _runs(each, event.at)), None
    )


def _explains(request: Request, event: Event) -> bool:
    return (
        event.type in CAUSES.get(request.action, frozenset())
        and _is_about(request, event)
        and _runs(request, event.at)
    )


def _is_about(request: Request, event: Event) -> bool:
    person = event.person
    if person is None:
        return False
    known = {request.principal, *request.facts.values()}
    known |= {str(value) for value in request.plan.get("targets", {}).values()}
    return bool(({person.id, person.name} - {""}) & known)


def _runs(request: Request, at: datetime) -> bool:
    if request.begun_at is None or at < request.begun_at - SKEW:
        return False
    return request.ended_at is None or at <= request.ended_at + AFTER
