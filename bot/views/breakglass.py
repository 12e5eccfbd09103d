"""A request that does not wait for approval: the warning, and the review that is owed for it."""

from collections.abc import Sequence
from typing import Final

from bot.views import elements, kit
from bot.views.card import SIREN, by
from bot.views.kit import Block, Message, View
from bot.views.messages import fallback, plan_of, target_of
from bot.views.progress import stop_button
from storage.approval_tables import Review
from storage.tables import Request

SIGN: Final = "sign_review"
JUSTIFIED: Final = "justified"
FOUND: Final = "found"
YES: Final = "yes"

LEAST: Final = 10  # characters of a reason or a finding
_MOST: Final = 1000


def told(request: Request, review: Review, channel: str) -> Message:
    """Tell everybody at once that the glass was broken: by whom, for what and why.

    It is redrawn when the review is signed.

    Args:
        channel: Slack id of the channel in which the card stands.
    """
    plan = plan_of(request)
    title = f"{SIREN} Break-glass \N{MIDDLE DOT} {request.reference}"
    who = kit.mention(request.requester)
    return fallback(request, "starts without approval"), [
        kit.header(title),
        kit.section(f"*{who} has it start at once, without approval.*"),
        kit.say(plan.title),
        kit.listed("Why it cannot wait", [request.emergency], "lines"),
        kit.listed("What will change", plan.changes or ["Nothing"], "ordered"),
        kit.section(f"Its card stands in <#{channel}>; in its thread it can be stopped."),
        *_state(review),
    ]


def owed(request: Request, review: Review, approvers: Sequence[str]) -> Message:
    """Ask in the thread for the review; once it is signed, show it.

    Args:
        approvers: Slack ids of those who may sign it, but for the requester.
    """
    who, mine = kit.mentions(approvers, last="or"), kit.mention(request.requester)
    if review.signed_by:
        return fallback(request, "was reviewed"), [
            kit.section(f"{mine} had this start without approval."),
            *_state(review),
        ]
    sign = kit.button("Sign review…", SIGN, target_of(request), style="primary")
    return fallback(request, "started without approval and has to be reviewed", who), [
        kit.section(
            f"*{SIREN} {mine} has it start without approval.* {who}: one of you, who is not "
            f"{mine}, has to look at it afterwards and sign whether that was justified."
        ),
        kit.listed("Why it could not wait", [request.emergency], "lines"),
        kit.actions(sign, stop_button(request)),
    ]


def reminder(request: Request, approvers: Sequence[str]) -> Message:
    """Remind of a review that nobody has signed yet."""
    who = kit.mentions(approvers, last="or")
    return fallback(request, "still has to be reviewed", who), [
        kit.section(
            f"{who}: *{request.reference}* started without approval, and nobody has signed its "
            "review yet. The button is above, in this thread."
        )
    ]


def reviewed(request: Request, review: Review) -> Message:
    """Tell the requester, and the channel of alerts, what the review came to."""
    return fallback(request, f"was reviewed: {_verdict(review)}"), [
        kit.section(
            f"*{request.reference}*, which {kit.mention(request.requester)} had start without "
            "approval, was reviewed."
        ),
        kit.say(plan_of(request).title),
        *_state(review),
    ]


def sign_modal(request: Request) -> View:
    """Ask an approver what they find."""
    choices = [
        elements.option("Yes, it could not wait", YES),
        elements.option("No, it should have waited for approval", "no"),
    ]
    text: Block = {
        "type": "plain_text_input", "action_id": "v", "multiline": True,
        "min_length": LEAST, "max_length": _MOST,
    }  # fmt: skip
    return kit.modal(
        f"Review {request.reference}",
        [
            kit.say(plan_of(request).title),
            kit.section(f"{kit.mention(request.requester)} had it start without approval."),
            kit.listed("Why it could not wait", [request.emergency], "lines"),
            kit.field(
                JUSTIFIED,
                "Was that justified?",
                {"type": "radio_buttons", "action_id": "v", "options": choices},
            ),
            kit.field(FOUND, "What did you look at, and what did you find?", text),
            kit.context("It is signed in your name, kept in the audit and cannot be changed."),
        ],
        callback_id=SIGN,
        submit="Sign",
        close="Back",
        metadata=target_of(request),
    )


def sign_modal_loading(reference: str) -> View:
    """Hold the place while the review is looked up."""
    blocks = [kit.say("Looking up what there is to review…")]
    return kit.modal(f"Review {reference}", blocks, callback_id=SIGN, close="Back")


def _state(review: Review) -> list[Block]:
    if not review.signed_by:
        return [kit.section("*Review:* open. Somebody who may approve has to sign it.")]
    return [
        kit.section(
            f"*Review:* {_verdict(review)}, says {by(review.signed_by, review.signed_at)}."
        ),
        kit.listed("What was found", [review.text], "lines"),
    ]


def _verdict(review: Review) -> str:
    return "justified" if review.justified else "not justified"
