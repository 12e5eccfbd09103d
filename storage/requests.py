"""Requests: every change of state is a compare-and-set, so of two at once one counts.

Each change that the card shows makes `version` grow; the messenger draws the card until it
shows the newest.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Decision, Request, State

SENDING: Final = 0x73_6E_64  # name space of advisory locks; others are in `bot.replicas`
IN_HAND: Final = (State.SCHEDULED, State.RUNNING, State.ATTENTION, State.UNDOING)


async def add(session: AsyncSession, request: Request) -> Request:
    """Add a request and give it its number."""
    session.add(request)
    await session.flush()
    return request


async def find(session: AsyncSession, request_id: int) -> Request | None:
    """Give a request by its number."""
    return await session.get(Request, request_id)


async def get(session: AsyncSession, request_id: int) -> Request:
    """Give a request that must be there."""
    request = await session.get(Request, request_id)
    if request is None:
        raise LookupError(f"there is no REQ-{request_id}")
    return request


async def lock(session: AsyncSession, request_id: int) -> Request:
    """Give a request that nobody else may change until this transaction ends.

    SQLite has one writer at a time anyway and takes no notice of the lock.
    """
    found = await session.exec(
        select(Request).where(col(Request.id) == request_id).with_for_update()
    )
    return found.one()


async def find_by_key(session: AsyncSession, key: str) -> Request | None:
    """Give the request that a draft became, if it was sent before."""
    return (await session.exec(select(Request).where(col(Request.key) == key))).first()


async def lock_principal(session: AsyncSession, principal: str) -> None:
    """Let nobody else send a request about a principal until this transaction ends.

    There may be no row to lock yet. SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        name = func.hashtext(principal)
        await session.exec(select(func.pg_advisory_xact_lock(SENDING, name)))


async def list_open_about(session: AsyncSession, principal: str) -> Sequence[Request]:
    """List the requests about a principal that are not over, oldest first."""
    over = [state for state in State if state.over]
    found = await session.exec(
        select(Request)
        .where(col(Request.principal) == principal, col(Request.state).not_in(over))
        .order_by(col(Request.id))
    )
    return found.all()


async def list_begun_about(session: AsyncSession, principal: str) -> Sequence[Request]:
    """List the requests about a principal whose work has begun, newest first."""
    found = await session.exec(
        select(Request)
        .where(col(Request.principal) == principal, col(Request.begun_at).is_not(None))
        .order_by(col(Request.id).desc())
    )
    return found.all()


async def list_around(session: AsyncSession, *, since: datetime) -> Sequence[Request]:
    """List the requests that are being carried out, or were at some moment since."""
    found = await session.exec(
        select(Request).where(
            col(Request.begun_at).is_not(None),
            col(Request.ended_at).is_(None) | (col(Request.ended_at) >= since),
        )
    )
    return found.all()


async def list_ended(session: AsyncSession, start: datetime, end: datetime) -> Sequence[Request]:
    """List the requests that came to their end in a time, oldest first."""
    ended = col(Request.ended_at)
    found = await session.exec(
        select(Request).where(ended >= start, ended < end).order_by(ended, col(Request.id))
    )
    return found.all()


async def list_to_follow(session: AsyncSession, *, now: datetime) -> Sequence[Request]:
    """List requests that succeeded and whose follow-up is due and was not asked for yet."""
    found = await session.exec(
        select(Request)
        .where(
            col(Request.state).in_([State.DONE, State.UNPROVEN]),
            col(Request.followed).is_(False),
            col(Request.follow_up_at) <= now,
        )
        .order_by(col(Request.id))
    )
    return found.all()


async def list_to_stop(session: AsyncSession) -> Sequence[Request]:
    """List requests at work that somebody wants stopped."""
    found = await session.exec(
        select(Request).where(
            col(Request.state).in_([State.RUNNING, State.ATTENTION]),
            col(Request.stop_by).is_not(None),
        )
    )
    return found.all()


async def list_open(session: AsyncSession, *, limit: int = 50) -> Sequence[Request]:
    """List the requests that are not over, oldest first."""
    over = [state for state in State if state.over]
    found = await session.exec(
        select(Request)
        .where(col(Request.state).not_in(over))
        .order_by(col(Request.id))
        .limit(limit)
    )
    return found.all()


