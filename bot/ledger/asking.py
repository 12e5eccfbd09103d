"""The first part of a request's life: asked, answered, taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.ledger.book import card_key, passed_key
from bot.ledger.unapproved import Unapproved
from bot.views import delegating, messages
from storage import audit, posts, requests, sealed
from storage.approval_tables import Delegation
from storage.audit import DESKHAND
from storage.tables import Request, State


class Asking(Unapproved):
    """What people do with a request, and what time does to it."""

    async def opened(
        self,
        session: AsyncSession,
        request: Request,
        approvers: Sequence[str],
        *,
        tell: Sequence[str] = (),
    ) -> None:
        """A request was sent: its card and the question in its thread go out.

        Args:
            tell: Slack ids of people who are told directly that it does not wait for approval.
        """
        request.remind_at = request.created_at + self.remind_after
        if request.unapproved:
            request.state, request.remind_at = State.SCHEDULED, None
        await requests.add(session, request)
        now = request.created_at
        await audit.record(
            session, "requested", by=request.requester, now=now, request_id=request.id,
            action=request.action, principal=request.principal, plan=request.plan,
            ticket=str(request.form.get("ticket") or ""),
            **({"caller": request.caller} if request.caller else {}),
        )  # fmt: skip
        text, blocks = messages.request_card(request, [], [])
        await posts.add(
            session, card_key(request), channel=self.channel, text=text, blocks=blocks, now=now
        )
        if request.unapproved:
            await self._broke_glass(session, request, approvers, tell, now=now)
        else:
            await self._ask(session, request, approvers, now=now)

    async def approved(
        self, session: AsyncSession, request: Request, *, by: str, enough: bool, now: datetime
    ) -> bool:
        """An approver said yes; False if the request was no longer waiting for that."""
        to = State.SCHEDULED if enough else State.PENDING
        moved = await self._decided(session, request, to, by=by, now=now)
        if moved:
            await self._record(session, request, "approved", by=by, now=now, round=request.round)
            await self._show_answer(session, request)
        return moved

    async def denied(
        self, session: AsyncSession, request: Request, *, by: str, reason: str, now: datetime
    ) -> bool:
        """An approver said no; False if the request was no longer waiting for that."""
        moved = await self._decided(
            session, request, State.DENIED, by=by, now=now, reason=reason, ended_at=now
        )
        if moved:
            await self._record(session, request, "denied", by=by, now=now, reason=reason)
            await self._show_answer(session, request)
            await self._tell_requester(session, request, now=now)
        return moved

    async def passed_on(
        self, session: AsyncSession, request: Request, passed: Delegation, *, now: datetime
    ) -> None:
        """An approver has somebody decide in their place: that person is asked."""
        await self._record(
            session, request, "passed on", by=passed.by, now=now,
            round=passed.round, delegate=passed.delegate, reason=passed.reason,
        )  # fmt: skip
        await self._say(
            session, request, f"passed on:{passed.round}:{passed.delegate}",
            delegating.passed_on(request, passed), now=now,
        )  # fmt: skip
        text, blocks = delegating.asked(request, passed, [])
        await posts.add(
            session, passed_key(request, passed), channel=passed.delegate,
            text=text, blocks=blocks, now=now,
        )  # fmt: skip
        await self._show_answer(session, request)

    async def cancelled(
        self, session: AsyncSession, request: Request, *, by: str, reason: str, now: datetime
    ) -> bool:
        """Somebody took it back before it began; False if it is too late for that."""
        # Also one that the engine has: it begins by moving the request on, and finds it moved.
        waiting = [State.PENDING, State.SCHEDULED]
        moved = await requests.move(
            session, request.id or 0, come_from=waiting, to=State.CANCELLED,
            decided_by=by, reason=reason, ended_at=now,
        )  # fmt: skip
        if moved:
            await self._record(session, request, "cancelled", by=by, now=now, reason=reason)
            await self._show_answer(session, request)
            if by != request.requester:
                await self._tell_requester(session, request, now=now)
        return moved

    async def expired(self, session: AsyncSession, request: Request, *, now: datetime) -> bool:
        """Nobody decided in time; False if somebody did at the last moment."""
        moved = await requests.move(
            session, request.id or 0, come_from=[State.PENDING], to=State.EXPIRED, ended_at=now
        )
        if moved:
            await self._record(session, request, "expired", by=DESKHAND, now=now)
            await self._show_answer(session, request)
            await self._tell_requester(session, request, now=now)
        return moved

    async def reminded(
        self, session: AsyncSession, request: Request, approvers: Sequence[str], *, now: datetime
    ) -> None:
        """Approvers are reminded; the next reminder waits twice as long."""
        count = request.reminders + 1
        await self._say(
            session, request, f"reminder:{request.round}:{count}",
            messages.reminder(request, approvers), now=now,
        )  # fmt: skip
        await requests.touch(
            session, request.id or 0, reminders=count, remind_at=now + self.remind_after * 2**count
        )

    async def stop_asked(
        self, session: AsyncSession, request: Request, *, by: str, reason: str, now: datetime
    ) -> bool:
        """Somebody wants running work stopped and undone; False if it is not running."""
        if not request.state.working or request.stop_by:
            return False
        await requests.touch(session, request.id or 0, stop_by=by, reason=reason)
        await self._record(session, request, "stop asked", by=by, now=now, reason=reason)
        return True

    async def made_way(
        self, session: AsyncSession, request: Request, urgent: Request, *, now: datetime
    ) -> None:
        """A request ends because an urgent one about the same person has begun."""
        if request.id == urgent.id:
            return
        why = f"{urgent.reference} about the same person has begun."
        ends = self.stop_asked if request.state.working else self.cancelled
        await ends(session, request, by=urgent.requester, reason=why, now=now)

    async def sealed(
        self,
        session: AsyncSession,
        request: Request,
        ciphertext: bytes,
        *,
        expires_at: datetime,
        now: datetime,
    ) -> None:
        """A one-time secret waits for its requester."""
        await sealed.put(session, request.id or 0, ciphertext, now=now, expires_at=expires_at)
        await self._record(session, request, "secret sealed", by=DESKHAND, now=now)
        await self._say(
            session, request, "secret", messages.secret_ready(request, expires_at), now=now
        )

    async def secret_gone(
        self, session: AsyncSession, request: Request, why: str, *, by: str, now: datetime
    ) -> None:
        """The secret was opened, or destroyed unopened: its button goes."""
        text, blocks = messages.secret_gone(request, why)
        await posts.change(session, f"{request.reference}:secret", text=text, blocks=blocks)
        act = "secret destroyed" if by == DESKHAND else "secret opened"
        await self._record(session, request, act, by=by, now=now, why=why)

    async def _tell_requester(
        self, session: AsyncSession, request: Request, *, now: datetime
    ) -> None:
        text, blocks = messages.over(request, self.channel)
        await posts.add(
            session, f"{request.reference}:over", channel=request.requester,
            text=text, blocks=blocks, now=now,
        )  # fmt: skip

    async def secret_lost(
        self, session: AsyncSession, request: Request, why: str, *, by: str, now: datetime
    ) -> None:
        """The secret was opened and could not be shown: its requester has to be told."""
        text, blocks = messages.secret_gone(request, why)
        await posts.change(session, f"{request.reference}:secret", text=text, blocks=blocks)
        await self._record(session, request, "secret lost", by=by, now=now, why=why)
        await self._say(session, request, "secret-lost", messages.secret_lost(request), now=now)

    async def _decided(
        self, session: AsyncSession, request: Request, to: State, *, by: str, now: datetime,
        **values: Any,
    ) -> bool:  # fmt: skip
        return await requests.move(
            session, request.id or 0, come_from=[State.PENDING], to=to,
            decided_by=by, decided_at=now, **values,
        )  # fmt: skip
