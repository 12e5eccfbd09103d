"""Decisions: what people do with a request once it is sent.

Each is one transaction that reads the request under a lock, so of two clicks at once the second
finds it changed, and its person is told what happened instead.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.engine import Engine
from bot.errors import Stale, Unavailable
from bot.messenger import Messenger
from bot.pushes import approving, take
from bot.rights import Rights
from bot.work import Work
from storage import delegations, links, requests
from storage.database import Database
from storage.tables import Decision, Request, State

ENDINGS: Final = {
    State.PENDING: "is still waiting for approval",
    State.SCHEDULED: "was approved",
    State.RUNNING: "was approved and is being carried out",
    State.ATTENTION: "was approved and is being carried out",
    State.UNDOING: "is being undone",
    State.DONE: "was approved and is done",
    State.UNPROVEN: "was approved and carried out",
    State.FAILED: "was approved and failed",
    State.DENIED: "was denied",
    State.CANCELLED: "was cancelled",
    State.EXPIRED: "has expired",
}


@dataclass(frozen=True)
class Decisions:
    """Where approvals, denials, cancellations and openings arrive."""

    database: Database
    work: Work
    engine: Engine
    messenger: Messenger
    rights: Rights

    async def check(self, request_id: int, round_: int, *, by: str, yes: bool = False) -> Request:
        """Give the request if somebody may decide it now, before anything more is asked of them.

        Args:
            yes: Whether they are about to approve.

        Raises:
            NotAllowed, Stale: as for `approve`.
        """
        gate, asked = self.work.gate, await self.get(request_id)
        await (gate.approving if yes else gate.deciding)(asked, by=by)
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            await self.still_asked(session, request, round_, by=by, now=self.work.clock())
        return request

    async def approve(
        self, request_id: int, round_: int, *, by: str, push: int | None = None
    ) -> None:
        """Take an approver's yes; enough of them let the work begin.

        Args:
            push: What they confirmed it with, where policy demands that.

        Raises:
            NotAllowed: the rule that forbids it.
            Stale: it was decided before, changed since, or is over.
        """
        now = self.work.clock()
        voice = await self.work.gate.approving(await self.get(request_id), by=by)
        person = await self.rights.people.find(by)
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            words = await self.still_asked(session, request, round_, by=by, now=now)
            if "approve" in self.rights.policy_of(request).step_up:
                await take(
                    session, push, subject=approving(request, by), okta_id=person.okta_id, now=now,
                    request_id=request_id,
                )  # fmt: skip
            await requests.decide(session, request, by=by, voice=voice, approved=True, now=now)
            enough = len(words) + 1 >= request.approvals
            await self.work.ledger.approved(session, request, by=by, enough=enough, now=now)
        self.messenger.wake()
        if enough:
            with contextlib.suppress(Unavailable):  # the yes stands; the next tick hands over
                await self.hand_over()

    async def deny(self, request_id: int, round_: int, *, by: str, reason: str) -> None:
        """Take an approver's no, with its reason.

        Raises:
            NotAllowed, Stale: as for `approve`.
        """
        voice = await self.work.gate.deciding(await self.get(request_id), by=by)
        now = self.work.clock()
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            await self.still_asked(session, request, round_, by=by, now=now)
            await requests.decide(
                session, request, by=by, voice=voice, approved=False, reason=reason, now=now
            )
            await self.work.ledger.denied(session, request, by=by, reason=reason, now=now)
        self.messenger.wake()

    async def cancel(self, request_id: int, *, by: str, reason: str) -> None:
        """Take a request back before it begins: its requester, or an approver.

        Raises:
            NotAllowed: it is neither, or they may do nothing any more.
            Stale: it has begun or is over.
        """
        await self._may_end(await self.get(request_id), by)
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            if not await self.work.ledger.cancelled(
                session, request, by=by, reason=reason, now=self.work.clock()
            ):
                raise _told(request)
        self.messenger.wake()

    async def stop(self, request_id: int, *, by: str, reason: str = "") -> None:
        """Have running work stopped and undone: its requester, or an approver.

        Raises:
            NotAllowed: it is neither, or they may do nothing any more.
            Stale: it is not running.
        """
        await self._may_end(await self.get(request_id), by)
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            if not await self.work.ledger.stop_asked(
                session, request, by=by, reason=reason, now=self.work.clock()
            ):
                raise _told(request)
        await self.engine.nudge(request)
        self.messenger.wake()

    async def end_wait(self, request_id: int, position: int, *, by: str, reason: str) -> None:
        """End a wait by hand, such as for a device that is retired: requester, or an approver.

        The card then says that it was not seen, by whom it was ended and why.

        Raises:
            NotAllowed: it is neither, or they may do nothing any more.
            Stale: it is over, or was ended before.
        """
        await self._may_end(await self.get(request_id), by)
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            if not self.work.can_end(request, position):
                raise Stale("This wait cannot be ended by hand.")
            if not await self.work.ledger.waived(
                session, request, position, by=by, why=reason, now=self.work.clock()
            ):
                raise Stale(f"This wait of {request.reference} is over; nothing has changed.")
        await self.engine.nudge(request)
        self.messenger.wake()

    async def reveal(self, request_id: int, *, by: str) -> SecretStr:
        """Open a one-time secret, once, for its requester; see `Seals.open`.

        Raises:
            NotAllowed: somebody else asks, or its requester may do nothing any more.
            Stale, UserError: as for `Seals.open`.
        """
        request = await self.get(request_id)
        if by == request.requester:
            await self.work.gate.owning(request)
        secret = await self.work.seals.open(request_id, by=by)
        self.messenger.wake()
        return secret

    async def not_shown(self, request_id: int, *, by: str) -> None:
        """Note that what was opened could not be shown; its requester is told in the thread."""
        await self.work.seals.lost(request_id, by=by)
        self.messenger.wake()

    async def hand_over(self) -> None:
        """Give the engine every approved request whose start has come.

        A crash after the engine took one and before it is noted hands it over again, which the
        engine takes as the same work.
        """
        async with self.database.transaction() as session:
            ready = await requests.list_to_hand_over(session, now=self.work.clock())
        for request in ready:
            await self.engine.take(request)
            async with self.database.transaction() as session:
                await requests.handed_over(session, request)

    async def get(self, request_id: int) -> Request:
        """Give a request by its number.

        Raises:
            Stale: there is none.
        """
        async with self.database.transaction() as session:
            request = await requests.find(session, request_id)
        if request is None:
            raise Stale(f"There is no REQ-{request_id} any more.")
        return request

    async def still_asked(
        self, session: AsyncSession, request: Request, round_: int, *, by: str, now: datetime
    ) -> Sequence[Decision]:
        """Give the words said so far to a question that somebody may still answer.

        Raises:
            Stale: it is answered, asked anew or over, or has their word, or they passed it on.
        """
        _refuse_late(request, round_, now=now)
        words = await requests.list_decisions(session, request)
        passed = await delegations.list_of(session, request)
        mine = await links.accounts(session, by, since=request.created_at)
        if given := next((each for each in passed if each.by in mine), None):
            raise Stale(
                f"You have passed {request.reference} on to <@{given.delegate}>, who decides in "
                "your place. You may still cancel it."
            )
        if mine & {slack_id for word in words for slack_id in (word.by, word.voice)}:
            raise Stale(
                f"You have approved {request.reference} before; it waits for somebody else."
            )
        return words

    async def _may_end(self, request: Request, by: str) -> None:
        if by == request.requester:
            await self.work.gate.owning(request)
        else:
            await self.work.gate.overseeing(request, by=by)


def _refuse_late(request: Request, round_: int, *, now: datetime) -> None:
    if request.state is not State.PENDING:
        raise _told(request)
    if request.round != round_:
        raise Stale(
            f"{request.reference} changed since this question was asked. "
            "The newest question stands further down in the thread."
        )
    if request.expires_at <= now:
        raise Stale(f"{request.reference} has expired. Nothing was done; it can be sent again.")


def _told(request: Request) -> Stale:
    by = f" by <@{request.decided_by}>" if request.decided_by else ""
    ending = ENDINGS[request.state]
    if request.unapproved:
        ending = ending.replace("was approved", "was started without approval")
    return Stale(f"{request.reference} {ending}{by}. Your click changed nothing.")
