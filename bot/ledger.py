"""What happens to a request, written down.

Each method is one happening. It changes the rows, adds the words for Slack to the outbox and
writes the audit entry, in the transaction of its caller: after a crash either all of it happened
or nothing did. The desk calls it for what people do, the engine for what follows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.action import Plan, Witness
from bot.views import messages
from storage import audit, journal, posts, requests, sealed
from storage.audit import DESKHAND
from storage.tables import Request, State, StepState

WORKING: Final = (State.RUNNING, State.ATTENTION)
Message = tuple[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Ledger:
    """Writes what happens.

    Attributes:
        channel: Slack id of the requests channel, where cards and their threads stand.
        remind_after: Until the first reminder; each later one waits twice as long.
    """

    channel: str
    remind_after: timedelta

    async def opened(
        self, session: AsyncSession, request: Request, approvers: Sequence[str]
    ) -> None:
        """A request was sent: its card and the question in its thread go out."""
        request.remind_at = request.created_at + self.remind_after
        await requests.add(session, request)
        now = request.created_at
        await audit.record(
            session, "requested", by=request.requester, now=now, request_id=request.id,
            action=request.action, principal=request.principal, plan=request.plan,
        )  # fmt: skip
        text, blocks = messages.request_card(request, [], [])
        await posts.add(
            session, card_key(request), channel=self.channel, text=text, blocks=blocks, now=now
        )
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
        return moved

    async def cancelled(
        self, session: AsyncSession, request: Request, *, by: str, reason: str, now: datetime
    ) -> bool:
        """Somebody took it back before it began; False if it is too late for that."""
        waiting = [State.PENDING] if request.handed_over else [State.PENDING, State.SCHEDULED]
        moved = await requests.move(
            session, request.id or 0, come_from=waiting, to=State.CANCELLED,
            decided_by=by, reason=reason, ended_at=now,
        )  # fmt: skip
        if moved:
            await self._record(session, request, "cancelled", by=by, now=now, reason=reason)
            await self._show_answer(session, request)
        return moved

    async def expired(self, session: AsyncSession, request: Request, *, now: datetime) -> bool:
        """Nobody decided in time; False if somebody did at the last moment."""
        moved = await requests.move(
            session, request.id or 0, come_from=[State.PENDING], to=State.EXPIRED, ended_at=now
        )
        if moved:
            await self._record(session, request, "expired", by=DESKHAND, now=now)
            await self._show_answer(session, request)
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

    async def begun(
        self,
        session: AsyncSession,
        request: Request,
        steps: Sequence[tuple[str, str]],
        now: datetime,
    ) -> bool:
        """Work starts; False if the request was taken back meanwhile."""
        moved = await requests.move(
            session, request.id or 0, come_from=[State.SCHEDULED], to=State.RUNNING, begun_at=now
        )
        if moved:
            await journal.lay_out(session, request.id or 0, steps)
            await self._record(session, request, "begun", by=DESKHAND, now=now)
            await self._show_answer(session, request)
        return moved

    async def asked_again(
        self,
        session: AsyncSession,
        request: Request,
        plan: Plan,
        *,
        approvers: Sequence[str],
        expires_at: datetime,
        now: datetime,
    ) -> None:
        """The state moved between review and work: the new plan needs a new yes."""
        old = Plan.model_validate(request.plan)
        moved = await requests.move(
            session, request.id or 0, come_from=[State.SCHEDULED], to=State.PENDING,
            plan=plan.model_dump(mode="json"), round=request.round + 1, handed_over=False,
            decided_by=None, decided_at=None, expires_at=expires_at,
            remind_at=now + self.remind_after, reminders=0,
        )  # fmt: skip
        if not moved:
            return
        await session.refresh(request)
        changed = _differences(old, plan)
        await self._say(
            session, request, f"moved:{request.round}",
            messages.asked_again(request, changed), now=now,
        )  # fmt: skip
        await self._record(session, request, "asked again", by=DESKHAND, now=now, changed=changed)
        await self._ask(session, request, approvers, now=now)

    async def step_ended(
        self,
        session: AsyncSession,
        request: Request,
        position: int,
        state: StepState,
        *,
        text: str,
        facts: dict[str, str],
        now: datetime,
    ) -> None:
        """A step is done, failed or undone."""
        if facts:
            await requests.learn(session, request.id or 0, facts)
        await journal.note(session, request.id or 0, position, state, detail=text, ended_at=now)
        await self._record(
            session, request, f"step {state}", by=DESKHAND, now=now,
            step=position, text=text, facts=facts,
        )  # fmt: skip

    async def step_seen(
        self,
        session: AsyncSession,
        request: Request,
        position: int,
        state: StepState,
        *,
        text: str,
        facts: dict[str, str],
    ) -> None:
        """A step is not done yet; what was seen goes on the card."""
        if facts:
            await requests.learn(session, request.id or 0, facts)
        await journal.note(session, request.id or 0, position, state, detail=text)

    async def needs_attention(
        self, session: AsyncSession, request: Request, position: int, text: str, *, now: datetime
    ) -> None:
        """A wait has taken longer than it should: a person is asked; looking goes on."""
        moved = await requests.move(
            session, request.id or 0, come_from=[State.RUNNING], to=State.ATTENTION
        )
        if moved:
            step = await journal.get(session, request.id or 0, position)
            await self._record(session, request, "attention", by=DESKHAND, now=now, text=text)
            await self._say(
                session, request, f"attention:{position}",
                messages.needs_attention(request, step.title, text), now=now,
            )  # fmt: skip

    async def back_to_work(self, session: AsyncSession, request: Request) -> None:
        """What a person was asked to look at has solved itself."""
        await requests.move(session, request.id or 0, come_from=[State.ATTENTION], to=State.RUNNING)

    async def waits_long(
        self, session: AsyncSession, request: Request, position: int, text: str, *, now: datetime
    ) -> None:
        """A wait goes on for some time: the thread says for what, and how to stop it."""
        step = await journal.get(session, request.id or 0, position)
        await self._say(
            session, request, f"waits:{position}",
            messages.waiting_for(request, step.title, text), now=now,
        )  # fmt: skip

    async def undoing(
        self, session: AsyncSession, request: Request, why: str, *, now: datetime
    ) -> None:
        """Something went wrong or somebody stopped it: finished steps are taken back."""
        await requests.move(
            session, request.id or 0, come_from=WORKING, to=State.UNDOING, reason=why
        )
        await self._record(session, request, "undoing", by=DESKHAND, now=now, why=why)

    async def failed(
        self,
        session: AsyncSession,
        request: Request,
        why: str,
        *,
        undone: Sequence[str],
        left: Sequence[str],
        reference: str,
        now: datetime,
    ) -> None:
        """It is over without success: the thread says what was undone and what is left."""
        ending = State.CANCELLED if request.stop_by else State.FAILED
        moved = await requests.move(
            session, request.id or 0, come_from=[State.SCHEDULED, State.UNDOING], to=ending,
            reason=why, ended_at=now,
        )  # fmt: skip
        if not moved:
            return
        await session.refresh(request)
        await self._record(
            session, request, str(ending), by=request.stop_by or DESKHAND, now=now,
            why=why, undone=list(undone), left=list(left), reference=reference,
        )  # fmt: skip
        await self._show_answer(session, request)
        await self._say(
            session, request, "failed",
            messages.failed(request, why, undone, left, reference), now=now,
        )  # fmt: skip

    async def finished(
        self,
        session: AsyncSession,
        request: Request,
        witnesses: Sequence[Witness],
        *,
        now: datetime,
    ) -> None:
        """Every step is done: what each system showed at the end stands on the card."""
        proven = all(witness.ok for witness in witnesses)
        ending = State.DONE if proven else State.UNPROVEN
        moved = await requests.move(
            session, request.id or 0, come_from=WORKING, to=ending,
            witnesses=[asdict(witness) for witness in witnesses], ended_at=now,
        )  # fmt: skip
        if moved:
            await session.refresh(request)
            await self._record(
                session, request, str(ending), by=DESKHAND, now=now, witnesses=request.witnesses
            )
            say = messages.finished if proven else messages.unproven
            await self._say(session, request, "end", say(request, witnesses), now=now)

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
        await self._record(session, request, "secret gone", by=by, now=now, why=why)

    async def _decided(
        self, session: AsyncSession, request: Request, to: State, *, by: str, now: datetime,
        **values: Any,
    ) -> bool:  # fmt: skip
        return await requests.move(
            session, request.id or 0, come_from=[State.PENDING], to=to,
            decided_by=by, decided_at=now, **values,
        )  # fmt: skip

    async def _ask(
        self, session: AsyncSession, request: Request, approvers: Sequence[str], *, now: datetime
    ) -> None:
        await self._say(
            session, request, f"ask:{request.round}", messages.ask(request, approvers), now=now
        )

    async def _show_answer(self, session: AsyncSession, request: Request) -> None:
        """Redraw the question in the thread: after a decision its buttons are gone."""
        await session.refresh(request)
        words = await requests.list_decisions(session, request)
        text, blocks = messages.answered(request, words)
        await posts.change(
            session, f"{request.reference}:ask:{request.round}", text=text, blocks=blocks
        )

    async def _say(
        self, session: AsyncSession, request: Request, what: str, message: Message, *, now: datetime
    ) -> None:
        text, blocks = message
        await posts.add(
            session, f"{request.reference}:{what}", channel=self.channel,
            thread_key=card_key(request), text=text, blocks=blocks, now=now,
        )  # fmt: skip

    async def _record(
        self, session: AsyncSession, request: Request, act: str, *, by: str, now: datetime,
        **detail: Any,
    ) -> None:  # fmt: skip
        await audit.record(session, act, by=by, now=now, request_id=request.id, **detail)


def card_key(request: Request) -> str:
    """Name the post that is the request's card."""
    return f"{request.reference}:card"


def _differences(old: Plan, new: Plan) -> list[str]:
    before = {*old.changes, *old.warnings, *old.notices}
    after = {*new.changes, *new.warnings, *new.notices}
    gone = [f"No longer: {line}" for line in sorted(before - after)]
    return gone + [f"New: {line}" for line in sorted(after - before)]
