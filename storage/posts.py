"""The outbox of messages: added with the change that they tell of, sent by the messenger."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Post


async def add(
    session: AsyncSession,
    key: str,
    *,
    channel: str,
    text: str,
    blocks: list[dict[str, Any]],
    now: datetime,
    thread_key: str | None = None,
) -> None:
    """Put a message into the outbox, once for each key; a second one is not added."""
    lite = session.get_bind().dialect.name == "sqlite"
    await session.exec(
        (sqlite if lite else postgresql)
        .insert(Post)
        .values(
            key=key, channel=channel, thread_key=thread_key,
            text=text, blocks=blocks, created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )  # fmt: skip


async def change(
    session: AsyncSession, key: str, *, text: str, blocks: list[dict[str, Any]]
) -> None:
    """Give a message other content; one that is in Slack already is updated there."""
    await session.exec(
        update(Post).where(col(Post.key) == key).values(text=text, blocks=blocks, changed=True)
    )


async def completed(session: AsyncSession, key: str, blocks: list[dict[str, Any]]) -> None:
    """Note what a message in Slack consists of now, pictures and all."""
    await session.exec(update(Post).where(col(Post.key) == key).values(blocks=blocks))


async def find(session: AsyncSession, key: str) -> Post | None:
    """Give the message with this key, sent or not."""
    return (await session.exec(select(Post).where(col(Post.key) == key))).first()


async def list_unsent(session: AsyncSession, *, limit: int = 200) -> Sequence[Post]:
    """List messages that are not in Slack yet, oldest first."""
    found = await session.exec(
        select(Post)
        .where(col(Post.ts).is_(None), col(Post.failed).is_(None))
        .order_by(col(Post.id))
        .limit(limit)
    )
    return found.all()


async def list_changed(session: AsyncSession) -> Sequence[Post]:
    """List messages in Slack whose content changed after they were sent."""
    found = await session.exec(
        select(Post)
        .where(col(Post.changed).is_(True), col(Post.ts).is_not(None))
        .order_by(col(Post.id))
    )
    return found.all()


async def begin(session: AsyncSession, key: str) -> Post | None:
    """Note that a message is about to be sent, and give it as it was before that.

    Its `tried` so says whether an earlier try may have sent it. None if there is nothing to send
    any more: another replica, which led for a moment too, has sent it or given it up.
    """
    found = await session.exec(
        select(Post)
        .where(col(Post.key) == key, col(Post.ts).is_(None), col(Post.failed).is_(None))
        .with_for_update()
    )
    post = found.first()
    if post:
        await session.exec(
            update(Post)
            .where(col(Post.id) == post.id)
            .values(tried=True)
            .execution_options(synchronize_session=False)
        )
    return post


async def sent(session: AsyncSession, post: Post, *, channel: str, ts: str) -> None:
    """Note where a message is now.

    A change made while it was being sent stays marked, so that it is shown next.
    """
    await session.exec(update(Post).where(col(Post.id) == post.id).values(ts=ts, sent_to=channel))


async def shown(session: AsyncSession, post: Post) -> None:
    """Note that a message's change is shown, unless it changed again meanwhile."""
    now = await session.get_one(Post, post.id, with_for_update=True)
    if (now.text, now.blocks) == (post.text, post.blocks):
        now.changed = False


async def give_up(session: AsyncSession, post: Post, why: str) -> None:
    """Note that Slack refused a message for good."""
    await session.exec(
        update(Post).where(col(Post.id) == post.id).values(failed=why, changed=False)
    )
