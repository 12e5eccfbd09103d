"""A question that an approver passed on: what its new addressee reads, and what the thread does."""

from collections.abc import Sequence
from typing import Final

from bot.views import kit
from bot.views.card import word_by
from bot.views.kit import Message
from bot.views.messages import decide_buttons, fallback, plan_of
from bot.views.review import starting
from storage.approval_tables import Delegation
from storage.tables import Decision, Request, State

_OVER: Final = {
    State.DENIED: "It is denied.",
    State.CANCELLED: "It was cancelled.",
    State.EXPIRED: "It has expired; nothing was changed.",
}


def passed_on(request: Request, passed: Delegation) -> Message:
    """Say in the thread who is asked now, in whose place and why."""
    who = kit.mention(passed.delegate)
    return fallback(request, "waits for your approval", who), [
        kit.section(
            f"{who}: {kit.mention(passed.by)} asks you to approve or deny *{request.reference}* in "
            "their place. The buttons are above, in this thread, and in a message to you."
        ),
        kit.listed("Why", [passed.reason], "lines"),
    ]


def asked(request: Request, passed: Delegation, decisions: Sequence[Decision]) -> Message:
    """Ask somebody directly to decide in an approver's place.

    They may not see the channel in which the card stands, so the plan is in it.

    Args:
        decisions: Of the round that it was passed on in.

    Returns:
        With Approve and Deny for as long as their word is waited for.
    """
    plan, reference = plan_of(request), f"*{request.reference}*"
    mine = next((one for one in decisions if one.by == passed.delegate), None)
    what = "asks you to approve or deny" if _waits(request, mine) else "asked you to decide on"
    blocks = [
        kit.section(f"{kit.mention(passed.by)} {what} {reference} in their place."),
        kit.listed("Why", [passed.reason], "lines"),
        kit.say(plan.title),
    ]
    if not _waits(request, mine):
        return fallback(request, "needs nothing from you any more"), [
            *blocks, kit.section(_end(request, mine)),
        ]  # fmt: skip
    if plan.warnings:
        blocks.append(kit.listed("⚠ Warning", plan.warnings))
    blocks += [
        kit.listed("What will change", plan.changes or ["Nothing"], "ordered"),
        kit.fields(
            [
                ("Requested by", kit.mention(request.requester)),
                ("When it starts", starting(plan)),
                ("Expires", kit.moment(request.expires_at)),
            ]
        ),
        kit.actions(*decide_buttons(request)),
    ]
    return fallback(request, "waits for your approval"), blocks


def _waits(request: Request, mine: Decision | None) -> bool:
    return request.state is State.PENDING and mine is None


def _end(request: Request, mine: Decision | None) -> str:
    if mine:
        return f"{'Approved' if mine.approved else 'Denied'} by {word_by(mine)}."
    return _OVER.get(request.state, "It was approved without your word.")
