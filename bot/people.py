"""Slack's people as policy sees them: who they are in Slack, and in which user groups.

Groups are read where a right is decided. An answer may be at most a minute old for opening a
modal; for a decision and for the start of work it is read anew.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.action import Note
from bot.errors import NotFound, ProviderError
from bot.policy import Person
from bot.slack_errors import mapped

log = logging.getLogger(__name__)

FRESH_FOR: Final = 60.0  # seconds


class People:
    """Looks people up in Slack.

    Args:
        team_id: The workspace that the bot serves; people of any other are foreign.
        groups: The user groups that policy names, "S..."; no other is looked at.
    """

    def __init__(self, client: AsyncWebClient, *, team_id: str, groups: Sequence[str]) -> None:
        self._client = client
        self._team_id = team_id
        self._groups = tuple(dict.fromkeys(groups))
        self._known: dict[str, tuple[float, Person]] = {}

    async def find(self, slack_id: str, *, fresh: bool = False) -> Person:
        """Look somebody up.

        Raises:
            Unavailable: Slack does not answer, so nobody may do anything now.
        """
        kept = self._known.get(slack_id)
        if kept and not fresh and time.monotonic() - kept[0] < FRESH_FOR:
            return kept[1]
        with mapped():
            user, *members = await asyncio.gather(
                self._client.users_info(user=slack_id),
                *(self._client.usergroups_users_list(usergroup=group) for group in self._groups),
            )
        groups = frozenset(
            group
            for group, answer in zip(self._groups, members, strict=True)
            if slack_id in answer["users"]
        )
        person = self._person(slack_id, user["user"], groups)
        self._known[slack_id] = (time.monotonic(), person)
        return person

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
        )
