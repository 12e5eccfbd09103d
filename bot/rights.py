"""Rights: policy asked about the people of Slack as they are now.

They are checked at the click and again when work begins.
"""

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import policy
from bot.errors import NotAllowed, Unavailable
from bot.people import People
from bot.plan import Kinds, Plan, kinds_in
from bot.policy import ActionPolicy, Person, Rules
from storage import delegations, links, requests
from storage.approval_tables import Delegation
from storage.database import Database
from storage.tables import Request


@dataclass(frozen=True)
class Rights:
    """Who may do what, now."""

    rules: Rules
    people: People
    database: Database

    def policy(self, action: str, kinds: Kinds | None = None) -> ActionPolicy:
        """Give the rules that judge an action on somebody of these kinds."""
        return self.rules.of(action, kinds)

    def policy_of(self, request: Request) -> ActionPolicy:
        """Give the rules that judge a request as it was planned last."""
        return self.rules.of(request.action, kinds_in(request.plan))

    def approvers(self, request: Request) -> Sequence[str]:
        """Give those who are asked to approve a request, in a fixed order: ids, or words."""
        return self.policy_of(request).asked

    async def check_requester(self, action: str, slack_id: str, kinds: Kinds | None = None) -> None:
        """Raise `NotAllowed` if somebody may not ask for an action, on somebody of these kinds."""
        person = await self.people.find(slack_id, okta=True)
        policy.check_requester(self.policy(action, kinds), person)

    async def may_request(self, action: str, slack_id: str) -> bool:
        """Tell whether somebody may ask for an action."""
        try:
            await self.check_requester(action, slack_id)
        except NotAllowed:
            return False
        return True

    async def check_break_glass(self, action: str, slack_id: str, kinds: Kinds) -> None:
        """Raise `NotAllowed` if somebody may not start an action without approval."""
        (person,) = await self._find(slack_id)
        policy.check_break_glass(self.policy(action, kinds), person)

    async def may_break_glass(self, action: str, slack_id: str, kinds: Kinds) -> bool:
        """Tell whether somebody may start an action without approval, to offer it to them."""
        try:
            person = await self.people.find(slack_id, okta=True)
            policy.check_break_glass(self.policy(action, kinds), person)
        except (NotAllowed, Unavailable):
            return False
        return True

    async def find_approvers(
        self, action: str, kinds: Kinds, *, without: Collection[str] = ()
    ) -> list[str]:
        """Give the Slack ids of the people who may approve an action, as far as they are known.

        Args:
            without: Slack ids of people who are not meant.
        """
        rules = self.policy(action, kinds)
        denied = frozenset[str]().union(*(rule.deny for rule in rules.rules))
        members = await self._members([*rules.approvers, *denied])
        out = {*without, *denied}.union(*(members.get(name, ()) for name in denied))
        inside = (members.get(name, {name}) for name in rules.approvers)
        return sorted(name for name in set().union(*inside) - out if name.startswith(("U", "W")))

    async def still_asked(self, request: Request) -> list[str]:
        """Give the Slack ids of those whose word on a request is still waited for."""
        async with self.database.transaction() as session:
            words = await requests.list_decisions(session, request)
            passed = await delegations.list_of(session, request)
        voices = {word.voice for word in words}
        out = {request.requester, *voices, *(each.by for each in passed)}
        asked = self.approvers(request)
        instead = [each.delegate for each in passed if each.by not in voices]
        left = [*policy.remaining(asked, await self._members(asked), out), *instead]
        return left or list(asked)

    async def _members(self, names: Iterable[str]) -> dict[str, frozenset[str]]:
        try:
            return await self.people.members(names)
        except Unavailable:
            return {}

    async def check_anything(self, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may ask for nothing at all.

        Looking changes nothing: while Okta does not answer, Slack's word is enough for it.
        """
        try:
            person = await self.people.find(slack_id, okta=True)
        except Unavailable:
            person = await self.people.find(slack_id)
        for action in self.rules.actions:
            with contextlib.suppress(NotAllowed):
                policy.check_requester(self.policy(action), person)
                return
        raise NotAllowed("Only who may ask for something may look people up, and you may not.")

    async def check_owner(self, request: Request) -> None:
        """Raise `NotAllowed` if whoever asked may not go on with their request."""
        (person,) = await self._find(request.requester)
        policy.check_owner(self.policy_of(request), person)

    async def check_approver(self, request: Request, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not decide on a request."""
        _, accounts = await self._standing(request)
        await self._check_approver(request, slack_id, accounts)

    async def check_voice(self, request: Request, slack_id: str) -> str:
        """Give whose voice somebody's word is: their own, or an approver's who passed it on.

        Raises:
            NotAllowed: they may not decide, or whoever passed it on may not any more.
        """
        passed, accounts = await self._standing(request)
        voice = next((each.by for each in passed if each.delegate == slack_id), slack_id)
        if voice == slack_id:
            await self._check_approver(request, slack_id, accounts)
            return voice
        approver, delegate = await self._find(voice, slack_id)
        rules, requester = self.policy_of(request), request.requester
        policy.check_approver(rules, approver, requester=requester, accounts=accounts, again=True)
        policy.check_delegate(rules, delegate, requester=requester, accounts=accounts)
        return voice

    async def check_passing_on(self, request: Request, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not have another decide on a request."""
        await self.check_approver(request, slack_id)
        policy.check_passing_on(self.policy_of(request))

    async def check_delegate(self, request: Request, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody cannot decide on a request in an approver's place."""
        (person,) = await self._find(slack_id)
        rules, requester = self.policy_of(request), request.requester
        _, accounts = await self._standing(request)
        policy.check_delegate(rules, person, requester=requester, accounts=accounts, again=True)
        try:
            policy.check_approver(rules, person, requester=requester, accounts=accounts)
        except NotAllowed:
            return
        raise NotAllowed(f"{person.called} may decide on it anyway; just ask them.")

    async def check_again(self, request: Request) -> None:
        """Check, when work begins, that requester and approvers still may, and are as many.

        Raises:
            NotAllowed: one of them may not any more.
            Unavailable: Slack or Okta does not answer.
        """
        rules, requester = self.policy_of(request), request.requester
        async with self.database.transaction() as session:
            words = await requests.list_decisions(session, request)
            behind = (slack_id for word in words for slack_id in (word.by, word.voice))
            everybody = dict.fromkeys([requester, *behind])
            same = {
                slack_id: await links.accounts(session, slack_id, since=request.created_at)
                for slack_id in everybody
            }
        # Together, so that the groups are read once for all of them.
        people = dict(zip(everybody, await self._find(*everybody), strict=True))
        policy.check_requester(rules, people[requester], again=True)
        accounts = same[requester]
        for word in words:
            approver, delegate = people[word.voice], people[word.by]
            policy.check_approver(
                rules, approver, requester=requester, accounts=accounts, again=True
            )
            if delegate is not approver:
                policy.check_delegate(
                    rules, delegate, requester=requester, accounts=accounts, again=True
                )
        for several in ([word.by for word in words], [word.voice for word in words]):
            if policy.count_people(several, same) < len(words):
                raise NotAllowed("Two of the approvers are the same person in Okta.")

    async def check_start(self, request: Request, plan: Plan, *, now: datetime) -> list[str]:
        """Check, when work begins, what was asked for against what the person is by now.

        Returns:
            Why it has to be approved again; nothing where the approvals carry it.

        Raises:
            NotAllowed: it may not be asked for any more.
            Unavailable: Slack does not answer.
        """
        rules = self.policy(request.action, plan.kinds)
        person = await self.people.find(request.requester, okta=True)
        policy.check_requester(rules, person, again=True)
        policy.check_ticket(rules, str(request.form.get("ticket") or ""))
        async with self.database.transaction() as session:
            said = await requests.list_decisions(session, request)
        if request.unapproved:
            policy.check_break_glass(rules, person, again=True)
        words = [policy.Word(word.by, word.at) for word in said if word.approved]
        return policy.not_enough(
            rules, words, known=kinds_in(request.plan), unapproved=request.unapproved, now=now
        )

    async def _find(self, *slack_ids: str) -> list[Person]:
        """Look people up as they are now, together, so that the groups are read once."""
        found = (self.people.find(slack_id, fresh=True, okta=True) for slack_id in slack_ids)
        return await asyncio.gather(*found)

    async def _check_approver(
        self, request: Request, slack_id: str, accounts: frozenset[str]
    ) -> None:
        (person,) = await self._find(slack_id)
        rules, requester = self.policy_of(request), request.requester
        policy.check_approver(rules, person, requester=requester, accounts=accounts)

    async def _standing(self, request: Request) -> tuple[Sequence[Delegation], frozenset[str]]:
        """Give who decides in whose place, and every account that is the requester's."""
        async with self.database.transaction() as session:
            passed = await delegations.list_of(session, request)
            return passed, await links.accounts(
                session, request.requester, since=request.created_at
            )
