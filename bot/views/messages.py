"""What is said about a request: its card, its thread, and the small modals behind the buttons.

A button carries which request and which round of it was meant, so that a click on something that
is over can be told from one that counts. It never carries more.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.action import Plan, Witness
from bot.errors import Stale
from bot.views import kit
from bot.views.card import by, canceller, request_card, witnessed
from bot.views.kit import Block, Message
from bot.views.prompts import (
    CANCEL,
    DENY,
    cancel_modal,
    deny_modal,
    secret_modal,
    secret_modal_loading,
)
from bot.views.review import count, starting
from storage.tables import Decision, Request, State

__all__ = [
    "answered",
    "ask",
    "asked_again",
    "cancel_modal",
    "delayed",
    "deny_modal",
    "failed",
    "finished",
    "needs_attention",
    "reminder",
    "request_card",
    "secret_gone",
    "secret_modal",
    "secret_modal_loading",
    "secret_ready",
    "target",
    "unproven",
    "waiting_for",
]

APPROVE: Final = "approve"
STOP: Final = "stop"
REVEAL: Final = "reveal"

_TARGET: Final = re.compile("([0-9]{1,9}):([0-9]{1,9})")  # what a column of the database holds

_ANSWERS: Final = {
    State.PENDING: "needs another approval",
    State.DENIED: "is denied",
    State.CANCELLED: "is cancelled",
    State.EXPIRED: "has expired",
}


def target(value: str) -> tuple[int, int]:
    """Read the request's number and round from a button's value or a modal's metadata."""
    if not (ours := _TARGET.fullmatch(value)):
        raise Stale("This is no longer in use. Please look at the newest message.")
    return int(ours[1]), int(ours[2])


def ask(request: Request, approvers: Sequence[str]) -> Message:
    """Ask the approvers for their word."""
    who, reference = kit.mentions(approvers, last="and"), f"*{request.reference}*"
    needed = (
        f"one of you is asked to approve or deny {reference}"
        if request.approvals == 1
        else f"{count(request.approvals)} of you are asked to approve {reference}"
    )
    asked = f"{who}: {needed}. It was requested by {kit.mention(request.requester)}."
    return _fallback(request, "waits for your approval", kit.mentions(approvers)), [
        kit.section(asked),
        kit.section(f"It expires {kit.moment(request.expires_at)}."),
        _decide(request),
    ]


def answered(request: Request, decisions: Sequence[Decision]) -> Message:
    """Redraw the question once somebody has answered, or nobody has in time.

    Args:
        decisions: Of the round that was asked about, oldest first.

    Returns:
        Without Approve and Deny, unless more approvals are needed; with a button to cancel while
        the request waits for its start.
    """
    said = [
        f"{'Approved' if one.approved else 'Denied'} by {by(one.by, one.at)}." for one in decisions
    ]
    endings = {
        State.CANCELLED: f"Cancelled by {kit.mention(canceller(request))}.",
        State.EXPIRED: "Expired: nobody decided in time. Nothing was changed.",
    }
    if request.state is State.DENIED and not decisions and request.decided_by:
        said.append(f"Denied by {by(request.decided_by, request.decided_at)}.")
    if request.state in endings:
        said.append(endings[request.state])
    missing = request.approvals - sum(one.approved for one in decisions)
    if request.state is State.PENDING:
        said.append(f"Approvals still missing: {count(missing)}.")
    blocks = [kit.section("\n".join(said) or "No approval was needed.")]
    if request.reason and request.state in {State.DENIED, State.CANCELLED}:
        blocks.append(kit.say(f"Reason: {request.reason}"))
    return _fallback(request, _ANSWERS.get(request.state, "is approved")), [
        *blocks,
        *_still_possible(request),
    ]


def _still_possible(request: Request) -> list[Block]:
    if request.state is State.PENDING:
        return [_decide(request)]
    if request.state is State.SCHEDULED:
        starts = kit.section(f"It starts: {starting(_plan(request))}")
        return [starts, kit.actions(_cancel(request))]
    return []


def asked_again(request: Request, changed: Sequence[str]) -> Message:
    """Say that the approved plan no longer fits, and what is different."""
    return _fallback(request, "has to be approved again"), [
        kit.say(
            "Something has changed since this was approved, so nothing was done. "
            "The card shows the new plan; it has to be approved again."
        ),
        kit.listed("What is different", changed or ["The state of the accounts"]),
    ]


def reminder(request: Request, approvers: Sequence[str]) -> Message:
    """Remind the approvers."""
    who = kit.mentions(approvers, last="and")
    return _fallback(request, "still waits for approval", kit.mentions(approvers)), [
        kit.section(
            f"{who}: *{request.reference}* still waits for approval. "
            f"It expires {kit.moment(request.expires_at)}. The buttons are above, in this thread."
        )
    ]


def delayed(request: Request, why: str) -> Message:
    """Say that approved work cannot begin yet; nobody has to do anything."""
    return _fallback(request, "cannot begin yet"), [
        kit.listed("It cannot begin yet", [why], "lines"),
        kit.say(
            "Nothing was changed. It is tried again by itself; until then it can be cancelled."
        ),
    ]


