"""What becomes of a modal that is submitted: refused, redrawn, covered by another, or closed.

Source: https://docs.slack.dev/surfaces/modals#updating_views
"""

from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.errors import TROUBLE, ApiError, Unanswered
from bot.sandbox.slack.modals import Modals, View
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.values import initial_values, refusals
from bot.sandbox.slack.workspace import Member

Errors = dict[str, str]

WHOLE: str = ""


def ready(view: View) -> bool:
    """Say whether a modal's submit button is there, and can be pressed."""
    untouched = bool(view.sent.get("submit_disabled")) and view.values == initial_values(
        view.blocks
    )
    return bool(view.sent.get("submit")) and not untouched


async def submit(parts: Parts, member: Member, view: View) -> Errors:
    """Submit a modal and do what the app answers.

    Returns:
        Messages by block_id, empty when the app took it; under the key "" stands what concerns
        no field: the app did not answer in time, or not in a way that Slack understands.
    """
    view.errors = refusals(view.blocks, view.values)
    if not view.errors:
        view.errors = await _ask(parts, member, view)
    parts.world.changed()
    return view.errors


async def _ask(parts: Parts, member: Member, view: View) -> Errors:
    trigger = parts.modals.trigger(member.id, view.id)
    payload = payloads.submission(parts.app, member, view, trigger)
    try:
        answer = await parts.delivery.deliver("interactive", payload)
        return _apply(parts.modals, view, answer)
    except (Unanswered, ApiError):
        return {WHOLE: TROUBLE}


def _apply(modals: Modals, view: View, answer: dict[str, Any]) -> Errors:
    if view not in modals.stack(view.user_id):
        return {}  # it was closed while the app thought about it
    covered = modals.below(view)
    match answer.get("response_action"):
        case None if not answer:
            modals.close(view)
        case "clear":
            modals.clear(view.user_id)
        case "update":
            modals.update(view, _modal(answer))
        case "push":
            modals.put_on(view, _modal(answer))
        case "errors":
            return _named(view, answer.get("errors"))
        case _:
            return {WHOLE: TROUBLE}
    # Slack counts what is submitted on top of a view as a change of it.
    modals.outdate(covered)
    return {}


def _modal(answer: dict[str, Any]) -> Any:
    view = answer.get("view")
    if isinstance(view, dict) and view.get("type") == "home":
        raise ApiError("invalid_arguments")
    return view


def _named(view: View, errors: Any) -> Errors:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs >= errors.keys():
        return {WHOLE: TROUBLE}
    return {block_id: str(message) for block_id, message in errors.items()}
