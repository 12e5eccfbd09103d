"""Slack's people as policy sees them: who they are in Slack, and in which user groups.

Groups are read where a right is decided. An answer may be at most a minute old for opening a
modal; for a decision and for the start of work it is read anew.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.policy import Person
from bot.slack_errors import mapped

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

    def _person(self, slack_id: str, user: dict[str, Any], groups: frozenset[str]) -> Person:
        return Person(
            slack_id=slack_id,
            name=str(user.get("real_name") or user.get("name") or ""),
            groups=groups,
            guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            deleted=bool(user.get("deleted")),
            foreign=bool(user.get("is_stranger") or user.get("team_id") != self._team_id),
        )
