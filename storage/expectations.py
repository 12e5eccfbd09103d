"""What JumpCloud and the devices must follow, and how that went."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.watch_tables import Expectation, ExpectationState

LOOKED_FOR = (ExpectationState.OPEN, ExpectationState.MISSED)


async def add(session: AsyncSession, **values: Any) -> None:
    """Expect something, once for each key."""
    lite = session.get_bind().dialect.name == "sqlite"
    await session.exec(
        (sqlite if lite else postgresql)
        .insert(Expectation)
        .values(state=ExpectationState.OPEN, devices={}, detail="", **values)
        .on_conflict_do_nothing(index_elements=["key"])
    )


async def get(session: AsyncSession, expectation_id: int) -> Expectation:
    """Give an expectation as it is now, for a change."""
    return await session.get_one(Expectation, expectation_id, with_for_update=True)


async def list_open(session: AsyncSession, *, limit: int = 200) -> Sequence[Expectation]:
    """List what is looked for, oldest first."""
    found = await session.exec(
        select(Expectation)
        .where(col(Expectation.state).in_(LOOKED_FOR))
        .order_by(col(Expectation.id))
        .limit(limit)
    )
    return found.all()


async def list_open_about(session: AsyncSession, okta_id: str) -> Sequence[Expectation]:
    """List what is looked for about a person."""
    found = await session.exec(
        select(Expectation).where(
            col(Expectation.okta_id) == okta_id, col(Expectation.state).in_(LOOKED_FOR)
        )
    )
    return found.all()


async def list_alive(
    session: AsyncSession, start: datetime, end: datetime
) -> Sequence[Expectation]:
    """List what was looked for at some moment of a time, oldest first."""
    ended = col(Expectation.ended_at)
    found = await session.exec(
        select(Expectation)
        .where(col(Expectation.at) < end, ended.is_(None) | (ended >= start))
        .order_by(col(Expectation.at), col(Expectation.id))
    )
    return found.all()
