"""Puts pictures into messages that are in Slack already.

A message never waits for its pictures, nor does one behind it. They are uploaded, where nobody
sees them yet, and the message is given them all at once by an update, which may be repeated: so
whatever is cut off, each picture is seen once.

    Slack does not answer, or has not    the same again, after a growing pause
    looked at the upload yet
    a scope is missing, or it was        the message says why it has no pictures
    tried for half an hour
"""

import asyncio
import logging
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import ProviderError
from bot.slack_errors import ScopeMissing, mapped
from bot.views import kit
from bot.views.digest import without_charts
from storage import pictures, posts
from storage.database import Database
from storage.tables import Picture, Post

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = 1.0  # seconds; doubles
LONGEST_PAUSE: Final = 300.0
MOST_TRIES: Final = 14  # in half an hour
LACKING: Final = "this app was installed without the scope files:write."
REFUSED: Final = "Slack did not take them."


class Pictures:
    """Uploads pictures, and shows them in their messages."""

    def __init__(self, database: Database, client: AsyncWebClient) -> None:
        self._database = database
        self._client = client
        self._rest_until = 0.0  # by the loop's clock

    async def deliver(self) -> None:
        """Show the pictures that wait; what goes wrong is tried again later."""
        if asyncio.get_running_loop().time() < self._rest_until:
            return
        async with self._database.transaction() as session:
            waiting = await pictures.list_waiting(session)
        for _, rows in groupby(waiting, key=lambda row: row[1].post_key):
            found = list(rows)
            await self._show(found[0][0], [picture for _, picture in found])

    async def _show(self, post: Post, found: Sequence[Picture]) -> None:
        try:
            await self._complete(post, await self._blocks(post, found))
        except ProviderError as error:
            await self._failed(post, found[0].tries + 1, error)

    async def _blocks(self, post: Post, found: Sequence[Picture]) -> list[kit.Block]:
        """Give what the message is to show: its pictures, or why it has none."""
        if found[0].tries >= MOST_TRIES:
            return [without_charts(REFUSED)]
        try:
            return [kit.picture(await self._file_of(each), each.title, each.alt) for each in found]
        except ScopeMissing as error:
            log.error("pictures cannot be uploaded", extra={"key": post.key, "why": str(error)})  # noqa: TRY400 - Slack's word says it all
            return [without_charts(LACKING)]

    async def _file_of(self, picture: Picture) -> str:
        """Give Slack's id of a picture, which is uploaded unless it was."""
        if picture.file_id:
            return picture.file_id
        with mapped():
            answer = await self._client.files_upload_v2(
                content=picture.content, filename=picture.name, title=picture.title
            )
        file_id = str(answer["files"][0]["id"])
        async with self._database.transaction() as session:
            await pictures.uploaded(session, picture, file_id)
        return file_id

    async def _complete(self, post: Post, more: Sequence[kit.Block]) -> None:
        blocks: list[dict[str, Any]] = [*post.blocks, *more]
        with mapped():
            await self._client.chat_update(
                channel=post.sent_to or post.channel, ts=post.ts or "", text=post.text,
                blocks=blocks,
            )  # fmt: skip
        async with self._database.transaction() as session:
            await posts.completed(session, post.key, blocks)
            await pictures.drop(session, post.key)

    async def _failed(self, post: Post, tries: int, error: ProviderError) -> None:
        if tries == 1:
            log.warning("pictures have to wait", extra={"key": post.key, "why": str(error)})
        pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
        self._rest_until = asyncio.get_running_loop().time() + pause
        async with self._database.transaction() as session:
            await pictures.failed(session, post.key)
            if tries > MOST_TRIES:  # not even the words for it were taken
                log.error("a message has no pictures", extra={"key": post.key, "why": str(error)})
                await pictures.drop(session, post.key)
