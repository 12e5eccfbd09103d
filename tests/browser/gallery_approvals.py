"""What is said of approvals that are passed on or done without: samples of each."""

from collections.abc import Iterator
from typing import Any

from bot.actions import ACTIONS
from bot.views import breakglass, card, delegating, lookups, messages, prompts, review
from storage.approval_tables import Delegation, Review
from storage.tables import Decision, Request, State
from tests.browser.gallery_actions import LEADS, LEE, MINA, SUSPENSION
from tests.views.samples import NOW

DANA, SAM, CHANNEL = "U0DANA00001", "U0SAM000001", "C0ITREQUEST"
SUSPEND = next(action for action in ACTIONS if action.name == "suspend")
WHY = "She is deleting files on the server right now, and no lead answers"
PASSED = Delegation(
    request_id=42, round=1, by=LEE, delegate=DANA, reason="I am on a train until noon", at=NOW
)


def request(state: State, *, emergency: str = "", approvals: int = 1) -> Request:
    denied = state is State.DENIED
    return Request(
        id=42, key="k", action="suspend", requester=MINA, principal=SUSPENSION.principal,
        state=state, form={}, plan=SUSPENSION.model_dump(mode="json"), created_at=NOW,
        expires_at=NOW, approvals=approvals, emergency=emergency,
        decided_by=LEE if denied else None, decided_at=NOW if denied else None,
        reason="She is on leave already." if denied else "",
    )  # fmt: skip


def word(by: str, voice: str = "") -> Decision:
    return Decision(request_id=42, round=1, by=by, voice=voice or by, approved=True, at=NOW)


def owed(**signed: Any) -> Review:
    return Review(request_id=42, opened_at=NOW, remind_at=NOW, **signed)


def cards() -> Iterator[tuple[str, messages.Message]]:
    """Give the card of a request that does not wait."""
    yield "unapproved", card.request_card(request(State.SCHEDULED, emergency=WHY), [], [])


def said() -> Iterator[tuple[str, messages.Message]]:
    """Give the messages, by name."""
    two, broken = request(State.PENDING, approvals=2), request(State.SCHEDULED, emergency=WHY)
    signed = owed(
        signed_by=LEE, signed_at=NOW, justified=True, text="The server's log shows the deletions."
    )
    yield "ask-two", messages.answered(two, [word(SAM)], [PASSED], can_pass_on=True)
    yield "passed-on", delegating.passed_on(two, PASSED)
    yield "passed-on-to-you", delegating.asked(two, PASSED, [])
    yield "passed-on-decided", delegating.asked(two, PASSED, [word(DANA, LEE)])
    yield "over", messages.over(request(State.DENIED), CHANNEL)
    yield "glass", breakglass.told(broken, owed(), CHANNEL)
    yield "review-owed", breakglass.owed(broken, owed(), [LEADS])
    yield "review-signed", breakglass.owed(broken, signed, [LEADS])
    yield "review-reminder", breakglass.reminder(broken, [LEE, SAM])
    yield "reviewed", breakglass.reviewed(broken, signed)
    yield "queue-owed", lookups.queue([(two, None)], [(broken, owed())])


def modals() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the windows, by name."""
    yield "pass-on", prompts.pass_on_modal(42, 1, "REQ-42")
    yield (
        "review-break-glass",
        review.review_modal(
            SUSPEND, "d", SUSPENSION, approvers=[LEADS], approvals=1, can_break_glass=True
        ),
    )
    yield "sign-review", breakglass.sign_modal(request(State.RUNNING, emergency=WHY))
