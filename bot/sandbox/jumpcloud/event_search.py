"""How Directory Insights is asked: pages of events, their number, and what is in them."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.insights import Event, Insights
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.terms import field_text, has_exactly, mentions, read_term
from bot.sandbox.jumpcloud.web import Call, Endpoint
from bot.sandbox.store import World

DEFAULT_LIMIT: Final = 1000
MOST: Final = 10_000
SERVICES: Final = (
    *("access_management", "ai_admin", "aigw", "alerts", "all", "asset_management", "directory"),
    *("genai", "generic_di", "ldap", "mdm", "notifications", "object_storage"),
    *("password_manager", "password_vault", "radius", "reports", "saas_app_management"),
    *("software", "sso", "systems", "workflows"),
)
# Not all that there is comes under this name.
NOT_IN_ALL: Final = frozenset({"access_management"})
SCOPE: Final = "directoryinsights.readonly"
UNITS: Final = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
# Weeks begin on a Monday.
FIRST: Final = datetime(1970, 1, 5, tzinfo=UTC)


class EventSearch:
    """The endpoints, below /directory/v1."""

    def __init__(self, world: World, insights: Insights) -> None:
        self._world = world
        self._insights = insights

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        table = {
            "events": self._page,
            "events/count": self._count,
            "events/distinct": self._distinct,
            "events/interval": self._interval,
        }
        return [
            Endpoint("POST", f"/directory/v1/{path}", handler, SCOPE)
            for path, handler in table.items()
        ]

    def _page(self, call: Call) -> Response:
        """Answer a page of events.

        Source: POST /insights/directory/v1/events
        """
        body = call.body()
        found = self._found(body)
        limit, skip = _limit(body.get("limit")), _skip(body.get("skip"))
        descending = str(body.get("sort", "ASC")).upper() == "DESC"
        found.sort(key=lambda event: event.place, reverse=descending)
        after = body.get("search_after")
        if after is not None:
            place = _place(after)
            found = [it for it in found if (it.place < place if descending else it.place > place)]
        page = found[skip : skip + limit]
        last = list(page[-1].place) if page else after
        headers = {
            "X-Result-Count": str(len(page)),
            "X-Limit": str(limit),
            "X-Sort": "DESC" if descending else "ASC",
            "X-Search_after": json.dumps(last or []),
            "X-Request-Id": self._world.request_id(),
        }
        return JSONResponse([_cut(it.row, body.get("fields")) for it in page], headers=headers)

    def _count(self, call: Call) -> Response:
        """Answer how many events there are.

        Source: POST /insights/directory/v1/events/count
        """
        return JSONResponse({"count": len(self._found(call.body()))})

    def _distinct(self, call: Call) -> Response:
        """Answer the values of a field, the most frequent first.

        Source: POST /insights/directory/v1/events/distinct
        """
        body = call.body()
        name = body.get("field")
        if not isinstance(name, str) or not name:
            raise Problem(400, "Bad Request: field is required")
        texts = (field_text(event.row, name) for event in self._found(body))
        counts = Counter(text for text in texts if text)
        buckets = [{"key": key, "doc_count": count} for key, count in counts.most_common()]
        rest = {"doc_count_error_upper_bound": 0, "sum_other_doc_count": 0}
        return JSONResponse({"buckets": buckets, **rest})

    def _interval(self, call: Call) -> Response:
        """Answer how many events each interval has, from the first that has any to the last.

        Source: POST /insights/directory/v1/events/interval
        """
        body = call.body()
        step, offset = _step(body), _offset(body.get("timezone"))
        origin = FIRST - offset
        counts = Counter((event.at - origin) // step for event in self._found(body))
        numbers = range(min(counts), max(counts) + 1) if counts else ()
        buckets = []
        for number in numbers:
            start = origin + number * step
            key = {"key": int(start.timestamp() * 1000), "doc_count": counts[number]}
            text = (start + offset).strftime("%Y-%m-%dT%H:%M:%S.000") + _zone(offset)
            buckets.append(key | {"key_as_string": text})
        return JSONResponse({"buckets": buckets})

    def _found(self, body: Row) -> list[Event]:
        if not self._insights.licensed:
            raise Problem(402, "Directory Insights is not enabled for your organization")
        services = _services(body.get("service"))
        start = _moment(body.get("start_time"), "start_time")
        now = self._world.now()
        end = _moment(body["end_time"], "end_time") if body.get("end_time") else now
        if start >= end:
            times = " > ".join(each.strftime("%Y-%m-%dT%H:%M:%SZ") for each in (start, end))
            raise Problem(400, f"Start Time not after End Time {times}")
        if self._insights.history is not None and start < now - self._insights.history:
            raise Problem(402, "Directory Insights is not enabled for your organization")
        if body.get("fields") == []:
            raise Problem(400, "Bad Request: fields must not be empty")
        wanted = read_term(body.get("search_term", {}))
        return [
            event
            for event in self._insights.between(start, end)
            if _is_of(event.row, services)
            and not (body.get("exclude_provider_activity") and event.row["provider"])
            and mentions(event.row, body.get("q"))
            and has_exactly(event.row, body.get("exact_match"))
            and wanted(event.row)
        ]


def _is_of(row: Row, services: frozenset[str]) -> bool:
    if row["service"] in services:
        return True
    return "all" in services and row["service"] not in NOT_IN_ALL


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
    if isinstance(given, bool) or not isinstance(given, int) or given <= 0:
        return DEFAULT_LIMIT
    if given > MOST:
        raise Problem(400, f"Bad Request: limit must not be above {MOST}")
    return given


def _skip(given: Any) -> int:
    return given if isinstance(given, int) and given > 0 else 0


def _step(body: Row) -> timedelta:
    unit, value = UNITS.get(str(body.get("interval_unit"))), str(body.get("interval_value", "1"))
    if unit is None:
        raise Problem(400, f"Bad Request: interval_unit must be one of {', '.join(UNITS)}")
    if not value.isdecimal() or not int(value):
        raise Problem(400, "Bad Request: interval_value must be a number")
    return unit * int(value)


def _offset(given: Any) -> timedelta:
    if given in (None, ""):
        return timedelta()
    try:
        return datetime.strptime(str(given), "%z").utcoffset() or timedelta()
    except ValueError:
        raise Problem(400, "Bad Request: timezone must be an offset such as -0500") from None


def _zone(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if minutes else "Z"


def _place(given: Any) -> tuple[int, str]:
    match given:
        case [int(milliseconds), str(event_id)]:
            return milliseconds, event_id
        case []:
            return 0, ""
    raise Problem(400, "Bad Request: search_after must be what X-Search_after said")
