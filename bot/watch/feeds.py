"""Feeds: the two logs, each read on from where it was left, as one shape of events.

    read -> events, and the cursor behind them -> both are stored together -> read

A cursor is never ahead of the events that it was given with. Whoever is cut off between reading
and storing reads the same once more; nothing is lost by that, and what comes twice has the same
id both times.
"""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.clients.jumpcloud import DirectoryEvent, JumpCloudClient
from bot.clients.jumpcloud.insights import MOST_EVENTS as MOST_INSIGHTS
from bot.clients.okta import CursorRefused, LogPage, OktaClient
from bot.clients.okta.log import MOST_EVENTS as MOST_ENTRIES
from bot.errors import NotLicensed
from bot.watch import gaps
from bot.watch.cursor import RETENTION, LogPlace, Pace, Window, WindowPlace, rest_of
from bot.watch.event import Event, Source, of_jumpcloud, of_okta

OKTA_TYPES: Final = (
    *("user.lifecycle", "user.account", "user.session.clear", "user.mfa.factor"),
    *("group.lifecycle", "group.privilege", "group.user_membership"),
    *("application.provision", "application.integration", "application.user_membership"),
    *("application.configuration", "application.lifecycle", "app.user_management"),
    *("app.oauth2.client", "system.api_token", "system.org.rate_limit", "system.client"),
    *("core.concurrency", "event_hook"),
)
"""How the types begin that are read; sign-ins, by far the most, are not among them."""

OKTA_FILTER: Final = " or ".join(f'eventType sw "{start}"' for start in OKTA_TYPES)

OKTA_OVERLAP: Final = timedelta(minutes=30)
MOST_PAGES: Final = 5
"""Of one window at a time, so that a burst is neither held in memory nor stored as one."""

LICENSED: Final = (RETENTION, timedelta(days=14), timedelta(hours=23))
"""How far back licences reach, the furthest first; what is beyond is refused like the whole."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What was read at once.

    Attributes:
        events: In the order of their time; some may have been read before.
        cursor: What to store together with them, and to read on from.
        more: Whether to read again at once.
        note: What Deskhand's own log should tell of this reading; mostly empty.
        gap: What was not read and never will be, and why, in a sentence; mostly empty.
    """

    events: tuple[Event, ...]
    cursor: str
    more: bool
    note: str = ""
    gap: str = ""


class Feed(Protocol):
    """A log that is read on and on.

    Attributes:
        name: By which its cursor is kept.
        every: Seconds from one look to the next.
    """

    name: str
    source: Source
    every: float

    def begin(self, now: datetime) -> str:
        """Give the cursor of the very first reading, to be stored before it."""

    def back_to(self, cursor: str) -> datetime | None:
        """Tell since when events may come that were read before; None where it is not known."""

    async def read(self, cursor: str, now: datetime) -> Batch:
        """Read on.

        Args:
            cursor: Of the batch before, or of the beginning. One that cannot be read is a gap.
            now: Aware UTC.

        Raises:
            ProviderError: nothing was read; the cursor that was given is good for the next try.
        """


class OktaFeed:
    """Okta's System Log.

    Args:
        look_back: How far into the past the very first reading goes.
    """

    source = Source.OKTA

    def __init__(
        self,
        okta: OktaClient,
        look_back: timedelta,
        *,
        every: float = 15,
        expression: str = OKTA_FILTER,
        limit: int = MOST_ENTRIES,
    ) -> None:
        self.name = "okta"
        self.every = every
        self._okta = okta
        self._look_back = look_back
        self._expression = expression
        self._question = hashlib.sha256(expression.encode()).hexdigest()[:12]
        self._limit = limit

    def begin(self, now: datetime) -> str:
        """Begin so far back; see `Feed`."""
        return self._begin(now).dump()

    def back_to(self, cursor: str) -> datetime | None:
        """Give where it would be asked again; see `Feed`."""
        place = LogPlace.load(cursor)
        return place.back_to(OKTA_OVERLAP) if place else None

    async def read(self, cursor: str, now: datetime) -> Batch:
        """Read a page.

        Raises:
            Unauthorized: the credentials are refused, or lack `okta.logs.read`.
            Unavailable, Refused: see `bot.errors`.

        Source: GET /api/v1/logs
        """
        place, notes = self._place(cursor, now)
        gap = gaps.unreadable(cursor, place) or gaps.gone(self.source, place.left_out(now))
        try:
            page = await self._page(place, now)
            more = page.full
        except CursorRefused as refused:
            place = place.asked_again(self._question)
            notes.append(f"reading again from a little earlier: {refused}")
            page = await self._page(place, now)
            more = False  # should the next address be refused too, then not in a hurry
        times = [entry.published for entry in page.events if entry.published]
        last = max(times, default=place.reached) if page.full else None
        place = place.going_on(page.next, last, now=now)
        return Batch(
            in_order(of_okta(entry, now=now) for entry in page.events),
            place.dump(),
            more,
            _said(notes, page.skipped),
            gap,
        )

    def _begin(self, now: datetime) -> LogPlace:
        since = now - self._look_back
        return LogPlace(since=since, reached=since, question=self._question)

    def _place(self, cursor: str, now: datetime) -> tuple[LogPlace, list[str]]:
        place = LogPlace.load(cursor)
        if place is None:
            return self._begin(now), []
        if place.question != self._question:
            note = "reading again from a little earlier: the filter is another one"
            return place.asked_again(self._question), [note]
        return place, []

    async def _page(self, place: LogPlace, now: datetime) -> LogPage:
        return await self._okta.read_log(
            place.next or None,
            since=place.since_when(OKTA_OVERLAP, now=now),
            expression=self._expression,
            limit=self._limit,
        )


