"""Clicks that count once they are confirmed on a phone, and the caller who shows who they are.

The click is acknowledged at once. A window follows the push: the number to choose, and how it
went; who has closed it is told where they clicked.
"""

from typing import Any

from slack_bolt.async_app import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.confirming import Confirming
from bot.pushes import Ask, Pushes, Sent
from bot.views import confirming as views
from bot.views import messages
from handlers.errors import open_view, update_view


async def approve_confirmed(
    confirming: Confirming, body: dict[str, Any], context: AsyncBoltContext
) -> None:
    """Have an approval confirmed by whoever clicked, and approve if it was."""
    client, by = context.client, body["user"]["id"]
    request_id, round_ = messages.target(body["actions"][0]["value"])
    title = f"Approve REQ-{request_id}"
    # The window first, its trigger lives for three seconds: whoever has no say is told in it.
    body["view"] = await open_view(client, body["trigger_id"], views.looking(title))
    ask = await confirming.for_approval(request_id, round_, by=by)
    sent = await follow(confirming.pushes, client, body["view"]["id"], title, ask)
    push = await confirming.pushes.wait(sent.push_id)
    then = ""
    if push.confirmed:
        await confirming.decisions.approve(request_id, round_, by=by, push=push.id)
        then = f"You have approved REQ-{request_id}."
    shown = await update_view(client, body["view"]["id"], views.ended(title, push, then=then))
    if shown is None and context.response_url and context.respond is not None:
        told = views.told(push, then)
        await context.respond(told, response_type="ephemeral", replace_original=False)


async def follow(
    pushes: Pushes, client: AsyncWebClient, view_id: str, title: str, ask: Ask, *, back: str = ""
) -> Sent:
    """Send a push, and show in a window what is to be chosen on the phone.

    Args:
        back: What the window carries, where it leads back to a review.
    """
    sent = await pushes.send(ask)
    view = views.waiting(title, ask.login, sent.number, sent.device, back=back)
    await update_view(client, view_id, view)
    return sent
