"""What people do with cases: look at one, mute it, close it, have Okta push again.

Whoever may ask for any action may do this; nobody else may. Who somebody is, is asked before a
case is opened: it may take a row of its own, and Slack's and Okta's answers, and no transaction
waits for those.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.action import Context
from bot.actions.standing import kinds_of
from bot.clients import Providers
from bot.clients.okta import OktaUser
from bot.clock import Clock
from bot.errors import InvalidForm, NotAllowed, Stale
from bot.gate import Gate
from bot.principal import Principal
from bot.watch.casebook import Casebook, record
from storage import cases
from storage.database import Database
from storage.watch_tables import Case, CaseState

MUTED_FOR: Final = timedelta(hours=4)
MARK: Final = " (sync)"
"""Put behind a display name for a moment: only a change makes Okta push."""
UNAPPROVED: Final = ". Nobody approves this, so it is left to the console of Okta."


@dataclass(frozen=True)
class CaseDesk:
    """Where clicks on cases arrive.

    Every method raises `Stale` for a case that is closed, and `NotAllowed` where policy refuses.

    Attributes:
        context: Gives what tells of which kind somebody is, by the Slack id of whoever asks.
    """

    database: Database
    casebook: Casebook
    providers: Providers
    gate: Gate
    clock: Clock
    context: Callable[[str], Context]
    wrote: Callable[[], None]

    async def take(self, case_id: int, *, by: str) -> None:
        """Note who is looking at a case; whoever says so first."""
        await self._check(by, "take a case")
        async with self.database.transaction() as session:
            case = await self._open(session, case_id)
            taken_by = case.taken_by or by
            if taken_by == by:
                case.taken_by = by
                await self._changed(session, case, "case taken", by)
        if taken_by != by:
            who = await self.gate.rights.people.find(taken_by)
            raise Stale(f"{who.name or 'Somebody else'} is looking at it already.")

    async def mute(self, case_id: int, *, by: str) -> None:
        """Say nothing more in a case's thread for a time; its head is redrawn all the same."""
        await self._check(by, "mute a case")
        async with self.database.transaction() as session:
            case = await self._open(session, case_id)
            case.muted_until = self.clock() + MUTED_FOR
            await self._changed(session, case, "case muted", by)

    async def close(self, case_id: int, *, by: str) -> None:
        """Close a case that somebody has dealt with; seen again, it is told again."""
        await self._check(by, "close a case")
        who, now = await self.gate.rights.people.find(by), self.clock()
        async with self.database.transaction() as session:
            case = await self._open(session, case_id)
            why = f"Closed by {who.name or by}: it is dealt with."
            await self.casebook.close(session, case, why, now=now, by=by)
        self.wrote()

    async def retry(self, case_id: int, *, by: str) -> None:
        """Have Okta push somebody to JumpCloud anew, by changing their display name and back.

        After a crash in between the name has a mark behind it, which the next try takes off. Nobody
        approves it, so it is done to nobody for whom policy could want more than that.

        Raises:
            ProviderError: Okta refuses, or could not be asked.
        """
        await self._check(by, "retry a push")
        who = await self.gate.rights.people.find(by)
        okta = self.providers.okta
        async with self.database.transaction() as session:
            case = await self._open(session, case_id)
        user = await okta.get_user(case.about_id)
        await self._check_ordinary(user, by, "retry a push")
        async with self.database.transaction() as session:
            case = await self._open(session, case_id)
            # Before anything is changed: after a crash in between it is known whose hand it was.
            await record(session, "push begun", case, by=by, now=self.clock())
        name = str(user.profile.get("displayName") or "").removesuffix(MARK)
        await okta.update_user(user.id, {"displayName": f"{name or user.name}{MARK}"})
        await okta.update_user(user.id, {"displayName": name or None})
        now = self.clock()
        async with self.database.transaction() as session:
            await record(session, "push retried", case, by=by, now=now)
            text = f"{who.name or by} had Okta push them again. Whether it worked shows here."
            # Closed meanwhile it was pushed all the same, and its thread says so.
            if again := await cases.get(session, case_id):
                await self.casebook.say(session, again, text, now=now, always=True)
        self.wrote()

    async def _check(self, by: str, what: str) -> None:
        async with self.gate.on_record(what, by=by):
            await self.gate.rights.check_anything(by)

    async def _check_ordinary(self, user: OktaUser, by: str, what: str) -> None:
        """Refuse whom Deskhand never touches, and who is protected or an administrator."""
        async with self.gate.on_record(what, by=by):
            try:
                kinds = await kinds_of(Principal(user), self.context(by))
            except InvalidForm as error:
                raise NotAllowed(error.args[0]) from None
            if kinds:
                raise NotAllowed(" and ".join(kinds.values()) + UNAPPROVED)

    async def _open(self, session: AsyncSession, case_id: int) -> Case:
        case = await cases.get(session, case_id)
        if case is None or case.state is CaseState.CLOSED:
            raise Stale("This is closed.")
        return case

    async def _changed(self, session: AsyncSession, case: Case, act: str, by: str) -> None:
        now = self.clock()
        await record(session, act, case, by=by, now=now)
        await self.casebook.redraw(session, case.id or 0)
        self.wrote()
