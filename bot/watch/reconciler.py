"""When both directories are compared, and what becomes of what is found.

A finding is a case; a comparison that saw everything and no longer finds it closes the case. One
that was cut short, or shown too little, closes nothing.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clients import Providers
from bot.errors import Stale
from bot.watch.casebook import Casebook
from bot.watch.reconcile import CAUSES, Comparison, ReconcileSettings, Sizes, reconcile
from bot.watch.reconcile.breaker import CAUSE as SHRUNK
from bot.watch.rule import Scope
from storage import cases, cursors
from storage.database import Database

log = logging.getLogger(__name__)

CURSOR: Final = "reconcile"
AGAIN: Final = timedelta(hours=1)
"""How long after one that came to nothing the next is tried."""


@dataclass(frozen=True)
class Reconciler:
    """Compares both directories.

    Attributes:
        federated_group: Id of JumpCloud's group of federated people; empty where there is none.
        every: From one comparison to the next; none where people ask for it only.
        wrote: Called when there may be something to send.
    """

    database: Database
    providers: Providers
    casebook: Casebook
    scope: Scope
    federated_group: str
    settings: ReconcileSettings
    every: timedelta | None
    wrote: Callable[[], None]
    _running: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def is_due(self, now: datetime) -> bool:
        """Whether it is time for the next comparison."""
        if self.every is None or self._running.locked():
            return False
        async with self.database.transaction() as session:
            cursor = await cursors.get(session, CURSOR, now=now)
        if cursor.rest_until and now < cursor.rest_until:
            return False
        return not cursor.value or now - cursor.at >= self.every

    async def run(self, now: datetime) -> Comparison:
        """Compare, and write down what came of it.

        Raises:
            Stale: it is being done already.
        """
        if self._running.locked():
            raise Stale("Both directories are being compared already.")
        async with self._running:
            async with self.database.transaction() as session:
                cursor = await cursors.get(session, CURSOR, now=now)
            last = Sizes.of_row(json.loads(cursor.value)) if cursor.value else None
            seen = await reconcile(
                self.providers, self.scope.app_id, federated_group=self.federated_group,
                last=last, now=now, settings=self.settings,
            )  # fmt: skip
            async with self.database.transaction() as session:
                if not seen.trusted:
                    await cursors.note(
                        session, CURSOR, trouble=seen.reason, since=now, rest_until=now + AGAIN
                    )
                    if any(alert.cause == SHRUNK for alert in seen.alerts):
                        await cursors.trip(session, seen.reason, now=now)
                    await self.casebook.report(session, seen.alerts, now=now)
                elif await cursors.step(session, cursor, json.dumps(seen.sizes.as_row()), now=now):
                    await cursors.note(session, CURSOR, trouble="", since=None)
                    await cursors.restore(session)
                    await self._take(session, seen, now=now)
        log.info(
            "both directories were compared",
            extra={"found": len(seen.alerts), "requests": seen.requests, "why": seen.reason},
        )
        self.wrote()
        return seen

    async def _take(self, session: AsyncSession, seen: Comparison, *, now: datetime) -> None:
        await self.casebook.report(session, seen.alerts, now=now)
        found = {alert.key for alert in seen.alerts}
        for case in await cases.list_open(session, causes=[*CAUSES, SHRUNK], limit=None):
            if case.open_key not in found and not case.of_many:
                why = f"A comparison of both directories at {now:%H:%M} UTC no longer finds it."
                await self.casebook.close(session, case, why, now=now)
