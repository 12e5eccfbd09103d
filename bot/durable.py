"""Durable execution: the few things of DBOS that the engine stands on, and what DBOS leaves to us.

    step      runs something that touches the world: at least once, its outcome recorded
    write     changes our own rows in the transaction that records it: exactly once
    in_lane   runs a change as a child on the queue with one lane for each person
    pause     a durable sleep that a nudge ends early

DBOS alone recovers nobody else's work, strands everything at a deploy, and makes its own SQLite
engine; so the version is pinned, the engines are ours, and replicas watch over each other. It
pickles what a step returns or raises into its tables in clear: only plain `Outcome`s go there.
"""

import asyncio
import contextlib
import logging
import socket
import uuid
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from dbos import DBOS, AsyncSQLAlchemyDatasource, SetEnqueueOptions, SetWorkflowID
from dbos._error import DBOSException, DBOSNonExistentWorkflowError

from bot.logs import new_reference
from bot.replicas import Lease
from bot.work import Outcome
from storage.database import Database, system_engine

# Workflows of another version are not recovered: a deploy that kept DBOS's own hash of the
# sources would strand everything in flight. Changed workflow code is told apart by DBOS.patch.
VERSION: Final = "1"
PEOPLE: Final = "people"
NUDGE: Final = "nudge"
TAKE_OVER_EVERY: Final = 2.0  # seconds
CUT_OFF_WITHIN: Final = 5.0
LISTEN_EVERY: Final = 0.2  # seconds; SQLite cannot notify, so nudges are polled for

ALIVE: Final = ["PENDING", "ENQUEUED", "DELAYED"]

log = logging.getLogger(__name__)

T = TypeVar("T")
Carry = Callable[[int], Awaitable[None]]
Change = Callable[[int, int, bool], Awaitable[Outcome]]


@dataclass(frozen=True)
class Pace:
    """How often the engine looks, in seconds.

    Attributes:
        first: Pause after a wait's first look; each later one is half as long again.
        longest: Where that growth ends.
        retry: Pause before a step is tried again that got no answer; doubles up to 60 times that.
        poll: How often queues are looked at.
    """

    first: float = 1.0
    longest: float = 300.0
    retry: float = 60.0
    poll: float = 0.2


class Broken(Exception):
    """A workflow came upon something that nobody expected; the log has it under the reference."""


