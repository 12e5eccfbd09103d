"""The engine: takes approved requests through their steps, and picks up where it was cut off.

A request that waits for approval or for its start is a row and nothing else. Once it may run, it
is one durable workflow. A step's outcome is written after it ran. If the process dies in between,
nobody knows whether the step happened, so it runs again: that is why every step finds before it
creates. What only writes our own rows runs in the transaction that records it, and so exactly
once.

    the step answers      the next step
    the provider is away  the same step again, after 1, 2, 4 ... 60 minutes, or when nudged
    it is refused         the finished steps are undone, last first; the request has failed
    the state has moved   nothing is done; the new plan is asked for again

Two requests about one person never change anything at the same time: changes queue by person. A
request that waits for a laptop is not in anybody's way.

The methods that run as the workflow are deterministic: clock, database and providers are reached
only through `step` and `write`, whose answers are recorded.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.durable import Durable, Pace
from bot.plan import Plan
from bot.work import Kind, Outcome, Work, witnesses_of
from storage import journal, requests
from storage.database import Database
from storage.tables import Request, StepState

LONGEST_RETRY: Final = 60  # times the first pause
LONG_WAIT_TURNS: Final = 7  # looks before the thread says what is being waited for
UNDO_TRIES: Final = 5
PROOF_TRIES: Final = 7
KEEP_FINISHED: Final = timedelta(days=30)

Lanes = list[tuple[bool, str]]
"""For each step of a plan: whether it is a change, and whose lane it queues in."""


class Engine:
    """Runs requests; one for each process.

    Args:
        wrote: Called when there is something to tell in Slack.
    """

    def __init__(
        self, database: Database, work: Work, pace: Pace, *, wrote: Callable[[], None]
    ) -> None:
        self._work = work
        self._pace = pace
        self._ledger = work.ledger
        self._durable = Durable(database, pace, carry=self._carry, change=self._change, wrote=wrote)

    async def start(self) -> None:
        """Pick up what was cut off, and be ready for more."""
        await self._durable.start()

    async def stop(self, *, drain: int = 5) -> None:
        """Stop within some seconds; what is unfinished goes on at the next start."""
        await self._durable.stop(drain=drain)

    async def leads(self) -> bool:
        """Tell whether this process does what only one of the replicas may do."""
        return await self._durable.leads()

    async def take(self, request: Request) -> None:
        """Begin an approved request; harmless when it has begun before."""
        await self._durable.begin(workflow_id(request), request.id or 0)

    async def nudge(self, request: Request) -> None:
        """Have a waiting request look now instead of later."""
        await self._durable.nudge(workflow_id(request))

    async def broken_off(self, in_hand: Sequence[Request]) -> list[Request]:
        """Give those of the requests in hand whose workflow goes on no more."""
        broken = await self._durable.broken_off([workflow_id(request) for request in in_hand])
        return [request for request in in_hand if workflow_id(request) in broken]

    async def forget_finished(self) -> None:
        """Delete the engine's own rows of work that ended long ago; the requests stay."""
        await self._durable.forget(before=self._work.clock() - KEEP_FINISHED)

    async def _change(self, request_id: int, position: int, undo: bool) -> Outcome:  # noqa: FBT001 - stored by position
        work = self._work.undo if undo else self._work.do
        return await self._durable.step(work, request_id, position)

    async def _carry(self, request_id: int) -> None:
        lanes = await self._begin(request_id)
        for position, (is_change, lane) in enumerate(lanes or []):
            if is_change:
                outcome = await self._do(request_id, position, lane)
            else:
                outcome = await self._watch(request_id, position)
            if outcome.kind is not Kind.DONE:
                await self._undo(request_id, position, lane, outcome)
                return
        if lanes:
            await self._prove(request_id)

    async def _begin(self, request_id: int) -> Lanes | None:
        turn = 0
        outcome = await self._durable.step(self._work.check, request_id)
        while outcome.kind is Kind.LATER:
            await self._durable.write(self._delayed, request_id, outcome)
            turn += 1
            await self._pause_before_retry(turn)
            outcome = await self._durable.step(self._work.check, request_id)
        return await self._durable.write(self._begun, request_id, outcome)

    async def _do(self, request_id: int, position: int, lane: str) -> Outcome:
        turn = 0
        while True:
            outcome = await self._durable.in_lane(lane, request_id, position, turn)
            outcome = await self._durable.write(self._stepped, request_id, position, outcome)
            if outcome.kind is not Kind.LATER:
                return outcome
            turn += 1
            await self._pause_before_retry(turn)

    async def _watch(self, request_id: int, position: int) -> Outcome:
        pause, turn = self._pace.first, 0
        while True:
            outcome = await self._durable.step(self._work.look, request_id, position)
            outcome = await self._durable.write(self._looked, request_id, position, outcome, turn)
            if outcome.kind not in {Kind.LATER, Kind.NOT_YET}:
                return outcome
            await self._durable.pause(pause)
            pause, turn = min(pause * 1.5, self._pace.longest), turn + 1

    async def _undo(self, request_id: int, failed_at: int, lane: str, failure: Outcome) -> None:
        await self._durable.write(self._undoing, request_id, failure)
        undone: list[str] = []
        left: list[str] = []
        # A refused step did nothing. One that was stopped may have, and lost the answer.
        last = failed_at if failure.kind is Kind.STOPPED else failed_at - 1
        for position in range(last, -1, -1):
            outcome = await self._undo_one(request_id, position, lane)
            if outcome.text:
                (undone if outcome.kind is Kind.DONE else left).append(outcome.text)
        await self._durable.write(self._failed, request_id, failure, undone, left)

    async def _undo_one(self, request_id: int, position: int, lane: str) -> Outcome:
        for turn in range(UNDO_TRIES):
            outcome = await self._durable.in_lane(lane, request_id, position, turn, undo=True)
            if outcome.kind is not Kind.LATER:
                break
            await self._pause_before_retry(turn + 1)
        await self._durable.write(self._undone, request_id, position, outcome)
        return outcome

    async def _prove(self, request_id: int) -> None:
        pause = self._pace.first
        for _try in range(PROOF_TRIES):
            outcome = await self._durable.step(self._work.prove, request_id)
            if outcome.kind is Kind.DONE:
                break
            await self._durable.pause(pause)
            pause *= 1.5
        await self._durable.write(self._proved, request_id, outcome)

    async def _pause_before_retry(self, turn: int) -> None:
        await self._durable.pause(self._pace.retry * min(2 ** (turn - 1), LONGEST_RETRY))

    # What follows is written in one transaction each.

    async def _delayed(self, session: AsyncSession, request_id: int, outcome: Outcome) -> None:
        request = await requests.get(session, request_id)
        await self._ledger.delayed(session, request, outcome.text, now=self._work.clock())

    async def _begun(
        self, session: AsyncSession, request_id: int, outcome: Outcome
    ) -> Lanes | None:
        request = await requests.get(session, request_id)
        now, config = self._work.clock(), self._work.config
        if outcome.kind is Kind.MOVED:
            plan = Plan.model_validate(outcome.value)
            await self._ledger.asked_again(
                session, request, plan, why=outcome.text.splitlines(),
                policy=self._work.rights.policy(request.action, plan.kinds),
                expires_at=now + timedelta(hours=config.requests.expires_hours), now=now,
            )  # fmt: skip
            return None
        if outcome.kind is not Kind.DONE:
            await self._ledger.failed(
                session, request, outcome.text,
                undone=[], left=[], reference=outcome.reference, now=now,
            )  # fmt: skip
            return None
        begun = await self._ledger.begun(
            session, request, outcome.value, now, alerts=self._work.alerts(request)
        )
        if begun and self._work.urgent(request):
            await self._make_way(session, request)
        return self._work.lanes(request) if begun else None

    async def _make_way(self, session: AsyncSession, request: Request) -> None:
        """End the other requests about the person; those at work are stopped and undone."""
        now = self._work.clock()
        why = f"{request.reference} about the same person has begun; it is destroyed."
        await self._work.seals.destroy_about(session, request.principal, why)
        for other in await requests.list_open_about(session, request.principal):
            await self._ledger.made_way(session, other, request, now=now)

    async def _stepped(
        self, session: AsyncSession, request_id: int, position: int, outcome: Outcome
    ) -> Outcome:
        request = await requests.get(session, request_id)
        if outcome.kind is Kind.LATER:
            await self._ledger.step_seen(
                session, request, position, StepState.RETRYING, text=outcome.text, facts={}
            )
            await self._ledger.waits_long(
                session, request, position, outcome.text, now=self._work.clock()
            )
        else:
            await self._ended(session, request, position, outcome)
        return _unless_stopped(request, outcome)

    async def _looked(
        self, session: AsyncSession, request_id: int, position: int, outcome: Outcome, turn: int
    ) -> Outcome:
        request = await requests.get(session, request_id)
        now = self._work.clock()
        row = await journal.first_look(session, request_id, position, now=now)
        if outcome.kind not in {Kind.LATER, Kind.NOT_YET}:
            await self._ended(session, request, position, outcome)
            await self._ledger.back_to_work(session, request, now=now)
            return _unless_stopped(request, outcome)
        if (row.state, row.detail) != (StepState.RUNNING, outcome.text):
            await self._ledger.step_seen(
                session, request, position, StepState.RUNNING,
                text=outcome.text, facts=outcome.facts,
            )  # fmt: skip
        await self._ledger.told(session, request, outcome.notes, now=now)
        overdue = self._work.overdue(request, position, row.begun_at or now)
        if overdue or turn == LONG_WAIT_TURNS:
            tell = self._ledger.needs_attention if overdue else self._ledger.waits_long
            can_end = self._work.can_end(request, position)
            await tell(session, request, position, outcome.text, can_end=can_end, now=now)
        return _unless_stopped(request, outcome)

    async def _ended(
        self, session: AsyncSession, request: Request, position: int, outcome: Outcome
    ) -> None:
        state = StepState.DONE if outcome.kind is Kind.DONE else StepState.FAILED
        await self._ledger.step_ended(
            session, request, position, state,
            text=outcome.text, facts=outcome.facts, now=self._work.clock(),
        )  # fmt: skip
        await self._ledger.told(session, request, outcome.notes, now=self._work.clock())

    async def _undoing(self, session: AsyncSession, request_id: int, failure: Outcome) -> None:
        request = await requests.get(session, request_id)
        await self._ledger.undoing(session, request, failure.text, now=self._work.clock())

    async def _undone(
        self, session: AsyncSession, request_id: int, position: int, outcome: Outcome
    ) -> None:
        if outcome.text:
            request = await requests.get(session, request_id)
            state = StepState.UNDONE if outcome.kind is Kind.DONE else StepState.LEFT
            await self._ledger.step_ended(
                session, request, position, state,
                text=outcome.text, facts={}, now=self._work.clock(),
            )  # fmt: skip

    async def _failed(
        self, session: AsyncSession, request_id: int, failure: Outcome,
        undone: list[str], left: list[str],
    ) -> None:  # fmt: skip
        request = await requests.get(session, request_id)
        await self._ledger.failed(
            session, request, failure.text,
            undone=undone, left=left, reference=failure.reference, now=self._work.clock(),
        )  # fmt: skip

    async def _proved(self, session: AsyncSession, request_id: int, outcome: Outcome) -> None:
        request = await requests.get(session, request_id)
        await self._ledger.finished(session, request, witnesses_of(outcome), now=self._work.clock())


def workflow_id(request: Request) -> str:
    """Name the workflow of a request's present round.

    The key makes it unique also when the database was made anew beside older engine rows.
    """
    return f"{request.reference}.{request.round}-{request.key}"


def _unless_stopped(request: Request, outcome: Outcome) -> Outcome:
    if request.stop_by is None or outcome.kind is Kind.REFUSED:
        return outcome
    why = f"Stopped: {request.reason}" if request.reason else "Stopped on request."
    return Outcome(Kind.STOPPED, why)
