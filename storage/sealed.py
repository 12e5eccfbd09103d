"""One-time secrets, encrypted: opened once, or destroyed when their time is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Sealed


async def find(session: AsyncSession, request_id: int) -> Sealed | None:
    """Give the request's secret, destroyed or not."""
    return await session.get(Sealed, request_id)


async def put(
    session: AsyncSession,
    request_id: int,
    ciphertext: bytes,
    *,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Keep a secret; a newer one takes the place of one that was not opened."""
    kept = await session.get(Sealed, request_id)
    row = kept or Sealed(request_id=request_id, sealed_at=now, expires_at=expires_at)
    row.ciphertext, row.sealed_at, row.expires_at, row.opened_at = ciphertext, now, expires_at, None
    session.add(row)


async def take(session: AsyncSession, request_id: int, *, now: datetime) -> bytes | None:
    """Give the ciphertext and destroy it; None if it was opened before or is over.

    Of two openings at once only one finds it: the row is read for update, and on SQLite there
    is one writer.
    """
    found = await session.exec(
        select(Sealed)
        .where(
            col(Sealed.request_id) == request_id,
            col(Sealed.ciphertext).is_not(None),
            col(Sealed.expires_at) > now,
        )
        .with_for_update()
    )
    row = found.first()
    if row is None:
        return None
    ciphertext, row.ciphertext, row.opened_at = row.ciphertext, None, now
    session.add(row)
    return ciphertext


async def destroy_expired(session: AsyncSession, *, now: datetime) -> Sequence[int]:
    """Destroy what nobody opened in time, and give the ids of those requests."""
    over = col(Sealed.ciphertext).is_not(None) & (col(Sealed.expires_at) <= now)
    ids = (await session.exec(select(Sealed.request_id).where(over))).all()
    await session.exec(update(Sealed).where(over).values(ciphertext=None))
    return ids
