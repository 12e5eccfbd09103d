"""Confirming: what is asked on a phone before a click counts, and whether it has to be.

Everything that could refuse the click is looked at first: nobody's phone rings for nothing. What
is confirmed is written down elsewhere, by the desk and by decisions, which take no word for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import callers
from bot.decisions import Decisions
from bot.desk import Desk
from bot.errors import NotAllowed, Stale
from bot.plan import Plan, kinds_in
from bot.policy import Person
from bot.pushes import Ask, Pushes, approving, sending
from storage.identity_tables import Purpose, Push


@dataclass(frozen=True)
class Confirming:
    """Where clicks that have to be confirmed arrive."""

    desk: Desk
    decisions: Decisions
    pushes: Pushes

    async def for_approval(self, request_id: int, round_: int, *, by: str) -> Ask:
        """Give what is asked before an approval counts.

        Raises:
            NotAllowed, Stale: the approval would be refused anyway, or they are nobody in Okta.
        """
        request = await self.decisions.check(request_id, round_, by=by, yes=True)
        person = await self.desk.rights.people.find(by)
        return _ask(Purpose.APPROVE, approving(request, by), person, request_id=request_id)

    async def needs_approval_confirmed(self, request_id: int) -> bool:
        """Tell whether approving a request has to be confirmed."""
        request = await self.decisions.get(request_id)
        return "approve" in self.desk.rights.policy_of(request).step_up

    async def for_sending(self, action: str, draft_id: str, *, by: str, typed: str) -> Ask | None:
        """Give what is asked before a review is sent; None where it is not, or was sent before.

        Raises:
            NotAllowed, Stale, InvalidForm: it would be refused anyway, or they are nobody in Okta.
        """
        draft = await self.desk.draft(draft_id, by=by)
        rules = self.desk.rights.policy(action, kinds_in(draft.plan or {}))
        if "request" not in rules.step_up:
            return None
        await self.desk.may_send(action, draft_id, by=by)
        person = await self.desk.rights.people.find(by)
        async with self.desk.database.transaction() as session:
            request = await self.desk.ready(session, action, draft_id, by=by, typed=typed)
        if request.id is not None:
            return None
        subject = sending(draft_id, request.plan["fingerprint"], by)
        return _ask(Purpose.REQUEST, subject, person)

    async def for_caller(self, draft_id: str, *, by: str) -> Ask:
        """Give what is asked of whom a draft is about.

        Raises:
            NotAllowed, Stale: it is not theirs, policy has it off, or it is about nobody.
        """
        draft = await self.desk.draft(draft_id, by=by)
        await self.desk.may_send(draft.action, draft_id, by=by)
        plan = Plan.model_validate(draft.plan) if draft.plan else None
        if plan is None or not self.offers(draft.action, plan):
            raise Stale("Nobody can be asked for this any more. Nothing was sent.")
        subject = self._subject(draft.action, draft_id, plan)
        return Ask(Purpose.CALLER, subject, plan.targets["okta_id"], plan.principal, by)

    def offers(self, action: str, plan: Plan) -> bool:
        """Tell whether whom a plan is about may be asked who they are."""
        rules = self.desk.judged(action, plan)
        return bool(self._subject(action, "", plan)) and rules.verify_caller != callers.OFF

    async def heard(self, draft_id: str, action: str, plan: Plan) -> Sequence[Push]:
        """List what was asked of whom a draft is about, oldest first."""
        return await self.pushes.list_about(self._subject(action, draft_id, plan))

    def _subject(self, action: str, draft_id: str, plan: Plan) -> str:
        asked = plan.model_dump(mode="json")
        return callers.subject_of(self.desk.action(action), draft_id, asked)


def _ask(purpose: Purpose, subject: str, person: Person, *, request_id: int | None = None) -> Ask:
    if person.okta_id is None:
        raise NotAllowed(
            "This has to be confirmed with Okta Verify, and your Slack account is bound to no "
            "person in Okta. Type `/helpdesk link`, then try again. Nothing was done."
        )
    return Ask(
        purpose, subject, person.okta_id, person.okta_login, person.slack_id, request_id=request_id
    )
