"""Modals whose sending may take longer than Slack waits for an acknowledgement."""

import asyncio
import functools
from collections.abc import Coroutine
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.views import review
from handlers.errors import afterwards, update_view

IN_TIME: Final = 1.5  # seconds; half of what Slack gives, the rest is for the way


async def in_time(
    ack: AsyncAck,
    body: dict[str, Any],
    context: AsyncBoltContext,
    client: AsyncWebClient,
    work: Coroutine[Any, Any, dict[str, Any]],
) -> None:
    """Acknowledge a modal with what comes of it; one that takes long says so and is told later.

    Args:
        work: Gives the acknowledgement.
    """
    doing = asyncio.create_task(work)
    await asyncio.wait({doing}, timeout=IN_TIME)
    if doing.done():
        await ack(**doing.result())
        return
    title = body["view"]["title"]["text"]
    await ack(response_action="update", view=review.sending(title))
    afterwards(context, functools.partial(_told_later, body["view"], doing, client))


async def _told_later(
    view: dict[str, Any], doing: asyncio.Task[dict[str, Any]], client: AsyncWebClient
) -> None:
    answer, title = await doing, view["title"]["text"]
    if "errors" in answer:
        # Too late for messages under the fields.
        shown = review.refusal(title, " ".join(answer["errors"].values()))
    else:
        shown = answer.get("view") or review.done(title)
    await update_view(client, view["id"], shown)
