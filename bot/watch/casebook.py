"""The casebook: alerts become threads; one for each cause and person, told once, to its end.

Everything is written in the transaction of the caller, the words for Slack with it: what a crash
undoes is read and told again, and what it does not undo is told already.

    a new cause          a thread; in quiet hours it waits, unless it is urgent
    the same again       the thread's head is redrawn; what is said anew stands below it
    many of one cause    the first have threads of their own, the rest share one
    gone                 the thread says so and is closed
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import identity
from bot.config.watch import Watch
from bot.views import cases as views
from bot.watch.alert import Alert, Severity, case_key
from storage import audit, cases, posts
from storage.audit import DESKHAND
from storage.watch_tables import Case, CaseState

MANY: Final = "many"
"""What a case of many is about."""
ALONE: Final = 3
"""How many of one cause have threads of their own, within `LATELY`."""
LATELY: Final = timedelta(minutes=30)
MOST_NOTES: Final = 20
"""How many replies a thread gets; after that only its head is redrawn."""
QUIETED: Final = timedelta(hours=12)
"""How long after the last sight of it a thread about a moment is closed."""


def words_of(alert: Alert) -> dict[str, Any]:
    """Give what is shown of an alert, as JSON."""
    shown = asdict(alert)
    return {name: shown[name] for name in ("headline", "seen", "means", "todo", "reason")} | {
        "ways": [str(way) for way in alert.ways],
        "at": alert.at.isoformat(),
    }


async def record(
    session: AsyncSession, act: str, case: Case, *, by: str, now: datetime, **detail: Any
) -> None:
    """Write down what was done with a case, and whom or what that is about."""
    about = case.about_name or case.about_id
    await audit.record(
        session, act, by=by, now=now, case=case.id, cause=case.cause, about=about, **detail
    )


@dataclass(frozen=True)
class Casebook:
    """Writes cases.

    Attributes:
        channel: Slack id of the channel of alerts.
        time_zone: That quiet hours are meant in.
        okta_org_url: Of the org's main host, for links to its console.
        jumpcloud_region: `us`, `eu` or `in`, for links to its portal.
    """

    channel: str
    watch: Watch
    time_zone: str
    okta_org_url: str = ""
    jumpcloud_region: str = "us"

    async def report(
        self, session: AsyncSession, alerts: Sequence[Alert], *, now: datetime
    ) -> list[Case]:
        """Tell of alerts, and show it: see `enter`."""
        told = await self.enter(session, alerts, now=now)
        await self.redraw_bursts(session, told)
        return told

    async def enter(
        self, session: AsyncSession, alerts: Sequence[Alert], *, now: datetime
    ) -> list[Case]:
        """Open cases, or fold alerts into those that are open.

        The heads of those that came in a burst are left for `redraw_bursts`, once for all.

        Returns:
            The case of each alert that is not silenced.
        """
        told = []
        for alert in alerts:
            if self.watch.silences(alert.cause):
                continue
            case = await cases.find_open(session, alert.key)
            if case is None:
                case = await self._open(session, alert, now=now)
            else:
                await self._fold(session, case, alert, now=now)
            told.append(case)
        return told

    async def redraw_bursts(self, session: AsyncSession, told: Iterable[Case]) -> None:
        """Show the threads of many that these cases came into."""
        for burst in {case.rolled_into for case in told if case.rolled_into}:
            await self.redraw(session, burst)

    async def say(
        self, session: AsyncSession, case: Case, text: str, *, now: datetime, always: bool = False
    ) -> None:
        """Say something in a case's thread, as long as it is not too much; plain text."""
        muted = case.muted_until is not None and case.muted_until > now
        if not case.told or case.rolled_into or (not always and (muted or _is_much(case))):
            return
        case.notes += 1
        session.add(case)
        fallback, blocks = views.note(text)
        await posts.add(
            session, f"{case.key}:{case.notes}", channel=case.channel, text=fallback,
            blocks=blocks, now=now, thread_key=case.key,
        )  # fmt: skip

    async def close(
        self, session: AsyncSession, case: Case, why: str, *, now: datetime, by: str = DESKHAND
    ) -> bool:
        """Close a case, and say why in its thread; False if it is closed already."""
        fresh = await cases.get(session, case.id or 0)
        if fresh is None or fresh.state is CaseState.CLOSED:
            return False
        fresh.state, fresh.open_key = CaseState.CLOSED, None
        fresh.closed_at, fresh.closed_why = now, why
        if fresh.lasting or by != DESKHAND:
            await self.say(session, fresh, why, now=now, always=True)
            await record(session, "case closed", fresh, by=by, now=now, why=why)
        session.add(fresh)
        await session.flush()
        await self.redraw(session, fresh.id or 0)
        if fresh.rolled_into:
            await self._close_burst(session, fresh.rolled_into, now=now)
        return True

    async def redraw(self, session: AsyncSession, case_id: int) -> None:
        """Show a case as it is now, where its thread was begun."""
        case = await cases.get(session, case_id)
        if case is None or not case.told:
            return
        head = case if case.rolled_into is None else await cases.get(session, case.rolled_into)
        if head is None:
            return
        text, blocks = await self._head(session, head)
        await posts.change(session, head.key, text=text, blocks=blocks)

    async def begin_waiting(self, session: AsyncSession, *, now: datetime) -> None:
        """Tell of what waited for the end of quiet hours and is still so."""
        if self._quiet(now):
            return
        for untold in await cases.list_untold(session):
            case = await cases.get(session, untold.id or 0)
            if case and case.state is CaseState.OPEN and not case.told:
                await self._tell(session, case, now=now)

    async def settle(self, session: AsyncSession, *, now: datetime) -> None:
        """Close what was true for a moment only and has been quiet since."""
        for case in await cases.list_open(session, lasting=False):
            if not case.of_many and now - case.last_at >= QUIETED:
                await self.close(session, case, "Nothing more was seen of it.", now=now)

    async def _open(self, session: AsyncSession, alert: Alert, *, now: datetime) -> Case:
        case = Case(
            open_key=alert.key,
            cause=alert.cause,
            about_kind=str(alert.about.kind),
            about_id=alert.about.id,
            about_name=alert.about.name,
            about_title=alert.about.title,
            severity=int(alert.severity),
            lasting=alert.lasting,
            alert=words_of(alert),
            channel=self.watch.channel_of(alert.cause, self.channel),
            opened_at=now,
            last_at=now,
        )
        if await self._is_one_of_many(session, alert, now=now):
            case.rolled_into = (await self._burst(session, alert, now=now)).id
            case.told = True  # by the thread that it shares
        await cases.add(session, case)
        if case.lasting:
            await record(session, "case opened", case, by=DESKHAND, now=now)
        if not case.told and (alert.severity is Severity.URGENT or not self._quiet(now)):
            await self._tell(session, case, now=now)
        return case

    async def _fold(
        self, session: AsyncSession, case: Case, alert: Alert, *, now: datetime
    ) -> None:
        case.count += 1
        case.last_at = now
        case.severity = max(case.severity, int(alert.severity))
        was, case.alert = case.alert, words_of(alert)
        session.add(case)
        await session.flush()
        if not case.told and alert.severity is Severity.URGENT:
            await self._tell(session, case, now=now)
            return
        said = ("seen", "reason")
        if [was.get(name) for name in said] != [case.alert[name] for name in said]:
            text = " ".join(filter(None, [alert.seen, alert.reason]))
            await self.say(session, case, text, now=now)
        if case.rolled_into is None:
            await self.redraw(session, case.id or 0)

    async def _is_one_of_many(self, session: AsyncSession, alert: Alert, *, now: datetime) -> bool:
        lately = await cases.count_lately(session, alert.cause, since=now - LATELY)
        return lately >= ALONE

    async def _burst(self, session: AsyncSession, alert: Alert, *, now: datetime) -> Case:
        found = await cases.find_burst(session, alert.cause)
        if found:
            found.last_at = now
            session.add(found)
            return found
        burst = Case(
            open_key=case_key(alert.cause, MANY),
            cause=alert.cause,
            about_kind=MANY,
            severity=int(alert.severity),
            lasting=alert.lasting,
            alert=words_of(alert),
            of_many=True,
            channel=self.watch.channel_of(alert.cause, self.channel),
            opened_at=now,
            last_at=now,
        )
        await cases.add(session, burst)
        if alert.severity is Severity.URGENT or not self._quiet(now):
            await self._tell(session, burst, now=now)
        return burst

    async def _close_burst(self, session: AsyncSession, burst_id: int, *, now: datetime) -> None:
        burst = await cases.get(session, burst_id)
        _, _, still = await cases.list_rolled(session, burst_id)
        if burst and not still:
            await self.close(session, burst, "All of it is over.", now=now)

    async def _tell(self, session: AsyncSession, case: Case, *, now: datetime) -> None:
        case.told = True
        session.add(case)
        await session.flush()
        text, blocks = await self._head(session, case)
        await posts.add(session, case.key, channel=case.channel, text=text, blocks=blocks, now=now)

    async def _head(self, session: AsyncSession, case: Case) -> views.Message:
        if not case.of_many:
            return views.head(case, self.links(case))
        some, total, still = await cases.list_rolled(session, case.id or 0)
        return views.many(case, some, total=total, still=still)

    def links(self, case: Case) -> views.Links:
        """Give the consoles' addresses of whom a case is about; each where its id is known."""
        about = case.about_id
        if about.startswith("00u"):
            return {"okta": identity.okta_user_url(self.okta_org_url, about)}
        if case.about_kind == "person" and about:
            return {"jumpcloud": identity.jumpcloud_user_url(self.jumpcloud_region, about)}
        return {}

    def _quiet(self, now: datetime) -> bool:
        return self.watch.quiet(now.astimezone(ZoneInfo(self.time_zone)))


def _is_much(case: Case) -> bool:
    return case.notes >= MOST_NOTES
