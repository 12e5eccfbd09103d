"""What happened, in one shape for both sources: read from their logs, judged by the rules.

A source's own words are kept as they are, type and reason above all: people look them up. What
cannot be read is empty, never a guess.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.clients.jumpcloud import DirectoryEvent, Party
from bot.clients.okta import LogEvent, Target


class Source(enum.StrEnum):
    """Whose log it stands in."""

    OKTA = "Okta"
    JUMPCLOUD = "JumpCloud"


class Kind(enum.StrEnum):
    """What something in an event is."""

    PERSON = "person"
    DEVICE = "device"
    GROUP = "group"
    APP = "app"
    ADMIN = "admin"
    PROGRAM = "program"
    SYSTEM = "system"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Thing:
    """Somebody or something that an event names.

    Attributes:
        id: The source's; may be empty.
        name: Login or username of people, the name that is shown of everything else.
        title: The name that people know, where it is another one.
    """

    kind: Kind
    id: str = ""
    name: str = ""
    title: str = ""

    @property
    def label(self) -> str:
        """What to call it in words."""
        return self.title or self.name or self.id


NOBODY: Final = Thing(Kind.OTHER)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        id: The source's; the same event read twice has the same.
        type: The source's own, such as `user.lifecycle.suspend` or `user_update`.
        at: When it happened; aware UTC. It may have become visible much later.
        ok: Whether what was tried worked.
        actor: By whose hand.
        person: Whom it is about; None where nobody is named.
        things: Everything else that it is about: devices, groups, apps.
        changes: Old and new value by field; of Okta's only the names are known.
        reason: Why it failed, in the source's words.
        trace: The exchange in which it happened, as the source numbers it.
        agent: The program that asked, as it called itself.
        token: The API token or client that it was asked with; empty in a console.
        by_scim: Whether Okta's provisioning did it.
        detail: What else the source tells, by its own names; no promise that any is there.
    """

    id: str
    source: Source
    type: str
    at: datetime
    ok: bool = True
    actor: Thing = NOBODY
    person: Thing | None = None
    things: tuple[Thing, ...] = ()
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    trace: str = ""
    agent: str = ""
    token: str = ""
    by_scim: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)

    def thing(self, kind: Kind) -> Thing | None:
        """Give the first of a kind that it is about."""
        return next((thing for thing in self.things if thing.kind is kind), None)

    def changed_to(self, name: str, value: Any) -> bool:
        """Whether a field has this value now and had another one."""
        before, after = self.changes.get(name, (None, None))
        return bool(after == value != before)


_OKTA_KINDS: Final = {
    "User": Kind.PERSON,
    "UserGroup": Kind.GROUP,
    "AppInstance": Kind.APP,
    "PublicClientApp": Kind.PROGRAM,
    "SystemPrincipal": Kind.SYSTEM,
}
_JUMPCLOUD_KINDS: Final = {
    "user": Kind.PERSON,
    "admin": Kind.ADMIN,
    "system": Kind.DEVICE,
    "user_group": Kind.GROUP,
    "system_group": Kind.GROUP,
    "application": Kind.APP,
    "service_account": Kind.PROGRAM,
}


def of_okta(entry: LogEvent, *, now: datetime) -> Event:
    """Read an entry of Okta's log.

    Args:
        now: Stands for its time where the entry has none.
    """
    things = tuple(map(_target, entry.targets))
    data = entry.debug_data
    changed = str(data.get("changedAttributes") or data.get("changed_attributes") or "")
    return Event(
        id=entry.uuid,
        source=Source.OKTA,
        type=entry.event_type,
        at=entry.published or now,
        ok=entry.result not in ("FAILURE", "DENY", "RATE_LIMIT"),
        actor=_target(entry.actor),
        person=next((thing for thing in things if thing.kind is Kind.PERSON), None),
        things=tuple(thing for thing in things if thing.kind is not Kind.PERSON),
        changes={name.strip(): (None, None) for name in changed.split(",") if name.strip()},
        reason=entry.reason,
        trace=entry.transaction_id or str(data.get("requestId") or ""),
        agent=entry.user_agent,
        token=entry.api_token_id
        or (entry.actor.id if entry.actor.type == "PublicClientApp" else ""),
        detail={**data, "severity": entry.severity, "message": entry.display_message},
    )


def of_jumpcloud(entry: DirectoryEvent, *, now: datetime) -> Event:
    """Read an event of Directory Insights.

    Args:
        now: Stands for its time where the event has none.
    """
    parties = [entry.resource, *entry.association, entry.system]
    things = tuple(_party(party) for party in parties if party.id or party.label)
    actor = _party(entry.initiated_by)
    return Event(
        id=entry.id,
        source=Source.JUMPCLOUD,
        type=entry.event_type,
        at=entry.timestamp or now,
        ok=entry.success is not False,
        actor=actor,
        person=next((thing for thing in things if thing.kind is Kind.PERSON), None)
        or (actor if actor.kind is Kind.PERSON else None),
        things=tuple(thing for thing in things if thing.kind is not Kind.PERSON),
        changes={change.field: (change.before, change.after) for change in entry.changes},
        reason=entry.error_message,
        agent=entry.user_agent,
        token=actor.id if "api" in entry.auth_method or "service" in entry.auth_method else "",
        by_scim="scim" in entry.initiated_by.source,
        detail={"service": entry.service, "auth_method": entry.auth_method, **entry.told},
    )


def _target(target: Target) -> Thing:
    kind = _OKTA_KINDS.get(target.type, Kind.OTHER)
    named = target.alternate_id not in ("", "unknown")
    if kind in (Kind.PERSON, Kind.SYSTEM) and named:
        return Thing(kind, target.id, target.alternate_id, target.display_name)
    return Thing(kind, target.id, target.display_name or target.alternate_id)


def _party(party: Party) -> Thing:
    kind = _JUMPCLOUD_KINDS.get(party.type.lower(), Kind.OTHER)
    return Thing(kind, party.id, party.label)
