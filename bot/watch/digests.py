"""Tells the digests: the day's each day, the week's with charts on Mondays.

Which one was told last is a row, moved on in the transaction in which the next is put into the
outbox: each is told once, wherever the process ends. Charts are drawn before that, beside the
loop. A digest that was missed is made up for as long as no newer one is due; the first start
begins with the next.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.config.watch import Watch
from bot.digest import Digest, Rows, sum_up
from bot.due import Due, Period
from bot.errors import ProviderError
from bot.people import People
from bot.views import digest as views
from storage import audit, cases, cursors, expectations, pictures, posts, requests
from storage.database import Database
from storage.tables import Picture, State
from storage.watch_tables import Case, Cursor

if TYPE_CHECKING:
    from bot.views.charts import Chart

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Digests:
    """Sums up days and weeks.

    Attributes:
        time_zone: That `digest_at` is meant in.
        channel: Slack id of the channel of alerts; `digest.day` and `digest.week` may have others.
    """

    database: Database
    people: People
    watch: Watch
    time_zone: str
    channel: str

    async def tell(self, *, now: datetime) -> None:
        """Tell the digests that are due and were not told yet."""
        if not self.watch.digest_at:
            return
        at, zone = time.fromisoformat(self.watch.digest_at), ZoneInfo(self.time_zone)
        for period in Period:
            if not self.watch.silences(f"digest.{period}"):
                await self._tell(Due.newest(period, at, zone, now=now), now=now)

    async def _tell(self, due: Due, *, now: datetime) -> None:
        async with self.database.transaction() as session:
            cursor = await cursors.get(session, f"digest:{due.period}", now=now)
            if cursor.value >= due.on.isoformat():
                return
            if not cursor.value:
                await cursors.step(session, cursor, due.on.isoformat(), now=now)
                return
            rows = await self._rows(session, due)
        names = await self._names(rows.cases)
        digest = sum_up(
            due, Rows(rows.cases, rows.expectations, rows.requests, rows.waiting, names)
        )
        charts = await asyncio.to_thread(_draw, digest) if digest.days else ()
        async with self.database.transaction() as session:
            await self._put(session, digest, charts, cursor, now=now)

    async def _put(
        self,
        session: AsyncSession,
        digest: Digest,
        charts: Sequence["Chart"],
        cursor: Cursor,
        *,
        now: datetime,
    ) -> None:
        due = digest.due
        if not await cursors.step(session, cursor, due.on.isoformat(), now=now):
            return
        key = f"{cursor.name}:{due.on}"
        head = await audit.head(session)
        text, blocks = views.message(digest, audit=str(head or ""))
        channel = self.watch.channel_of(f"digest.{due.period}", self.channel)
        await posts.add(session, key, channel=channel, text=text, blocks=blocks, now=now)
        await pictures.add(
            session,
            [
                Picture(
                    post_key=key, position=position, name=chart.name, title=chart.title,
                    alt=chart.alt, content=chart.png,
                )
                for position, chart in enumerate(charts)
            ],
        )  # fmt: skip

    async def _rows(self, session: AsyncSession, due: Due) -> Rows:
        span = due.span
        counts = await requests.count_by_state(session)
        waiting: dict[State, int] = {}
        for (_, word), count in counts.items():
            if not (state := State(word)).over:
                waiting[state] = waiting.get(state, 0) + count
        return Rows(
            cases=await cases.list_alive(session, span.start, span.end),
            expectations=await expectations.list_alive(session, span.start, span.end),
            requests=await requests.list_ended(session, span.start, span.end),
            waiting=waiting,
        )

    async def _names(self, found: Sequence[Case]) -> dict[str, str]:
        """Name those who look at open cases; whom Slack does not tell now stays unnamed."""
        names = {}
        for slack_id in {case.taken_by for case in found if not case.closed_at and case.taken_by}:
            try:
                names[slack_id] = (await self.people.find(slack_id)).name
            except ProviderError as error:
                log.warning("a person cannot be named", extra={"why": str(error)})
        return names


def _draw(digest: Digest) -> "Sequence[Chart]":
    from bot.views import charts  # noqa: PLC0415 - it takes a second, and is needed once a week

    return charts.draw(digest)
