"""The command /helpdesk: what there is to type, what is open, how it stands, and comparing."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.errors import UserError
from bot.linking import Linking
from bot.lookups import HELPDESK, WHOIS, Lookups
from bot.views import kit, lookups, status
from handlers import linking
from handlers.errors import afterwards, answered
from handlers.lookups import pairs, respond

Body = dict[str, Any]
Verb = Callable[[Lookups, str, str], Awaitable[kit.Message]]

COMPARING: Final = "Comparing both directories; it takes a moment ..."
_REFERENCE: Final = re.compile(r"(?:REQ-?)?([0-9]{1,9})", re.IGNORECASE)


def register(app: AsyncApp, lookups_: Lookups, linking_: Linking) -> None:
    """Bind the command."""

    @app.command(f"/{HELPDESK.name}")
    @answered
    async def helpdesk(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        verb, _, rest = str(body.get("text") or "").strip().partition(" ")
        if bind := BINDING.get(verb.lower()):
            await bind(linking_, ack, body, context)
            return
        act = VERBS.get(verb.lower())
        if act is None:
            await ack(lookups.help_text(_commands(lookups_)))
            return
        await ack(COMPARING if act is _reconcile else "")

        async def tell() -> None:
            by = body["user_id"]
            await lookups_.check(by)
            await respond(context, await act(lookups_, rest, by))

        afterwards(context, tell)


async def _queue(lookups_: Lookups, _text: str, _by: str) -> kit.Message:
    return lookups.queue(pairs(await lookups_.queue()), await lookups_.owed())


async def _request(lookups_: Lookups, text: str, _by: str) -> kit.Message:
    if not (number := _REFERENCE.fullmatch(text.strip())):
        raise UserError("Which one? Type `/helpdesk request REQ-42`.")
    return lookups.queue(pairs([await lookups_.request(int(number[1]))]))


async def _status(lookups_: Lookups, _text: str, _by: str) -> kit.Message:
    seen = await lookups_.status()
    return status.status(
        seen.cursors, watching=seen.watching,
        requests=seen.requests, cases=seen.cases, reviews=seen.reviews,
    )  # fmt: skip


async def _reconcile(lookups_: Lookups, _text: str, by: str) -> kit.Message:
    seen = await lookups_.reconcile(by=by)
    return status.compared(
        [alert.headline for alert in seen.alerts],
        people=seen.sizes.okta_users or 0,
        requests=seen.requests,
        reason=seen.reason,
    )


BINDING: Final = {"link": linking.link, "unlink": linking.unlink}
VERBS: Final[dict[str, Verb]] = {
    "queue": _queue,
    "request": _request,
    "status": _status,
    "reconcile": _reconcile,
}


def _commands(lookups_: Lookups) -> list[tuple[str, str, str]]:
    actions = lookups_.desk.work.actions.values()
    told = [(action.name, action.usage, action.description) for action in actions]
    return [
        *told,
        (WHOIS.name, WHOIS.usage, "What Okta, JumpCloud and laptops say of a person"),
        (HELPDESK.name, "queue", "The requests that are open, and what each waits for"),
        (HELPDESK.name, "request REQ-42", "One request, and how far it is"),
        (HELPDESK.name, "link name@example.com", "Show who you are in Okta, with Okta Verify"),
        (HELPDESK.name, "unlink", "End that"),
        (HELPDESK.name, "status", "How far both logs were read, and how much is open"),
        (HELPDESK.name, "reconcile", "Compare both directories now"),
    ]
