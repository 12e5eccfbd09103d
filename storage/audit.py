"""The audit: every act is a row, written in the transaction of what it tells of.

Each row carries the hash of the one before (`bot.chain`), so they are written one after the
other: a transaction gets its place in the chain last of all, when everything else of it is
written. It waits for nothing any more then but for the commit; that keeps the chain from being
in anybody's way for long, and from ever being part of a deadlock. The triggers of the table
refuse whatever is no continuation of the chain.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session, SessionTransaction
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.chain import GENESIS, PRUNED, Document, Head, hash_of, loads, plain, timestamp
from bot.logs import masked
from storage.tables import AuditEntry

DESKHAND: Final = "deskhand"  # the actor where no person acted

WAITING: Final = "audit"  # in a session's `info`: entries without a place in the chain yet
CHAIN_LOCK: Final = 0x61756474  # an advisory lock; others are in `bot.replicas`
HOLDS_AT_MOST: Final = "30s"  # that a transaction may idle with it
MANY: Final = 1_000  # entries that are read at a time
EVERYTHING: Final = (-(2**63), 2**63 - 1)
MOST_PRUNED: Final = 20_000  # entries of one transaction: whoever writes one waits for it

# A replica that is frozen with the lock in its hand loses it, or nobody could act any more.
LOCKED: Final = sa.select(
    sa.func.set_config("idle_in_transaction_session_timeout", HOLDS_AT_MOST, True),  # noqa: FBT003 - PostgreSQL's own: of this transaction only
    sa.func.pg_advisory_xact_lock(CHAIN_LOCK),
)
NEWEST: Final = (
    sa.select(col(AuditEntry.seq), col(AuditEntry.hash))
    .order_by(col(AuditEntry.seq).desc())
    .limit(1)
)

# What is stored is read as it stands. Reading it as what it should be would stop at the first
# row that somebody has spoilt, and would overlook changes that come to the same.
RAW: Final = {
    "sqlite": """
        SELECT seq, replace(at, ' ', 'T') || 'Z' AS at, actor, act, request_id, detail,
               previous, hash
        FROM audit_entry WHERE seq BETWEEN :first AND :last ORDER BY seq""",
    "postgresql": """
        SELECT seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, actor,
               act, request_id, detail::text AS detail, previous, hash
        FROM audit_entry WHERE seq BETWEEN :first AND :last ORDER BY seq""",
}


async def record(
    session: AsyncSession,
    act: str,
    *,
    by: str,
    now: datetime,
    request_id: int | None = None,
    **detail: Any,
) -> None:
    """Write down an act; `detail` is ids and plain values, never a secret.

    It stands in the table once the transaction is committed, and is not found before.
    """
    if session.in_nested_transaction():
        raise RuntimeError("an act is part of a whole transaction, and not of a savepoint")
    entry = {
        "at": now,
        "actor": plain(by),
        "act": plain(act),
        "request_id": request_id,
        "detail": masked(plain(detail)),
    }
    session.info.setdefault(WAITING, []).append(entry)


def chain(session: Session) -> None:
    """Give the acts of a transaction their place in the chain; the last thing before its commit."""
    waiting = session.info.get(WAITING)
    if not waiting or session.in_nested_transaction():
        return
    session.flush()  # whatever else has to wait for somebody does so before the lock is taken
    if session.get_bind().dialect.name != "sqlite":
        session.execute(LOCKED)
    found = session.execute(NEWEST).first()
    last, digest = found or (0, GENESIS)
    rows = []
    for number, entry in enumerate(session.info.pop(WAITING), start=last + 1):
        row = {"seq": number, **entry, "previous": digest}
        digest = hash_of(row | {"at": timestamp(row["at"])})
        rows.append(row | {"hash": digest})
    session.execute(sa.insert(AuditEntry), rows)


def forget_waiting(session: Session, previous: SessionTransaction) -> None:
    """Drop the acts of a transaction that was rolled back."""
    if previous.parent is None:  # not of a savepoint, nor of a flush
        session.info.pop(WAITING, None)


async def head(session: AsyncSession) -> Head | None:
    """Give the newest entry; None where there is none."""
    found = (await session.execute(NEWEST)).first()
    return Head(*found) if found else None


async def list_of(session: AsyncSession, request_id: int) -> Sequence[AuditEntry]:
    """List a request's acts, oldest first."""
    found = await session.exec(
        select(AuditEntry)
        .where(col(AuditEntry.request_id) == request_id)
        .order_by(col(AuditEntry.seq))
    )
    return found.all()


async def find_part(
    connection: AsyncConnection, *, since: datetime | None, until: datetime | None
) -> tuple[int, int]:
    """Give the numbers of the first and the last entry of a time; all between belong to it.

    Args:
        since: Of the entries that are not older the first.
        until: Of the entries that are older the last.
    """
    seq, at = col(AuditEntry.seq), col(AuditEntry.at)
    first, last = sa.select(sa.func.min(seq)), sa.select(sa.func.max(seq))
    if since:
        first = first.where(at >= since)
    if until:
        last = last.where(at < until)
    begins = (await connection.execute(first)).scalar()
    ends = (await connection.execute(last)).scalar()
    return (begins, ends) if begins is not None and ends is not None else (1, 0)


async def read_documents(
    connection: AsyncConnection, part: tuple[int, int] = EVERYTHING
) -> AsyncIterator[Document]:
    """Read the chain, oldest first, as it is at one moment.

    What cannot be read as an entry comes as it is stored, and has the wrong hash for that.

    Args:
        part: The numbers of the first and the last.
    """
    query = sa.text(RAW[connection.dialect.name]).execution_options(yield_per=MANY)
    first, last = part
    async with connection.stream(query, {"first": first, "last": last}) as rows:
        async for row in rows.mappings():
            yield {**row, "detail": _detail(row["detail"])}


async def prune(session: AsyncSession, *, before: datetime, now: datetime) -> int:
    """Remove entries older than a time from the chain's beginning, and leave a checkpoint.

    As many as stand together there, and some thousands at most; then it is to be called again.

    Returns:
        How many were removed.
    """
    seq, at = col(AuditEntry.seq), col(AuditEntry.at)
    oldest = (await session.exec(select(sa.func.min(seq)))).one()
    kept = (await session.exec(select(sa.func.min(seq)).where(at >= before))).one()
    newest = (await session.exec(select(sa.func.max(seq)))).one()
    if oldest is None or newest is None:
        return 0
    through = min((kept or newest + 1) - 1, oldest + MOST_PRUNED - 1)
    count = through - oldest + 1
    if count < 1:
        return 0
    last = await session.get_one(AuditEntry, through)
    await record(
        session, PRUNED, by=DESKHAND, now=now,
        through=through, hash=last.hash, count=count, last_at=last.at, before=before,
    )  # fmt: skip
    await session.run_sync(chain)  # the table lets go of what a checkpoint in it covers, no more
    await session.exec(sa.delete(AuditEntry).where(col(AuditEntry.seq) <= through))
    return count


async def pruned_within(session: AsyncSession, span: timedelta, *, now: datetime) -> bool:
    """Tell whether entries were removed lately."""
    found = await session.exec(
        select(AuditEntry.seq).where(col(AuditEntry.act) == PRUNED, col(AuditEntry.at) > now - span)
    )
    return found.first() is not None


def _detail(text: Any) -> Any:
    try:
        return loads(text)
    except (TypeError, ValueError, RecursionError):
        return text
