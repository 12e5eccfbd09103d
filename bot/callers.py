"""Callers: whoever a request is about may show on their phone that it is them who called.

    off       nobody is asked
    offer     the helpdesk may send a push from the review; what came of it stands on the request
    require   without a yes, and a fresh one, nothing can be sent

What was said belongs to one review of one person: another draft starts with nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.action import Action
from bot.errors import NotAllowed
from bot.policy import ActionPolicy
from bot.pushes import calling
from storage import pushes
from storage.identity_tables import Push
from storage.tables import Request

OFF: Final = "off"
REQUIRE: Final = "require"


def subject_of(action: Action[Any], draft_id: str, plan: Mapping[str, Any]) -> str:
    """Name the question of a draft; empty where its action, or its plan, is about nobody."""
    okta_id = plan.get("targets", {}).get("okta_id", "") if action.callers else ""
    return calling(draft_id, okta_id) if okta_id else ""


async def heard(
    session: AsyncSession, action: Action[Any], request: Request, rules: ActionPolicy
) -> list[dict[str, Any]]:
    """Give what a request that is about to be sent keeps of every push to whom it is about.

    Raises:
        NotAllowed: policy demands a yes, and there is none, or none that is fresh.
    """
    subject = subject_of(action, request.key, request.plan)
    said = await pushes.list_about(session, subject) if subject else []
    if action.callers and rules.verify_caller == REQUIRE:
        _demand(said, rules, now=request.created_at)
    return [_kept(push) for push in said]


def _demand(said: Sequence[Push], rules: ActionPolicy, *, now: datetime) -> None:
    minutes = rules.verified_minutes
    last = said[-1] if said else None
    fresh = last and last.ended_at and last.ended_at >= now - timedelta(minutes=minutes)
    if last and last.confirmed and fresh:
        return
    raise NotAllowed(
        f"Whom this is about has not shown within {minutes} minutes that it is them who called, "
        f"which `verify_caller` in [policy.{rules.action}] of deskhand.toml demands. Send them a "
        "push from the review first. Nothing was sent."
    )


def _kept(push: Push) -> dict[str, Any]:
    return {
        "state": push.state.value,
        "login": push.login,
        "why": push.why,
        "at": (push.ended_at or push.at).isoformat(),
    }