class Durable:
    """DBOS, launched on the running loop; one for each process.

    Args:
        carry: The body of a request's workflow.
        change: Does (or undoes, if the last argument says so) one step once.
        wrote: Called when rows of ours were changed.
    """

    def __init__(
        self,
        database: Database,
        pace: Pace,
        *,
        carry: Carry,
        change: Change,
        wrote: Callable[[], None],
    ) -> None:
        self._database = database
        self._pace = pace
        self._carry_body = carry
        self._change_body = change
        self._wrote = wrote
        self._stopping = False
        self._under_way: set[asyncio.Task[Any]] = set()
        self._rescue: asyncio.Task[None] | None = None
        self._lease: Lease | None = None
        self._disconnect: Callable[[], None]
        self._source: AsyncSQLAlchemyDatasource
        self._carry: Callable[..., Any]
        self._change: Callable[..., Any]

    async def start(self) -> None:
        """Launch, recover what was cut off, and watch over the other replicas."""
        executor = "local"
        if not self._database.lite:
            executor = f"{socket.gethostname()}-{uuid.uuid4().hex[:8]}"
            self._lease = Lease(self._database.libpq_url, executor)
            await self._lease.take()
        system = system_engine(self._database)
        self._disconnect = system.dispose
        DBOS(
            config={
                "name": "deskhand",
                "system_database_url": self._database.system_url.get_secret_value(),
                "system_database_engine": system,
                "executor_id": executor,
                "application_version": VERSION,
                "notification_listener_polling_interval_sec": LISTEN_EVERY,
                "log_level": "WARNING",
            }
        )
        self._source = await AsyncSQLAlchemyDatasource.create(
            self._database.url.render_as_string(hide_password=False),
            engine=self._database.engine,
            sessionmaker=self._database.sessions,
        )
        self._register()
        DBOS.launch()
        await DBOS.register_queue_async(
            PEOPLE, partition_concurrency=1, polling_interval_sec=self._pace.poll
        )
        if self._lease:
            self._rescue = asyncio.create_task(
                self._lease.rescue(_executors_in_flight, _recover, every=TAKE_OVER_EVERY)
            )

    async def stop(self, *, drain: int = 5) -> None:
        """Stop; what is unfinished goes on at the next start, or on another replica.

        Args:
            drain: Seconds that steps in flight may take to end.
        """
        if self._rescue:
            self._rescue.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._rescue
        self._stopping = True
        # It waits with time.sleep: on the loop it would freeze the very steps it waits for.
        await asyncio.to_thread(
            DBOS.destroy, workflow_completion_timeout_sec=drain, destroy_registry=True
        )
        # DBOS leaves what is under way to itself: it would go on with a database that is closed.
        if self._under_way:
            log.info("work is cut off by the stop; it goes on at the next start")
            for task in self._under_way:
                task.cancel()
            await asyncio.wait(self._under_way, timeout=CUT_OFF_WITHIN)
        self._disconnect()  # DBOS leaves an engine that it was given to its giver
        if self._lease:
            await self._lease.release()

    async def leads(self) -> bool:
        """Tell whether this process does what only one may do."""
        return self._lease is None or await self._lease.leads()

    async def begin(self, workflow_id: str, request_id: int) -> None:
        """Start a request's workflow; harmless when it has been started before."""
        with SetWorkflowID(workflow_id):
            await DBOS.start_workflow_async(self._carry, request_id)

    async def nudge(self, workflow_id: str) -> None:
        """End the pause of a workflow, if it is there."""
        with contextlib.suppress(DBOSNonExistentWorkflowError):
            await DBOS.send_async(workflow_id, "look", NUDGE)

    async def broken_off(self, workflow_ids: Collection[str]) -> set[str]:
        """Tell which workflows are not going on any more, whatever ended them."""
        going_on = await DBOS.list_workflows_async(
            workflow_ids=list(workflow_ids), status=ALIVE, load_input=False, load_output=False
        )
        return set(workflow_ids) - {found.workflow_id for found in going_on}

    async def forget(self, *, before: datetime) -> None:
        """Delete DBOS's rows of work that was over before a time."""
        old = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            end_time=before.isoformat(),
            load_input=False,
            load_output=False,
        )
        if old:
            await DBOS.delete_workflows_async([found.workflow_id for found in old])

    async def step(self, work: Callable[..., Coroutine[Any, Any, Outcome]], *args: Any) -> Outcome:
        """Run something that touches the world, and record what came of it."""
        return await DBOS.run_step_async(None, work, *args)

    async def write(self, change: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Change our own rows, with a session as the first argument; exactly once."""

        async def transaction() -> T:
            return await change(self._source.sql_session(), *args)

        written = await self._source.run_tx_step_async(
            {
                "name": change.__name__,
                "isolation_level": "SERIALIZABLE" if self._database.lite else "READ COMMITTED",
            },
            transaction,
        )
        self._wrote()
        return written

    async def in_lane(
        self, lane: str, request_id: int, position: int, turn: int, *, undo: bool = False
    ) -> Outcome:
        """Run one change when no other change of this lane is running, and give its outcome."""
        verb = "undo" if undo else "do"
        with (
            SetWorkflowID(f"{DBOS.workflow_id}:{position}:{verb}:{turn}"),
            SetEnqueueOptions(queue_partition_key=lane),
        ):
            child = await DBOS.enqueue_workflow_async(
                PEOPLE, self._change, request_id, position, undo
            )
        outcome: Outcome = await child.get_result(polling_interval_sec=self._pace.poll)
        return outcome

    async def pause(self, seconds: float) -> None:
        """Sleep durably; a nudge ends it early."""
        await DBOS.recv_async(NUDGE, timeout_seconds=seconds)

    def _register(self) -> None:
        # No end to recoveries: a request that waits for a laptop may see any number of restarts.
        @DBOS.workflow(name="request", max_recovery_attempts=None)
        async def carry(request_id: int) -> None:
            with self._told_plainly():
                await self._carry_body(request_id)

        @DBOS.workflow(name="change", max_recovery_attempts=None)
        async def change(request_id: int, position: int, undo: bool) -> Outcome:  # noqa: FBT001 - DBOS stores positions
            with self._told_plainly():
                return await self._change_body(request_id, position, undo)

        self._carry, self._change = carry, change

    @contextlib.contextmanager
    def _told_plainly(self) -> Iterator[None]:
        """Log what breaks a workflow, and let DBOS keep no more of it than its kind."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a workflow is a coroutine
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            yield
        except (Broken, DBOSException):
            raise
        except Exception as error:
            if self._stopping:
                # The engine goes away under it. As cancelled, it has no end that DBOS would keep.
                raise asyncio.CancelledError from None
            reference = new_reference()
            log.exception("a workflow broke", extra={"reference": reference})
            raise Broken(f"{type(error).__name__} ({reference})") from None


async def _executors_in_flight() -> set[str]:
    found = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
    return {workflow.executor_id for workflow in found if workflow.executor_id}


async def _recover(executor: str) -> None:
    # Private by its underscore, but the one path that DBOS's own conductor takes.
    await asyncio.to_thread(DBOS._recover_pending_workflows, [executor])  # noqa: SLF001