async def move(
    session: AsyncSession,
    request_id: int,
    *,
    come_from: Collection[State],
    to: State,
    **values: Any,
) -> bool:
    """Move a request from one of some states to another; False if it was in none of them.

    The state in the `where` is what makes a second click, a late expiry or a repeated step
    harmless: whoever comes second finds the row changed.
    """
    changed = await session.exec(
        update(Request)
        .where(col(Request.id) == request_id, col(Request.state).in_(list(come_from)))
        .values(state=to, version=col(Request.version) + 1, **values)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


async def touch(session: AsyncSession, request_id: int, **values: Any) -> None:
    """Change other columns of a request, and have its card redrawn."""
    await session.exec(
        update(Request)
        .where(col(Request.id) == request_id)
        .values(version=col(Request.version) + 1, **values)
        .execution_options(synchronize_session=False)
    )


async def learn(session: AsyncSession, request_id: int, facts: Mapping[str, str]) -> None:
    """Add facts that a step found."""
    request = await get(session, request_id)
    await touch(session, request_id, facts={**request.facts, **facts})


async def drawn(session: AsyncSession, request_id: int, version: int) -> None:
    """Note which version of the request its card shows now."""
    await session.exec(update(Request).where(col(Request.id) == request_id).values(drawn=version))


async def handed_over(session: AsyncSession, request: Request) -> None:
    """Note that the engine has this round of it, and takes it to its end."""
    await session.exec(
        update(Request)
        .where(col(Request.id) == request.id, col(Request.round) == request.round)
        .values(handed_over=True)
    )


async def list_to_hand_over(session: AsyncSession, *, now: datetime) -> Sequence[Request]:
    """List approved requests whose start has come and that the engine does not have yet."""
    found = await session.exec(
        select(Request)
        .where(
            col(Request.state) == State.SCHEDULED,
            col(Request.handed_over).is_(False),
            or_(col(Request.start_at).is_(None), col(Request.start_at) <= now),
        )
        .order_by(col(Request.id))
    )
    return found.all()


async def list_in_hand(session: AsyncSession) -> Sequence[Request]:
    """List requests that the engine has and that are not over."""
    found = await session.exec(
        select(Request)
        .where(col(Request.handed_over).is_(True), col(Request.state).in_(list(IN_HAND)))
        .order_by(col(Request.id))
    )
    return found.all()


async def list_expired(session: AsyncSession, *, now: datetime) -> Sequence[Request]:
    """List requests that nobody decided in time."""
    found = await session.exec(
        select(Request).where(col(Request.state) == State.PENDING, col(Request.expires_at) <= now)
    )
    return found.all()


async def list_to_remind(session: AsyncSession, *, now: datetime) -> Sequence[Request]:
    """List pending requests whose approvers should be reminded."""
    found = await session.exec(
        select(Request).where(col(Request.state) == State.PENDING, col(Request.remind_at) <= now)
    )
    return found.all()


async def list_undrawn(session: AsyncSession) -> Sequence[Request]:
    """List requests that changed since their card was drawn, oldest first."""
    found = await session.exec(
        select(Request).where(col(Request.version) > col(Request.drawn)).order_by(col(Request.id))
    )
    return found.all()


async def decide(
    session: AsyncSession,
    request: Request,
    *,
    by: str,
    voice: str,
    approved: bool,
    reason: str = "",
    now: datetime,
) -> None:
    """Write down one approver's word in the request's present round.

    Args:
        voice: Whose word it is: that of `by`, or of the approver who passed it on to them.
    """
    session.add(
        Decision(
            request_id=request.id or 0, round=request.round, by=by, voice=voice,
            approved=approved, reason=reason, at=now,
        )
    )  # fmt: skip
    await session.flush()


async def list_decisions(session: AsyncSession, request: Request) -> Sequence[Decision]:
    """List the words of the request's present round, oldest first."""
    found = await session.exec(
        select(Decision)
        .where(col(Decision.request_id) == request.id, col(Decision.round) == request.round)
        .order_by(col(Decision.id))
    )
    return found.all()


async def count_by_state(session: AsyncSession) -> dict[tuple[str, str], int]:
    """Count requests by action and state."""
    found = await session.exec(
        select(Request.action, Request.state, func.count()).group_by(
            col(Request.action), col(Request.state)
        )
    )
    return {(action, str(state)): count for action, state, count in found.all()}
