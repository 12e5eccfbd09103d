"""Several replicas on one PostgreSQL: who is alive, who takes over, who leads.

A replica holds an advisory lock on its executor id; PostgreSQL frees it the instant the process
dies. The others ask for the locks of those who have work in flight: whoever gets one knows that
its holder is dead, and recovers its workflows. No table, no clock, no heartbeat to tune.

A second lock makes one replica the leader for work that needs no sharing, such as sending posts
in order. On SQLite there is one process: it is alive and it leads.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Final

import psycopg
from pydantic import SecretStr

log = logging.getLogger(__name__)

ALIVE: Final = 0x61_6C_76  # name spaces of advisory locks
LEADS: Final = 0x6C_64_73

InFlight = Callable[[], Awaitable[Collection[str]]]
Recover = Callable[[str], Awaitable[None]]


class Lease:
    """This replica's sign of life: one connection that holds its locks.

    Args:
        url: libpq's URL. It must reach PostgreSQL itself or a session pool; a pooler in
            transaction mode loses the locks.
        executor: This replica's id, new for each process.
    """

    def __init__(self, url: SecretStr, executor: str) -> None:
        self._url = url
        self._executor = executor
        self._connection: psycopg.AsyncConnection[tuple[bool]] | None = None
        self._asking = asyncio.Lock()
        self._mending = asyncio.Lock()

    async def take(self) -> None:
        """Connect and hold the lock; before the engine starts, so that no work is unguarded."""
        # Keepalives free the locks of a machine that vanished without closing its connections.
        self._connection = await psycopg.AsyncConnection.connect(
            self._url.get_secret_value(),
            autocommit=True,
            keepalives_idle=5,
            keepalives_interval=2,
            keepalives_count=3,
        )
        await self._connection.execute(
            "select pg_advisory_lock(%s, hashtext(%s))", (ALIVE, self._executor)
        )

    async def release(self) -> None:
        """Let go of every lock."""
        if self._connection:
            await self._connection.close()

    async def leads(self) -> bool:
        """Tell whether this replica leads, and make it the leader if nobody does."""
        try:
            return await self._ask("select pg_try_advisory_lock(%s, hashtext(%s))", LEADS, "posts")
        except psycopg.Error:
            await self._again()
            return False

    async def rescue(self, in_flight: InFlight, recover: Recover, *, every: float) -> None:
        """Recover the work of dead replicas, for as long as this one lives."""
        while True:
            try:
                for dead in set(await in_flight()) - {self._executor}:
                    await self._take_over(dead, recover)
            except psycopg.Error:
                await self._again()
            except Exception:
                log.exception("take-over failed; trying again")
            await asyncio.sleep(every)

    async def _take_over(self, executor: str, recover: Recover) -> None:
        if not await self._ask("select pg_try_advisory_lock(%s, hashtext(%s))", ALIVE, executor):
            return
        try:
            await recover(executor)
            log.warning("took over from a dead replica", extra={"executor": executor})
        finally:
            await self._ask("select pg_advisory_unlock(%s, hashtext(%s))", ALIVE, executor)

    async def _ask(self, question: str, space: int, name: str) -> bool:
        if self._connection is None:
            raise psycopg.OperationalError("not connected")
        async with self._asking:
            cursor = await self._connection.execute(question.encode(), (space, name))
            row = await cursor.fetchone()
        return bool(row and row[0])

    async def _again(self) -> None:
        # One at a time: a second connection would wait for the lock that the first one holds.
        async with self._mending:
            if self._connection and not self._connection.broken:
                return
            with contextlib.suppress(psycopg.Error):
                if self._connection:
                    await self._connection.close()
                self._connection = None
                await self.take()
