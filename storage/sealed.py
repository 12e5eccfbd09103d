"""One-time secrets, encrypted: opened once, or destroyed when their time is over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Request, Sealed


async def find(session: AsyncSession, request_id: int) -> Sealed | None:
    """Give the request's secret, destroyed or not."""
    return await session.get(Sealed, request_id)


async def list_kept(session: AsyncSession) -> Sequence[Sealed]:
    """List every secret that is neither opened nor destroyed."""
    found = await session.exec(
        select(Sealed).where(col(Sealed.ciphertext).is_not(None)).order_by(col(Sealed.request_id))
    )
    return found.all()


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


async def replace(session: AsyncSession, request_id: int, old: bytes, new: bytes) -> None:
    """Put the same secret in another encryption; nothing if it was opened or destroyed meanwhile.

    The old ciphertext in the `where` is what makes it lose against whoever opens it.
    """
    await session.exec(
        update(Sealed)
        .where(col(Sealed.request_id) == request_id, col(Sealed.ciphertext) == old)
        .values(ciphertext=new)
    )


async def destroy(session: AsyncSession, request_id: int) -> bool:
    """Destroy the request's secret; False if there was none any more."""
    return bool(await _destroy(session, col(Sealed.request_id) == request_id))


async def destroy_about(
    session: AsyncSession, principal: str, *, but: int | None = None
) -> Sequence[int]:
    """Destroy what is kept about a person, and give the ids of those requests.

    Args:
        principal: Their login.
        but: The request whose secret stays.
    """
    about = select(Request.id).where(col(Request.principal) == principal, col(Request.id) != but)
    return await _destroy(session, col(Sealed.request_id).in_(about))


async def destroy_expired(session: AsyncSession, *, now: datetime) -> Sequence[int]:
    """Destroy what nobody opened in time, and give the ids of those requests."""
    return await _destroy(session, col(Sealed.expires_at) <= now)


async def _destroy(session: AsyncSession, which: ColumnElement[bool]) -> Sequence[int]:
    # Of two replicas that do it at once only one is given an id: the second finds it destroyed.
    gone = await session.exec(
        update(Sealed)
        .where(which, col(Sealed.ciphertext).is_not(None))
        .values(ciphertext=None)
        .returning(col(Sealed.request_id))
        .execution_options(synchronize_session=False)
    )
    return sorted(gone.scalars())
