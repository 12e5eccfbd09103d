"""Who in Okta somebody in Slack is, and how their account stands there.

To whom an account is bound stands in our own rows and is read each time. Its status and its groups
are asked of Okta, and may be at most a minute old where nothing is decided.
"""

import logging
import time
from dataclasses import replace
from typing import Final, NamedTuple

from bot.clients.okta import OktaClient
from bot.errors import ProviderError
from bot.policy import Person, Rules
from storage import links
from storage.database import Database

log = logging.getLogger(__name__)

FRESH_FOR: Final = 60.0  # seconds
GONE: Final = "DELETED"
"""What stands for the status of somebody whom Okta does not know any more."""


class _Standing(NamedTuple):
    status: str
    groups: frozenset[str]


class Bindings:
    """Adds to a person from Slack who they are in Okta.

    Args:
        groups: The Okta groups that policy names, "00g..."; no other is looked at.
    """

    def __init__(
        self, database: Database, okta: OktaClient, groups: frozenset[str] = frozenset()
    ) -> None:
        self._database = database
        self._okta = okta
        self._groups = groups
        self._known: dict[str, tuple[float, _Standing]] = {}

    async def bound(self, person: Person, *, okta: bool, fresh: bool) -> Person:
        """Give the same person with whom they are bound to.

        Args:
            okta: Also with the status of that account, and the groups that it is in.
            fresh: Not as it was a moment ago.

        Raises:
            Unavailable: Okta does not answer.
        """
        async with self._database.transaction() as session:
            link = await links.find(session, person.slack_id)
        if link is None:
            return person
        person = replace(person, okta_id=link.okta_id, okta_login=link.login)
        if not okta:
            return person
        there = await self._standing(link.okta_id, fresh=fresh)
        return replace(person, okta_status=there.status, groups=person.groups | there.groups)

    async def _standing(self, okta_id: str, *, fresh: bool) -> _Standing:
        kept = self._known.get(okta_id)
        if kept and not fresh and time.monotonic() - kept[0] < FRESH_FOR:
            return kept[1]
        user = await self._okta.find_user(okta_id)
        groups = await self._okta.list_user_groups(okta_id) if user and self._groups else ()
        # No status is no status to be trusted: it must never read as "not asked".
        there = _Standing(
            status=(user.status or "UNKNOWN") if user else GONE,
            groups=frozenset(group.id for group in groups) & self._groups,
        )
        self._known[okta_id] = (time.monotonic(), there)
        return there


async def with_names(rules: Rules, okta: OktaClient) -> Rules:
    """Give the rules with what the Okta groups in them are called, where Okta says so."""
    called = {}
    for group_id in sorted(rules.okta_groups):
        try:
            called[group_id] = (await okta.get_group(group_id)).name
        except ProviderError as error:
            # Only its name is missing: who is in it is asked when somebody may do something.
            log.warning("an Okta group cannot be read", extra={"id": group_id, "why": str(error)})
    return replace(rules, called=called)
