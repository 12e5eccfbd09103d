"""Break-glass: starting without approval, by those whom policy lets, and answering for it.

It lifts the approvals and nothing else: every other rule holds, at Send and when the work begins.
Everybody who could have approved is told at once, and one of them has to sign a review.
"""

import contextlib
from dataclasses import dataclass

from bot.decisions import Decisions
from bot.desk import Desk
from bot.errors import InvalidForm, Stale, Unavailable
from bot.plan import Plan, planned
from bot.views import breakglass, review
from storage import requests, reviews
from storage.tables import Request


@dataclass(frozen=True)
class BreakGlass:
    """Where requests arrive that do not wait, and the reviews of them."""

    desk: Desk
    decisions: Decisions

    async def may(self, action: str, plan: Plan, *, by: str) -> bool:
        """Tell whether somebody may start a plan without approval."""
        return await self.desk.rights.may_break_glass(action, by, plan.kinds)

    async def send(
        self, action: str, draft_id: str, *,
        by: str, reason: str, typed: str = "", push: int | None = None,
    ) -> Request:  # fmt: skip
        """Send a reviewed draft that starts at once; sent twice, it is still one request.

        Args:
            reason: Why it cannot wait for approval.
            typed: As for `Desk.submit`.
            push: As for `Desk.submit`.

        Raises:
            NotAllowed, Stale, InvalidForm: as they say; nothing was sent.
        """
        plan = await self.check_sending(action, draft_id, by=by, reason=reason)
        tell = await self.desk.rights.find_approvers(action, plan.kinds, without={by})
        request = await self.desk.submit(
            action, draft_id, by=by, typed=typed, push=push, emergency=reason, tell=tell
        )
        with contextlib.suppress(Unavailable):  # it is written; the next tick hands over
            await self.decisions.hand_over()
        return request

    async def check_sending(self, action: str, draft_id: str, *, by: str, reason: str) -> Plan:
        """Give the plan of a draft if somebody may start it without approval now.

        Raises:
            NotAllowed, Stale, InvalidForm: as they say.
        """
        draft, work = await self.desk.draft(draft_id, by=by), self.desk.work
        plan = planned(draft.plan)
        await work.gate.breaking_glass(action, plan.kinds, by=by)
        if len(reason.strip()) < breakglass.LEAST:
            raise _refused(
                review.WHY_NOW, f"Say why it cannot wait, in {breakglass.LEAST} letters or more."
            )
        if plan.start_at and plan.start_at > work.clock():
            raise _refused(
                review.UNAPPROVED, "It starts later, so there is time to have it approved."
            )
        return plan

    async def check(self, request_id: int, *, by: str) -> Request:
        """Give the request if somebody may sign its review now, before they write it.

        Raises:
            NotAllowed, Stale: as for `sign`.
        """
        request = await self.decisions.get(request_id)
        await self.decisions.work.gate.overseeing(request, by=by)
        async with self.decisions.database.transaction() as session:
            found = await reviews.find(session, request_id)
        if found is None or found.signed_by:
            raise _signed(request, found.signed_by if found else None)
        return request

    async def sign(self, request_id: int, *, by: str, justified: bool, text: str) -> None:
        """Sign the review of a request that did not wait; of two at once one counts.

        Raises:
            NotAllowed: they may not approve it, or have asked for it themselves.
            Stale: somebody has signed it before.
        """
        decisions = self.decisions
        await self.check(request_id, by=by)
        async with decisions.database.transaction() as session:
            request = await requests.lock(session, request_id)
            if not await decisions.work.ledger.review_signed(
                session, request, by=by, justified=justified, text=text, now=decisions.work.clock()
            ):
                found = await reviews.find(session, request_id)
                raise _signed(request, found.signed_by if found else None)
        decisions.messenger.wake()


def _signed(request: Request, by: str | None) -> Stale:
    who = f"<@{by}> has signed the review" if by else "There is no review"
    return Stale(f"{who} of {request.reference}. You have changed nothing.")


def _refused(field: str, why: str) -> InvalidForm:
    return InvalidForm(f"{why} Nothing was sent.", {field: why})
