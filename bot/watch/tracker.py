"""Keeps track of what must follow: expects it, looks for it, and says how it went.

What is late becomes a case with Okta's own reason; what comes in the end closes it. Of somebody
who was shut out the devices are followed too, for as long as it takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clients import Providers
from bot.principal import Principal, find_principal
from bot.views import kit
from bot.watch.alert import Alert, Severity, Way, case_key, whom
from bot.watch.casebook import Casebook
from bot.watch.checks import LOOKED_AT
from bot.watch.event import Event, Kind, Thing
from bot.watch.following import TITLES, Verdict, What, expected_after, judge, line
from bot.watch.rule import Scope
from storage import cases, expectations
from storage.database import Database
from storage.watch_tables import Case, Expectation, ExpectationState

MOST_LOOKS: Final = 20
"""How many people are looked at in one round; each takes some calls."""

GIVEN_UP: Final = timedelta(days=60)

CAUSE: Final = "not_followed"

MEANS: Final[Mapping[What, str]] = {
    What.CLOSE: "They are shut out of Okta, and can still sign in on their laptops.",
    What.OPEN: "They can sign in to Okta, and not on their laptops.",
    What.CREATE: "They cannot sign in on any laptop.",
    What.PROFILE: "Both directories name them differently.",
    What.PASSWORD: "On their laptops the old password still counts.",
}
WAYS: Final[Mapping[What, tuple[Way, ...]]] = {
    What.CLOSE: (Way.SUSPEND_DIRECTLY, Way.JUMPCLOUD, Way.WHOIS),
}


@dataclass(frozen=True)
class Sight:
    """What one look has seen of an expectation.

    Attributes:
        reason: Why it is late, in Okta's words; empty if it is not, or Okta gives none.
    """

    person: Principal
    reason: str
    now: datetime


@dataclass(frozen=True)
class Tracker:
    """Follows changes from Okta to JumpCloud and to the devices."""

    database: Database
    providers: Providers
    casebook: Casebook
    scope: Scope
    within: timedelta

    async def expect(self, session: AsyncSession, event: Event, case: Case | None) -> None:
        """Expect what must follow an event, if anything must."""
        what, person = expected_after(event, self.scope), event.person
        if what is None or person is None:
            return
        await expectations.add(
            session, key=event.id, kind=str(what), okta_id=person.id, login=person.name,
            title=person.label, at=event.at, due_at=event.at + self.within,
            case_id=case.id if case else None,
        )  # fmt: skip

    async def look(self, now: datetime) -> None:
        """Look for everything that is due to be looked for.

        Raises:
            ProviderError: Okta or JumpCloud could not be asked; the rest is looked for next time.
        """
        async with self.database.transaction() as session:
            open_ = await expectations.list_open(session)
        for each in open_[:MOST_LOOKS]:
            person = await find_principal(self.providers, self.scope.app_id, each.login)
            sight = Sight(person, await self._reason(each, person, now), now)
            async with self.database.transaction() as session:
                fresh = await expectations.get(session, each.id or 0)
                if fresh.state == each.state:
                    await self._note(session, fresh, sight)

    async def _reason(self, each: Expectation, person: Principal, now: datetime) -> str:
        late = each.state is ExpectationState.OPEN and now >= each.due_at
        if not late or person.okta is None or each.jumpcloud_at:
            return ""
        return await self.providers.okta.last_sync_error(self.scope.app_id, person.okta.id) or ""

    async def _note(self, session: AsyncSession, each: Expectation, sight: Sight) -> None:
        seen = judge(What(each.kind), each.at, sight.person)
        each.detail = seen.text
        session.add(each)
        if seen.verdict is Verdict.DROPPED:
            each.state, each.ended_at = ExpectationState.DROPPED, sight.now
            why = f"It is no longer expected: {seen.text}"
            await self._close(session, each, why, now=sight.now)
        elif seen.verdict is Verdict.FOLLOWED:
            await self._followed(session, each, sight)
        elif sight.now >= each.due_at and each.state is ExpectationState.OPEN:
            each.state = ExpectationState.MISSED
            await self._tell_late(session, each, _late(each, sight, seen.text), now=sight.now)

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
        """Tell that it is late: where its reason is told already, in that thread."""
        for case in await cases.list_about(session, [each.okta_id]):
            if case.cause in LOOKED_AT:
                await self.casebook.say(session, case, alert.seen, now=now)
                return
        await self.casebook.report(session, [alert], now=now)

    async def _close(
        self, session: AsyncSession, each: Expectation, why: str, *, now: datetime
    ) -> None:
        """Close the case of what was late."""
        about = whom(Thing(Kind.PERSON, each.okta_id, each.login))
        key = case_key(f"{CAUSE}.{each.kind}", about)
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


def _late(each: Expectation, sight: Sight, seen: str) -> Alert:
    what, assigned, okta = What(each.kind), sight.person.app_user, sight.person.okta
    state = f"{assigned.status} {assigned.sync_state}" if assigned else "not assigned"
    suspended = okta is not None and okta.status == "SUSPENDED"
    return Alert(
        cause=f"{CAUSE}.{what}",
        severity=Severity.URGENT if what is What.CLOSE else Severity.WARNING,
        about=Thing(Kind.PERSON, each.okta_id, each.login, each.title),
        headline=f"JumpCloud did not follow {TITLES[what]}: {each.title}",
        seen=f"Okta did it at {each.at:%H:%M:%S} UTC. {seen} "
        f"The JumpCloud app in Okta shows {state}.",
        means=MEANS[what],
        todo=_todo(what, suspended=suspended),
        reason=sight.reason,
        at=each.at,
        ways=WAYS.get(what, (Way.RETRY, Way.OKTA, Way.WHOIS)),
        lasting=True,
    )


def _todo(what: What, *, suspended: bool) -> str:
    if what is What.CLOSE and suspended:
        return "Okta tells JumpCloud nothing of a suspension: suspend them in JumpCloud directly."
    if what is What.CLOSE:
        return "Suspend them in JumpCloud directly, and mend what kept Okta from it."
    return "Have Okta push it again. What is wrong on its Tasks page has to be mended there first."
