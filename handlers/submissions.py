"""Modals sent: a form becomes a review, a review becomes a request."""

import asyncio
import functools
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.action import Action
from bot.breakglass import BreakGlass
from bot.confirming import Confirming
from bot.desk import Desk
from bot.errors import InvalidForm, ProviderError, Stale, UserError
from bot.views import callers, forms, review
from bot.views import confirming as views
from handlers import reviewing
from handlers.errors import afterwards, answered, problem_of, update_view, window_of
from handlers.submitting import IN_TIME, in_time


def register(app: AsyncApp, confirming: Confirming) -> None:
    """Bind the listeners of every form and every review."""
    desk = confirming.desk
    _register_review(app, confirming)

    @app.view(forms.FORM)
    @answered
    async def show_review(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        view = body["view"]
        planning = asyncio.create_task(_plan(confirming, view, by=body["user"]["id"]))
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

    app.view_closed(forms.FORM)(_closed)


@answered
async def _closed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
    await ack()


def _register_review(app: AsyncApp, confirming: Confirming) -> None:
    @app.view(review.REVIEW)
    @answered
    async def send(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        view, by = body["view"], body["user"]["id"]
        name, draft_id, typed = forms.action_name(view), forms.draft_id(view), _typed(view)
        try:
            ask = await confirming.for_sending(name, draft_id, by=by, typed=typed)
            if ask and (why := _emergency(view)):  # before anybody's phone rings
                await _glass(confirming).check_sending(name, draft_id, by=by, reason=why)
        except InvalidForm as error:
            await ack(**_faults(view, error))
            return
        if ask is None:
            await in_time(ack, body, context, client, _receipt(confirming, view, by=by))
            return
        title = confirming.desk.action(name).title
        await ack(response_action="update", view=views.looking(title, view["private_metadata"]))
        afterwards(
            context,
            functools.partial(reviewing.send_confirmed, confirming, view, ask, client, _send),
        )

    @app.action(views.BACK)
    @answered
    async def back(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(reviewing.back, confirming, body, client))

    @app.action(callers.VERIFY)
    @answered
    async def verify(
        ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        afterwards(context, functools.partial(reviewing.verify, confirming, body, client))


async def _receipt(confirming: Confirming, view: dict[str, Any], *, by: str) -> dict[str, Any]:
    """Send, and give the acknowledgement: the receipt, or the faults in the review."""
    try:
        return await _send(confirming, view, by=by)
    except InvalidForm as error:
        return _faults(view, error)


async def _send(
    confirming: Confirming, view: dict[str, Any], *, by: str, push: int | None = None
) -> dict[str, Any]:
    """Give the acknowledgement of a request that is written: its receipt."""
    desk, name, draft_id = confirming.desk, forms.action_name(view), forms.draft_id(view)
    if why := _emergency(view):
        request = await _glass(confirming).send(
            name, draft_id, by=by, reason=why, typed=_typed(view), push=push
        )
    else:
        request = await desk.submit(name, draft_id, by=by, typed=_typed(view), push=push)
    asked = () if request.unapproved else desk.rights.approvers(request)
    return _update(review.receipt(request.reference, desk.work.ledger.channel, asked))


def _emergency(view: dict[str, Any]) -> str:
    """Give why a request shall not wait for approval; empty where it shall.

    Raises:
        InvalidForm: one of the box and the reason is there without the other.
    """
    typed = forms.typed(view)
    why = str(typed.get(review.WHY_NOW) or "")
    if bool(typed.get(review.UNAPPROVED)) is bool(why):
        return why
    fault = (
        {review.UNAPPROVED: "Tick this, or take away what stands below it."}
        if why
        else {review.WHY_NOW: "Say why it cannot wait for approval."}
    )
    raise InvalidForm("Nothing was sent.", fault)


def _glass(confirming: Confirming) -> BreakGlass:
    return BreakGlass(confirming.desk, confirming.decisions)


def _faults(view: dict[str, Any], error: InvalidForm) -> dict[str, Any]:
    """Give the acknowledgement that says a fault under the field of the review."""
    if not error.fields or not error.fields.keys() <= forms.typed(view).keys():
        raise error
    return {"response_action": "errors", "errors": error.fields}


def _typed(view: dict[str, Any]) -> str:
    return str(forms.typed(view).get(review.CONFIRM) or "")


async def _plan(confirming: Confirming, view: dict[str, Any], *, by: str) -> dict[str, Any]:
    """Give the acknowledgement that shows the plan, or what stands in its way."""
    desk = confirming.desk
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
    return _update(await reviewing.draw(confirming, action.name, draft_id, plan, by=by))


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
    view = window_of(body)
    draft = await desk.draft(forms.draft_id(view), by=body["user"]["id"])
    form = _form(desk, desk.action(draft.action), draft.id, draft.form, "")
    await update_view(client, view["id"], form)


def _form(
    desk: Desk, action: Action[Any], draft_id: str, values: dict[str, Any], problem: str
) -> dict[str, Any]:
    return forms.form_modal(
        action, draft_id, values=values, choices=desk.choices(action.name),
        status="Nothing is sent before you have seen the plan.", problem=problem,
        required=desk.required(action.name),
    )  # fmt: skip


def _update(view: dict[str, Any]) -> dict[str, Any]:
    return {"response_action": "update", "view": view}
