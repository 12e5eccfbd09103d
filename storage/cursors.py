"""How far each log was read, and which events were seen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.watch_tables import Cursor, SeenEvent

SHRUNK = "shrunk"  # no feed: whether a directory shows far fewer people than there should be
MANY = 300  # rows of one statement; SQLite takes so many values at once


async def get(session: AsyncSession, name: str, *, now: datetime) -> Cursor:
    """Give a cursor; a new one begins empty."""
    found = await session.get(Cursor, name)
    if found is None:
        lite = session.get_bind().dialect.name == "sqlite"
        await session.exec(
            (sqlite if lite else postgresql)
            .insert(Cursor)
            .values(name=name, value="", version=0, at=now, trouble="")
            .on_conflict_do_nothing(index_elements=["name"])
        )
        found = await session.get_one(Cursor, name)
    return found


async def begin(session: AsyncSession, cursor: Cursor, value: str) -> None:
    """Say where a cursor begins, unless it was said before; the cursor is then as it is."""
    await session.exec(
        update(Cursor)
        .where(col(Cursor.name) == cursor.name, col(Cursor.value) == "")
        .values(value=value)
        .execution_options(synchronize_session=False)
    )
    await session.refresh(cursor)


async def list_all(session: AsyncSession) -> Sequence[Cursor]:
    """List every cursor, by name."""
    return (await session.exec(select(Cursor).order_by(col(Cursor.name)))).all()


async def step(session: AsyncSession, cursor: Cursor, value: str, *, now: datetime) -> bool:
    """Move a cursor on from where it was read; False if somebody else has moved it meanwhile."""
    moved = await session.exec(
        update(Cursor)
        .where(col(Cursor.name) == cursor.name, col(Cursor.version) == cursor.version)
        .values(value=value, version=cursor.version + 1, at=now)
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount == 1)


async def note(
    session: AsyncSession,
    name: str,
    *,
    trouble: str,
    since: datetime | None,
    rest_until: datetime | None = None,
) -> None:
    """Note why a source cannot be read, or that it can again."""
    await session.exec(
        update(Cursor)
        .where(col(Cursor.name) == name)
        .values(trouble=trouble, trouble_since=since, rest_until=rest_until)
        .execution_options(synchronize_session=False)
    )


async def add_seen(
    session: AsyncSession, source: str, ids: Iterable[str], *, now: datetime
) -> set[str]:
    """Note that events were read; give the ids of those that had not been read before."""
    wanted = list(dict.fromkeys(ids))
    fresh: set[str] = set()
    for start in range(0, len(wanted), MANY):
        part = wanted[start : start + MANY]
        known = await session.exec(
            select(SeenEvent.id).where(col(SeenEvent.source) == source, col(SeenEvent.id).in_(part))
        )
        fresh |= set(part) - set(known.all())
    if fresh:
        rows = [{"source": source, "id": each, "at": now} for each in fresh]
        lite = session.get_bind().dialect.name == "sqlite"
        insert = (sqlite if lite else postgresql).insert(SeenEvent).on_conflict_do_nothing()
        await session.execute(insert, rows)
    return fresh


async def forget(session: AsyncSession, source: str, *, before: datetime) -> None:
    """Forget the events of a source that were read before some time."""
    await session.exec(
        delete(SeenEvent).where(col(SeenEvent.source) == source, col(SeenEvent.at) < before)
    )


async def trip(session: AsyncSession, why: str, *, now: datetime) -> None:
    """Note that a directory shows far fewer people than there should be."""
    await get(session, SHRUNK, now=now)
    await note(session, SHRUNK, trouble=why, since=now)


async def restore(session: AsyncSession) -> None:
    """Note that both directories are well again."""
    await note(session, SHRUNK, trouble="", since=None)


async def tripped(session: AsyncSession) -> str:
    """Say what was seen when a directory showed far fewer people; empty while both are well."""
    found = await session.get(Cursor, SHRUNK)
    return found.trouble if found else ""
