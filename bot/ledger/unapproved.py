"""Requests that do not wait for approval, and the reviews that are owed for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.ledger.book import Book
from bot.views import breakglass
from storage import posts, reviews
from storage.approval_tables import Review
from storage.tables import Request

LONGEST: Final = timedelta(days=7)  # between two reminders of a review, which never expires


class Unapproved(Book):
    """What is written when the glass is broken, and until its review is signed."""

    async def _broke_glass(
        self,
        session: AsyncSession,
        request: Request,
        approvers: Sequence[str],
        tell: Sequence[str],
        *,
        now: datetime,
    ) -> None:
        """Somebody starts without approval: everybody is told, and a review is owed."""
        review = await reviews.open_(session, request, remind_at=now + self.remind_after, now=now)
        await self._record(
            session, request, "broke glass", by=request.requester, now=now,
            reason=request.emergency, told=list(tell),
        )  # fmt: skip
        owed = breakglass.owed(request, review, approvers)
        await self._say(session, request, "review", owed, now=now)
        text, blocks = breakglass.told(request, review, self.channel)
        for channel in filter(None, (self.alerts, *tell)):
            key = glass_key(request, channel)
            await posts.add(session, key, channel=channel, text=text, blocks=blocks, now=now)

    async def review_signed(
        self, session: AsyncSession, request: Request, *,
        by: str, justified: bool, text: str, now: datetime,
    ) -> bool:  # fmt: skip
        """An approver has signed the review; False if somebody had before."""
        signed = await reviews.sign(
            session, request.id or 0, by=by, justified=justified, text=text, now=now
        )
        review = await reviews.find(session, request.id or 0)
        if not signed or review is None:
            return False
        await session.refresh(review)
        await self._record(
            session, request, "review signed", by=by, now=now, justified=justified, text=text
        )
        said, blocks = breakglass.owed(request, review, [])
        await posts.change(session, f"{request.reference}:review", text=said, blocks=blocks)
        await self._tell_reviewed(session, request, review, now=now)
        return True

    async def _tell_reviewed(
        self, session: AsyncSession, request: Request, review: Review, *, now: datetime
    ) -> None:
        text, blocks = breakglass.reviewed(request, review)
        await posts.add(
            session, f"{request.reference}:reviewed", channel=request.requester,
            text=text, blocks=blocks, now=now,
        )  # fmt: skip
        if self.alerts:
            head = glass_key(request, self.alerts)
            await posts.add(
                session, f"{head}:reviewed", channel=self.alerts, thread_key=head,
                text=text, blocks=blocks, now=now,
            )  # fmt: skip
            text, blocks = breakglass.told(request, review, self.channel)
            await posts.change(session, head, text=text, blocks=blocks)

    async def review_reminded(
        self, session: AsyncSession, request: Request, review: Review, approvers: Sequence[str],
        *, now: datetime,
    ) -> None:  # fmt: skip
        """Approvers are reminded; the next reminder waits twice as long, a week at most."""
        count = review.reminders + 1
        said = breakglass.reminder(request, approvers)
        await self._say(session, request, f"review reminder:{count}", said, now=now)
        pause = min(self.remind_after * 2 ** min(count, 20), LONGEST)
        await reviews.reminded(session, review, reminders=count, remind_at=now + pause)


def glass_key(request: Request, channel: str) -> str:
    """Name the message by which a channel or a person is told that the glass was broken."""
    return f"{request.reference}:glass:{channel}"
