"""The plan before it is sent, the receipt after, and what to say when neither can be."""

from collections.abc import Sequence
from typing import Any, Final

from bot.action import Action
from bot.plan import Plan
from bot.views import elements, kit
from bot.views.forms import metadata
from bot.views.kit import Block, View

REVIEW: Final = "review"
COMPUTING: Final = "computing"
CHANGE: Final = "change_form"
NOTE: Final = "note"
CONFIRM: Final = "confirm"
UNAPPROVED: Final = "unapproved"
WHY_NOW: Final = "why_now"

_MOST: Final = 500
_COUNTS: Final = ("nobody", "one", "two", "three", "four", "five")


def computing(action: Action[Any], draft_id: str) -> View:
    """Stand in for the review while the plan is computed."""
    return kit.modal(
        action.title,
        [
            kit.section("*Looking at Okta and JumpCloud…*"),
            kit.say(
                "The plan for your review will be here in a few seconds. "
                "Nothing has been changed or sent."
            ),
        ],
        callback_id=COMPUTING,
        close="Cancel",
        metadata=metadata(action, draft_id),
    )


def review_modal(
    action: Action[Any],
    draft_id: str,
    plan: Plan,
    *,
    approvers: Sequence[str],
    approvals: int,
    caller: Sequence[Block] = (),
    problem: str = "",
    can_break_glass: bool = False,
) -> View:
    """Show what would be done, warnings first, and offer to send it or to change something.

    Args:
        approvers: Slack ids of people and user groups who may approve.
        approvals: How many of them have to.
        caller: Whether whoever called is who they say.
        problem: Why it was not sent, where it was tried.
        can_break_glass: Whether to offer that it starts without approval.
    """
    trouble = [kit.listed("It is not sent", [problem], "lines")] if problem else []
    blocks = [*trouble, *_plan(plan), *caller]
    if plan.confirm:
        blocks.append(_typed_confirmation(plan.confirm))
    starts, approved_by = starting(plan), approval(approvers, approvals)
    until = "approved, or sent as an emergency" if can_break_glass else "approved"
    blocks += [
        kit.fields([("When it starts", starts), ("Who approves", approved_by)]),
        *(_break_glass() if can_break_glass else ()),
        kit.context(f"Nothing has been changed yet, and nothing is until it is {until}."),
        _change(),
    ]
    return kit.modal(
        action.title,
        blocks,
        callback_id=REVIEW,
        submit="Send request",
        close="Cancel",
        metadata=metadata(action, draft_id),
    )


def _plan(plan: Plan) -> list[Block]:
    blocks = [kit.say(plan.title)]
    if plan.warnings:
        blocks.append(kit.listed("⚠ Warning: read this before you send", plan.warnings))
    blocks.append(kit.listed("What will change", plan.changes or ["Nothing"], "ordered"))
    if plan.notices:
        blocks.append(kit.listed("What the person will notice", plan.notices))
    return blocks


def starting(plan: Plan) -> str:
    """Say in mrkdwn when a plan starts: as it was asked for, and in the reader's own time."""
    if plan.start_at is None:
        return "As soon as it is approved"
    local = kit.moment(plan.start_at, plan.start_text)
    asked = kit.escape(kit.cut(plan.start_text, kit.LINE))
    return f"{asked}\n(your time: {local})" if asked else local


def count(number: int) -> str:
    """Say a small number in words."""
    return _COUNTS[number] if 0 <= number < len(_COUNTS) else str(number)


def approval(approvers: Sequence[str], approvals: int) -> str:
    """Say in mrkdwn whose approval is needed."""
    if approvals == 0:
        return "No approval is needed"
    if not approvers:
        return "Nobody is set up to approve this: please tell an administrator"
    asked = kit.mentions(approvers)
    return asked if approvals == 1 else f"{count(approvals).capitalize()} of {asked}"


def receipt(reference: str, channel_id: str, approvers: Sequence[str]) -> View:
    """Say that the request is sent, and where to follow it."""
    asked = f" {kit.mentions(approvers)} can approve it." if approvers else ""
    return kit.modal(
        "Request sent",
        [
            kit.section(f"*{kit.escape(reference)}* is sent.{asked}"),
            kit.section(f"Follow it in <#{channel_id}>. You can close this window."),
        ],
        callback_id=NOTE,
        close="Done",
    )


def sending(title: str) -> View:
    """Stand in for the answer to a modal while what was sent is looked at."""
    blocks = [kit.say("One moment: what you sent is being looked at.")]
    return kit.modal(title, blocks, callback_id=NOTE, close="Close")


def done(title: str) -> View:
    """Say that what was sent is done, with nothing left to do in this window."""
    return kit.modal(title, [kit.say("It is done.")], callback_id=NOTE, close="Close")


def problem_modal(action: Action[Any], draft_id: str, text: str, reference: str) -> View:
    """Say why there is no plan; what was typed is one click away.

    Args:
        text: What happened and what to do, as it is told to the person.
        reference: What to quote to whoever looks into it; may be empty.
    """
    return kit.modal(
        action.title,
        [
            kit.listed("There is no plan yet", [text], "lines"),
            kit.say(
                "Nothing was sent. What you typed is kept: go back to it, and ask for the "
                "review again."
            ),
            *_quote(reference),
            _change(),
        ],
        callback_id=NOTE,
        close="Cancel",
        metadata=metadata(action, draft_id),
    )


def refusal(title: str, text: str, reference: str = "") -> View:
    """Say why something is not done, with nothing left to do in this window."""
    blocks = [kit.say(text), *_quote(reference)]
    return kit.modal(title, blocks, callback_id=NOTE, close="Close")


def help_text(action: Action[Any]) -> str:
    """Say what a command does and asks for, as mrkdwn for an answer only the asker sees."""
    usage = kit.escape(f"/{action.name} {action.usage}".strip())
    asks = "\n".join(
        f"• {kit.escape(ask.label)}{'' if field.is_required() else ' (optional)'}"
        for ask, field in zip(
            action.form.asks().values(), action.form.model_fields.values(), strict=True
        )
    )
    text = (
        f"*{usage}*\n{kit.escape(action.description)}\n\n*It asks for*\n{asks}\n\n"
        "You see the plan before anything is sent, and nothing changes before it is approved."
    )
    return kit.cut(text, kit.SECTION)


def _typed_confirmation(wanted: str) -> Block:
    """Ask for something to be typed: a hand that clicks by habit stops here."""
    typed = {"type": "plain_text_input", "action_id": "v", "max_length": kit.LINE}
    label = f"Type {wanted} to confirm"
    return kit.field(CONFIRM, label, typed, hint="So that nobody is taken for somebody else.")


def _break_glass() -> list[Block]:
    """Offer to start without approval: a box to tick, and a reason to write."""
    once = elements.option("Break the glass: start at once, without approval", UNAPPROVED)
    box: Block = {"type": "checkboxes", "action_id": "v", "options": [once]}
    why: Block = {
        "type": "plain_text_input", "action_id": "v", "multiline": True, "max_length": _MOST,
    }  # fmt: skip
    return [
        kit.field(
            UNAPPROVED, "Emergency", box, optional=True,
            hint="Every approver and the channel of alerts are told at once, and one of them has "
            "to review afterwards whether it was justified.",
        ),
        kit.field(WHY_NOW, "Why can it not wait? (with the box above)", why, optional=True),
    ]  # fmt: skip


def _change() -> Block:
    return kit.actions(kit.button("Change something", CHANGE))


def _quote(reference: str) -> list[Block]:
    return [kit.context(f"Reference to quote: {reference}")] if reference else []
