"""What is said about a request: its card, its thread, and the small modals behind the buttons.

A button carries which request and which round of it was meant, so that a click on something that
is over can be told from one that counts. It never carries more.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.action import Note
from bot.errors import Stale
from bot.plan import Plan
from bot.views import callers, kit
from bot.views.card import alert, by, canceller, request_card, word_by
from bot.views.kit import Block, Message
from bot.views.prompts import (
    CANCEL,
    DELEGATE,
    DENY,
    cancel_modal,
    deny_modal,
    secret_modal,
    secret_modal_loading,
)
from bot.views.review import count, starting
from storage.approval_tables import Delegation
from storage.tables import Decision, Request, State

__all__ = [
    "alert",
    "answered",
    "ask",
    "asked_again",
    "cancel_modal",
    "deny_modal",
    "note",
    "over",
    "reminder",
    "request_card",
    "secret_gone",
    "secret_modal",
    "secret_modal_loading",
    "secret_ready",
    "target",
]

APPROVE: Final = "approve"
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


def ask(request: Request, approvers: Sequence[str], *, can_pass_on: bool = False) -> Message:
    """Ask the approvers for their word.

    Args:
        can_pass_on: Whether an approver may have somebody decide in their place.
    """
    who, reference = kit.mentions(approvers, last="and"), f"*{request.reference}*"
    needed = (
        f"one of you is asked to approve or deny {reference}"
        if request.approvals == 1
        else f"{count(request.approvals)} of you are asked to approve {reference}"
    )
    asked = f"{who}: {needed}. It was requested by {kit.mention(request.requester)}."
    return fallback(request, "waits for your approval", kit.mentions(approvers)), [
        kit.section(asked),
        *callers.warning(request.caller),
        kit.section(f"It expires {kit.moment(request.expires_at)}."),
        _decide(request, can_pass_on=can_pass_on),
    ]


def answered(
    request: Request,
    decisions: Sequence[Decision],
    passed: Sequence[Delegation] = (),
    *,
    can_pass_on: bool = False,
) -> Message:
    """Redraw the question once somebody has answered, or nobody has in time.

    Args:
        decisions: Of the round that was asked about, oldest first.
        passed: Who decides in whose place in that round.
        can_pass_on: As for `ask`.

    Returns:
        Without Approve and Deny, unless more approvals are needed; with a button to cancel while
        the request waits for its start.
    """
    missing = request.approvals - sum(one.approved for one in decisions)
    said = _said(request, decisions, passed)
    if request.state is State.PENDING:
        said.append(f"Approvals still missing: {count(missing)}.")
    blocks = [kit.section("\n".join(said) or "No approval was needed.")]
    if request.reason and request.state in {State.DENIED, State.CANCELLED}:
        blocks.append(kit.say(f"Reason: {request.reason}"))
    return fallback(request, _ANSWERS.get(request.state, "is approved")), [
        *blocks,
        *_still_possible(request, can_pass_on=can_pass_on),
    ]


def _said(
    request: Request, decisions: Sequence[Decision], passed: Sequence[Delegation]
) -> list[str]:
    said = [f"{'Approved' if one.approved else 'Denied'} by {word_by(one)}." for one in decisions]
    spoken = {one.voice for one in decisions}
    said += [
        f"{kit.mention(one.by)} has passed it on to {kit.mention(one.delegate)}."
        for one in passed
        if one.by not in spoken
    ]
    if request.state is State.DENIED and not decisions and request.decided_by:
        said.append(f"Denied by {by(request.decided_by, request.decided_at)}.")
    if request.state is State.CANCELLED:
        said.append(f"Cancelled by {kit.mention(canceller(request))}.")
    if request.state is State.EXPIRED:
        said.append("Expired: nobody decided in time. Nothing was changed.")
    return said


def _still_possible(request: Request, *, can_pass_on: bool) -> list[Block]:
    if request.state is State.PENDING:
        return [_decide(request, can_pass_on=can_pass_on)]
    if request.state is State.SCHEDULED:
        starts = kit.section(f"It starts: {starting(plan_of(request))}")
        return [starts, kit.actions(_cancel(request))]
    return []


def over(request: Request, channel: str) -> Message:
    """Tell the requester that nothing comes of it, by whom and why.

    Args:
        channel: Slack id of the channel in which its card stands.
    """
    blocks = [
        kit.say(plan_of(request).title),
        kit.section("\n".join([*_said(request, [], []), f"Its card stands in <#{channel}>."])),
    ]
    if request.reason:
        blocks.append(kit.say(f"Reason: {request.reason}"))
    return fallback(request, _ANSWERS[request.state]), [
        kit.section(f"*{request.reference} {_ANSWERS[request.state]}*"), *blocks,
    ]  # fmt: skip


def asked_again(request: Request, changed: Sequence[str]) -> Message:
    """Say that the approved plan no longer fits, and what is different."""
    new = "The card shows the new plan; it has to be approved again."
    if request.emergency:
        new = (
            "The card shows the new plan. Break-glass was for the old one: this has to be approved."
        )
    return fallback(request, "has to be approved"), [
        kit.say(
            f"Something has changed since this was {'sent' if request.emergency else 'approved'}, "
            f"so nothing was done. {new}"
        ),
        kit.listed("What is different", changed or ["The state of the accounts"]),
    ]


def reminder(request: Request, approvers: Sequence[str]) -> Message:
    """Remind the approvers."""
    who = kit.mentions(approvers, last="and")
    return fallback(request, "still waits for approval", kit.mentions(approvers)), [
        kit.section(
            f"{who}: *{request.reference}* still waits for approval. "
            f"It expires {kit.moment(request.expires_at)}. The buttons are above, in this thread."
        )
    ]


def note(told: Note, reference: str) -> Message:
    """Tell the person that a request is about what concerns them."""
    title = kit.cut(kit.clean(told.title), kit.HEADER).strip() or "From your IT helpdesk"
    return kit.escape(title), [
        kit.header(title),
        *(kit.say(line) for line in told.lines),
        kit.context(f"From your IT helpdesk. To quote: {reference}"),
    ]


def secret_ready(request: Request, expires_at: datetime) -> Message:
    """Offer the sealed password to the requester, and to nobody else."""
    once = kit.confirm(
        "Show the password now?",
        "It is shown once and destroyed. Have the person it is for at hand.",
        "Show it",
    )
    show = kit.button("Show the password once", REVEAL, target_of(request), asks=once)
    return fallback(request, "has a one-time password ready"), [
        kit.section(
            f"{kit.mention(request.requester)}: the one-time password is ready. Only you can open"
            f" it, once, until {kit.moment(expires_at)}. Then it is destroyed."
        ),
        kit.actions(show),
    ]


def secret_gone(request: Request, why: str) -> Message:
    """Say that the sealed password is no more, and why."""
    return fallback(request, "has no one-time password any more"), [
        kit.say(f"The one-time password is gone. {why}"),
        kit.say("Should another be needed, reset the password in Okta."),
    ]


def secret_lost(request: Request) -> Message:
    """Tell the requester that they did not see the password, and what to do instead."""
    return fallback(request, "has lost its one-time password"), [
        kit.section(
            f"{kit.mention(request.requester)}: the one-time password was opened and is destroyed,"
            " and Slack does not confirm that it was shown. Unless you saw it, reset the person's"
            " password in Okta to make another."
        )
    ]


def fallback(request: Request, what: str, who: str = "") -> str:
    """Say in one plain line what a message about a request says, for notifications."""
    title = kit.cut(plan_of(request).title, kit.HEADER)
    said = kit.escape(f"{request.reference} {kit.cut(what, kit.LINE)}: {title}")
    return f"{who}: {said}" if who else said


def plan_of(request: Request) -> Plan:
    """Read the plan that a request carries."""
    return Plan.model_validate(request.plan)


def target_of(request: Request) -> str:
    """Write which request and which round a button means; `target` reads it."""
    return f"{request.id}:{request.round}"


def decide_buttons(request: Request) -> tuple[Block, Block]:
    """Offer yes, after one more question, and no."""
    plan = plan_of(request)
    start = plan.start_text or "as soon as it is approved"
    what = f"{kit.cut(plan.title, kit.HEADER)}. It starts {start}."
    sure = kit.confirm(f"Approve {request.reference}?", what, "Approve")
    return (
        kit.button("Approve", APPROVE, target_of(request), style="primary", asks=sure),
        kit.button("Deny", DENY, target_of(request), style="danger"),
    )


def _decide(request: Request, *, can_pass_on: bool) -> Block:
    pass_on = [kit.button("Pass on…", DELEGATE, target_of(request))] if can_pass_on else []
    return kit.actions(*decide_buttons(request), *pass_on, _cancel(request))


def _cancel(request: Request) -> Block:
    return kit.button("Cancel request", CANCEL, target_of(request))
