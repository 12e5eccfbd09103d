"""Rights: policy asked about the people of Slack as they are now.

They are checked at the click and again when work begins.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot import policy
from bot.errors import NotAllowed
from bot.people import People
from bot.policy import Rules
from storage import requests
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
        policy.check_requester(self.rules.of(action), await self.people.find(slack_id))

    async def may_request(self, action: str, slack_id: str) -> bool:
        """Tell whether somebody may ask for an action."""
        try:
            await self.check_requester(action, slack_id)
        except NotAllowed:
            return False
        return True

    async def check_anything(self, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may ask for nothing at all."""
        for action in self.rules.actions:
            if await self.may_request(action, slack_id):
                return
        raise NotAllowed("Only who may ask for something may look people up, and you may not.")

    async def check_approver(self, request: Request, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not decide on a request."""
        person = await self.people.find(slack_id, fresh=True)
        rules = self.rules.of(request.action)
        policy.check_approver(rules, person, requester=request.requester)

    async def check_again(self, request: Request) -> None:
        """Check, when work begins, that requester and approvers still may.

        Raises:
            NotAllowed: one of them may not any more.
            Unavailable: Slack does not answer.
        """
        rules = self.rules.of(request.action)
        async with self.database.transaction() as session:
            words = await requests.list_decisions(session, request)
        # Together, so that the groups are read once for all of them.
        requester, *approvers = await asyncio.gather(
            *(
                self.people.find(slack_id, fresh=True)
                for slack_id in (request.requester, *(word.by for word in words))
            )
        )
        policy.check_requester(rules, requester, again=True)
        for approver in approvers:
            policy.check_approver(rules, approver, requester=request.requester, again=True)
