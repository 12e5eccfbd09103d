"""Pictures that wait until the messages they belong to show them."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Picture, Post


async def add(session: AsyncSession, pictures: Sequence[Picture]) -> None:
    """Put pictures into the outbox, with the message that they belong to."""
    session.add_all(pictures)
    await session.flush()


async def list_waiting(session: AsyncSession) -> Sequence[tuple[Post, Picture]]:
    """List the pictures of messages that are in Slack, each with its message, oldest first."""
    found = await session.exec(
        select(Post, Picture)
        .where(col(Post.key) == col(Picture.post_key), col(Post.ts).is_not(None))
        .order_by(col(Post.id), col(Picture.position))
    )
    return found.all()


async def uploaded(session: AsyncSession, picture: Picture, file_id: str) -> None:
    """Note that Slack has a picture."""
    await session.exec(update(Picture).where(col(Picture.id) == picture.id).values(file_id=file_id))


async def failed(session: AsyncSession, post_key: str) -> None:
    """Note that a message could not be given its pictures; it is tried again."""
    await session.exec(
        update(Picture)
        .where(col(Picture.post_key) == post_key)
        .values(tries=col(Picture.tries) + 1)
        .execution_options(synchronize_session=False)
    )


async def drop(session: AsyncSession, post_key: str) -> None:
    """Forget the pictures of a message: it shows them now, or never will."""
    await session.exec(delete(Picture).where(col(Picture.post_key) == post_key))
