"""Pushes: every change of state is a compare-and-set, so a yes counts once and for one thing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.identity_tables import Purpose, Push, PushState

PHONES: Final = 0x70_68_6F  # name space of advisory locks; others are in `bot.replicas`
OPEN: Final = (PushState.ASKING, PushState.WAITING)


async def lock_phone(session: AsyncSession, okta_id: str) -> None:
    """Let nobody else ask somebody's phone until this transaction ends.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        name = func.hashtext(okta_id)
        await session.exec(select(func.pg_advisory_xact_lock(PHONES, name)))


async def add(session: AsyncSession, push: Push) -> bool:
    """Begin a push; False if one for the same thing is under way."""
    try:
        async with session.begin_nested():
            session.add(push)
    except IntegrityError:
        return False
    return True


async def get(session: AsyncSession, push_id: int) -> Push:
    """Give a push as it is now."""
    found = await session.exec(
        select(Push).where(col(Push.id) == push_id).execution_options(populate_existing=True)
    )
    return found.one()


async def find_open(session: AsyncSession, subject: str) -> Push | None:
    """Give the push that is under way for one thing."""
    under_way = col(Push.ended_at).is_(None)
    found = await session.exec(select(Push).where(col(Push.subject) == subject, under_way))
    return found.first()


async def list_about(session: AsyncSession, subject: str) -> Sequence[Push]:
    """List every push for one thing, oldest first."""
    query = select(Push).where(col(Push.subject) == subject).order_by(col(Push.id))
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def count_since(
    session: AsyncSession,
    since: datetime,
    *,
    okta_id: str | None = None,
    by: str | None = None,
    purpose: Purpose | None = None,
) -> int:
    """Count the pushes that may have reached a phone since a time: somebody's, or by somebody."""
    query = select(func.count()).where(col(Push.at) > since, col(Push.state) != PushState.UNASKED)
    if okta_id is not None:
        query = query.where(col(Push.okta_id) == okta_id)
    if by is not None:
        query = query.where(col(Push.by) == by)
    if purpose is not None:
        query = query.where(col(Push.purpose) == purpose)
    return (await session.exec(query)).one()


async def move(
    session: AsyncSession,
    push_id: int,
    *,
    come_from: Collection[PushState],
    to: PushState,
    now: datetime,
    **values: Any,
) -> bool:
    """Move a push from one of some states to another; False if it was in none of them."""
    ended = {} if to in OPEN else {"ended_at": func.coalesce(col(Push.ended_at), now)}
    changed = await session.exec(
        update(Push)
        .where(col(Push.id) == push_id, col(Push.state).in_(list(come_from)))
        .values(state=to, seen_at=now, **ended, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


async def use(
    session: AsyncSession,
    push_id: int,
    *,
    subject: str,
    okta_id: str,
    since: datetime,
    request_id: int | None,
) -> bool:
    """Let a yes count; False unless it was said for exactly this, by this person, and not before.

    Args:
        since: One that was said earlier counts no more.
        request_id: What it counted for.
    """
    changed = await session.exec(
        update(Push)
        .where(
            col(Push.id) == push_id,
            col(Push.state) == PushState.CONFIRMED,
            col(Push.subject) == subject,
            col(Push.okta_id) == okta_id,
            col(Push.ended_at) >= since,
        )
        .values(state=PushState.USED, request_id=request_id)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


async def list_open(session: AsyncSession) -> Sequence[Push]:
    """List the pushes that are under way, oldest first."""
    under_way = col(Push.ended_at).is_(None)
    return (await session.exec(select(Push).where(under_way).order_by(col(Push.id)))).all()


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Delete pushes sent before a time; what came of them stands in the audit."""
    await session.exec(delete(Push).where(col(Push.at) < before))
