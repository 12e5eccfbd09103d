"""The button by which the review of a request is signed that did not wait for approval."""

import functools
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.breakglass import BreakGlass
from bot.views import breakglass, forms, messages
from handlers.errors import afterwards, answered, open_view, update_view
from handlers.submitting import in_time


def register(app: AsyncApp, glass: BreakGlass) -> None:
    """Bind the button and its modal."""

    @app.action(breakglass.SIGN)
    @answered
    async def ask(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(_ask, glass, body, client))

    @app.view(breakglass.SIGN)
    @answered
    async def sign(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await in_time(ack, body, context, client, _sign(glass, body["view"], body["user"]["id"]))


async def _ask(glass: BreakGlass, body: dict[str, Any], client: AsyncWebClient) -> None:
    request_id, _ = messages.target(body["actions"][0]["value"])
    # The window first, its trigger lives for three seconds: whoever may not is told in it.
    loading = breakglass.sign_modal_loading(f"REQ-{request_id}")
    opened = body["view"] = await open_view(client, body["trigger_id"], loading)
    request = await glass.check(request_id, by=body["user"]["id"])
    await update_view(client, opened["id"], breakglass.sign_modal(request))


async def _sign(glass: BreakGlass, view: dict[str, Any], by: str) -> dict[str, Any]:
    """Give the acknowledgement of a review that is signed."""
    request_id, _ = messages.target(view["private_metadata"])
    typed = forms.typed(view)
    justified = typed.get(breakglass.JUSTIFIED) == breakglass.YES
    text = str(typed.get(breakglass.FOUND) or "")
    await glass.sign(request_id, by=by, justified=justified, text=text)
    return {"response_action": "clear"}
