"""Cases: what people were told, and what is still so."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.watch_tables import Case, CaseState


async def add(session: AsyncSession, case: Case) -> None:
    """Open a case; its id is known afterwards."""
    session.add(case)
    await session.flush()


async def get(session: AsyncSession, case_id: int) -> Case | None:
    """Give a case as it is now, for a change; see `_locked`."""
    return await _locked(session, col(Case.id) == case_id)


async def find_open(session: AsyncSession, key: str) -> Case | None:
    """Give the open case with this cause about this person or thing, for a change."""
    return await _locked(session, col(Case.open_key) == key)


async def _locked(session: AsyncSession, of: ColumnElement[bool]) -> Case | None:
    """Give a case that nobody else changes before this transaction ends.

    Both logs, what must follow and people's clicks are written side by side. Who had to wait for
    another has to see what that one wrote: else a word would be said twice, or another overwritten.
    """
    query = select(Case).where(of).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()


async def list_open(
    session: AsyncSession,
    *,
    causes: Collection[str] | None = None,
    lasting: bool | None = None,
    limit: int | None = 1000,
) -> Sequence[Case]:
    """List open cases, the one that was looked at longest ago first.

    Args:
        causes: Of these only; None for any.
        lasting: Those that last, or those that do not; None for both.
        limit: How many at most; None for all.
    """
    query = select(Case).where(col(Case.state) == CaseState.OPEN)
    if causes is not None:
        query = query.where(col(Case.cause).in_(causes))
    if lasting is not None:
        query = query.where(col(Case.lasting) == lasting)
    found = await session.exec(
        query.order_by(col(Case.looked_at).is_not(None), col(Case.looked_at), col(Case.id)).limit(
            limit
        )
    )
    return found.all()


async def count_open(session: AsyncSession) -> int:
    """Count the open cases that last."""
    found = await session.exec(
        select(func.count())
        .select_from(Case)
        .where(
            col(Case.state) == CaseState.OPEN,
            col(Case.lasting).is_(True),
            col(Case.of_many).is_(False),
        )
    )
    return int(found.one())


async def list_about(
    session: AsyncSession, names: Collection[str], *, limit: int = 20
) -> Sequence[Case]:
    """List open cases about somebody, by ids or names, the worst first."""
    found = await session.exec(
        select(Case)
        .where(
            col(Case.state) == CaseState.OPEN,
            col(Case.about_id).in_(names) | col(Case.about_name).in_(names),
        )
        .order_by(col(Case.severity).desc(), col(Case.id))
        .limit(limit)
    )
    return found.all()


async def list_untold(session: AsyncSession) -> Sequence[Case]:
    """List open cases whose thread was not begun yet, oldest first."""
    found = await session.exec(
        select(Case)
        .where(
            col(Case.state) == CaseState.OPEN,
            col(Case.told).is_(False),
            col(Case.rolled_into).is_(None),
        )
        .order_by(col(Case.id))
    )
    return found.all()


async def count_lately(session: AsyncSession, cause: str, *, since: datetime) -> int:
    """Count the cases of a cause that were opened lately."""
    found = await session.exec(
        select(func.count())
        .select_from(Case)
        .where(
            col(Case.cause) == cause,
            col(Case.opened_at) >= since,
            col(Case.of_many).is_(False),
        )
    )
    return int(found.one())


async def find_burst(session: AsyncSession, cause: str) -> Case | None:
    """Give the open case that stands for many of a cause."""
    found = await session.exec(
        select(Case).where(
            col(Case.cause) == cause,
            col(Case.of_many).is_(True),
            col(Case.state) == CaseState.OPEN,
        )
    )
    return found.first()


async def list_rolled(
    session: AsyncSession, case_id: int, *, limit: int = 10
) -> tuple[Sequence[Case], int, int]:
    """Give some of those that a case of many stands for, and how many there are and are open."""
    of_it = col(Case.rolled_into) == case_id
    found = await session.exec(
        select(Case)
        .where(of_it)
        .order_by(col(Case.state).desc(), col(Case.severity).desc(), col(Case.id))
        .limit(limit)
    )
    total = (await session.exec(select(func.count()).select_from(Case).where(of_it))).one()
    still = await session.exec(
        select(func.count()).select_from(Case).where(of_it, col(Case.state) == CaseState.OPEN)
    )
    return found.all(), int(total), int(still.one())


async def list_alive(session: AsyncSession, start: datetime, end: datetime) -> Sequence[Case]:
    """List the cases that were open at some moment of a time, oldest first."""
    closed = col(Case.closed_at)
    found = await session.exec(
        select(Case)
        .where(
            col(Case.opened_at) < end,
            closed.is_(None) | (closed >= start),
            col(Case.of_many).is_(False),
        )
        .order_by(col(Case.opened_at), col(Case.id))
    )
    return found.all()


async def looked(session: AsyncSession, ids: Collection[int], *, now: datetime) -> None:
    """Note that cases were checked."""
    await session.exec(
        update(Case)
        .where(col(Case.id).in_(ids))
        .values(looked_at=now)
        .execution_options(synchronize_session=False)
    )
