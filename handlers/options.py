"""Live search: what a select field offers while somebody types."""

import asyncio
import re
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.desk import Desk
from bot.errors import Unavailable
from bot.form import Search
from bot.views import elements, forms
from handlers.errors import answered

IN_TIME: Final = 2.5  # seconds; Slack gives three


def register(app: AsyncApp, desk: Desk) -> None:
    """Bind one listener for each kind of search."""
    for search in Search:
        # A field that was filled again has another id, or Slack would keep it empty.
        app.options(re.compile(f"^search_{search}({forms.REFILLED})?$"))(_listener(desk, search))


def _listener(desk: Desk, search: Search) -> Any:
    @answered
    async def offer(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        try:
            async with asyncio.timeout(IN_TIME):
                # A field can be asked without its form: guests and strangers get nothing by it.
                await desk.rights.check_anything(body["user"]["id"])
                typed = forms.typed(body["view"]) if body.get("view") else {}
                found = await desk.search(search, str(body.get("value") or ""), typed)
        except TimeoutError:
            raise Unavailable("The search takes too long.") from None
        await ack(options=[elements.option(hit.text, hit.value, hit.note) for hit in found])

    return offer
