"""Passing a question on: an approver has one other person decide in their place.

Of one round only, and once: that person's word counts as the approver's, who has none besides it.
The approver's right is looked at again at the other's click and when the work starts.
"""

from dataclasses import dataclass

from bot.decisions import Decisions
from bot.errors import InvalidForm, NotAllowed
from bot.views import prompts
from storage import delegations, requests


@dataclass(frozen=True)
class Delegations:
    """Where questions are passed on."""

    decisions: Decisions

    async def check(self, request_id: int, round_: int, *, by: str) -> None:
        """Say whether somebody may pass a question on, before they choose a person.

        Raises:
            NotAllowed, Stale: as for `pass_on`.
        """
        decisions = self.decisions
        request = await decisions.get(request_id)
        await decisions.work.gate.passing_on(request, by=by)
        async with decisions.database.transaction() as session:
            await decisions.still_asked(session, request, round_, by=by, now=decisions.work.clock())

    async def pass_on(
        self, request_id: int, round_: int, *, by: str, delegate: str, reason: str
    ) -> None:
        """Have somebody decide in an approver's place.

        Args:
            by: Slack id of the approver.
            delegate: Slack id of who is to decide.

        Raises:
            NotAllowed: `by` may not decide, or nobody may pass such a question on.
            InvalidForm: `delegate` cannot decide on it.
            Stale: it was decided before, changed since, or was passed on before.
        """
        decisions = self.decisions
        gate, now = decisions.work.gate, decisions.work.clock()
        request = await decisions.get(request_id)
        await gate.passing_on(request, by=by)
        try:
            await gate.passing_on(request, by=by, to=delegate)
        except NotAllowed as error:
            raise _refused(str(error)) from None
        async with decisions.database.transaction() as session:
            request = await requests.lock(session, request_id)
            words = await decisions.still_asked(session, request, round_, by=by, now=now)
            passed = await delegations.list_of(session, request)
            if delegate in {word.by for word in words} | {each.delegate for each in passed}:
                raise _refused("They are asked, or have decided, in somebody's place already.")
            made = await delegations.add(
                session, request, by=by, delegate=delegate, reason=reason, now=now
            )
            await decisions.work.ledger.passed_on(session, request, made, now=now)
        decisions.messenger.wake()


def _refused(why: str) -> InvalidForm:
    return InvalidForm(f"{why} Nothing was passed on.", {prompts.WHO: why})
