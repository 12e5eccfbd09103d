"""The review: drawn, sent once it is confirmed, and whoever called asked who they are."""

import functools
from collections.abc import Awaitable
from typing import Any, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.breakglass import BreakGlass
from bot.callers import REQUIRE
from bot.confirming import Confirming
from bot.errors import ProviderError, UserError
from bot.plan import Plan, planned
from bot.pushes import Ask, Sent
from bot.views import callers, forms, review
from bot.views import confirming as views
from handlers.confirming import follow
from handlers.errors import problem_of, update_view, window_of

View = dict[str, Any]


class Send(Protocol):
    """Sends what is in a review, with the push that confirms it."""

    def __call__(
        self, confirming: Confirming, view: View, *, by: str, push: int | None = None
    ) -> Awaitable[dict[str, Any]]:
        """Give what the window shows then."""


async def draw(
    confirming: Confirming, name: str, draft_id: str, plan: Plan, *, by: str,
    sent: Sent | None = None, unasked: str = "", problem: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Draw the review.

    Args:
        sent: The push to whoever called that is being waited for.
        unasked: Why none could be sent.
        problem: Why it was not sent, where it was tried.
    """
    desk, caller = confirming.desk, []
    rules = desk.judged(name, plan)
    if confirming.offers(name, plan):
        caller = callers.review_blocks(
            plan.principal,
            await confirming.heard(draft_id, name, plan),
            required=rules.verify_caller == REQUIRE,
            sent=sent is not None,
            number=sent.number if sent else None,
            unasked=unasked,
        )
    return review.review_modal(
        desk.action(name), draft_id, plan, caller=caller, problem=problem,
        can_break_glass=await BreakGlass(desk, confirming.decisions).may(name, plan, by=by),
        approvers=rules.asked, approvals=rules.approvals,
    )  # fmt: skip


async def send_confirmed(
    confirming: Confirming, view: View, ask: Ask, client: AsyncWebClient, send: Send
) -> None:
    """Have Send confirmed on the phone of whoever pressed it, and send if it was.

    Args:
        send: Sends what is in the view, with the push, and gives what the window shows then.
    """
    name, by = forms.action_name(view), ask.by
    title = confirming.desk.action(name).title
    try:
        sent = await follow(
            confirming.pushes, client, view["id"], title, ask, back=view["private_metadata"]
        )
        push = await confirming.pushes.wait(sent.push_id)
        if push.confirmed:
            answer = await send(confirming, view, by=by, push=push.id)
            await update_view(client, view["id"], answer["view"])
            return
        problem = views.told(push)
    except (UserError, ProviderError) as error:
        problem = problem_of(error).told
    # The plan again, so that one click tries again and nothing has to be typed anew.
    await _again(confirming, view, client, by=by, problem=problem)


async def back(confirming: Confirming, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the review again to who waits no longer, such as after the bot was restarted."""
    await _again(confirming, window_of(body), client, by=body["user"]["id"])


async def _again(
    confirming: Confirming, view: View, client: AsyncWebClient, *, by: str, problem: str = ""
) -> None:
    draft = await confirming.desk.draft(forms.draft_id(view), by=by)
    plan = planned(draft.plan)
    again = await draw(confirming, draft.action, draft.id, plan, by=by, problem=problem)
    await update_view(client, view["id"], again)


async def verify(confirming: Confirming, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask whom a review is about, on their phone, whether it is them who called."""
    view, by = window_of(body), body["user"]["id"]
    draft = await confirming.desk.draft(forms.draft_id(view), by=by)
    redraw = functools.partial(draw, confirming, draft.action, draft.id, planned(draft.plan), by=by)
    try:
        ask = await confirming.for_caller(draft.id, by=by)
        sent = await confirming.pushes.send(ask)
    except (UserError, ProviderError) as error:
        shown = await redraw(unasked=problem_of(error).told)
        await update_view(client, view["id"], shown, hash_=view.get("hash"))
        return
    # With the hash: a window that shows something else meanwhile, such as the receipt, stays.
    waiting = await redraw(sent=sent)
    hash_ = await update_view(client, view["id"], waiting, hash_=view.get("hash"))
    await confirming.pushes.wait(sent.push_id)
    if hash_ is not None:
        await update_view(client, view["id"], await redraw(), hash_=hash_)
