"""Rights: policy asked about the people of Slack as they are now.

They are checked at the click and again when work begins.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from bot import policy
from bot.errors import NotAllowed, Unavailable
from bot.people import People
from bot.policy import Rules
from storage import links, requests
from storage.database import Database
from storage.tables import Request


@dataclass(frozen=True)
class Rights:
    """Who may do what, now."""

    rules: Rules
    people: People
    database: Database

    def approvers(self, action: str) -> Sequence[str]:
        """Give the Slack ids of those who may approve an action, in a fixed order."""
        return sorted(self.rules.of(action).approve)

    def approvals(self, action: str) -> int:
        """Say how many of them it takes."""
        return policy.approvals_needed(self.rules.of(action))

    async def check_requester(self, action: str, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not ask for an action."""
        policy.check_requester(self.rules.of(action), await self.people.find(slack_id, okta=True))

    async def may_request(self, action: str, slack_id: str) -> bool:
        """Tell whether somebody may ask for an action."""
        try:
            await self.check_requester(action, slack_id)
        except NotAllowed:
            return False
        return True

    async def check_anything(self, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may ask for nothing at all.

        Looking changes nothing: while Okta does not answer, Slack's word is enough for it.
        """
        try:
            person = await self.people.find(slack_id, okta=True)
        except Unavailable:
            person = await self.people.find(slack_id)
        for rules in self.rules.actions.values():
            with contextlib.suppress(NotAllowed):
                policy.check_requester(rules, person)
                return
        raise NotAllowed("Only who may ask for something may look people up, and you may not.")

    async def check_approver(self, request: Request, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not decide on a request."""
        person = await self.people.find(slack_id, fresh=True, okta=True)
        rules, requester = self.rules.of(request.action), request.requester
        async with self.database.transaction() as session:
            accounts = await links.accounts(session, requester, since=request.created_at)
        policy.check_approver(rules, person, requester=requester, accounts=accounts)

    async def check_again(self, request: Request) -> None:
        """Check, when work begins, that requester and approvers still may, and are as many.

        Raises:
            NotAllowed: one of them may not any more.
            Unavailable: Slack or Okta does not answer.
        """
        rules, requester = self.rules.of(request.action), request.requester
        async with self.database.transaction() as session:
            approvers = [word.by for word in await requests.list_decisions(session, request)]
            same = {
                slack_id: await links.accounts(session, slack_id, since=request.created_at)
                for slack_id in (requester, *approvers)
            }
        # Together, so that the groups are read once for all of them.
        asked, *found = await asyncio.gather(
            *(self.people.find(each, fresh=True, okta=True) for each in (requester, *approvers))
        )
        policy.check_requester(rules, asked, again=True)
        for approver in found:
            policy.check_approver(
                rules, approver, requester=requester, accounts=same[requester], again=True
            )
        if policy.count_people(approvers, same) < len(approvers):
            raise NotAllowed("Two of the approvers are the same person in Okta.")
