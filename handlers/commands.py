"""Slash commands: the modal at once, and what has to be looked up afterwards."""

import functools
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.action import Action
from bot.desk import Desk
from bot.errors import NotAllowed, ProviderError
from bot.views import forms, review
from handlers.errors import afterwards, answered, open_view, problem_of, update_view

LOOKING: Final = "Checking Okta and JumpCloud…"


def register(app: AsyncApp, desk: Desk) -> None:
    """Bind one listener for each action."""
    for action in desk.work.actions.values():
        app.command(f"/{action.name}")(_listener(desk, action))
        app.action(forms.opener(action.name))(_button(desk, action))


def _listener(desk: Desk, action: Action[Any]) -> Any:
    @answered
    async def open_form(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        if str(body.get("text") or "").strip().lower() == "help":
            await ack(review.help_text(action))
            return
        await ack()
        afterwards(context, functools.partial(_open, desk, action, body, client))

    return open_form


def _button(desk: Desk, action: Action[Any]) -> Any:
    """Answer a button that opens an action, about whom its value names."""

    @answered
    async def open_form(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        pressed = {
            "user_id": body["user"]["id"],
            "text": body["actions"][0].get("value"),
            "trigger_id": body["trigger_id"],
            "on_top": bool(body.get("view")),
        }
        afterwards(context, functools.partial(_open, desk, action, pressed, client))

    return open_form


async def _open(
    desk: Desk, action: Action[Any], body: dict[str, Any], client: AsyncWebClient
) -> None:
    by, text = body["user_id"], str(body.get("text") or "")
    draft = await desk.open(action.name, by=by, text=text)
    draw = functools.partial(
        forms.form_modal, action, draft.id,
        choices=desk.choices(action.name), required=desk.required(action.name),
    )  # fmt: skip
    # The trigger lives for three seconds: nothing is looked up before the modal is open.
    opened = await open_view(
        client, body["trigger_id"], draw(values=draft.form, status=LOOKING),
        on_top=bool(body.get("on_top")),
    )  # fmt: skip
    try:
        await desk.may_request(action.name, by)
    except (NotAllowed, ProviderError) as error:
        problem = problem_of(error)
        view = review.refusal(action.title, problem.text, problem.reference)
        await update_view(client, opened["id"], view)
        return
    try:
        status, more = await desk.brief(draft, text)
    except ProviderError as error:
        status, more = problem_of(error).told, {}
    # With the hash: whoever has begun to choose meanwhile keeps what they see.
    view = draw(values={**draft.form, **more}, status=status, refill=tuple(more))
    await update_view(client, opened["id"], view, hash_=opened["hash"])
