"""Okta's System Log: what happened, by whose hand, and how it ended.

Read in one of two ways. With `until` the answer has an end. Without it the reader is polling:
there is always a next page, also after an empty one, and its address is all the reader keeps.
"""

import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from bot.sandbox.okta.errors import OktaError, invalid
from bot.sandbox.okta.filters import Rules, compiled
from bot.sandbox.okta.model import AppUser, Group, User
from bot.sandbox.store import World

RULES: Final = Rules("E0000053", folded=True)
KEPT: Final = 50_000
HIGHEST_LIMIT: Final = 1000
DEFAULT_LIMIT: Final = 100
OLDEST: Final = timedelta(days=180)
BROWSER: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
SYSTEM: Final = {
    "id": "okta.2b1959c8-bcc0-56eb-a589-cfcfb7422f26",
    "type": "SystemPrincipal",
    "alternateId": "system@okta.com",
    "displayName": "Okta System",
    "detailEntry": None,
}


@lru_cache(maxsize=10_000)
def stamp(when: datetime | None) -> str | None:
    """Write a time as Okta does, with milliseconds and Z."""
    if when is None:
        return None
    return when.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


@dataclass(frozen=True)
class Origin:
    """Who is at work, and in which exchange; the background where nobody is."""

    actor: Mapping[str, Any] = field(default_factory=lambda: SYSTEM)
    request_id: str = ""
    uri: str = ""
    token_id: str = ""
    agent: str = ""

    def debug_data(self) -> dict[str, Any]:
        """Tell of the exchange what the log's debugData does."""
        return {"requestId": self.request_id, "requestUri": self.uri, "url": f"{self.uri}?"}


@dataclass(frozen=True)
class Page:
    """A part of the log; `after` is where the next one starts, None when there is none."""

    events: list[dict[str, Any]]
    after: str | None


def target(what: User | Group | AppUser | Mapping[str, Any]) -> Mapping[str, Any]:
    """Render what an event is about."""
    if isinstance(what, User):
        kind, alternate, name = "User", what.login, what.name
    elif isinstance(what, Group):
        kind, alternate, name = "UserGroup", "unknown", what.name
    elif isinstance(what, AppUser):
        kind, alternate, name = "AppUser", what.user_name, what.user_name
    else:
        return what
    shown = {"id": what.id, "type": kind, "alternateId": alternate, "displayName": name}
    return shown | {"detailEntry": None}


