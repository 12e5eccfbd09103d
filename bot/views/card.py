"""A request as it stands now: the message whose thread it lives in.

The card is redrawn whole at every change, so it shows the state and nothing else; what happened
on the way is said in the thread. It claims no more than the journal and the witnesses say.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.action import Witness
from bot.plan import Plan
from bot.views import callers, kit
from bot.views.kit import Block, Message
from bot.views.review import count, starting
from storage.tables import Decision, Request, State, StepRun, StepState

STATES: Final = {
    State.PENDING: "Waiting for approval",
    State.SCHEDULED: "Approved, waiting for its start",
    State.RUNNING: "Being carried out",
    State.ATTENTION: "Needs a person to look; it goes on meanwhile",
    State.UNDOING: "Being undone",
    State.DONE: "Done, and seen on every system",
    State.UNPROVEN: "Every step done, but not every system shows it",
    State.FAILED: "Failed",
    State.DENIED: "Denied",
    State.CANCELLED: "Cancelled",
    State.EXPIRED: "Expired: nobody decided in time",
}
"""What each state is called in Slack."""

UNAPPROVED: Final = "Starts at once, without approval"
"""What the state is called of a request that begins and that nobody has approved."""

SIREN: Final = "\N{POLICE CARS REVOLVING LIGHT}"
"""Marks what is done without approval."""

_STEPS: Final = {
    StepState.WAITING: ("○", "to do"),
    StepState.RUNNING: ("…", "under way"),
    StepState.RETRYING: ("…", "no answer yet, tried again"),
    StepState.DONE: ("✓", "done"),
    StepState.FAILED: ("✗", "failed"),
    StepState.UNDONE: ("↩", "undone"),
    StepState.LEFT: ("!", "left"),
}
_OPEN: Final = {StepState.WAITING, StepState.RUNNING, StepState.RETRYING}
_REASONS: Final = {
    State.UNDOING: "Why it is being undone",
    State.DENIED: "Why it was denied",
    State.CANCELLED: "Why it was cancelled",
    State.FAILED: "Why it failed",
}


def request_card(
    request: Request, journal: Sequence[StepRun], decisions: Sequence[Decision]
) -> Message:
    """Draw a request: what was asked, by whom, and how far it has come.

    Args:
        journal: Its steps in order.
        decisions: Of any round; those of the present one are shown.

    Returns:
        The fallback text and at most 50 blocks without buttons; those stand in the thread.
    """
    plan = Plan.model_validate(request.plan)
    title = _title(request, plan)
    blocks = [
        kit.header(title),
        kit.section(f"*{standing(request)}*"),
        kit.fields(_facts(request, plan, decisions)),
        *_glass(request),
    ]
    if plan.warnings and not request.state.over:
        blocks.append(kit.listed("⚠ Warning", plan.warnings))
    blocks += [
        *callers.warning(request.caller),
        *_work(request, plan, journal),
        *_outcome(request),
    ]
    return kit.escape(f"{title}: {standing(request)}"), blocks


def alert(request: Request, journal: Sequence[StepRun], decisions: Sequence[Decision]) -> Message:
    """Tell the channel of alerts: who, by whom, approved by whom, what is closed, what is open.

    It is redrawn like the card, and claims no more than the journal and the witnesses say.
    """
    plan = Plan.model_validate(request.plan)
    title = _title(request, plan)
    done = [each.title for each in journal if each.state is StepState.DONE and not each.waived_by]
    open_ = [_step(each, given_up=request.state.over) for each in journal if _unfinished(each)]
    blocks = [
        kit.header(title),
        kit.section(f"*{standing(request)}*"),
        kit.fields(_facts(request, plan, decisions)),
        *_glass(request),
    ]
    if done:
        blocks.append(kit.listed("Closed, or done", [f"✓ {one}" for one in done], "lines"))
    if open_:
        blocks.append(kit.listed("Still open", open_, "lines"))
    return kit.escape(f"{title}: {standing(request)}"), [
        *blocks,
        *_outcome(request),
    ]


def _title(request: Request, plan: Plan) -> str:
    """Head a card; the reference has to survive a long name."""
    alarm = f"{SIREN} " if request.emergency else ""
    room = kit.HEADER - len(request.reference) - 2 * len(alarm) - 3
    return f"{alarm}{kit.cut(kit.clean(plan.title), room)} · {request.reference}"


def standing(request: Request) -> str:
    """Say where a request is in its life; what nobody approved is not called approved."""
    if request.unapproved and request.state is State.SCHEDULED:
        return UNAPPROVED
    return STATES[request.state]


def _glass(request: Request) -> list[Block]:
    """Warn of a request that does not wait for approval, or did not mean to."""
    if not request.emergency:
        return []
    said = (
        f"{SIREN} Break-glass: without approval"
        if request.unapproved
        else f"{SIREN} Break-glass was for an earlier plan: this one needs approval"
    )
    return [kit.listed(said, [f"Why: {request.emergency}"], "lines")]


def _unfinished(step: StepRun) -> bool:
    return step.state is not StepState.DONE or step.waived_by is not None


def witnessed(witnesses: Sequence[Witness]) -> Block:
    """List what each system showed, and whether that is what was promised."""
    lines = [
        f"{'✓' if seen.ok else '✗'} {seen.system}: {seen.text} "
        f"({'as it should be' if seen.ok else 'not as it should be'})"
        for seen in witnesses
    ]
    return kit.listed("What was seen", lines, "lines")


def canceller(request: Request) -> str:
    """Give the Slack id of who took a request back: before it began, or while it ran."""
    return request.stop_by or request.decided_by or request.requester


def by(slack_id: str, when: datetime | None) -> str:
    """Say in mrkdwn who did something, and when."""
    return f"{kit.mention(slack_id)} {kit.moment(when)}" if when else kit.mention(slack_id)


def word_by(word: Decision) -> str:
    """Say in mrkdwn whose word it is, when, and in whose place."""
    said = by(word.by, word.at)
    return said if word.voice == word.by else f"{said} in place of {kit.mention(word.voice)}"


def _facts(request: Request, plan: Plan, decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    approved = [said for said in decisions if said.approved and said.round == request.round]
    facts = {
        "Requested by": by(request.requester, request.created_at),
        "Ticket": kit.escape(kit.cut(kit.clean(str(request.form.get("ticket") or "")), kit.LINE)),
        "Approved by": "\n".join(word_by(said) for said in approved),
        "Whoever called": callers.card_line(request.caller),
        "Start": _starts(request, plan),
        "Begun": kit.moment(request.begun_at) if request.begun_at else "",
        "Ended": kit.moment(request.ended_at) if request.ended_at else "",
    }
    if request.state is State.PENDING:
        missing = count(request.approvals - len(approved))
        facts["Approvals missing"] = f"{missing}; expires {kit.moment(request.expires_at)}"
    if request.state is State.DENIED and request.decided_by:
        facts["Denied by"] = by(request.decided_by, request.decided_at)
    if request.state is State.CANCELLED:
        facts["Cancelled by"] = kit.mention(canceller(request))
    return [(label, value) for label, value in facts.items() if value]


def _starts(request: Request, plan: Plan) -> str:
    if request.begun_at or request.state.over:
        return ""
    return "At once" if request.unapproved else starting(plan)


def _work(request: Request, plan: Plan, journal: Sequence[StepRun]) -> list[Block]:
    """List what would be done, or how far it has come once it has begun."""
    if journal:
        given_up = request.state.over or request.state is State.UNDOING
        steps = [_step(run, given_up=given_up) for run in journal]
        return [kit.listed("Steps", steps, "lines")]
    if request.state.over:
        return [kit.say("Nothing was changed.")]
    return [kit.listed("What will change", plan.changes or ["Nothing"], "ordered")]


def _step(run: StepRun, *, given_up: bool) -> str:
    mark, word = _STEPS[run.state]
    if given_up and run.state in _OPEN:
        mark, word = "○", "not done"
    elif run.state is StepState.RUNNING and run.detail:
        word = "waiting"
    detail = f" · {run.detail}" if run.detail else ""
    return f"{mark} {word}: {kit.cut(run.title, kit.LINE // 2)}{detail}"


def _outcome(request: Request) -> list[Block]:
    blocks: list[Block] = []
    if request.reason and request.state in _REASONS:
        blocks.append(kit.listed(_REASONS[request.state], [request.reason], "lines"))
    if request.witnesses:
        blocks.append(witnessed([Witness(**seen) for seen in request.witnesses]))
    return blocks
