"""What was sent lately: counted while nobody else can send."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Request

COUNTING: Final = 0x63_6E_74  # name space of advisory locks; others are in `storage.requests`


async def lock_action(session: AsyncSession, action: str) -> None:
    """Let nobody else send a request of an action until this transaction ends, so it is counted.

    SQLite has one writer at a time anyway.
    """
    if session.get_bind().dialect.name != "sqlite":
        name = func.hashtext(action)
        await session.exec(select(func.pg_advisory_xact_lock(COUNTING, name)))


async def list_since(
    session: AsyncSession, action: str, since: datetime
) -> Sequence[tuple[str, datetime]]:
    """List who sent a request of an action since, and when, whatever became of it."""
    found = await session.exec(
        select(Request.requester, Request.created_at).where(
            col(Request.action) == action, col(Request.created_at) > since
        )
    )
    return found.all()
