"""Look-ups: /whois, the shortcuts, and the window in which a person is searched."""

import functools
import re
from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Stale
from bot.lookups import SHORTCUTS, WHOIS, Lookups, Open
from bot.views import forms, kit, lookups
from handlers.errors import afterwards, answered, open_view, update_view, window_of

Body = dict[str, Any]


def register(app: AsyncApp, lookups_: Lookups) -> None:
    """Bind every listener."""
    app.command(f"/{WHOIS.name}")(_whois(lookups_))
    app.action(re.compile(f"^{lookups.PICK}_[0-9]$"))(_picked(lookups_))
    app.action(re.compile(f"^{lookups.LINK}_"))(_followed)
    app.action(lookups.SEARCH)(_searched(lookups_))
    app.view(lookups.WHOIS)(_submitted(lookups_))
    for shortcut in SHORTCUTS:
        app.shortcut(shortcut.callback_id)(_shortcut(lookups_))


def _whois(lookups_: Lookups) -> Any:
    @answered
    async def whois(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        text = forms.untangle(str(body.get("text") or ""))
        if text.lower() == "help":
            await ack(lookups.help_text([(WHOIS.name, WHOIS.usage, WHOIS.title)]))
            return
        await ack()
        if text:
            afterwards(context, functools.partial(_tell, lookups_, context, body, text))
        else:
            afterwards(context, functools.partial(_open, lookups_, client, body, body["user_id"]))

    return whois


async def _tell(lookups_: Lookups, context: AsyncBoltContext, body: Body, text: str) -> None:
    """Answer with the person, with a choice of several, or that there is nobody."""
    by = body["user_id"]
    await lookups_.check(by)
    found = await lookups_.find(text)
    if len(found) == 1:
        message = await _person(lookups_, found[0].value, by=by)
    else:
        message = lookups.several(text, found) if found else lookups.nobody(text)
    await respond(context, message)


async def respond(context: AsyncBoltContext, message: kit.Message) -> None:
    """Answer whoever asked, and nobody else."""
    text, blocks = message
    if context.response_url is None or context.respond is None:
        raise Stale("Slack has not said where to answer. Please try again.")
    await context.respond(
        text=text, blocks=blocks, response_type="ephemeral", replace_original=False
    )


async def _person(lookups_: Lookups, key: str, *, by: str) -> kit.Message:
    seen = await lookups_.whois(key, by=by)
    return lookups.person(
        seen.principal,
        sync_error=seen.sync_error,
        open_=pairs(seen.open),
        troubles=seen.troubles,
        offers=seen.offers,
        links=list(lookups.each_link(seen.okta_url, seen.jumpcloud_url)),
    )


def pairs(open_: Sequence[Open]) -> list[Any]:
    """Give requests, each with the step that it waits at."""
    return [(each.request, each.waits) for each in open_]


def _picked(lookups_: Lookups) -> Any:
    @answered
    async def picked(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        await ack()

        async def tell() -> None:
            by = body["user"]["id"]
            await lookups_.check(by)
            key = str(body["actions"][0]["value"])
            await respond(context, await _person(lookups_, key, by=by))

        afterwards(context, tell)

    return picked


@answered
async def _followed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Acknowledge a link; Slack has opened it already."""
    await ack()


def _shortcut(lookups_: Lookups) -> Any:
    @answered
    async def shortcut(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        by = body["user"]["id"]
        afterwards(context, functools.partial(_open, lookups_, client, body, by))

    return shortcut


async def _open(lookups_: Lookups, client: AsyncWebClient, body: Body, by: str) -> None:
    """Open the window at once; of a message, its author is looked up in it."""
    # The trigger lives for three seconds: nothing is looked up before the window is open.
    opened = await open_view(client, body["trigger_id"], lookups.ask_whom())
    body["view"] = opened
    await lookups_.check(by)
    author = body.get("message", {}).get("user")
    if author is None:
        return
    found = await lookups_.find(f"<@{author}>")
    if len(found) != 1:
        raise Stale("Okta knows nobody by the address that Slack has of whoever wrote this.")
    await _show(lookups_, client, opened["id"], found[0].value, by=by)


async def _show(
    lookups_: Lookups, client: AsyncWebClient, view_id: str, key: str, *, by: str
) -> None:
    _, blocks = await _person(lookups_, key, by=by)
    await update_view(client, view_id, lookups.ask_whom(blocks))


def _searched(lookups_: Lookups) -> Any:
    @answered
    async def searched(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        await ack()
        chosen = body["actions"][0].get("selected_option") or {}
        afterwards(context, functools.partial(_look, lookups_, client, body, chosen.get("value")))

    return searched


async def _look(lookups_: Lookups, client: AsyncWebClient, body: Body, key: str | None) -> None:
    if key:
        await lookups_.check(body["user"]["id"])
        await _show(lookups_, client, window_of(body)["id"], key, by=body["user"]["id"])


def _submitted(lookups_: Lookups) -> Any:
    @answered
    async def submitted(
        ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        chosen = forms.typed(body["view"]).get(lookups.WHOIS)
        key = chosen["id"] if isinstance(chosen, dict) else None
        await ack(response_action="update", view=lookups.ask_whom())
        afterwards(context, functools.partial(_look, lookups_, client, body, key))

    return submitted
