"""Okta's System Log: read on and on from where one left off, or asked about one person.

Polling, which is without `until` and in ascending order, gives the events in the order in which
they can be read and loses none; each answer names the next page, also an empty one. What else a
page's address holds is Okta's business: it is asked for as it stands.
"""

from datetime import datetime
from typing import Final, NamedTuple

import httpx

from bot.client import Query
from bot.clients.answers import Calls, write_moment
from bot.clients.okta.answers import LogEvent
from bot.clients.okta.query import quoted
from bot.errors import NotFound, ProviderError, Refused, Unauthorized

LOGS: Final = "/api/v1/logs"
MOST_EVENTS: Final = 1000
RECENT_FAILURES: Final = 20
PATIENCE: Final = 40.0
"""Seconds; Okta itself gives up a question to its log after 30."""


class CursorRefused(Refused):
    """Okta does not go on from this address; from a point in time it may."""


class LogPage(NamedTuple):
    """A part of the log.

    Attributes:
        events: In the order in which they could be read, which is not that of their times.
        next: The address of the next page; always there.
        full: Whether there may be more already.
        skipped: How many events could not be read; their ids were logged.
    """

    events: list[LogEvent]
    next: str
    full: bool
    skipped: int = 0


class LogCalls(Calls):
    """Calls about the log. A rate limit of its own: 120/min, half of it for one token."""

    async def read_log(
        self, url: str | None, *, since: datetime, expression: str, limit: int = MOST_EVENTS
    ) -> LogPage:
        """Read the next page of the log.

        Args:
            url: The `next` of the page before; None to start.
            since: Where to start; aware. At most 180 days ago, and events are kept for 90.
            expression: Okta's `filter`; it stays inside `next`, like `since` and `limit`.

        Raises:
            CursorRefused: `url` is outdated, damaged or on another host: start again with `since`.
            Refused: the filter is wrong, or the next page is on another host.

        Source: GET /api/v1/logs?since&limit&sortOrder=ASCENDING&filter=
        """
        if url is not None:
            return await self._go_on(url)
        params: Query = {
            "since": write_moment(since),
            "limit": limit,
            "sortOrder": "ASCENDING",
            "filter": expression,
        }
        return await self._page(LOGS, params)

    async def _go_on(self, url: str) -> LogPage:
        try:
            return await self._page(url)
        except Unauthorized:
            raise
        except (Refused, NotFound) as refused:
            # Nothing was sent but the address, so there is nothing else that it can be about.
            raise CursorRefused(str(refused), refused.provider, refused.reference) from None

    async def _page(self, url: str, params: Query | None = None) -> LogPage:
        page = await self._api.page("GET", url, params=params, patience=PATIENCE)
        if page.next is None:
            raise Refused("Okta does not say where its log goes on", self._api.provider)
        events, skipped = self._read_each(LogEvent, page.rows)
        limit = httpx.URL(page.next).params.get("limit", "")
        most = int(limit) if limit.isdecimal() else MOST_EVENTS
        return LogPage(events, page.next, len(page.rows) >= most, skipped)

    async def last_sync_error(self, app_id: str, user_id: str) -> str | None:
        """Read why a person's provisioning to an app failed last, within seven days.

        None if the log holds no reason, is late, or cannot be read: the reason is a courtesy.

        Source: GET /api/v1/logs?filter=
        """
        user, app = quoted(user_id), quoted(app_id)
        expression = (
            f'outcome.result eq "FAILURE" and ('
            f'(eventType sw "application.provision" and target.id eq {user})'
            f' or (eventType sw "application.integration" and target.id eq {app}))'
        )
        params: Query = {"filter": expression, "sortOrder": "DESCENDING", "limit": RECENT_FAILURES}
        try:
            answer = await self._api.send("GET", LOGS, params=params)
            events = self._read_all(LogEvent, answer)
        except ProviderError:
            return None
        return next((event.reason for event in events if _is_about(app_id, event)), None)


def _is_about(app_id: str, event: LogEvent) -> bool:
    # The app is not always among the targets; another app always is.
    apps = {target.id for target in event.targets if target.type == "AppInstance"}
    return bool(event.reason) and (not apps or app_id in apps)
