"""Modals sent: a form becomes a review, a review becomes a request."""

import asyncio
import functools
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.action import Action
from bot.desk import Desk
from bot.errors import InvalidForm, ProviderError, Stale, UserError
from bot.plan import Plan
from bot.views import forms, review
from handlers.errors import afterwards, answered, problem_of, update_view

IN_TIME: Final = 1.5  # seconds; half of what Slack gives, the rest is for the way


def register(app: AsyncApp, desk: Desk) -> None:
    """Bind the listeners of every form and every review."""

    @app.view(forms.FORM)
    @answered
    async def show_review(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        view = body["view"]
        planning = asyncio.create_task(_plan(desk, view, by=body["user"]["id"]))
        await asyncio.wait({planning}, timeout=IN_TIME)
        if planning.done():
            await ack(**planning.result())
            return
        action = desk.action(forms.action_name(view))
        waiting = review.computing(action, forms.draft_id(view))
        await ack(response_action="update", view=waiting)
        afterwards(context, functools.partial(_show, desk, view, planning, client))

    @app.action(review.CHANGE)
    @answered
    async def change(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(_back_to_form, desk, body, client))

    @app.view(review.REVIEW)
    @answered
    async def send(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await ack(**await _send(desk, body["view"], by=body["user"]["id"]))

    app.view_closed(forms.FORM)(_closed)


@answered
async def _closed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    await ack()


async def _send(desk: Desk, view: dict[str, Any], *, by: str) -> dict[str, Any]:
    """Give the acknowledgement of a request that is written: its receipt."""
    typed = str(forms.typed(view).get(review.CONFIRM) or "")
    try:
        request = await desk.submit(
            forms.action_name(view), forms.draft_id(view), by=by, typed=typed
        )
    except InvalidForm as error:
        if review.CONFIRM not in error.fields:
            raise
        return {"response_action": "errors", "errors": error.fields}
    channel, approvers = desk.work.ledger.channel, desk.rights.approvers(request)
    return _update(review.receipt(request.reference, channel, approvers))


async def _plan(desk: Desk, view: dict[str, Any], *, by: str) -> dict[str, Any]:
    """Give the acknowledgement that shows the plan, or what stands in its way."""
    draft_id = forms.draft_id(view)
    action = desk.action(forms.action_name(view))
    values = forms.typed(view)
    try:
        plan = await desk.plan(draft_id, values, by=by)
    except InvalidForm as error:
        shown = {name: text for name, text in error.fields.items() if name in values}
        if shown:
            return {"response_action": "errors", "errors": shown}
        return _update(_form(desk, action, draft_id, values, problem_of(error).told))
    except (ProviderError, Stale) as error:
        problem = problem_of(error)
        return _update(review.problem_modal(action, draft_id, problem.text, problem.reference))
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - logged by `problem_of`, and what was typed is kept
        reference = problem_of(error).reference
        ours = "Something in Deskhand itself went wrong. Whoever runs it finds it in the log."
        return _update(review.problem_modal(action, draft_id, ours, reference))
    return _update(_review(desk, action, draft_id, plan))


async def _show(
    desk: Desk,
    view: dict[str, Any],
    planning: asyncio.Task[dict[str, Any]],
    client: AsyncWebClient,
) -> None:
    answer = await planning
    if "errors" in answer:
        # Too late for messages under the fields: they are said on top of the form instead.
        action = desk.action(forms.action_name(view))
        asks = action.form.asks()
        said = " ".join(f"{asks[name].label}: {text}" for name, text in answer["errors"].items())
        answer = _update(_form(desk, action, forms.draft_id(view), forms.typed(view), said))
    await update_view(client, view["id"], answer["view"])


async def _back_to_form(desk: Desk, body: dict[str, Any], client: AsyncWebClient) -> None:
    view = body["view"]
    draft = await desk.draft(forms.draft_id(view), by=body["user"]["id"])
    form = _form(desk, desk.action(draft.action), draft.id, draft.form, "")
    await update_view(client, view["id"], form)


def _form(
    desk: Desk, action: Action[Any], draft_id: str, values: dict[str, Any], problem: str
) -> dict[str, Any]:
    return forms.form_modal(
        action, draft_id, values=values, choices=desk.choices(action.name),
        status="Nothing is sent before you have seen the plan.", problem=problem,
    )  # fmt: skip


def _review(desk: Desk, action: Action[Any], draft_id: str, plan: Plan) -> dict[str, Any]:
    rules = desk.judged(action.name, plan)
    return review.review_modal(
        action, draft_id, plan, approvers=sorted(rules.approvers), approvals=rules.approvals
    )


def _update(view: dict[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": view}
