"""Pushes: somebody is asked on their phone whether it is them, and a yes counts once.

A push is about exactly one thing, its subject: this request in this round, this review, this
account. Only who waits for it in this process sees how it goes; if the process ends meanwhile the
push does not count, and the person clicks again. Whatever Okta may have put on a phone is counted,
so that nobody is asked until they say yes to be left alone.

Source: Okta's User Factors; see `bot.clients.okta.factors`. Okta does not say how often a push may
be looked at: every two seconds, of the limit of everything below a user.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clients.okta import Factor, OktaClient
from bot.clock import Clock
from bot.errors import NotAllowed, ProviderError, Stale, Unavailable, UserError
from bot.ledger import Ledger
from bot.push_table import Saw, after, saw
from storage import pushes
from storage.database import Database
from storage.identity_tables import Purpose, Push
from storage.tables import Request

LONGEST: Final = timedelta(minutes=2)
"""How long somebody may look for their phone; Okta itself would wait for five minutes."""
COUNTS_FOR: Final = timedelta(minutes=5)
"""How long a yes may wait until what it confirms is written down."""
MOST: Final = 3
WITHIN: Final = timedelta(minutes=5)
LEASE: Final = timedelta(seconds=60)
"""A push that nobody has looked at for so long has nobody who waits for it."""
PAUSE: Final = 2.0  # seconds between two looks


@dataclass(frozen=True)
class Ask:
    """What somebody is to be asked.

    Attributes:
        subject: Exactly what a yes confirms.
        okta_id, login: Whose phone.
        by: Slack id of who asks for it.
    """

    purpose: Purpose
    subject: str
    okta_id: str
    login: str
    by: str
    request_id: int | None = None


@dataclass(frozen=True)
class Sent:
    """A push that is on its way to a phone.

    Attributes:
        number: What is to be chosen there; None where Okta asks for none. It is kept nowhere.
        device: What the phone is called; may be empty.
    """

    push_id: int
    ask: Ask
    number: int | None
    device: str


def approving(request: Request, by: str) -> str:
    """Name the approval of a request as it stands in its present round, by somebody."""
    return f"approve:{request.id}:{request.round}:{by}"


def sending(draft_id: str, fingerprint: str, by: str) -> str:
    """Name the sending of a review as it was shown, by somebody."""
    return f"request:{draft_id}:{fingerprint}:{by}"


def calling(draft_id: str, okta_id: str) -> str:
    """Name the question, for one draft, whether the caller is a person."""
    return f"caller:{draft_id}:{okta_id}"


def linking(slack_id: str, okta_id: str) -> str:
    """Name the binding of an account to a person."""
    return f"link:{slack_id}:{okta_id}"


@dataclass(frozen=True)
class Pushes:
    """Sends pushes, and sees how they go.

    Attributes:
        wrote: Called when there is something to tell.
        pause: Seconds between two looks.
        closing: Set when the bot stops: nobody waits any longer.
    """

    database: Database
    okta: OktaClient
    ledger: Ledger
    clock: Clock
    wrote: Callable[[], None]
    pause: float = PAUSE
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(self) -> None:
        """Give up what a process before this one waited for."""
        if not self.database.lite:
            return  # others may be waiting: see `LEASE`
        async with self.database.transaction() as session:
            for push in await pushes.list_open(session):
                await self._note(session, push, Saw.ABANDONED)

    def close(self) -> None:
        """Wait no longer; what is on a phone does not count."""
        self.closing.set()

    async def send(self, ask: Ask) -> Sent:
        """Put a question on somebody's phone.

        Raises:
            Stale: it is there already.
            NotAllowed: the phone was asked too often.
            UserError: they have no phone that takes it.
            ProviderError: Okta could not be asked, or has not said whether it asked.
        """
        push = await self._begin(ask)
        try:
            factor = _phone(await self.okta.list_factors(ask.okta_id), ask)
            sent = await self.okta.send_push(ask.okta_id, factor.id)
        except (ProviderError, UserError) as error:
            # Without an answer the question may be on the phone all the same.
            seen = Saw.UNKNOWN if isinstance(error, Unavailable) else Saw.NOT_SENT
            async with self.database.transaction() as session:
                await self._note(session, push, seen, why=str(error))
            raise
        async with self.database.transaction() as session:
            until = min(filter(None, (sent.expires, push.expires_at)))
            await self._note(
                session, push, Saw.SENT, factor_id=factor.id, transaction_id=sent.id,
                expires_at=until,
            )  # fmt: skip
        return Sent(push.id or 0, ask, sent.number, factor.device)

    async def wait(self, push_id: int) -> Push:
        """See how a push goes, until it has come to its end."""
        while True:
            stopped = await self._stopped()
            async with self.database.transaction() as session:
                push = await pushes.get(session, push_id)
            if push.ended_at:
                return push
            seen, why = (Saw.ABANDONED, "") if stopped else await self._look(push)
            async with self.database.transaction() as session:
                await self._note(session, push, seen, why=why)

    async def list_about(self, subject: str) -> Sequence[Push]:
        """List every push about one thing, oldest first."""
        async with self.database.transaction() as session:
            return await pushes.list_about(session, subject)

    async def _begin(self, ask: Ask) -> Push:
        now = self.clock()
        push = Push(
            purpose=ask.purpose, subject=ask.subject, request_id=ask.request_id,
            okta_id=ask.okta_id, login=ask.login, by=ask.by, at=now, seen_at=now,
            expires_at=now + LONGEST,
        )  # fmt: skip
        async with self.database.transaction() as session:
            await pushes.lock_phone(session, ask.okta_id)
            open_one = await pushes.find_open(session, ask.subject)
            if open_one and open_one.seen_at < now - LEASE:
                await self._note(session, open_one, Saw.ABANDONED)
            if not await pushes.add(session, push):
                raise Stale("The question is on the phone already; nothing more was sent.")
            await self._refuse_many(session, ask)
            await self.ledger.push_sent(session, push, now=now)
        return push

    async def _refuse_many(self, session: AsyncSession, ask: Ask) -> None:
        since = self.clock() - WITHIN
        many = f"{MOST} pushes in {WITHIN.seconds // 60} minutes"
        why = "Whoever is asked again and again says yes to be left alone. Wait a few minutes."
        if await pushes.count_since(session, since, okta_id=ask.okta_id) > MOST:
            raise NotAllowed(f"The phone of {ask.login} was sent {many}, and gets no more. {why}")
        if ask.purpose is not Purpose.LINK:
            return
        if await pushes.count_since(session, since, by=ask.by, purpose=ask.purpose) > MOST:
            raise NotAllowed(f"You had {many} sent to bind an account, and get no more. {why}")

    async def _look(self, push: Push) -> tuple[Saw, str]:
        """Ask Okta once, and give what is seen of it."""
        late = self.clock() >= push.expires_at
        try:
            found = await self.okta.get_push(push.okta_id, push.factor_id, push.transaction_id)
        except Unavailable:
            return (Saw.LATE, "Okta did not answer") if late else (Saw.STILL, "")
        except ProviderError as error:
            return Saw.UNKNOWN, str(error)
        seen = saw(found.result)
        return (Saw.LATE, "") if seen is Saw.STILL and late else (seen, "")

    async def _note(
        self, session: AsyncSession, push: Push, seen: Saw, *, why: str = "", **values: object
    ) -> None:
        """Write down what was seen; nothing if it has moved on meanwhile."""
        now, to = self.clock(), after(push.state, seen)
        if to is push.state and seen is not Saw.STILL:
            return
        moved = await pushes.move(
            session, push.id or 0, come_from=[push.state], to=to, now=now, why=why, **values
        )
        if moved and to not in pushes.OPEN:
            await self.ledger.push_ended(session, push, to, why=why, now=now)
            self.wrote()

    async def _stopped(self) -> bool:
        """Pause, and tell whether nobody waits any longer."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), self.pause)
        return self.closing.is_set()


async def take(
    session: AsyncSession,
    push_id: int | None,
    *,
    subject: str,
    okta_id: str | None,
    now: datetime,
    request_id: int | None,
) -> None:
    """Let a yes count, once, for exactly what it was said for.

    Args:
        okta_id: Who they are now; None where they are bound to nobody.

    Raises:
        NotAllowed: there is none for it.
    """
    counted = push_id is not None and okta_id is not None and await pushes.use(
        session, push_id, subject=subject, okta_id=okta_id, since=now - COUNTS_FOR,
        request_id=request_id,
    )  # fmt: skip
    if not counted:
        raise NotAllowed(
            "This has to be confirmed with Okta Verify, for this request as it stands now. "
            "Nothing was done; please click again."
        )


def _phone(factors: Sequence[Factor], ask: Ask) -> Factor:
    for factor in factors:
        if factor.takes_push:
            return factor
    raise UserError(
        f"{ask.login} has no Okta Verify that takes a push. It is set up in Okta, under "
        "Settings, Security Methods."
    )
