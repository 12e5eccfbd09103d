"""Directory Insights: JumpCloud's log of what happened, and by whose hand.

Events become visible late and out of order when asked to, come twice when asked to, and carry
milliseconds or nanoseconds by their service: whoever reads them must bear all of it. How they
are searched is in `event_search`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.jumpcloud.origin import CONSOLE, ORIGIN
from bot.sandbox.jumpcloud.records import ORGANIZATION, stamp
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.store import World

# Services whose events carry the nanoseconds of whoever reported them.
NANOSECONDS: Final = frozenset({"sso", "systems"})
SILENT: Final = frozenset(
    {"password_date", "badLoginAttempts", "account_locked", "account_locked_date"}
)


@dataclass
class Event:
    """An event, and the moments at which it happened and can first be read."""

    row: Row
    at: datetime
    visible: datetime

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands in the order: milliseconds since 1970, then the id."""
        return int(self.at.timestamp() * 1000), str(self.row["id"])


class Insights:
    """The log.

    Attributes:
        licensed: Whether the organisation has paid for it; without, every call is a 402.
        history: How far back the licence reaches; asking for more is a 402. None is as far as
            events are kept.
        retention: How long events are kept.
        lateness: How long after they happened the next events can be read.
        doubled: Whether each next event is delivered twice, under one id.
        scim_names_suspension: Whether a suspension by SCIM is told as such, beside the update.
    """

    def __init__(self, world: World) -> None:
        self.licensed = True
        self.history: timedelta | None = None
        self.retention = timedelta(days=90)
        self.lateness = timedelta()
        self.doubled = False
        self.scim_names_suspension = False
        self._world = world
        self._events: list[Event] = []
        self._silent = False

    @property
    def events(self) -> list[Row]:
        """Every event in the order of its time, those that cannot be read yet included."""
        return [each.row for each in sorted(self._events, key=lambda it: it.place)]

    def between(self, start: datetime, end: datetime) -> list[Event]:
        """List the events from `start` to before `end` that can be read now, oldest first."""
        now = self._world.now()
        start = max(start, now - self.retention)
        low = bisect_left(self._events, start, key=lambda it: it.at)
        high = bisect_left(self._events, end, key=lambda it: it.at)
        return [each for each in self._events[low:high] if each.visible <= now]

    def write(self, kind: str, *, service: str = "directory", **fields: Any) -> Row:
        """Record that something happened now.

        Args:
            kind: The event type, such as `user_update`.
            service: Which part of JumpCloud tells it.
            fields: The event's own fields; `initiated_by` is who is asking, unless given.
        """
        now = self._world.now()
        origin = ORIGIN.get() or CONSOLE
        row = {
            "id": self._world.jumpcloud_id(),
            "event_type": kind,
            "service": service,
            "timestamp": _timestamp(now, service),
            "organization": ORGANIZATION,
            "provider": None if service == "directory" else "",
            "success": True,
            "@version": "1",
            **origin,
            **fields,
        }
        if self._silent:
            return row
        event = Event(row, now, now + self.lateness)
        self._events += [event, event] if self.doubled else [event]
        return row

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Record nothing of what happens in a block."""
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def clear(self) -> None:
        """Forget everything."""
        self._events.clear()

    def about_user(self, kind: str, user: Row, **fields: Any) -> None:
        """Record something about a user."""
        self.write(kind, resource=_user(user), **fields)

    def about_group(self, kind: str, group: Row) -> None:
        """Record `group_create`, `group_update` or `group_delete`."""
        about = {"id": group["id"], "type": group["type"], "name": group["name"]}
        self.write(kind, resource=about)

    def about_system(self, kind: str, system: Row, *, changes: list[Row] | None = None) -> None:
        """Record `system_create`, `system_update` or `system_delete`."""
        about = {"id": system["_id"], "type": "system", "name": system["displayName"]}
        told: Row = {"changes": changes} if changes else {}
        self.write(kind, resource=about, **told)

    def on_device(
        self, kind: str, system: Row, user: Row | None, *, service: str = "systems", **fields: Any
    ) -> None:
        """Record what a device tells, such as `login_attempt`; it has the device's own clock.

        There is no `initiated_by.email`, and where the person is not known no id either.
        """
        device = {"id": system["_id"], **{k: system[k] for k in ("hostname", "displayName")}}
        username = fields.get("username") or (user or {}).get("username", "")
        actor = _user(user) if user else {"type": "user", "username": username}
        resource = {"resource": _user(user)} if user else {}
        told = {"system_timestamp": stamp(self._world.now()), "system": device, **resource}
        told |= {"initiated_by": actor, "auth_method": "", "username": username}
        self.write(kind, service=service, **{**told, **fields})

    def user_written(self, before: Row | None, after: Row, *, password: bool) -> None:
        """Record what a write did to a user."""
        if before is None:
            self.about_user("user_create", after)
            return
        if changes := changed(before, after):
            self.about_user("user_update", after, changes=changes)
        if password:
            kind = "user_password_change" if before["activated"] else "user_password_set"
            self.about_user(kind, after)
        if before["account_locked"] != after["account_locked"]:
            self._locked(after)
        if before["sudo"] != after["sudo"]:
            self.about_user(f"user_admin_{'granted' if after['sudo'] else 'revoked'}", after)
        if before["state"] != after["state"]:
            self._moved(after, before["state"])

    def _locked(self, user: Row) -> None:
        # Nobody locks somebody out on purpose: the actor is the person, and without an address.
        if user["account_locked"]:
            self.about_user("user_lockout", user, initiated_by=_user(user))
        else:
            self.about_user("user_unlocked", user)

    def _moved(self, user: Row, before: str) -> None:
        source = (ORIGIN.get() or {}).get("initiated_by", {}).get("source", "")
        if "scim" in source and not self.scim_names_suspension:
            return
        if user["state"] == "SUSPENDED":
            self.about_user("user_suspended", user)
        elif before == "SUSPENDED":
            self.about_user("user_unsuspended", user)
        elif before == "STAGED":
            self.about_user("user_activated", user)

    def edge_changed(
        self, operation: str, start: Row, end: Row, attributes: Any, *, by_rule: bool = False
    ) -> None:
        """Record that an edge was added, changed or removed; ends have name, type, object_id.

        Args:
            by_rule: Whether a group's rule did it; how that is called is not published.
        """
        association = {
            "op": operation,
            "action_source": "automatic" if by_rule else "manual",
            "connection": {"from": start, "to": end},
            "attributes": attributes,
        }
        self.write("association_change", association=association)


def changed(before: Row, after: Row) -> list[Row]:
    """List the fields that differ, with what they were and are."""
    return [
        {"field": name, "from": before.get(name), "to": value}
        for name, value in after.items()
        if before.get(name) != value and name not in SILENT
    ]


def _user(user: Row) -> Row:
    return {"id": user["_id"], "type": "user", "username": user["username"]}


def _timestamp(moment: datetime, service: str) -> str:
    if service not in NANOSECONDS:
        return stamp(moment)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z"
