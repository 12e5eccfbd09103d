"""The buttons in a request's thread, and the small modals that some of them open."""

import asyncio
import contextlib
import functools
from collections.abc import Callable, Coroutine
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.confirming import Confirming
from bot.decisions import Decisions
from bot.errors import ProviderError, Stale, Unavailable
from bot.views import forms, messages, progress, prompts
from handlers.confirming import approve_confirmed
from handlers.errors import afterwards, answered, open_view, update_view
from handlers.submitting import IN_TIME


def register(app: AsyncApp, decisions: Decisions, confirming: Confirming) -> None:
    """Bind the buttons of every request."""
    _register_answers(app, decisions, confirming)
    _register_reasons(app, decisions)
    _register_cancel(app, decisions)

    @app.action(messages.REVEAL)
    @answered
    async def reveal(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(_reveal, decisions, body, client))


def _register_answers(app: AsyncApp, decisions: Decisions, confirming: Confirming) -> None:
    @app.action(messages.APPROVE)
    @answered
    async def approve(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        request_id, round_ = messages.target(body["actions"][0]["value"])
        if await confirming.needs_approval_confirmed(request_id):
            await ack()
            afterwards(context, functools.partial(approve_confirmed, confirming, body, context))
            return
        work = functools.partial(decisions.approve, request_id, round_, by=body["user"]["id"])
        await _then_ack(ack, context, work)

    @app.action(progress.STOP)
    @answered
    async def stop(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        request_id, _ = messages.target(body["actions"][0]["value"])
        work = functools.partial(decisions.stop, request_id, by=body["user"]["id"])
        await _then_ack(ack, context, work)


def _register_reasons(app: AsyncApp, decisions: Decisions) -> None:
    @app.action(prompts.DENY)
    @answered
    async def ask_why(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(_ask_why, decisions, body, client))

    @app.view(prompts.DENY)
    @answered
    async def deny(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        request_id, round_ = messages.target(body["view"]["private_metadata"])
        await decisions.deny(request_id, round_, by=body["user"]["id"], reason=_reason(body))
        await ack(response_action="clear")

    @app.action(prompts.END_WAIT)
    @answered
    async def ask_which_reason(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        modal = prompts.end_wait_modal(*_named(body))
        afterwards(context, functools.partial(open_view, client, body["trigger_id"], modal))

    @app.view(prompts.END_WAIT)
    @answered
    async def end_wait(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        request_id, position = messages.target(body["view"]["private_metadata"])
        await decisions.end_wait(request_id, position, by=body["user"]["id"], reason=_reason(body))
        await ack(response_action="clear")


def _register_cancel(app: AsyncApp, decisions: Decisions) -> None:
    @app.action(prompts.CANCEL)
    @answered
    async def ask_again(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        modal = prompts.cancel_modal(*_named(body))
        afterwards(context, functools.partial(open_view, client, body["trigger_id"], modal))

    @app.view(prompts.CANCEL)
    @answered
    async def cancel(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        request_id, _ = messages.target(body["view"]["private_metadata"])
        await decisions.cancel(request_id, by=body["user"]["id"], reason=_reason(body))
        await ack(response_action="clear")


async def _then_ack(
    ack: AsyncAck, context: AsyncBoltContext, work: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Acknowledge a click when it is written: one that a crash swallows shows as an error."""
    writing = asyncio.create_task(work())
    await asyncio.wait({writing}, timeout=IN_TIME)
    if writing.done():
        writing.result()
    else:
        afterwards(context, lambda: writing)
    await ack()


async def _ask_why(decisions: Decisions, body: dict[str, Any], client: AsyncWebClient) -> None:
    request_id, round_, reference = _named(body)
    # The window first, its trigger lives for three seconds: whoever has no say is told in it.
    modal = prompts.deny_modal(request_id, round_, reference)
    body["view"] = await open_view(client, body["trigger_id"], modal)
    await decisions.check(request_id, round_, by=body["user"]["id"])


async def _reveal(decisions: Decisions, body: dict[str, Any], client: AsyncWebClient) -> None:
    request_id, _ = messages.target(body["actions"][0]["value"])
    reference = f"REQ-{request_id}"
    # The window first: a secret that is opened and cannot be shown would be lost.
    opened = await open_view(client, body["trigger_id"], prompts.secret_modal_loading(reference))
    body["view"] = opened
    secret = await decisions.reveal(request_id, by=body["user"]["id"])
    view = prompts.secret_modal(reference, secret)
    try:
        shown = await update_view(client, opened["id"], view)
    except ProviderError:
        shown = None
    if shown is None:
        del body["view"]  # it may be closed: the answer goes where the button is
        with contextlib.suppress(Unavailable):
            await decisions.not_shown(request_id, by=body["user"]["id"])
        raise Stale(prompts.NOT_SHOWN)


def _named(body: dict[str, Any]) -> tuple[int, int, str]:
    request_id, round_ = messages.target(body["actions"][0]["value"])
    return request_id, round_, f"REQ-{request_id}"


def _reason(body: dict[str, Any]) -> str:
    return str(forms.typed(body["view"]).get(prompts.REASON) or "")
