"""The button by which an approver passes a question on, and the modal that it opens."""

import functools
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.delegating import Delegations
from bot.errors import InvalidForm
from bot.views import forms, messages, prompts
from handlers.errors import afterwards, answered, open_view
from handlers.submitting import in_time


def register(app: AsyncApp, delegations: Delegations) -> None:
    """Bind the button and its modal."""

    @app.action(prompts.DELEGATE)
    @answered
    async def ask_whom(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(_ask_whom, delegations, body, client))

    @app.view(prompts.DELEGATE)
    @answered
    async def pass_on(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        work = _pass_on(delegations, body["view"], by=body["user"]["id"])
        await in_time(ack, body, context, client, work)


async def _ask_whom(delegations: Delegations, body: dict[str, Any], client: AsyncWebClient) -> None:
    request_id, round_ = messages.target(body["actions"][0]["value"])
    # The window first, its trigger lives for three seconds: whoever has no say is told in it.
    modal = prompts.pass_on_modal(request_id, round_, f"REQ-{request_id}")
    body["view"] = await open_view(client, body["trigger_id"], modal)
    await delegations.check(request_id, round_, by=body["user"]["id"])


async def _pass_on(delegations: Delegations, view: dict[str, Any], *, by: str) -> dict[str, Any]:
    """Give the acknowledgement of a question that is passed on."""
    request_id, round_ = messages.target(view["private_metadata"])
    typed = forms.typed(view)
    try:
        await delegations.pass_on(
            request_id, round_, by=by,
            delegate=str(typed.get(prompts.WHO) or ""),
            reason=str(typed.get(prompts.REASON) or ""),
        )  # fmt: skip
    except InvalidForm as error:
        return {"response_action": "errors", "errors": error.fields}
    return {"response_action": "clear"}
