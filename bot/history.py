"""What was asked about somebody before, as planning may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.action import Past
from storage import requests
from storage.database import Database


@dataclass(frozen=True)
class History:
    """The requests there are."""

    database: Database

    async def begun(self, principal: str) -> Sequence[Past]:
        """List the requests about a principal whose work has begun, newest first."""
        async with self.database.transaction() as session:
            found = await requests.list_begun_about(session, principal)
        return [
            Past(each.reference, each.action, each.facts, each.begun_at, each.ended_at)
            for each in found
            if each.begun_at
        ]

    async def open(self, principal: str) -> Sequence[str]:
        """Name the requests about a principal that are not over."""
        async with self.database.transaction() as session:
            found = await requests.list_open_about(session, principal)
        return [f"{each.reference} ({each.plan['title']})" for each in found]
