"""Slack's people as policy sees them: who they are, in which user groups, and who in Okta.

Groups are read where a right is decided. An answer may be at most a minute old for opening a
modal; for a decision and for the start of work it is read anew. Slack lets us read them twenty
times a minute, and people may click more often: then those who wait for the next turn share what
is read in it, and nobody is answered by what was read before they asked.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from aiolimiter import AsyncLimiter
from slack_sdk.web.async_client import AsyncWebClient

from bot.action import Note
from bot.bindings import Bindings
from bot.errors import NotFound, ProviderError
from bot.policy import Person
from bot.slack_errors import mapped

log = logging.getLogger(__name__)

FRESH_FOR: Final = 60.0  # seconds
SLACKBOT: Final = "USLACKBOT"  # Slack itself does not call it a bot
READS: Final = 9  # of the groups at once when it was quiet, and again in each minute


class People:
    """Looks people up in Slack.

    Args:
        team_id: The workspace that the bot serves; people of any other are foreign.
        groups: The user groups that policy names, "S..."; no other is looked at.
        paced: Whether groups are read no more often than Slack takes it.
        bindings: Who is who in Okta; None where nobody is bound.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        team_id: str,
        groups: Sequence[str],
        paced: bool,
        bindings: Bindings | None = None,
    ) -> None:
        self._client = client
        self._bindings = bindings
        self._team_id = team_id
        self._groups = tuple(dict.fromkeys(groups))
        self._known: dict[str, tuple[float, Person]] = {}
        self._pace = AsyncLimiter(READS, 60) if paced else contextlib.nullcontext()
        self._next: asyncio.Future[dict[str, frozenset[str]]] | None = None

    async def find(self, slack_id: str, *, fresh: bool = False, okta: bool = False) -> Person:
        """Look somebody up.

        Args:
            fresh: Anew, also what was read a moment ago.
            okta: Also how the account in Okta stands that they are bound to.

        Raises:
            Unavailable: Slack does not answer, or Okta, so nobody may do anything now.
        """
        person = await self._in_slack(slack_id, fresh=fresh)
        if self._bindings is None:
            return person
        return await self._bindings.bound(person, okta=okta, fresh=fresh)

    async def _in_slack(self, slack_id: str, *, fresh: bool) -> Person:
        kept = self._known.get(slack_id)
        if kept and not fresh and time.monotonic() - kept[0] < FRESH_FOR:
            return kept[1]
        with mapped():
            user, members = await asyncio.gather(
                self._client.users_info(user=slack_id), self._memberships()
            )
        groups = frozenset(group for group, inside in members.items() if slack_id in inside)
        person = self._person(slack_id, user["user"], groups)
        self._known[slack_id] = (time.monotonic(), person)
        return person

    async def members(self, names: Iterable[str]) -> dict[str, frozenset[str]]:
        """Give who is in each of some user groups, by what is read from now on.

        Raises:
            Unavailable: Slack does not answer.
        """
        groups = {name for name in names if name in self._groups}
        if not groups:
            return {}
        with mapped():
            inside = await self._memberships()
        return {group: inside.get(group, frozenset()) for group in groups}

    async def _memberships(self) -> dict[str, frozenset[str]]:
        """Tell who is in which group, by what is read from now on."""
        if not self._groups:
            return {}
        if self._next is None:
            self._next = asyncio.ensure_future(self._read_groups())
        # Who gives up does not take it from the others.
        return await asyncio.shield(self._next)

    async def _read_groups(self) -> dict[str, frozenset[str]]:
        async with self._pace:
            self._next = None
        answer = await self._client.usergroups_list(include_users=True)
        return {
            group["id"]: frozenset(group["users"])
            for group in answer["usergroups"]
            if group["id"] in self._groups
        }

    async def address(self, notes: Sequence[Note]) -> tuple[tuple[tuple[str, Note], ...], str]:
        """Find whom each note goes to; and words for the card where somebody cannot be told.

        A message is a courtesy: what it is about is not held up for it.
        """
        addressed, untold = [], ""
        for note in notes:
            try:
                slack_id = await self.find_id(note.email)
            except ProviderError as error:
                log.warning("a person cannot be told", extra={"why": str(error)})
                slack_id = None
            if slack_id:
                addressed.append((slack_id, note))
            else:
                untold = f"{note.email} could not be told in Slack; please tell them."
        return tuple(addressed), untold

    async def find_id(self, email: str) -> str | None:
        """Find the Slack id of whoever has a work address; None if Slack knows nobody by it.

        Raises:
            Unavailable: Slack does not answer.
        """
        try:
            with mapped():
                answer = await self._client.users_lookupByEmail(email=email)
        except NotFound:
            return None
        user = answer["user"]
        # A guest or a stranger may use an address of ours; what is for our person is not for them.
        ours = self._person(str(user["id"]), user, frozenset())
        return None if ours.guest or ours.deleted or ours.foreign else ours.slack_id

    async def owns(self, slack_id: str, okta_id: str, addresses: Collection[str]) -> bool:
        """Tell whether an account is somebody's own, by their binding or by an address in Slack.

        Args:
            okta_id: The account's in Okta, which stays when it is renamed; empty where it has none.
            addresses: By which either directory knows the account, in small letters.

        Raises:
            Unavailable: Slack does not answer.
        """
        person = await self.find(slack_id)
        if okta_id and person.okta_id == okta_id:
            return True
        if person.okta_login.casefold() in addresses:
            return True
        owners = await asyncio.gather(*map(self.find_id, addresses))
        return slack_id in owners

    async def find_email(self, slack_id: str) -> str:
        """Give the work address that Slack has of somebody; empty if it has none.

        Raises:
            Unavailable: Slack does not answer.
        """
        with mapped():
            answer = await self._client.users_info(user=slack_id)
        return str(answer["user"].get("profile", {}).get("email") or "")

    def _person(self, slack_id: str, user: dict[str, Any], groups: frozenset[str]) -> Person:
        return Person(
            slack_id=slack_id,
            name=str(user.get("real_name") or user.get("name") or ""),
            groups=groups,
            guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            deleted=bool(user.get("deleted")),
            foreign=bool(user.get("is_stranger") or user.get("team_id") != self._team_id),
            bot=bool(user.get("is_bot") or slack_id == SLACKBOT),
            email=_confirmed(user),
        )


def _confirmed(user: dict[str, Any]) -> str:
    """Give an address that Slack says is confirmed; empty where it does not say so."""
    if user.get("is_email_confirmed") is not True:
        return ""
    return str(user.get("profile", {}).get("email") or "")
