"""The second part of a request's life: its work, and how that ends."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.action import Witness
from bot.ledger.book import Book, alert_key
from bot.plan import Plan
from bot.policy import ActionPolicy
from bot.views import messages, progress
from storage import journal, posts, requests
from storage.audit import DESKHAND
from storage.tables import Request, State, StepState

WORKING: Final = (State.RUNNING, State.ATTENTION)


class Working(Book):
    """What the engine does with a request."""

    async def begun(
        self,
        session: AsyncSession,
        request: Request,
        steps: Sequence[tuple[str, str]],
        now: datetime,
        *,
        alerts: bool = False,
    ) -> bool:
        """Work starts; False if the request was taken back meanwhile.

        Args:
            alerts: Tell of it in the channel of alerts too.
        """
        moved = await requests.move(
            session, request.id or 0, come_from=[State.SCHEDULED], to=State.RUNNING, begun_at=now
        )
        if moved:
            await journal.lay_out(session, request.id or 0, steps)
            await self._record(session, request, "begun", by=DESKHAND, now=now)
            await self._show_answer(session, request)
            if alerts and self.alerts:
                await self._alert(session, request, self.alerts, now=now)
        return moved

    async def _alert(
        self, session: AsyncSession, request: Request, channel: str, *, now: datetime
    ) -> None:
        steps = await journal.list_of(session, request.id or 0)
        words = await requests.list_decisions(session, request)
        text, blocks = messages.alert(request, steps, words)
        await posts.add(
            session, alert_key(request), channel=channel, text=text, blocks=blocks, now=now
        )

    async def waived(
        self, session: AsyncSession, request: Request, position: int, *,
        by: str, why: str, now: datetime,
    ) -> bool:  # fmt: skip
        """A person ends a wait by hand; False if it is over, or was ended before."""
        if not request.state.working:
            return False
        if not await journal.waive(session, request.id or 0, position, by=by, why=why):
            return False
        step = await journal.get(session, request.id or 0, position)
        await self._record(session, request, "wait ended", by=by, now=now, step=position, why=why)
        await self._say(
            session, request, f"waived:{position}",
            progress.waived(request, step.title, by, why), now=now,
        )  # fmt: skip
        return True

    async def delayed(
        self, session: AsyncSession, request: Request, why: str, *, now: datetime
    ) -> None:
        """Approved work cannot begin yet; it is said once in each round."""
        said = progress.delayed(request, why)
        await self._say(session, request, f"delayed:{request.round}", said, now=now)

    async def asked_again(
        self,
        session: AsyncSession,
        request: Request,
        plan: Plan,
        *,
        policy: ActionPolicy,
        why: Sequence[str] = (),
        expires_at: datetime,
        now: datetime,
    ) -> None:
        """The state moved between review and work: the new plan needs a new yes.

        Args:
            policy: What judges it now: as many approvals are asked for as it says.
            why: What is different besides the plan.
        """
        old = Plan.model_validate(request.plan)
        moved = await requests.move(
            session, request.id or 0, come_from=[State.SCHEDULED], to=State.PENDING,
            plan=plan.model_dump(mode="json"), round=request.round + 1, handed_over=False,
            decided_by=None, decided_at=None, expires_at=expires_at,
            remind_at=now + self.remind_after, reminders=0, approvals=policy.approvals,
            follow_up_at=plan.follow_up.at if plan.follow_up else None,
        )  # fmt: skip
        if not moved:
            return
        await session.refresh(request)
        changed = [*why, *_differences(old, plan)]
        await self._say(
            session, request, f"moved:{request.round}",
            messages.asked_again(request, changed), now=now,
        )  # fmt: skip
        await self._record(session, request, "asked again", by=DESKHAND, now=now, changed=changed)
        await self._ask(session, request, policy.asked, now=now)

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
        self, session: AsyncSession, request: Request, position: int, text: str, *,
        can_end: bool = False, now: datetime,
    ) -> None:  # fmt: skip
        """A wait has taken longer than it should: a person is asked; looking goes on."""
        moved = await requests.move(
            session, request.id or 0, come_from=[State.RUNNING], to=State.ATTENTION
        )
        if moved:
            step = await journal.get(session, request.id or 0, position)
            await self._record(session, request, "attention", by=DESKHAND, now=now, text=text)
            await self._say(
                session, request, f"attention:{position}",
                progress.needs_attention(request, step, text, can_end=can_end), now=now,
            )  # fmt: skip

    async def back_to_work(self, session: AsyncSession, request: Request, *, now: datetime) -> None:
        """What a person was asked to look at has solved itself."""
        if await requests.move(
            session, request.id or 0, come_from=[State.ATTENTION], to=State.RUNNING
        ):
            await self._record(session, request, "back to work", by=DESKHAND, now=now)

    async def waits_long(
        self, session: AsyncSession, request: Request, position: int, text: str, *,
        can_end: bool = False, now: datetime,
    ) -> None:  # fmt: skip
        """A wait goes on for some time: the thread says for what, and how to stop it.

        Args:
            can_end: Whether a person may end it with a reason.
        """
        step = await journal.get(session, request.id or 0, position)
        await self._say(
            session, request, f"waits:{position}",
            progress.waiting_for(request, step, text, can_end=can_end), now=now,
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
            progress.failed(request, why, undone, left, reference), now=now,
        )  # fmt: skip

    async def stranded(
        self, session: AsyncSession, request: Request, why: str, *, reference: str, now: datetime
    ) -> None:
        """Its work broke off by a fault of ours: it is over, and what was begun is left."""
        steps = await journal.list_of(session, request.id or 0)
        untouched = {StepState.WAITING, StepState.UNDONE}
        left = [f"{step.title}: {step.state}" for step in steps if step.state not in untouched]
        await self.undoing(session, request, why, now=now)
        await self.failed(session, request, why, undone=[], left=left, reference=reference, now=now)

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
            say = progress.finished if proven else progress.unproven
            await self._say(session, request, "end", say(request, witnesses), now=now)

    async def followed(
        self, session: AsyncSession, request: Request, made: Request, *, now: datetime
    ) -> None:
        """What follows was asked for; its card is another one."""
        await requests.touch(session, request.id or 0, followed=True)
        await self._record(
            session, request, "followed", by=DESKHAND, now=now, reference=made.reference
        )
        await self._say(session, request, "followed", progress.followed(request, made), now=now)

    async def not_followed(
        self, session: AsyncSession, request: Request, why: str, *, now: datetime
    ) -> None:
        """What follows cannot be asked for: its requester is told, and it is not tried again."""
        await requests.touch(session, request.id or 0, followed=True)
        await self._record(session, request, "not followed", by=DESKHAND, now=now, why=why)
        await self._say(session, request, "followed", progress.not_followed(request, why), now=now)


def _differences(old: Plan, new: Plan) -> list[str]:
    before = {*old.changes, *old.warnings, *old.notices}
    after = {*new.changes, *new.warnings, *new.notices}
    gone = [f"No longer: {line}" for line in sorted(before - after)]
    return gone + [f"New: {line}" for line in sorted(after - before)]
