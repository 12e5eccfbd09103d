"""What is seen while somebody confirms on a phone, and of who is who; for the gallery."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.actions import ACTIONS
from bot.plan import Plan
from bot.views import callers, confirming, linking, messages, review
from bot.views.card import request_card
from storage.identity_tables import How, Link, Purpose, Push, PushState
from storage.tables import Request, State

NOW: Final = datetime(2026, 11, 24, 9, 3, tzinfo=UTC)
MINA, LEE, LEADS = "U0MINA00001", "U0LEE000001", "S0LEADS0001"
GRACE, LEES = "grace@acme.example", "lee@acme.example"
ROTATE: Final = next(action for action in ACTIONS if action.name == "rotate")
PLAN: Final = Plan(
    principal=GRACE,
    title="New password for Grace Hopper",
    changes=("Okta: expire the password of grace@acme.example",
             "JumpCloud: watched until it has the new password"),
    notices=("They are told in Slack what to do, for each system that they work on.",),
    steps=("expire", "chosen", "pushed"),
    targets={"okta_id": "00u1"},
    fingerprint="f",
)  # fmt: skip


def push(state: PushState, login: str = LEES, **values: Any) -> Push:
    return Push(**{
        "id": 7, "purpose": Purpose.APPROVE, "subject": "s", "okta_id": "00u1", "login": login,
        "by": MINA, "state": state, "at": NOW, "seen_at": NOW, "ended_at": NOW,
        "expires_at": NOW + timedelta(minutes=2), **values,
    })  # fmt: skip


def said() -> Iterator[tuple[str, messages.Message]]:
    """Give every message, by name."""
    caller = [{"state": "rejected", "login": GRACE, "why": "", "at": NOW.isoformat()}]
    request = Request(
        id=43, key="d", action="rotate", requester=MINA, principal=GRACE, state=State.PENDING,
        form={}, plan=PLAN.model_dump(mode="json"), created_at=NOW, caller=caller,
        expires_at=NOW + timedelta(hours=72),
    )  # fmt: skip
    yield "caller-card", request_card(request, [], [])
    yield "caller-ask", messages.ask(request, [LEADS])
    yield "push-rejected", confirming.rejected(push(PushState.REJECTED), "REQ-42")
    link = Link(id=1, slack_id=MINA, okta_id="00u1", login=LEES, how=How.ADMIN, by=LEE, at=NOW)
    yield "linked", linking.linked(link)
    yield "link-conflict", linking.conflict(MINA, LEES, LEE, [LEADS], how=How.PUSH)


def modals() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every modal, by name."""
    title = "Approve REQ-42"
    yield "push-looking", confirming.looking(title)
    yield "push-waiting", confirming.waiting(title, LEES, 42, "Lee's phone")
    yield (
        "push-confirmed",
        confirming.ended(title, push(PushState.USED), then="You have approved REQ-42."),
    )
    yield "push-rejected", confirming.ended(title, push(PushState.REJECTED))
    for name, shown in (
        ("caller-offer", callers.review_blocks(GRACE, [])),
        ("caller-waiting", callers.review_blocks(GRACE, [], sent=True, number=42)),
        (
            "caller-said",
            callers.review_blocks(
                GRACE, [push(PushState.REJECTED, GRACE), push(PushState.CONFIRMED, GRACE)],
                required=True,
            ),
        ),
    ):  # fmt: skip
        yield (
            name,
            review.review_modal(ROTATE, "d", PLAN, approvers=[LEADS], approvals=1, caller=shown),
        )
