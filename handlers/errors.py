"""Whatever goes wrong reaches the person where they are, and the log once, under one reference.

    typing a command      an answer that only they see
    sending a modal       the modal says it, with nothing typed lost where that is possible
    pressing a button     an answer that only they see, in the same channel
    searching in a field  an option that says it

Two rules keep acknowledgements from being lost. Nothing a listener raises gets past `answered`:
Bolt drops an acknowledgement whose listener fails just after giving it. And what takes long runs
`afterwards`, when the acknowledgement has left, so that no update of a modal overtakes it.
"""

import functools
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors import AFTERWARDS, Installation, lacking, name_of
from bot.errors import NotFound, ProviderError, Stale, Unauthorized, Unavailable, UserError
from bot.logs import new_reference
from bot.search import NOTHING
from bot.slack_errors import mapped
from bot.views import elements, review

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]
Listener = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Problem:
    """What went wrong, as it is told to a person, and what they can quote."""

    text: str
    reference: str

    @property
    def told(self) -> str:
        """Both in one text."""
        return f"{self.text}\nReference: {self.reference}"


def problem_of(error: Exception) -> Problem:
    """Say what went wrong and write it to the log, once."""
    reference = new_reference()
    if isinstance(error, UserError):
        log.info("a person was refused", extra={"reference": reference, "why": str(error)})
        return Problem(str(error), reference)
    if isinstance(error, ProviderError):
        log.warning(
            "a provider failed a person",
            extra={"reference": reference, "why": str(error), "theirs": error.reference},
        )
        return Problem(f"{str(error).rstrip('.')}. {_way_out(error)}", reference)
    log.error("unexpected fault", extra={"reference": reference}, exc_info=error)
    return Problem(
        "Something in Deskhand itself went wrong. It may or may not have been done: look at the "
        "request's card before you try again.",
        reference,
    )


def _way_out(error: ProviderError) -> str:
    if isinstance(error, Unavailable):
        return "Nothing was changed. Try again in a minute."
    if isinstance(error, Unauthorized):
        return "Nothing was changed. Whoever runs Deskhand has to mend its access."
    return "Nothing was changed."


def afterwards(context: AsyncBoltContext, work: Work) -> None:
    """Run something when the acknowledgement has left; once for each request."""
    context[AFTERWARDS] = work


def answered(listener: Listener) -> Listener:
    """Let nothing that a listener raises get lost, and have its acknowledgement given.

    The listener must take `ack`, `body` and `context`; a work it leaves for afterwards is
    guarded in the same way.
    """

    @functools.wraps(listener)
    async def guarded(**given: Any) -> None:
        ack, body, context = given["ack"], given["body"], given["context"]
        try:
            await listener(**given)
        except Exception as error:  # noqa: BLE001 - told to the person and logged by `problem_of`
            await _refuse(ack, body, context, problem_of(error))
            return
        work = context.get(AFTERWARDS)
        if work:
            context[AFTERWARDS] = functools.partial(_guarded_work, work, body, context)

    return guarded


async def _guarded_work(work: Work, body: dict[str, Any], context: AsyncBoltContext) -> None:
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - told to the person and logged by `problem_of`
        await _tell(body, context, problem_of(error))


async def _refuse(
    ack: Any, body: dict[str, Any], context: AsyncBoltContext, problem: Problem
) -> None:
    kind = body.get("type")
    if kind == "view_submission":
        await ack(response_action="update", view=_refusal(body.get("view", {}), problem))
    elif kind == "block_suggestion":
        await ack(options=[elements.option(problem.text, NOTHING, problem.reference)])
    elif "command" in body:
        await ack(problem.told)
    else:
        await ack()
        afterwards(context, functools.partial(_tell, body, context, problem))


def _refusal(view: dict[str, Any], problem: Problem) -> dict[str, Any]:
    title = view.get("title", {}).get("text", "Deskhand")
    return review.refusal(title, problem.text, problem.reference)


async def _tell(body: dict[str, Any], context: AsyncBoltContext, problem: Problem) -> None:
    try:
        if view := body.get("view"):
            await update_view(context.client, view["id"], _refusal(view, problem))
        elif body.get("response_url"):
            assert context.respond is not None  # noqa: S101 - there is a response_url
            await context.respond(problem.told, response_type="ephemeral", replace_original=False)
    except Exception:
        log.exception("a person could not be told", extra={"reference": problem.reference})


def window_of(body: dict[str, Any]) -> dict[str, Any]:
    """Give the window that something was clicked in.

    Raises:
        Stale: it was clicked elsewhere, where none of ours puts it.
    """
    if not (view := body.get("view")):
        raise Stale("This is no longer in use. Please start again.")
    return dict(view)


async def update_view(
    client: AsyncWebClient, view_id: str, view: dict[str, Any], *, hash_: str | None = None
) -> str | None:
    """Show something else in a modal; nothing happens if it was closed meanwhile.

    Args:
        hash_: Update only if nothing else changed the modal since.

    Returns:
        Its hash now; None where it shows something else, or is closed.
    """
    try:
        with mapped():
            answer = await client.views_update(view_id=view_id, view=view, hash=hash_)
    except NotFound:
        log.info("the modal was closed before it was filled")
    except ProviderError as error:
        if "hash_conflict" not in str(error):
            raise
    else:
        return str(answer["view"]["hash"])
    return None


async def open_view(
    client: AsyncWebClient, trigger_id: str, view: dict[str, Any], *, on_top: bool = False
) -> dict[str, Any]:
    """Open a modal, and give it as Slack has it.

    Args:
        on_top: The trigger is a click in a modal, which stays below this one.
    """
    open_ = client.views_push if on_top else client.views_open
    with mapped():
        answer = await open_(trigger_id=trigger_id, view=view)
    opened: dict[str, Any] = answer["view"]
    return opened


def register(app: AsyncApp, home: Installation) -> None:
    """Refuse what is not ours or not whole, and answer what no listener takes or one drops."""

    @app.middleware
    async def only_ours(
        ack: AsyncAck,
        body: dict[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        if not home.sent(body):
            why = "Deskhand serves another workspace. Nothing was done."
        elif missing := lacking(body):
            log.warning("Slack sent only a part", extra={"lacking": missing})
            why = "This did not arrive whole. Nothing was done; please try again."
        else:
            return await next()
        await _refuse(ack, body, context, problem_of(UserError(why)))
        return ack.response

    @app.error
    async def unhandled(
        error: Exception, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> BoltResponse | None:
        await _refuse(ack, body, context, _unheard(error, body))
        return ack.response


def _unheard(error: Exception, body: dict[str, Any]) -> Problem:
    if not isinstance(error, BoltUnhandledRequestError):
        return problem_of(error)
    reference = new_reference()
    told = {"reference": reference, "type": body.get("type"), "what": name_of(body)}
    log.log(
        # An event that nobody asked for has nobody who waits for an answer.
        logging.INFO if body.get("type") == "event_callback" else logging.ERROR,
        "Slack sent something that nobody listens to",
        extra=told,
    )
    return Problem(
        "This is from an older version of Deskhand, which does not know it any more. "
        "Nothing was done.",
        reference,
    )
