"""Drafts: what is typed in a modal until it is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Draft


async def find(session: AsyncSession, draft_id: str) -> Draft | None:
    """Give a draft, or None when it is too old or was never begun."""
    return await session.get(Draft, draft_id)


async def keep(
    session: AsyncSession, draft: Draft, *, form: dict[str, Any], plan: dict[str, Any] | None
) -> None:
    """Keep what was typed last, and the plan shown for it."""
    draft.form, draft.plan = form, plan
    session.add(draft)


async def forget(session: AsyncSession, *, before: datetime) -> None:
    """Delete drafts begun before a time; nobody comes back to a modal after days."""
    await session.exec(delete(Draft).where(col(Draft.created_at) < before))
