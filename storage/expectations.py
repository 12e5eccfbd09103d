"""What JumpCloud and the devices must follow, and how that went."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, update
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
        .values(state=ExpectationState.OPEN, devices={}, detail="", jumpcloud_id="", **values)
        .on_conflict_do_nothing(index_elements=["key"])
    )


async def get(session: AsyncSession, expectation_id: int) -> Expectation:
    """Give an expectation as it is now, for a change."""
    return await session.get_one(Expectation, expectation_id, with_for_update=True)


async def list_due(
    session: AsyncSession,
    before: datetime,
    *,
    first: Sequence[str] = (),
    skipped: Collection[int] = (),
    limit: int,
) -> Sequence[Expectation]:
    """List what is to be looked for now.

    Args:
        before: When its next look must have been due.
        first: The kinds that come first, in this order; of one kind, and without any, what waits
            for its look longest.
        skipped: Ids of those that are not asked for.
    """
    look_at = col(Expectation.look_at)
    rank = {kind: place for place, kind in enumerate(first)}
    found = await session.exec(
        select(Expectation)
        .where(
            col(Expectation.state).in_(LOOKED_FOR),
            look_at.is_(None) | (look_at < before),
            col(Expectation.id).not_in(skipped),
        )
        .order_by(
            *([case(rank, value=col(Expectation.kind), else_=len(rank))] if rank else []),
            look_at.asc().nulls_first(),
            col(Expectation.id),
        )
        .limit(limit)
    )
    return found.all()


async def put_off(session: AsyncSession, expectation_id: int, *, until: datetime) -> None:
    """Look for something later."""
    await session.exec(
        update(Expectation)
        .where(col(Expectation.id) == expectation_id)
        .values(look_at=until)
        .execution_options(synchronize_session=False)
    )


async def drop_older(
    session: AsyncSession, okta_id: str, kind: str, *, at: datetime, now: datetime, why: str
) -> bool:
    """Look no longer for what a newer one of a kind about a person stands for.

    Args:
        at: When Okta did the newer one.

    Returns:
        False if one is looked for already that is newer still; nothing is changed then.
    """
    found = await session.exec(
        select(Expectation.id, Expectation.at).where(
            col(Expectation.okta_id) == okta_id,
            col(Expectation.kind) == kind,
            col(Expectation.state).in_(LOOKED_FOR),
        )
    )
    known = found.all()
    if any(each > at for _, each in known):
        return False
    if known:
        await session.exec(
            update(Expectation)
            .where(
                col(Expectation.id).in_([each for each, _ in known]),
                col(Expectation.state).in_(LOOKED_FOR),
            )
            .values(state=ExpectationState.DROPPED, ended_at=now, detail=why)
            .execution_options(synchronize_session=False)
        )
    return True


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
