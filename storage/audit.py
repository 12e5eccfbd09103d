"""The audit: every act is a row, written in the transaction of what it tells of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import AuditEntry

DESKHAND: Final = "deskhand"  # the actor where no person acted


async def record(
    session: AsyncSession,
    act: str,
    *,
    by: str,
    now: datetime,
    request_id: int | None = None,
    **detail: Any,
) -> None:
    """Write down an act; `detail` is ids and plain values, never a secret."""
    session.add(AuditEntry(at=now, actor=by, act=act, request_id=request_id, detail=detail))


async def list_of(session: AsyncSession, request_id: int) -> Sequence[AuditEntry]:
    """List a request's acts, oldest first."""
    found = await session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.request_id) == request_id)
        .order_by(col(AuditEntry.id))
    )
    return found.all()
