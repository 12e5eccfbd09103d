"""`/helpdesk link` and `/helpdesk unlink`: who in Okta somebody in Slack is."""

import functools
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext

from bot.linking import Linking
from bot.views import confirming as views
from bot.views import forms
from bot.views import linking as words
from handlers.confirming import follow
from handlers.errors import afterwards, open_view, update_view
from handlers.lookups import respond

Body = dict[str, Any]


async def link(linking: Linking, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Bind whoever types it, or whom an administrator names, to a person in Okta."""
    await ack()
    text = _behind(body)
    named = forms.MENTION.match(text)
    if named:
        rest = text[named.end() :].strip()
        work = functools.partial(linking.link_other, named[1], rest, by=body["user_id"])
        afterwards(context, functools.partial(_answer, context, work))
    else:
        afterwards(context, functools.partial(_link_self, linking, body, context, text))


async def unlink(linking: Linking, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """End the binding of whoever types it, or of whom an administrator names."""
    await ack()
    named = forms.MENTION.match(_behind(body))
    slack_id, by = named[1] if named else body["user_id"], body["user_id"]
    work = functools.partial(linking.unlink, slack_id, by=by)
    afterwards(context, functools.partial(_answer, context, work))


async def _link_self(linking: Linking, body: Body, context: AsyncBoltContext, login: str) -> None:
    client = context.client
    # The window first: its trigger lives for three seconds.
    body["view"] = await open_view(client, body["trigger_id"], views.looking(words.TITLE))
    view_id = body["view"]["id"]
    ask = await linking.ask(body["user_id"], login)
    sent = await follow(linking.pushes, client, view_id, words.TITLE, ask)
    push = await linking.pushes.wait(sent.push_id)
    if push.confirmed:
        await linking.link(ask, sent.push_id)
    view = views.ended(words.TITLE, push, then=words.LINKED)
    if await update_view(client, view_id, view) is None:
        told = words.answer(views.plainly(push, words.LINKED))
        await respond(context, told)


async def _answer(context: AsyncBoltContext, work: functools.partial[Any]) -> None:
    await respond(context, words.answer(await work()))


def _behind(body: Body) -> str:
    """Give what stands behind the verb."""
    return str(body.get("text") or "").strip().partition(" ")[2].strip()
