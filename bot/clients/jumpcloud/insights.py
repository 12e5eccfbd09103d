"""Directory Insights: what happened, in windows of time.

Events can become visible late, behind others that happened after them, and there is no order in
which they did: whoever must miss none asks for a window more than once.
"""

import json
from datetime import datetime
from typing import Any, Final, NamedTuple

from bot.client import Api
from bot.clients.answers import Calls, write_moment
from bot.clients.jumpcloud.events import DirectoryEvent
from bot.errors import Refused

EVENTS: Final = "/directory/v1/events"
SERVICES: Final = ("directory", "systems", "mdm", "alerts", "notifications")
MOST_EVENTS: Final = 1000
PATIENCE: Final = 40.0


class EventsPage(NamedTuple):
    """A part of a window.

    Attributes:
        events: By their milliseconds, then by id; one may come twice.
        search_after: Where the next page starts; good for this reading only, never to be kept.
        full: Whether there is another page.
        skipped: How many events could not be read; their ids were logged.
    """

    events: list[DirectoryEvent]
    search_after: list[Any]
    full: bool
    skipped: int = 0


class InsightsCalls(Calls):
    """Calls about what happened; they go to a host of their own."""

    _insights: Api | None

    async def read_events(
        self,
        start: datetime,
        end: datetime,
        *,
        after: list[Any] | None = None,
        limit: int = MOST_EVENTS,
    ) -> EventsPage:
        """Read a page of the events from `start` to before `end`, both aware.

        Args:
            after: The `search_after` of the page before.
            limit: At most 10,000.

        Raises:
            NotLicensed: the organisation has no Directory Insights, or none that far back.
            Refused: `start` is not before `end`, or a full page does not say what comes after it.

        Source: POST {insights}/directory/v1/events
        """
        if self._insights is None:
            raise RuntimeError("this client was made without a way to Directory Insights")
        body: dict[str, Any] = {
            "service": list(SERVICES),
            "start_time": write_moment(start),
            "end_time": write_moment(end),
            "sort": "ASC",
            "limit": limit,
        }
        if after is not None:
            body["search_after"] = after
        page = await self._insights.page("POST", EVENTS, json=body, patience=PATIENCE)
        # JumpCloud may give fewer at a time than it was asked for, and says so.
        told = page.headers.get("x-limit", "")
        full = len(page.rows) >= (int(told) if told.isdecimal() else limit)
        following = _place(page.headers.get("x-search_after", ""))
        if full and following in ([], after):
            raise Refused("JumpCloud does not say where the next page starts", "JumpCloud")
        events, skipped = self._read_each(DirectoryEvent, page.rows)
        return EventsPage(events, following, full, skipped)


def _place(text: str) -> list[Any]:
    try:
        place = json.loads(text)
    except ValueError:
        return []
    return place if isinstance(place, list) else []
