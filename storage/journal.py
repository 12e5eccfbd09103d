"""The journal: how far each step of a request has come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import requests
from storage.tables import StepRun, StepState


async def lay_out(session: AsyncSession, request_id: int, steps: Sequence[tuple[str, str]]) -> None:
    """Write the steps' names and titles down in their order, before any of them begins."""
    for position, (name, title) in enumerate(steps):
        session.add(StepRun(request_id=request_id, position=position, name=name, title=title))


async def list_of(session: AsyncSession, request_id: int) -> Sequence[StepRun]:
    """List a request's steps in order; empty before it has begun."""
    found = await session.exec(
        select(StepRun).where(col(StepRun.request_id) == request_id).order_by(col(StepRun.position))
    )
    return found.all()


async def get(session: AsyncSession, request_id: int, position: int) -> StepRun:
    """Give one step of a request."""
    found = await session.exec(
        select(StepRun).where(
            col(StepRun.request_id) == request_id, col(StepRun.position) == position
        )
    )
    return found.one()


async def begin_attempt(
    session: AsyncSession, request_id: int, position: int, *, now: datetime
) -> int:
    """Count one more attempt before anything is done, and give its number.

    It is counted in a transaction of its own: whoever finds 2 here knows that an earlier attempt
    may have done its work without our learning of it.
    """
    row = await get(session, request_id, position)
    row.attempts += 1
    row.begun_at = row.begun_at or now
    row.state = StepState.RUNNING
    session.add(row)
    await requests.touch(session, request_id)
    return row.attempts


async def first_look(
    session: AsyncSession, request_id: int, position: int, *, now: datetime
) -> StepRun:
    """Give a wait's row, which remembers when it was first looked at."""
    row = await get(session, request_id, position)
    if row.begun_at is None:
        row.begun_at = now
        session.add(row)
        await session.flush()
    return row


async def note(
    session: AsyncSession,
    request_id: int,
    position: int,
    state: StepState,
    *,
    detail: str = "",
    ended_at: datetime | None = None,
) -> None:
    """Set how far a step has come and what was last seen, and have the card redrawn."""
    values: dict[str, object] = {"state": state, "detail": detail}
    if ended_at is not None:
        values["ended_at"] = ended_at
    await session.exec(
        update(StepRun)
        .where(col(StepRun.request_id) == request_id, col(StepRun.position) == position)
        .values(**values)
    )
    await requests.touch(session, request_id)


async def waive(
    session: AsyncSession, request_id: int, position: int, *, by: str, why: str
) -> bool:
    """Note that a person ends a wait; False if it is over, or was ended before."""
    open_ = [StepState.WAITING, StepState.RUNNING, StepState.RETRYING]
    changed = await session.exec(
        update(StepRun)
        .where(
            col(StepRun.request_id) == request_id,
            col(StepRun.position) == position,
            col(StepRun.state).in_(open_),
            col(StepRun.waived_by).is_(None),
        )
        .values(waived_by=by, waived_why=why)
    )
    return bool(changed.rowcount == 1)
