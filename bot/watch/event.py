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
from bot.views.kit import cut

LONGEST_NAME: Final = 80
"""Of a name in words, in characters; a display name may be as long as somebody likes."""


class Source(enum.StrEnum):
    """Whose log it stands in."""

    OKTA = "Okta"
    JUMPCLOUD = "JumpCloud"


class Kind(enum.StrEnum):
    """What something in an event is."""

    PERSON = "person"
    DEVICE = "device"
    GROUP = "group"
    DEVICES = "devices"  # a group of them
    APP = "app"
    POLICY = "policy"
    ADMIN = "admin"
    PROGRAM = "program"  # a service app, a service account or an API token
    ORGANIZATION = "organization"
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
        """What to call it in words; shortened where it is long."""
        return cut(self.title or self.name or self.id, LONGEST_NAME)


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
        operation: What became of a bond between two things: add, remove or update.
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
    operation: str = ""
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
    "Token": Kind.PROGRAM,
    "SystemPrincipal": Kind.SYSTEM,
}
_JUMPCLOUD_KINDS: Final = {
    "user": Kind.PERSON,
    "admin": Kind.ADMIN,
    "system": Kind.DEVICE,
    "user_group": Kind.GROUP,
    "system_group": Kind.DEVICES,
    "application": Kind.APP,
    "integration": Kind.APP,
    "policy": Kind.POLICY,
    "organization": Kind.ORGANIZATION,
    "service_account": Kind.PROGRAM,
}


def of_okta(entry: LogEvent, *, now: datetime) -> Event:
    """Read an entry of Okta's log.

    Args:
        now: Stands for its time where the entry has none.
    """
    things = tuple(thing for thing in map(_target, entry.targets) if thing.id or thing.name)
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
        or (actor if _is_about_its_actor(entry, actor) else None),
        things=tuple(thing for thing in things if thing.kind is not Kind.PERSON),
        operation=entry.operation.lower(),
        changes={change.field: (change.before, change.after) for change in entry.changes},
        reason=entry.error_message or entry.said,
        agent=entry.user_agent,
        token=actor.id if "api" in entry.auth_method or "service" in entry.auth_method else "",
        by_scim="scim" in entry.initiated_by.source,
        detail={"service": entry.service, "auth_method": entry.auth_method, **entry.told},
    )


def _target(target: Target) -> Thing:
    kind = _OKTA_KINDS.get(target.type, Kind.OTHER)
    # Okta writes the word where it knows none.
    named, shown = (
        "" if name == "unknown" else name for name in (target.alternate_id, target.display_name)
    )
    if kind in (Kind.PERSON, Kind.SYSTEM) and named:
        return Thing(kind, target.id, named, shown)
    return Thing(kind, target.id, shown or named)


def _is_about_its_actor(entry: DirectoryEvent, actor: Thing) -> bool:
    named = bool(actor.id or actor.name)
    return actor.kind is Kind.PERSON and named and not entry.association


def _party(party: Party) -> Thing:
    kind = _JUMPCLOUD_KINDS.get(party.type.lower(), Kind.OTHER)
    return Thing(kind, party.id, party.label)
