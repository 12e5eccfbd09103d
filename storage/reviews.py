"""Reviews that are owed for requests which did not wait for approval."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.approval_tables import Review
from storage.tables import Request


async def open_(
    session: AsyncSession, request: Request, *, remind_at: datetime, now: datetime
) -> Review:
    """Write down that a review is owed."""
    review = Review(request_id=request.id or 0, opened_at=now, remind_at=remind_at)
    session.add(review)
    await session.flush()
    return review


async def find(session: AsyncSession, request_id: int) -> Review | None:
    """Give the review of a request, signed or not; None where none is owed."""
    return await session.get(Review, request_id)


async def sign(
    session: AsyncSession, request_id: int, *, by: str, justified: bool, text: str, now: datetime
) -> bool:
    """Sign a review; False if it was signed before. Of two who sign at once one counts."""
    changed = await session.exec(
        update(Review)
        .where(col(Review.request_id) == request_id, col(Review.signed_at).is_(None))
        .values(signed_by=by, signed_at=now, justified=justified, text=text)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


async def reminded(
    session: AsyncSession, review: Review, *, reminders: int, remind_at: datetime
) -> None:
    """Note a reminder, and when the next is due."""
    values: dict[str, Any] = {"reminders": reminders, "remind_at": remind_at}
    await session.exec(
        update(Review).where(col(Review.request_id) == review.request_id).values(**values)
    )


async def list_open(session: AsyncSession) -> Sequence[tuple[Request, Review]]:
    """List the reviews that nobody has signed, with their requests, oldest first."""
    found = await session.exec(
        select(Request, Review)
        .join(Review, col(Review.request_id) == col(Request.id))
        .where(col(Review.signed_at).is_(None))
        .order_by(col(Request.id))
    )
    return found.all()


async def list_to_remind(
    session: AsyncSession, *, now: datetime
) -> Sequence[tuple[Request, Review]]:
    """List the open reviews whose approvers should be reminded, with their requests."""
    return [each for each in await list_open(session) if each[1].remind_at <= now]


async def count_open(session: AsyncSession) -> int:
    """Count the reviews that nobody has signed."""
    query = select(func.count()).select_from(Review).where(col(Review.signed_at).is_(None))
    return (await session.exec(query)).one()