class InsightsFeed:
    """JumpCloud's Directory Insights.

    Args:
        look_back: How far into the past the very first reading goes.
        overlap: How long after it happened an event may become visible and is still read.
        lag: How long before now a reading ends. With none events are seen soonest; `overlap`
            is what makes up for those that were not there yet.
        limit: Events a page.
    """

    source = Source.JUMPCLOUD

    def __init__(
        self,
        jumpcloud: JumpCloudClient,
        look_back: timedelta,
        *,
        every: float = 60,
        overlap: timedelta = timedelta(minutes=30),
        lag: timedelta = timedelta(),
        limit: int = MOST_INSIGHTS,
    ) -> None:
        self.name = "jumpcloud"
        self.every = every
        self._jumpcloud = jumpcloud
        self._look_back = look_back
        self._pace = Pace(overlap, lag)
        self._limit = limit

    def begin(self, now: datetime) -> str:
        """Begin so far back; see `Feed`."""
        return self._begin(now).dump()

    def back_to(self, cursor: str) -> datetime | None:
        """Give where the next window begins at the earliest; see `Feed`."""
        place = WindowPlace.load(cursor)
        return place.back_to(self._pace.overlap) if place else None

    async def read(self, cursor: str, now: datetime) -> Batch:
        """Read a window, or as much of it as is good at once.

        Raises:
            NotLicensed: the organisation has no Directory Insights; asking soon is no use.
            Unauthorized: the credentials are refused, or lack `directoryinsights.readonly`.
            Unavailable, Refused: see `bot.errors`.

        Source: POST {insights}/directory/v1/events
        """
        place = WindowPlace.load(cursor) or self._begin(now)
        lost = gaps.unreadable(cursor, place)
        for reach in LICENSED[:-1]:
            try:
                return await self._read(place, lost, now, reach)
            except NotLicensed:
                continue
        return await self._read(place, lost, now, LICENSED[-1])

    def _begin(self, now: datetime) -> WindowPlace:
        since = now - self._look_back
        return WindowPlace(since=since, done=since)

    async def _read(self, place: WindowPlace, lost: str, now: datetime, reach: timedelta) -> Batch:
        window = place.window(self._pace, now=now, reach=reach)
        if window is None:
            return Batch((), place.dump(), more=False, gap=lost)
        gap = lost or gaps.gone(self.source, place.left_out(window), licensed=reach == RETENTION)
        entries, skipped, rest_from = await self._pages(window)
        if rest_from is None:
            place, more = place.read_whole(window), self._pace.is_behind(window, now=now)
        else:
            place, more = place.read_in_part(window, rest_from), True
        events = in_order(of_jumpcloud(entry, now=now) for entry in entries)
        return Batch(events, place.dump(), more, _said([], skipped), gap)

    async def _pages(self, window: Window) -> tuple[list[DirectoryEvent], int, datetime | None]:
        """Give the events, the number of those skipped, and where the rest begins if there is one.

        What leads from page to page is never kept: it is good for one reading only.
        """
        entries: list[DirectoryEvent] = []
        skipped, after = 0, None
        for number in itertools.count(1):
            page = await self._jumpcloud.read_events(
                window.start, window.end, after=after, limit=self._limit
            )
            entries += page.events
            skipped += page.skipped
            if not page.full:
                break
            if number >= MOST_PAGES:
                times = [each.timestamp for each in page.events if each.timestamp]
                rest_from = rest_of(window, times)
                if rest_from > window.start:
                    return entries, skipped, rest_from
            after = page.search_after
        return entries, skipped, None


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Put events in the order of their time; one that came twice stands there once."""
    by_id = {event.id: event for event in events}
    return tuple(sorted(by_id.values(), key=lambda event: event.at))


def _said(notes: list[str], skipped: int = 0) -> str:
    unread = [f"{skipped} unreadable and skipped"] if skipped else []
    return "; ".join([*notes, *unread])
