"""What is said in a request's thread while its work goes on, and when it has come to an end."""

from collections.abc import Sequence
from typing import Final

from bot.action import Witness
from bot.views import kit
from bot.views.card import canceller, witnessed
from bot.views.kit import Block, Message
from bot.views.messages import fallback, plan_of, target_of
from bot.views.prompts import END_WAIT
from storage.tables import Request, State, StepRun

STOP: Final = "stop"


def delayed(request: Request, why: str) -> Message:
    """Say that approved work cannot begin yet; nobody has to do anything."""
    return fallback(request, "cannot begin yet"), [
        kit.listed("It cannot begin yet", [why], "lines"),
        kit.say(
            "Nothing was changed. It is tried again by itself; until then it can be cancelled."
        ),
    ]


def waiting_for(request: Request, step: StepRun, seen: str, *, can_end: bool = False) -> Message:
    """Say what takes its time; nobody has to do anything.

    Args:
        can_end: Whether a person may end it with a reason.
    """
    return fallback(request, f"still waits: {step.title}"), [
        kit.listed(
            f"Still waiting: {kit.cut(step.title, kit.LINE)}", [f"Seen now: {seen}"], "lines"
        ),
        kit.say("Nothing needs to be done. It goes on by itself as soon as this is there."),
        _stop(request, step if can_end else None),
    ]


def needs_attention(
    request: Request, step: StepRun, seen: str, *, can_end: bool = False
) -> Message:
    """Ask for a person: a wait takes longer than it should."""
    return fallback(request, f"needs a person to look: {step.title}"), [
        kit.listed(
            f"⚠ Please look: {kit.cut(step.title, kit.LINE)}", [f"Seen now: {seen}"], "lines"
        ),
        kit.section(
            f"{kit.mention(request.requester)}: this takes longer than it should. "
            "It goes on by itself if it still comes; otherwise stop it."
        ),
        _stop(request, step if can_end else None),
    ]


def waived(request: Request, step_title: str, slack_id: str, why: str) -> Message:
    """Say that a person has ended a wait, and why; what it waited for was not seen."""
    return fallback(request, f"no longer waits: {step_title}"), [
        kit.section(f"{kit.mention(slack_id)} has ended this wait. What it was for was not seen."),
        kit.listed("What it waited for", [step_title, f"Why it ended: {why}"], "lines"),
    ]


def finished(request: Request, witnesses: Sequence[Witness]) -> Message:
    """Say that it is done, and what proves it."""
    return fallback(request, "is done"), [
        kit.say(f"Done: {plan_of(request).title}. Every system shows it."),
        witnessed(witnesses),
    ]


def unproven(request: Request, witnesses: Sequence[Witness]) -> Message:
    """Say that every step is done, and which system does not show it."""
    return fallback(request, "is done, but not every system shows it"), [
        kit.section(
            f"{kit.mention(request.requester)}: every step is done, but not every system shows it."
            " Please look at what is marked as not as it should be."
        ),
        witnessed(witnesses),
    ]


def followed(request: Request, made: Request) -> Message:
    """Say that what follows has been asked for, and waits for approval like any request."""
    return fallback(request, f"is followed by {made.reference}"), [
        kit.section(
            f"{kit.mention(request.requester)}: the time has come. *{made.reference}* asks for "
            f"it: {kit.escape(kit.cut(plan_of(made).title, kit.LINE))}. It has to be approved."
        )
    ]


def not_followed(request: Request, why: str) -> Message:
    """Say why what should follow cannot be asked for, and that a person has to."""
    return fallback(request, "needs a person: what should follow cannot be asked for"), [
        kit.section(
            f"{kit.mention(request.requester)}: the time has come for what should follow, and it "
            "cannot be asked for. Nothing was changed; please look yourself."
        ),
        kit.listed("Why", [why], "lines"),
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
    return fallback(request, what), [*blocks, kit.context(f"To quote: {quoted}")]


def stop_button(request: Request) -> Block:
    """Offer to have running work stopped and undone."""
    sure = kit.confirm(
        f"Stop {request.reference}?",
        "What can be undone is undone, last step first. The thread will say what is left.",
        "Stop and undo",
        danger=True,
    )
    return kit.button("Stop and undo", STOP, target_of(request), style="danger", asks=sure)


def _stop(request: Request, wait: StepRun | None = None) -> Block:
    stop = stop_button(request)
    if wait is None:
        return kit.actions(stop)
    return kit.actions(kit.button("End this wait", END_WAIT, f"{request.id}:{wait.position}"), stop)
