"""Directory Insights: JumpCloud's log of what happened, by whose hand, and how to search it.

Events become visible late and out of order when asked to, come twice when asked to, and carry
milliseconds or nanoseconds by their service: whoever reads them must bear all of it.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.origin import CONSOLE, ORIGIN
from bot.sandbox.jumpcloud.problem import Problem, read_body
from bot.sandbox.jumpcloud.records import ORGANIZATION, stamp
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.terms import read_term
from bot.sandbox.store import World

DEFAULT_LIMIT: Final = 1000
MOST: Final = 10_000
SERVICES: Final = (
    *("access_management", "ai_admin", "aigw", "alerts", "all", "asset_management", "directory"),
    *("genai", "generic_di", "ldap", "mdm", "notifications", "object_storage"),
    *("password_manager", "password_vault", "radius", "reports", "saas_app_management"),
    *("software", "sso", "systems", "workflows"),
)
# Services whose events carry the nanoseconds of whoever reported them.
NANOSECONDS: Final = frozenset({"sso", "systems"})


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
    """The log, and its three endpoints.

    Attributes:
        licensed: Whether the organisation has paid for it; without, every call is a 402.
        lateness: How long after they happened the next events can be read.
        doubled: Whether each next event is delivered twice, under one id.
        scim_names_suspension: Whether a suspension by SCIM is told as such, beside the update.
    """

    def __init__(self, world: World, access: Access) -> None:
        self.licensed = True
        self.lateness = timedelta()
        self.doubled = False
        self.scim_names_suspension = False
        self._world = world
        self._access = access
        self._events: list[Event] = []

    @property
    def events(self) -> list[Row]:
        """Every event in the order of its time, those that cannot be read yet included."""
        return [each.row for each in sorted(self._events, key=lambda it: it.place)]

    def routes(self) -> list[BaseRoute]:
        """The routes, to be mounted at /insights."""
        table = {"events": self._search, "events/count": self._count}
        return [
            Route(f"/directory/v1/{path}", self._access.guard(endpoint), methods=["POST"])
            for path, endpoint in table.items()
        ]

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
        event = Event(row, now, now + self.lateness)
        self._events += [event, event] if self.doubled else [event]
        return row

    def clear(self) -> None:
        """Forget everything."""
        self._events.clear()

    def user_written(self, before: Row | None, after: Row, *, password: bool) -> None:
        """Record what a write did to a user."""
        about = {"id": after["_id"], "type": "user", "username": after["username"]}
        if before is None:
            self.write("user_create", resource=about)
            return
        if changes := _changes(before, after):
            self.write("user_update", resource=about, changes=changes)
        if password:
            kind = "user_password_change" if before["activated"] else "user_password_set"
            self.write(kind, resource=about)
        if before["account_locked"] != after["account_locked"]:
            self._locked(about, locked=bool(after["account_locked"]))
        if before["state"] != after["state"]:
            self._moved(about, before["state"], after["state"])

    def _locked(self, about: Row, *, locked: bool) -> None:
        # Nobody locks somebody out on purpose: the actor is the person, and without an address.
        actor = {"id": about["id"], "type": "user", "username": about["username"]}
        if locked:
            self.write("user_lockout", resource=about, initiated_by=actor)
        else:
            self.write("user_unlocked", resource=about)

    def _moved(self, about: Row, before: str, after: str) -> None:
        source = (ORIGIN.get() or {}).get("initiated_by", {}).get("source", "")
        if "scim" in source and not self.scim_names_suspension:
            return
        if after == "SUSPENDED":
            self.write("user_suspended", resource=about)
        elif before == "SUSPENDED":
            self.write("user_unsuspended", resource=about)
        elif before == "STAGED":
            self.write("user_activated", resource=about)

    def edge_changed(self, operation: str, user: Row, system: Row, attributes: Any) -> None:
        """Record that a user's direct binding to a device was added, changed or removed."""
        source = {"name": system["displayName"], "type": "system", "object_id": system["_id"]}
        target = {"name": user["username"], "type": "user", "object_id": user["_id"]}
        association = {
            "op": operation,
            "action_source": "manual",
            "connection": {"from": source, "to": target},
            "attributes": attributes,
        }
        self.write("association_change", association=association)

    def system_changed(self, kind: str, system: Row) -> None:
        """Record `system_create` or `system_delete`."""
        about = {"id": system["_id"], "type": "system", "name": system["displayName"]}
        self.write(kind, resource=about)

    async def _search(self, request: Request) -> Response:
        """Answer a page of events.

        Source: POST /insights/directory/v1/events
        """
        body = await read_body(request)
        found = self._found(body)
        limit = _limit(body.get("limit"))
        descending = str(body.get("sort", "ASC")).upper() == "DESC"
        found.sort(key=lambda event: event.place, reverse=descending)
        after = body.get("search_after")
        if after is not None:
            place = _place(after)
            found = [it for it in found if (it.place < place if descending else it.place > place)]
        page = found[:limit]
        last = list(page[-1].place) if page else after
        headers = {
            "X-Result-Count": str(len(page)),
            "X-Limit": str(limit),
            "X-Sort": "DESC" if descending else "ASC",
            "X-Search_after": json.dumps(last or []),
            "X-Request-Id": self._world.request_id(),
        }
        return JSONResponse([_cut(it.row, body.get("fields")) for it in page], headers=headers)

    async def _count(self, request: Request) -> Response:
        """Answer how many events there are.

        Source: POST /insights/directory/v1/events/count
        """
        return JSONResponse({"count": len(self._found(await read_body(request)))})

    def _found(self, body: Row) -> list[Event]:
        if not self.licensed:
            raise Problem(402, "Directory Insights is not enabled for your organization")
        services = _services(body.get("service"))
        start = _moment(body.get("start_time"), "start_time")
        now = self._world.now()
        end = _moment(body["end_time"], "end_time") if body.get("end_time") else now
        if start >= end:
            times = " > ".join(each.strftime("%Y-%m-%dT%H:%M:%SZ") for each in (start, end))
            raise Problem(400, f"Start Time not after End Time {times}")
        if body.get("fields") == []:
            raise Problem(400, "Bad Request: fields must not be empty")
        wanted = read_term(body.get("search_term", {}))
        return [
            event
            for event in self._events
            if start <= event.at < end
            and event.visible <= now
            and ("all" in services or event.row["service"] in services)
            and wanted(event.row)
        ]


