"""Keeps track of what must follow: expects it, looks for it, and says how it went.

What is late becomes a case with Okta's own reason; what comes in the end closes it. Of somebody
who was shut out the devices are followed too, for as long as it takes.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clients import Providers
from bot.clock import Clock
from bot.errors import ProviderError, Unauthorized, Unavailable
from bot.principal import Principal, find_by_address, find_principal
from bot.views import kit
from bot.watch import late
from bot.watch.alert import Alert, case_key, whom
from bot.watch.casebook import Casebook
from bot.watch.event import Event, Kind, Thing
from bot.watch.following import (
    IN_ORDER,
    Followed,
    Verdict,
    What,
    expected_after,
    judge,
    line,
    pause_after,
)
from bot.watch.rule import Scope
from storage import cases, expectations
from storage.database import Database
from storage.watch_tables import Case, CaseState, Expectation, ExpectationState

log = logging.getLogger(__name__)

MOST_LOOKS: Final = 75
"""How many people are looked at in one round, which comes every 15 seconds; each takes two calls
or more. JumpCloud publishes no limit, and is asked about five times a second."""
AT_ONCE: Final = 4
"""How many are looked at side by side, before it is looked who is most urgent now."""
PUT_OFF: Final = timedelta(minutes=1)
"""How long to wait after a look that failed: nobody else shall wait for that one."""
NEWER: Final = "A newer change of their profile is looked for."

GIVEN_UP: Final = timedelta(days=60)


@dataclass(frozen=True)
class Sight:
    """What one look has seen of an expectation.

    Attributes:
        reason: Why it is late, in Okta's words; empty if it is not, or Okta gives none.
        since: When the look began: what happened later may not be in it.
        now: When it ended: what is in it had happened by then.
    """

    person: Principal
    reason: str
    since: datetime
    now: datetime


@dataclass(frozen=True)
class Tracker:
    """Follows changes from Okta to JumpCloud and to the devices."""

    database: Database
    providers: Providers
    casebook: Casebook
    scope: Scope
    within: timedelta
    clock: Clock

    async def expect(self, session: AsyncSession, event: Event, case: Case | None) -> None:
        """Expect what must follow an event, if anything must."""
        what, person = expected_after(event, self.scope), event.person
        if what is None or person is None:
            return
        # Both directories are compared as they are: a newer change comes with all before it.
        if what is What.PROFILE and not await expectations.drop_older(
            session, person.id, what, at=event.at, now=self.clock(), why=NEWER
        ):
            return
        await expectations.add(
            session, key=event.id, kind=str(what), okta_id=person.id, login=person.name,
            title=person.label, at=event.at, due_at=event.at + self.within,
            case_id=case.id if case else None,
        )  # fmt: skip

    async def look(self) -> None:
        """Look for what is due to be looked for: what is most urgent first.

        Who comes last waits, and is never said to be late without having been looked at.

        Raises:
            ProviderError: Okta or JumpCloud could not be asked; the rest is looked for next time.
        """
        began = self.clock()
        for _ in range(0, MOST_LOOKS, AT_ONCE):
            due = await self._due(began)
            looks = [self._look_for(each) for each in due]
            failed = [each for each in await asyncio.gather(*looks, return_exceptions=True) if each]
            for error in failed:
                if not isinstance(error, ProviderError):
                    raise error
                if isinstance(error, Unavailable | Unauthorized):
                    raise error
                log.warning("somebody could not be looked up", extra={"why": str(error)})
            if len(due) < AT_ONCE:
                return

    async def _due(self, began: datetime) -> list[Expectation]:
        """Give who is next; one of them for having waited longest, whatever is more urgent."""
        async with self.database.transaction() as session:
            urgent = await expectations.list_due(session, began, first=IN_ORDER, limit=AT_ONCE - 1)
            ids = [each.id or 0 for each in urgent]
            longest = await expectations.list_due(session, began, skipped=ids, limit=1)
        return [*urgent, *longest]

    async def _look_for(self, each: Expectation) -> None:
        since = self.clock()
        overdue = each.state is ExpectationState.OPEN and since >= each.due_at
        try:
            person = await self._see(each, overdue=overdue)
            wanted = overdue and not each.jumpcloud_at and _is_missing(each, person)
            reason = await self._reason(person) if wanted else ""
        except ProviderError:
            pause = max(PUT_OFF, pause_after(each.at, now=since))
            async with self.database.transaction() as session:
                await expectations.put_off(session, each.id or 0, until=self.clock() + pause)
            raise
        async with self.database.transaction() as session:
            fresh = await expectations.get(session, each.id or 0)
            if fresh.state == each.state:
                await self._note(session, fresh, Sight(person, reason, since, self.clock()))

    async def _see(self, each: Expectation, *, overdue: bool) -> Principal:
        """Look a person up with no more calls than it takes: of some, Okta allows few."""
        who = each.okta_id or each.login
        if each.kind == What.PROFILE:
            person = await find_by_address(self.providers, who)
            # How Okta's push stands is asked for only where it has to be told.
            if person.okta is None or (
                person.jumpcloud and not (overdue and _is_missing(each, person))
            ):
                return person
        known = "" if overdue or each.kind == What.CREATE else each.jumpcloud_id
        return await find_principal(self.providers, self.scope.app_id, who, jumpcloud_id=known)

    async def _reason(self, person: Principal) -> str:
        if person.okta is None:
            return ""
        return await self.providers.okta.last_sync_error(self.scope.app_id, person.okta.id) or ""

    async def _note(self, session: AsyncSession, each: Expectation, sight: Sight) -> None:
        seen = _judged(each, sight.person)
        each.detail = seen.text
        each.look_at = sight.now + pause_after(each.at, now=sight.now)
        if sight.person.jumpcloud:
            each.jumpcloud_id = sight.person.jumpcloud.id
        session.add(each)
        if seen.verdict is Verdict.DROPPED:
            each.state, each.ended_at = ExpectationState.DROPPED, sight.now
            why = f"It is no longer expected: {seen.text}"
            await self._close(session, each, why, now=sight.now)
        elif seen.verdict is Verdict.FOLLOWED:
            await self._followed(session, each, sight)
        elif sight.since >= each.due_at and each.state is ExpectationState.OPEN:
            each.state, each.missed_at = ExpectationState.MISSED, sight.now
            alert = late.alert(each, sight.person, seen=seen.text, reason=sight.reason)
            await self._tell_late(session, each, alert, now=sight.now)

    async def _followed(self, session: AsyncSession, each: Expectation, sight: Sight) -> None:
        first = each.jumpcloud_at is None
        each.jumpcloud_at = each.jumpcloud_at or sight.now
        took = kit.span(each.jumpcloud_at - each.at)
        if first:
            why = f"JumpCloud has followed; it was seen {took} after Okta."
            await self._close(session, each, why, now=sight.now)
        if What(each.kind) is What.CLOSE:
            await self._devices(session, each, sight, first=first)
            return
        each.state, each.ended_at = ExpectationState.FOLLOWED, sight.now
        await self._say(session, each, f"JumpCloud followed within {took}.", now=sight.now)

    async def _devices(
        self, session: AsyncSession, each: Expectation, sight: Sight, *, first: bool
    ) -> None:
        machines, now = list(sight.person.machines), sight.now
        newly = {
            machine.name: now.isoformat()
            for machine in machines
            if machine.closed and machine.name not in each.devices
        }
        each.devices = {**each.devices, **newly}
        left = [machine for machine in machines if machine.name not in each.devices]
        if not left or now - each.at > GIVEN_UP:
            each.state, each.ended_at = ExpectationState.FOLLOWED, now
        if first or newly:
            said = line(each.at, each.jumpcloud_at, each.devices, machines)
            await self._say(session, each, said, now=now)
        elif case := await self._case(session, each):
            case.last_at = now  # it is not over while a device is waited for
            session.add(case)

    async def _tell_late(
        self, session: AsyncSession, each: Expectation, alert: Alert, *, now: datetime
    ) -> None:
        """Tell that it is late: where its reason has a thread already, there."""
        for about in await cases.list_about(session, [each.okta_id]):
            if about.cause not in late.REASONS[What(each.kind)]:
                continue
            case = await cases.get(session, about.id or 0)
            if case and case.state is CaseState.OPEN and case.told and not case.rolled_into:
                await self.casebook.say(session, case, alert.seen, now=now)
                return
        await self.casebook.report(session, [alert], now=now)

    async def _close(
        self, session: AsyncSession, each: Expectation, why: str, *, now: datetime
    ) -> None:
        """Close the case of what was late."""
        about = whom(Thing(Kind.PERSON, each.okta_id, each.login))
        key = case_key(f"{late.CAUSE}.{each.kind}", about)
        if case := await cases.find_open(session, key):
            await self.casebook.close(session, case, why, now=now)

    async def _say(
        self, session: AsyncSession, each: Expectation, text: str, *, now: datetime
    ) -> None:
        if case := await self._case(session, each):
            case.last_at = now
            case.alert = {**case.alert, "line": text}
            session.add(case)
            await self.casebook.say(session, case, text, now=now)
            await self.casebook.redraw(session, case.id or 0)

    async def _case(self, session: AsyncSession, each: Expectation) -> Case | None:
        return await cases.get(session, each.case_id) if each.case_id else None


def _judged(each: Expectation, person: Principal) -> Followed:
    return judge(What(each.kind), each.at, person)


def _is_missing(each: Expectation, person: Principal) -> bool:
    return _judged(each, person).verdict is Verdict.NOT_YET
