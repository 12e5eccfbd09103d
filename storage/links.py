"""Links: which Slack account is which person in Okta."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.identity_tables import Link


async def find(session: AsyncSession, slack_id: str) -> Link | None:
    """Give what a Slack account is bound to now."""
    standing = col(Link.ended_at).is_(None)
    found = await session.exec(select(Link).where(col(Link.slack_id) == slack_id, standing))
    return found.first()


async def find_by_okta(session: AsyncSession, okta_id: str) -> Link | None:
    """Give what a person in Okta is bound to now."""
    standing = col(Link.ended_at).is_(None)
    found = await session.exec(select(Link).where(col(Link.okta_id) == okta_id, standing))
    return found.first()


async def list_of(session: AsyncSession, slack_id: str) -> Sequence[Link]:
    """List everything that a Slack account is or was bound to, oldest first."""
    found = await session.exec(
        select(Link).where(col(Link.slack_id) == slack_id).order_by(col(Link.id))
    )
    return found.all()


async def add(session: AsyncSession, link: Link) -> bool:
    """Bind; False if meanwhile the account or the person was bound."""
    try:
        async with session.begin_nested():
            session.add(link)
    except IntegrityError:
        return False
    return True


async def end(session: AsyncSession, slack_id: str, *, by: str, now: datetime) -> bool:
    """Unbind a Slack account; False if it is not bound."""
    changed = await session.exec(
        update(Link)
        .where(col(Link.slack_id) == slack_id, col(Link.ended_at).is_(None))
        .values(ended_at=now, ended_by=by)
        .execution_options(synchronize_session=False)
    )
    return bool(changed.rowcount == 1)


async def accounts(session: AsyncSession, slack_id: str, *, since: datetime) -> frozenset[str]:
    """Give every Slack account that was the same person as one at any time since, itself too.

    A binding that was ended meanwhile counts: who unbinds does not become somebody else.
    """
    lasted = col(Link.ended_at).is_(None) | (col(Link.ended_at) >= since)
    people = select(Link.okta_id).where(col(Link.slack_id) == slack_id, lasted)
    found = await session.exec(
        select(Link.slack_id).where(col(Link.okta_id).in_(people), lasted).distinct()
    )
    return frozenset({slack_id, *found.all()})
