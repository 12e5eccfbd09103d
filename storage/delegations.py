"""Delegations: who decides in whose place, in one round of a request."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.approval_tables import Delegation
from storage.tables import Request


async def add(
    session: AsyncSession, request: Request, *, by: str, delegate: str, reason: str, now: datetime
) -> Delegation:
    """Write down that an approver passed the present round's question on."""
    passed = Delegation(
        request_id=request.id or 0, round=request.round, by=by, delegate=delegate,
        reason=reason, at=now,
    )  # fmt: skip
    session.add(passed)
    await session.flush()
    return passed


async def list_of(session: AsyncSession, request: Request) -> Sequence[Delegation]:
    """List who decides in whose place in the request's present round, oldest first."""
    found = await session.exec(
        select(Delegation)
        .where(col(Delegation.request_id) == request.id, col(Delegation.round) == request.round)
        .order_by(col(Delegation.id))
    )
    return found.all()