def _timestamp(moment: datetime, service: str) -> str:
    if service not in NANOSECONDS:
        return stamp(moment)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z"


def _changes(before: Row, after: Row) -> list[Row]:
    silent = ("password_date", "badLoginAttempts", "account_locked", "account_locked_date")
    return [
        {"field": name, "from": before.get(name), "to": value}
        for name, value in after.items()
        if before.get(name) != value and name not in silent
    ]


def _cut(row: Row, fields: Any) -> Row:
    if not isinstance(fields, list):
        return row
    return {name: value for name, value in row.items() if name in fields}


def _services(given: Any) -> frozenset[str]:
    if not isinstance(given, list) or not given:
        raise Problem(400, "Bad Request: service is required")
    if unknown := [str(each) for each in given if each not in SERVICES]:
        message = f"Bad Request: unknown service {', '.join(unknown)}; valid services are "
        raise Problem(400, message + ", ".join(SERVICES))
    return frozenset(given)


def _moment(given: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        raise Problem(400, f"Bad Request: {name} must be an RFC 3339 time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _limit(given: Any) -> int:
    if not isinstance(given, int) or given <= 0:
        return DEFAULT_LIMIT
    if given > MOST:
        raise Problem(400, f"Bad Request: limit must not be above {MOST}")
    return given


def _place(given: Any) -> tuple[int, str]:
    match given:
        case [int(milliseconds), str(event_id)]:
            return milliseconds, event_id
        case []:
            return 0, ""
    raise Problem(400, "Bad Request: search_after must be what X-Search_after said")
