"""Upkeep: what time does to requests. Each method is one tick; the clock is the work's.

One replica does it. Should two for a moment, the state in each change lets only one count.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from prometheus_client import CollectorRegistry, Gauge, ProcessCollector
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.decisions import Decisions
from bot.desk import Desk
from bot.engine import Engine
from bot.errors import ProviderError
from bot.logs import new_reference
from bot.messenger import Messenger
from bot.work import Work
from storage import audit, drafts, posts, pushes, requests, reviews
from storage.database import Database
from storage.tables import Request, State

log = logging.getLogger(__name__)

KEEP_DRAFTS: Final = timedelta(days=2)
KEEP_PUSHES: Final = timedelta(days=30)
PRUNE_EVERY: Final = timedelta(hours=23)
STRANDED: Final = (
    "Deskhand came upon a fault of its own in the middle of the work and broke it off."
)

FIGURES: Final = CollectorRegistry()
"""What a monitor may read. Not the library's own registry, which also tells which Python it is."""

ProcessCollector(registry=FIGURES)
REQUESTS: Final = Gauge(
    "deskhand_requests", "Requests by action and state", ["action", "state"], registry=FIGURES
)
UNSENT: Final = Gauge(
    "deskhand_posts_unsent", "Messages that wait to be sent to Slack", registry=FIGURES
)


@dataclass(frozen=True)
class Upkeep:
    """Everything that is due by the clock."""

    database: Database
    work: Work
    engine: Engine
    decisions: Decisions
    desk: Desk
    messenger: Messenger

    async def tick(self) -> None:
        """Expire, remind, start what is due, end what broke off, destroy unopened secrets."""
        if not await self.engine.leads():
            return
        await self.expire()
        await self.remind()
        await self.remind_reviews()
        await self.destroy_secrets()
        await self.follow()
        await self.decisions.hand_over()
        await self.nudge_stopped()
        await self.end_stranded()
        self.messenger.wake()

    async def forget(self) -> None:
        """Forget what nobody will ask for again."""
        if await self.engine.leads():
            await self.engine.forget_finished()
            async with self.database.transaction() as session:
                await drafts.forget(session, before=self.work.clock() - KEEP_DRAFTS)
                await pushes.forget(session, before=self.work.clock() - KEEP_PUSHES)
            await self.keep_audit()

    async def keep_audit(self) -> None:
        """Remove entries of the audit whose time is over, once a day, and log its head.

        The log is a witness: who changes the chain afterwards would have to change that too.
        """
        keep, now = self.work.config.audit.keep, self.work.clock()
        if keep is not None:
            async with self.database.transaction() as session:
                due = not await audit.pruned_within(session, PRUNE_EVERY, now=now)
            while due:
                # Some at a time: whoever writes an act meanwhile waits for the end of each.
                async with self.database.transaction() as session:
                    due = await audit.prune(session, before=now - keep, now=now) > 0
        async with self.database.transaction() as session:
            head = await audit.head(session)
        if head:
            log.info("the audit's newest entry", extra={"entry": head.seq, "hash": head.hash})

    async def expire(self) -> None:
        """End requests that nobody decided in time."""
        now = self.work.clock()
        async with self.database.transaction() as session:
            for request in await requests.list_expired(session, now=now):
                await self.work.ledger.expired(session, request, now=now)

    async def remind(self) -> None:
        """Remind those of the approvers whose word on a waiting request is not said yet."""
        now = self.work.clock()
        async with self.database.transaction() as session:
            due = await requests.list_to_remind(session, now=now)
        for request in due:
            asked = await self.work.rights.still_asked(request)
            async with self.database.transaction() as session:
                still = await requests.lock(session, request.id or 0)
                if still.state is State.PENDING:  # Slack was asked meanwhile
                    await self.work.ledger.reminded(session, still, asked, now=now)

    async def remind_reviews(self) -> None:
        """Remind the approvers of reviews that nobody has signed."""
        now = self.work.clock()
        async with self.database.transaction() as session:
            due = await reviews.list_to_remind(session, now=now)
        for request, review in due:
            asked = await self.work.rights.still_asked(request)
            async with self.database.transaction() as session:
                still = await reviews.find(session, review.request_id)
                if still and not still.signed_by:
                    await self.work.ledger.review_reminded(session, request, still, asked, now=now)

    async def destroy_secrets(self) -> None:
        """Destroy one-time secrets whose time is over."""
        await self.work.seals.destroy_expired()

    async def follow(self) -> None:
        """Ask for what follows requests that are over, such as the end of a leave."""
        async with self.database.transaction() as session:
            due = await requests.list_to_follow(session, now=self.work.clock())
        for request in due:
            try:
                await self.desk.follow(request)
            except ProviderError as error:
                log.warning(
                    "what follows a request has to wait",
                    extra={"request": request.reference, "why": str(error)},
                )

    async def nudge_stopped(self) -> None:
        """Have those look now that shall stop: their next look may be minutes away."""
        async with self.database.transaction() as session:
            stopped = await requests.list_to_stop(session)
        for request in stopped:
            await self.engine.nudge(request)

    async def end_stranded(self) -> None:
        """End requests whose work broke off: they would seem to run for ever."""
        async with self.database.transaction() as session:
            in_hand = await requests.list_in_hand(session)
        for request in await self.engine.broken_off(in_hand):
            async with self.database.transaction() as session:
                now = await requests.lock(session, request.id or 0)
                # Between the looks it may have come to its end after all, or to another round.
                if now.state in requests.IN_HAND and now.round == request.round:
                    await self._strand(session, now)

    async def _strand(self, session: AsyncSession, request: Request) -> None:
        reference = new_reference()
        log.error("work broke off", extra={"request": request.reference, "reference": reference})
        now = self.work.clock()
        await self.work.ledger.stranded(session, request, STRANDED, reference=reference, now=now)

    async def measure(self) -> None:
        """Refresh the figures that a monitor reads."""
        async with self.database.transaction() as session:
            counts = await requests.count_by_state(session)
            unsent = await posts.list_unsent(session)
        for (action, state), count in counts.items():
            REQUESTS.labels(action, state).set(count)
        UNSENT.set(len(unsent))