class Log:
    """The log, oldest first.

    Attributes:
        lateness: How long after they happened the next events can be read; a poller gets them
            then, behind others that happened later.
        origin: Whose hand the next events are by; the HTTP side sets it around each call.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._events: deque[tuple[int, dict[str, Any]]] = deque(maxlen=KEPT)
        self._number = 0
        self.lateness = timedelta()
        self._late: list[tuple[datetime, dict[str, Any]]] = []
        self.origin = Origin()

    def events(self) -> list[dict[str, Any]]:
        """List every event that can be read, in the order in which it could be."""
        self._arrive()
        return [event for _, event in self._events]

    def clear(self) -> None:
        """Forget everything, as if what there is had been there for long."""
        self._events.clear()

    @contextmanager
    def by(self, actor: Mapping[str, Any]) -> Iterator[None]:
        """Let the events of a block be by somebody's hand, in a browser."""
        before = self.origin
        self.origin = Origin(actor=actor, request_id=self._world.request_id(), agent=BROWSER)
        try:
            yield
        finally:
            self.origin = before

    def write(
        self,
        event_type: str,
        message: str,
        *about: User | Group | AppUser | Mapping[str, Any],
        result: str = "SUCCESS",
        reason: str | None = None,
        debug: Mapping[str, Any] | None = None,
        legacy: str | None = None,
    ) -> dict[str, Any]:
        """Add an event about the targets; its reason is cut to 255 characters, as Okta does.

        Args:
            legacy: What the event was called before there was this log.
        """
        origin = self.origin
        transaction = self._transaction()
        data = {} if transaction["type"] == "JOB" else origin.debug_data()
        event: dict[str, Any] = {
            "actor": dict(origin.actor),
            "client": {"userAgent": {"rawUserAgent": origin.agent}, "ipAddress": "127.0.0.1"},
            "displayMessage": message,
            "eventType": event_type,
            "legacyEventType": legacy,
            "outcome": {"result": result, "reason": reason[:255] if reason else None},
            "published": stamp(self._world.now()),
            "severity": "INFO" if result == "SUCCESS" else "ERROR",
            "debugContext": {"debugData": data | dict(debug or {})},
            "transaction": transaction,
            "uuid": str(uuid.uuid4()),
            "version": "0",
            "target": [dict(target(each)) for each in about] or None,
        }
        if self.lateness:
            self._late.append((self._world.now() + self.lateness, event))
        else:
            self._keep(event)
        return event

    def _transaction(self) -> dict[str, Any]:
        """Say in what the event happens: in an exchange, or in a job of Okta's own."""
        request_id, token_id = self.origin.request_id, self.origin.token_id
        detail = {"requestApiTokenId": token_id} if token_id else {}
        if request_id:
            return {"type": "WEB", "id": request_id, "detail": detail}
        return {"type": "JOB", "id": self._world.request_id(), "detail": detail}

    def _keep(self, event: dict[str, Any]) -> None:
        self._number += 1
        self._events.append((self._number, event))

    def _arrive(self) -> None:
        now = self._world.now()
        for due, event in self._late:
            if due <= now:
                self._keep(event)
        self._late = [each for each in self._late if each[0] > now]

    def read(self, query: Mapping[str, str]) -> Page:
        """Read a page as `GET /api/v1/logs` was asked to.

        Raises:
            OktaError: E0000053 for a bad filter, E0000001 for another bad parameter.
        """
        self._arrive()
        limit = _limit(query)
        polling = "until" not in query and query.get("sortOrder", "ASCENDING") == "ASCENDING"
        wanted = self._wanted(query)
        after = _cursor(query)
        backwards = query.get("sortOrder") == "DESCENDING"
        found = [
            (number, event)
            for number, event in self._events
            if (after is None or (number < after if backwards else number > after))
            and wanted(event)
        ]
        if backwards:
            found.reverse()
        page = found[:limit]
        last = page[-1][0] if page else after or 0
        # A poller is never sent back over what its filter passed by.
        end = last if len(found) > limit or not polling else max(last, self._number)
        more = polling or len(found) > limit
        return Page([event for _, event in page], f"{end:012d}" if more else None)

    def _wanted(self, query: Mapping[str, str]) -> Callable[[Any], bool]:
        tests: list[Callable[[Any], bool]] = []
        if query.get("filter"):
            tests.append(compiled(query["filter"], RULES))
        words = [word.casefold() for word in query.get("q", "").split()]
        since, until = self._time(query, "since"), self._time(query, "until")
        if not since and "after" not in query:
            since = stamp(self._world.now() - timedelta(days=7)) or ""

        def wanted(event: Any) -> bool:
            if since > event["published"] or (until and until <= event["published"]):
                return False
            if words and not all(word in str(event).casefold() for word in words):
                return False
            return all(test(event) for test in tests)

        return wanted

    def _time(self, query: Mapping[str, str], name: str) -> str:
        if name not in query:
            return ""
        try:
            # A plus sign that nobody encoded has become a space.
            when = datetime.fromisoformat(query[name].replace(" ", "+")).astimezone(UTC)
        except ValueError:
            raise invalid(name, f"{name}: is not a date and time") from None
        if self._world.now() - when > OLDEST:
            about = f"The {name} parameter is over 180 days prior to the current day."
            raise OktaError("E0000053", "", f"Invalid parameter: {about}")
        return stamp(when) or ""


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not text.isdigit() or int(text) > HIGHEST_LIMIT:
        raise invalid("limit", f"limit: must be from 0 to {HIGHEST_LIMIT}")
    return int(text)


def _cursor(query: Mapping[str, str]) -> int | None:
    after = query.get("after")
    if after is None:
        return None
    if not after.isdigit():
        raise OktaError("E0000031")
    return int(after)
