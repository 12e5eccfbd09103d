"""The buttons of a case in the channel of alerts."""

import functools
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.errors import Stale
from bot.views import cases as views
from bot.watch.casedesk import CaseDesk
from handlers.errors import afterwards, answered

_NUMBER: Final = re.compile("[0-9]{1,9}")  # what a column of the database holds

Act = Callable[..., Awaitable[None]]


def register(app: AsyncApp, desk: CaseDesk) -> None:
    """Bind every button."""
    acts: dict[str, Act] = {
        views.TAKE: desk.take,
        views.MUTE: desk.mute,
        views.DONE: desk.close,
        views.RETRY: desk.retry,
    }
    for action_id, act in acts.items():
        app.action(action_id)(_clicked(act))


def _clicked(act: Act) -> Any:
    @answered
    async def clicked(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack()
        value = str(body["actions"][0].get("value") or "")
        if not _NUMBER.fullmatch(value):
            raise Stale("This is no longer in use. Please look at the newest message.")
        afterwards(context, functools.partial(act, int(value), by=body["user"]["id"]))

    return clicked
