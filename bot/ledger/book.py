"""The pen: what every happening writes, whichever part of a request's life it is in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.action import Note
from bot.views import delegating, messages
from storage import audit, delegations, posts, requests
from storage.approval_tables import Delegation
from storage.audit import DESKHAND
from storage.tables import Request

Message = tuple[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Book:
    """Says things in a request's thread and keeps its audit."""

    channel: str
    remind_after: timedelta
    alerts: str | None = None
    can_pass_on: Callable[[Request], bool] = lambda _: False

    async def _ask(
        self, session: AsyncSession, request: Request, approvers: Sequence[str], *, now: datetime
    ) -> None:
        can_pass_on = self.can_pass_on(request)
        asked = messages.ask(request, approvers, can_pass_on=can_pass_on)
        await self._say(session, request, f"ask:{request.round}", asked, now=now)

    async def _show_answer(self, session: AsyncSession, request: Request) -> None:
        """Redraw the question wherever it stands: after a decision its buttons are gone."""
        await session.refresh(request)
        words = await requests.list_decisions(session, request)
        passed = await delegations.list_of(session, request)
        can_pass_on = self.can_pass_on(request)
        text, blocks = messages.answered(request, words, passed, can_pass_on=can_pass_on)
        await posts.change(
            session, f"{request.reference}:ask:{request.round}", text=text, blocks=blocks
        )
        for each in passed:
            text, blocks = delegating.asked(request, each, words)
            await posts.change(session, passed_key(request, each), text=text, blocks=blocks)

    async def _say(
        self, session: AsyncSession, request: Request, what: str, message: Message, *, now: datetime
    ) -> None:
        text, blocks = message
        await posts.add(
            session, f"{request.reference}:{what}", channel=self.channel,
            thread_key=card_key(request), text=text, blocks=blocks, now=now,
        )  # fmt: skip

    async def told(
        self,
        session: AsyncSession,
        request: Request,
        notes: Sequence[tuple[str, Note]],
        *,
        now: datetime,
    ) -> None:
        """The person that it is about is told something directly, each note once."""
        for slack_id, note in notes:
            key = f"{request.reference}:note:{note.name}"
            if await posts.find(session, key):
                continue
            text, blocks = messages.note(note, request.reference)
            await posts.add(session, key, channel=slack_id, text=text, blocks=blocks, now=now)
            await self._record(
                session, request, "person told", by=DESKHAND, now=now, note=note.name
            )

    async def _record(
        self, session: AsyncSession, request: Request, act: str, *, by: str, now: datetime,
        **detail: Any,
    ) -> None:  # fmt: skip
        about = {"action": request.action, "principal": request.principal}
        await audit.record(
            session, act, by=by, now=now, request_id=request.id, **{**about, **detail}
        )


def card_key(request: Request) -> str:
    """Name the post that is the request's card."""
    return f"{request.reference}:card"


def passed_key(request: Request, passed: Delegation) -> str:
    """Name the direct message in which somebody is asked in an approver's place."""
    return f"{request.reference}:passed:{passed.round}:{passed.delegate}"


def alert_key(request: Request) -> str:
    """Name the post that tells of a request in the channel of alerts."""
    return f"{request.reference}:alert"