def waiting_for(request: Request, step_title: str, seen: str) -> Message:
    """Say what takes its time; nobody has to do anything."""
    return _fallback(request, f"still waits: {step_title}"), [
        kit.listed(
            f"Still waiting: {kit.cut(step_title, kit.LINE)}", [f"Seen now: {seen}"], "lines"
        ),
        kit.say("Nothing needs to be done. It goes on by itself as soon as this is there."),
        _stop(request),
    ]


def needs_attention(request: Request, step_title: str, seen: str) -> Message:
    """Ask for a person: a wait takes longer than it should."""
    return _fallback(request, f"needs a person to look: {step_title}"), [
        kit.listed(
            f"⚠ Please look: {kit.cut(step_title, kit.LINE)}", [f"Seen now: {seen}"], "lines"
        ),
        kit.section(
            f"{kit.mention(request.requester)}: this takes longer than it should. "
            "It goes on by itself if it still comes; otherwise stop it."
        ),
        _stop(request),
    ]


def finished(request: Request, witnesses: Sequence[Witness]) -> Message:
    """Say that it is done, and what proves it."""
    return _fallback(request, "is done"), [
        kit.say(f"Done: {_plan(request).title}. Every system shows it."),
        witnessed(witnesses),
    ]


def unproven(request: Request, witnesses: Sequence[Witness]) -> Message:
    """Say that every step is done, and which system does not show it."""
    return _fallback(request, "is done, but not every system shows it"), [
        kit.section(
            f"{kit.mention(request.requester)}: every step is done, but not every system shows it."
            " Please look at what is marked as not as it should be."
        ),
        witnessed(witnesses),
    ]


def failed(
    request: Request, why: str, undone: Sequence[str], left: Sequence[str], reference: str
) -> Message:
    """Say why it ended without success, what was undone and what is left to a person.

    Args:
        reference: The provider's, to quote to its support; may be empty.
    """
    what = "was stopped" if request.state is State.CANCELLED else "has failed"
    whose = f" by {kit.mention(canceller(request))}" if request.state is State.CANCELLED else ""
    quoted = " · ".join(dict.fromkeys(filter(None, [request.reference, reference])))
    blocks = [
        kit.section(f"{kit.mention(request.requester)}: *{request.reference}* {what}{whose}."),
        kit.say(why),
    ]
    if undone:
        blocks.append(kit.listed("What was undone", undone))
    if left:
        blocks.append(kit.listed("⚠ What is left, and has to be cleared up by hand", left))
    else:
        nothing = "Nothing else is left to clear up." if undone else "Nothing is left to clear up."
        blocks.append(kit.say(nothing))
    return _fallback(request, what), [*blocks, kit.context(f"To quote: {quoted}")]


def secret_ready(request: Request, expires_at: datetime) -> Message:
    """Offer the sealed password to the requester, and to nobody else."""
    once = kit.confirm(
        "Show the password now?",
        "It is shown once and destroyed. Have the person it is for at hand.",
        "Show it",
    )
    show = kit.button("Show the password once", REVEAL, _target(request), asks=once)
    return _fallback(request, "has a one-time password ready"), [
        kit.section(
            f"{kit.mention(request.requester)}: the one-time password is ready. Only you can open"
            f" it, once, until {kit.moment(expires_at)}. Then it is destroyed."
        ),
        kit.actions(show),
    ]


def secret_gone(request: Request, why: str) -> Message:
    """Say that the sealed password is no more, and why."""
    return _fallback(request, "has no one-time password any more"), [
        kit.say(f"The one-time password is gone. {why}"),
        kit.say("Should another be needed, reset the password in Okta."),
    ]


def _fallback(request: Request, what: str, who: str = "") -> str:
    title = kit.cut(_plan(request).title, kit.HEADER)
    said = kit.escape(f"{request.reference} {kit.cut(what, kit.LINE)}: {title}")
    return f"{who}: {said}" if who else said


def _plan(request: Request) -> Plan:
    return Plan.model_validate(request.plan)


def _target(request: Request) -> str:
    return f"{request.id}:{request.round}"


def _decide(request: Request) -> Block:
    plan = _plan(request)
    start = plan.start_text or "as soon as it is approved"
    what = f"{kit.cut(plan.title, kit.HEADER)}. It starts {start}."
    sure = kit.confirm(f"Approve {request.reference}?", what, "Approve")
    return kit.actions(
        kit.button("Approve", APPROVE, _target(request), style="primary", asks=sure),
        kit.button("Deny", DENY, _target(request), style="danger"),
        _cancel(request),
    )


def _cancel(request: Request) -> Block:
    return kit.button("Cancel request", CANCEL, _target(request))


def _stop(request: Request) -> Block:
    sure = kit.confirm(
        f"Stop {request.reference}?",
        "What can be undone is undone, last step first. The thread will say what is left.",
        "Stop and undo",
        danger=True,
    )
    return kit.actions(
        kit.button("Stop and undo", STOP, _target(request), style="danger", asks=sure)
    )
