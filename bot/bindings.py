"""Who in Okta somebody in Slack is, and how their account stands there.

To whom an account is bound stands in our own rows and is read each time. Its status is asked of
Okta, and may be at most a minute old where nothing is decided.
"""

import time
from dataclasses import replace
from typing import Final

from bot.clients.okta import OktaClient
from bot.policy import Person
from storage import links
from storage.database import Database

FRESH_FOR: Final = 60.0  # seconds
GONE: Final = "DELETED"
"""What stands for the status of somebody whom Okta does not know any more."""


class Bindings:
    """Adds to a person from Slack who they are in Okta."""

    def __init__(self, database: Database, okta: OktaClient) -> None:
        self._database = database
        self._okta = okta
        self._known: dict[str, tuple[float, str]] = {}

    async def bound(self, person: Person, *, okta: bool, fresh: bool) -> Person:
        """Give the same person with whom they are bound to.

        Args:
            okta: Also with the status of that account.
            fresh: Not as it was a moment ago.

        Raises:
            Unavailable: Okta does not answer.
        """
        async with self._database.transaction() as session:
            link = await links.find(session, person.slack_id)
        if link is None:
            return person
        status = await self._status(link.okta_id, fresh=fresh) if okta else ""
        return replace(person, okta_id=link.okta_id, okta_login=link.login, okta_status=status)

    async def _status(self, okta_id: str, *, fresh: bool) -> str:
        kept = self._known.get(okta_id)
        if kept and not fresh and time.monotonic() - kept[0] < FRESH_FOR:
            return kept[1]
        user = await self._okta.find_user(okta_id)
        # No status is no status to be trusted: it must never read as "not asked".
        status = (user.status or "UNKNOWN") if user else GONE
        self._known[okta_id] = (time.monotonic(), status)
        return status
