"""The watcher: reads the logs, has them judged, and writes down what came of it.

What was read and what follows from it are one transaction, with the place to read on from: a
crash anywhere repeats a reading and neither loses an alert nor makes it twice.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.client.budget import IN_BACKGROUND
from bot.clock import Clock
from bot.errors import NotLicensed, ProviderError, Unauthorized, Unavailable
from bot.watch import checks
from bot.watch.alert import Alert, Severity
from bot.watch.attribution import AFTER, SKEW, Ourselves, about, explained_by
from bot.watch.casebook import Casebook
from bot.watch.digests import Digests
from bot.watch.event import Event, Kind, Thing
from bot.watch.feeds import Batch, Feed
from bot.watch.reconciler import Reconciler
from bot.watch.rule import Judge
from bot.watch.tracker import Tracker
from storage import cases, cursors, requests
from storage.database import Database
from storage.tables import Request
from storage.watch_tables import Case, Cursor

log = logging.getLogger(__name__)

MOST_PAGES: Final = 20
"""How many pages one look reads at most; the next goes on from there."""
MOST_CHECKS: Final = 20
"""How many cases are looked at in one round; each takes some calls."""
KEPT: Final = timedelta(days=14)
"""How long events are remembered that can come no more, as far as clocks agree."""
PATIENCE: Final = timedelta(minutes=3)
"""How long a source may be away before people are told."""
UNLICENSED: Final = timedelta(hours=6)
"""How long a source rests that the organization has not paid for."""


@dataclass(frozen=True)
class Watcher:
    """Reads every feed.

    Attributes:
        leads: Tells whether this process is the one that watches.
        wrote: Called when there may be something to send.
    """

    database: Database
    feeds: Sequence[Feed]
    judge: Judge
    casebook: Casebook
    tracker: Tracker
    reconciler: Reconciler
    digests: Digests
    ourselves: Ourselves
    clock: Clock
    leads: Callable[[], Awaitable[bool]]
    wrote: Callable[[], None]

    async def look(self, feed: Feed) -> None:
        """Read a feed to its present end; what goes wrong is noted, and told if it lasts."""
        if not await self.leads():
            return
        IN_BACKGROUND.set(True)
        try:
            for _ in range(MOST_PAGES):
                if not await self._read(feed):
                    break
        except ProviderError as error:
            await self._stumbled(feed, error)
        self.wrote()

    async def follow(self) -> None:
        """Look for what must follow."""
        if await self.leads():
            IN_BACKGROUND.set(True)
            try:
                await self.tracker.look()
            except ProviderError as error:
                log.warning("what follows could not be looked for", extra={"why": str(error)})
            self.wrote()

    async def check(self) -> None:
        """Look whether cases that last are over."""
        if not await self.leads():
            return
        IN_BACKGROUND.set(True)
        async with self.database.transaction() as session:
            due = await cases.list_open(session, causes=checks.LOOKED_AT, limit=MOST_CHECKS)
        for case in due:
            why, failed = "", None
            try:
                why = await checks.look(case, self.tracker.providers, self.tracker.scope)
            except ProviderError as error:
                log.warning("a case could not be checked", extra={"why": str(error)})
                failed = error
            # Looked at or not, it goes to the end: no other case waits for one that cannot be.
            async with self.database.transaction() as session:
                await cases.looked(session, [case.id or 0], now=self.clock())
                if why:
                    await self.casebook.close(session, case, why, now=self.clock())
            if isinstance(failed, Unavailable | Unauthorized):
                break
        self.wrote()

    async def reconcile(self) -> None:
        """Compare both directories, if it is time to."""
        if await self.leads() and await self.reconciler.is_due(self.clock()):
            await self.reconciler.run(self.clock())

    async def tidy(self) -> None:
        """Tell of what waited for the end of quiet hours, close what is quiet, forget."""
        if await self.leads():
            now = self.clock()
            async with self.database.transaction() as session:
                await self.casebook.begin_waiting(session, now=now)
                await self.casebook.settle(session, now=now)
                for feed in self.feeds:
                    await self._forget(session, feed, now=now)
            self.wrote()

    async def digest(self) -> None:
        """Sum up the day, and the week, when it is time."""
        if await self.leads():
            await self.digests.tell(now=self.clock())
            self.wrote()

    async def _forget(self, session: AsyncSession, feed: Feed, *, now: datetime) -> None:
        # Counted from where reading goes on: after weeks of standing still the last that was read
        # comes again, and would be told again if it were forgotten by the calendar.
        cursor = await cursors.get(session, feed.name, now=now)
        if back_to := feed.back_to(cursor.value):
            await cursors.forget(session, feed.source, before=back_to - KEPT)

    async def _begun(self, feed: Feed) -> Cursor:
        """Give how far a feed was read; where it begins is written before anything is read.

        Else the beginning would move on with every first try that fails.
        """
        now = self.clock()
        async with self.database.transaction() as session:
            cursor = await cursors.get(session, feed.name, now=now)
            if not cursor.value:
                await cursors.begin(session, cursor, feed.begin(now))
        return cursor

    async def _read(self, feed: Feed) -> bool:
        """Read one page, and write what came of it; tells whether there may be more."""
        cursor = await self._begun(feed)
        if cursor.rest_until and self.clock() < cursor.rest_until:
            return False
        batch = await feed.read(cursor.value, self.clock())
        if batch.note:
            log.warning("a reading was unusual", extra={"feed": feed.name, "why": batch.note})
        async with self.database.transaction() as session:
            if not await self._take(session, feed, cursor, batch):
                return False
        return batch.more

    async def _take(self, session: AsyncSession, feed: Feed, cursor: Cursor, batch: Batch) -> bool:
        """Write a batch down; False if another process has moved the cursor meanwhile."""
        now = self.clock()
        if not await cursors.step(session, cursor, batch.cursor, now=now):
            return False
        if cursor.trouble:
            await self._recovered(session, feed, cursor, batch.gap, now=now)
        if batch.gap:
            log.warning("a part of a log was not read", extra={"feed": feed.name, "why": batch.gap})
            await self.casebook.report(session, [_gap(feed, batch.gap, now)], now=now)
        ids = [event.id for event in batch.events]
        fresh = await cursors.add_seen(session, feed.source, ids, now=now)
        events = {event.id: event for event in batch.events if event.id in fresh}
        if not events:
            return True
        earliest = min(event.at for event in events.values())
        running = await requests.list_around(session, since=earliest - AFTER - SKEW)
        told: list[Case] = []
        for event in events.values():
            told += await self._heed(session, event, running, now=now)
        await self.casebook.redraw_bursts(session, told)
        return True

    async def _heed(
        self, session: AsyncSession, event: Event, running: Sequence[Request], *, now: datetime
    ) -> list[Case]:
        """Tell of an event what has to be told, unless it is a request's own doing.

        Returns:
            The cases of what was told.
        """
        if explained_by(event, running, self.ourselves) and event.ok:
            return []
        alerts = self.judge.alerts(event)
        if event.by_scim and event.ok:
            alerts = []  # Okta's own event was told of; whether it was followed is looked for
        told = await self.casebook.enter(session, alerts, now=now)
        if told and (request := about(event, running)):
            await self._mention(session, told, request)
        await self.tracker.expect(session, event, told[0] if told else None)
        for over in checks.proven_over(event, self.tracker.scope):
            if case := await cases.find_open(session, over.key):
                await self.casebook.close(session, case, over.why, now=now)
        return told

    async def _mention(self, session: AsyncSession, told: Sequence[Case], request: Request) -> None:
        for case in told:
            case.alert = {**case.alert, "request": request.reference}
            session.add(case)
            await session.flush()
            await self.casebook.redraw(session, case.id or 0)

    async def _stumbled(self, feed: Feed, error: ProviderError) -> None:
        now = self.clock()
        log.warning("a log could not be read", extra={"feed": feed.name, "why": str(error)})
        async with self.database.transaction() as session:
            cursor = await cursors.get(session, feed.name, now=now)
            since = cursor.trouble_since or now
            rest = now + UNLICENSED if isinstance(error, NotLicensed) else None
            await cursors.note(session, feed.name, trouble=str(error), since=since, rest_until=rest)
            mendable = isinstance(error, Unauthorized | NotLicensed)
            if mendable or now - since >= PATIENCE:
                alert = _outage(feed, error, since)
                if await cases.find_open(session, alert.key) is None:
                    await self.casebook.report(session, [alert], now=now)

    async def _recovered(
        self, session: AsyncSession, feed: Feed, cursor: Cursor, gap: str, *, now: datetime
    ) -> None:
        await cursors.note(session, feed.name, trouble="", since=None)
        since = cursor.trouble_since or now
        if case := await cases.find_open(session, _outage(feed, ProviderError(""), since).key):
            how = f"but not from where it stopped. {gap}" if gap else "from where it stopped."
            why = f"{feed.source}'s log is read again, {how}"
            await self.casebook.close(session, case, why, now=now)


def _gap(feed: Feed, gap: str, now: datetime) -> Alert:
    return Alert(
        cause=f"gap.{feed.name}",
        severity=Severity.WARNING,
        about=Thing(Kind.OTHER, name=feed.name, title=str(feed.source)),
        headline=f"A part of {feed.source}'s log was not read",
        seen=gap,
        means=f"What changed in {feed.source} in that time was not told here.",
        todo="/helpdesk reconcile shows what is apart in both directories now.",
        at=now,
    )


def _outage(feed: Feed, error: ProviderError, since: datetime) -> Alert:
    operator = isinstance(error, Unauthorized)
    paid = not isinstance(error, NotLicensed)
    return Alert(
        cause=f"outage.{feed.name}",
        severity=Severity.URGENT if operator else Severity.WARNING,
        about=Thing(Kind.OTHER, name=feed.name, title=str(feed.source)),
        headline=f"{feed.source}'s log cannot be read",
        seen=f"{str(error).removesuffix('.')}. It has been so since {since:%H:%M} UTC.",
        means=f"What changes in {feed.source} is not told here meanwhile. When the log can be "
        "read again it is told, as far back as the log reaches by then."
        if paid
        else f"What changes in {feed.source} is not told here. It is tried again every "
        f"{UNLICENSED.total_seconds() / 3600:g} hours.",
        todo="Whoever runs Deskhand has to mend its access." if operator else "",
        at=since,
        lasting=True,
    )
