"""The gate: what a request has to pass before it is sent, decided on, and begun.

It asks the rules about people and kinds as they are now. What they refuse is told to the person,
before anything is sent, with the rule that forbids it, and goes into the audit.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import policy
from bot.action import Action
from bot.clock import Clock
from bot.errors import InvalidForm, NotAllowed
from bot.form import Form
from bot.plan import Kinds, Plan
from bot.rights import Rights
from storage import audit, cursors, links, sent
from storage.database import Database
from storage.tables import Request


@dataclass(frozen=True)
class Gate:
    """Lets requests pass, or not."""

    rights: Rights
    database: Database
    clock: Clock

    async def planned(self, action: Action[Any], plan: Plan, form: Form, *, by: str) -> None:
        """Hold a plan against the rules for whom it is about.

        Raises:
            InvalidForm: they refuse it; under the field that it is about.
        """
        rules, field = self.rights.policy(action.name, plan.kinds), action.about
        try:
            async with self.on_record(action.name, by=by, principal=plan.principal):
                await self._asking(action, plan.kinds, by=by)
                field = "ticket"
                policy.check_ticket(rules, str(getattr(form, "ticket", "")))
                field = ""
                async with self.database.transaction() as session:
                    await self.count(session, action.name, by=by)
        except NotAllowed as error:
            raise InvalidForm(str(error), {field: str(error)} if field else {}) from None

    async def sending(self, action: Action[Any], kinds: Kinds, *, by: str) -> None:
        """Check once more what may have changed since the review was shown.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(action.name, by=by):
            await self._asking(action, kinds, by=by)

    async def count(self, session: AsyncSession, action: str, *, by: str) -> None:
        """Hold one more request against the caps, in the transaction that is to write it.

        Of two that are sent at once the second waits here, and then counts the first.

        Raises:
            NotAllowed: a cap is reached.
        """
        limit = self.rights.rules.limits.get(action)
        if limit is None:
            return
        await sent.lock_action(session, action)
        since = self.clock() - policy.HOUR
        lately = [policy.Sent(*each) for each in await sent.list_since(session, action, since)]
        accounts = await links.accounts(session, by, since=since)
        policy.check_limit(limit, lately, accounts=accounts)

    async def breaking_glass(self, action: str, kinds: Kinds, *, by: str) -> None:
        """Check whether somebody may start without approval what they ask for.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(action, by=by):
            await self.rights.check_break_glass(action, by, kinds)

    async def approving(self, request: Request, *, by: str) -> str:
        """Check whether somebody may approve a request now; give whose voice their word is.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(request.action, by=by, request_id=request.id):
            voice = await self.rights.check_voice(request, by)
            rules = self.rights.policy_of(request)
            policy.check_hours(rules, self.clock(), verb="approved")
        return voice

    async def deciding(self, request: Request, *, by: str) -> str:
        """Check whether somebody may decide on a request; give whose voice their word is.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(request.action, by=by, request_id=request.id):
            return await self.rights.check_voice(request, by)

    async def passing_on(self, request: Request, *, by: str, to: str | None = None) -> None:
        """Check whether an approver may have somebody decide in their place.

        Args:
            to: Who that is; None where they have not said so yet.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(request.action, by=by, request_id=request.id):
            if to is None:
                await self.rights.check_passing_on(request, by)
            else:
                await self.rights.check_delegate(request, to)

    async def overseeing(self, request: Request, *, by: str) -> None:
        """Check whether somebody who did not ask for a request may end it, or sign its review.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(request.action, by=by, request_id=request.id):
            await self.rights.check_approver(request, by)

    async def owning(self, request: Request) -> None:
        """Check whether whoever asked for a request may go on with it: open, end or undo it.

        Raises:
            NotAllowed: a rule refuses it.
        """
        async with self.on_record(request.action, by=request.requester, request_id=request.id):
            await self.rights.check_owner(request)

    async def starting(self, action: Action[Any], request: Request, plan: Plan) -> list[str]:
        """Check an approved request when its work begins, by the plan as it is now.

        Returns:
            Why it has to be approved again; nothing where the approvals carry it.

        Raises:
            NotAllowed: a rule refuses it.
        """
        await self._unbroken(action)
        return await self.rights.check_start(request, plan, now=self.clock())

    @asynccontextmanager
    async def on_record(
        self, what: str, *, by: str, request_id: int | None = None, **detail: str
    ) -> AsyncIterator[None]:
        """Keep for the audit what is refused within, once all that it wrote is taken back."""
        try:
            yield
        except NotAllowed as error:
            await self.refused(request_id, by=by, what=what, why=str(error), **detail)
            raise

    async def refused(
        self, request_id: int | None, *, by: str, what: str, why: str, **detail: str
    ) -> None:
        """Keep for the audit that somebody tried what they may not."""
        async with self.database.transaction() as session:
            await audit.record(
                session, "refused", by=by, now=self.clock(), request_id=request_id,
                what=what, why=why, **detail,
            )  # fmt: skip

    async def _asking(self, action: Action[Any], kinds: Kinds, *, by: str) -> None:
        await self.rights.check_requester(action.name, by, kinds)
        policy.check_hours(self.rights.policy(action.name, kinds), self.clock())
        await self._unbroken(action)

    async def _unbroken(self, action: Action[Any]) -> None:
        """Refuse to shut people out while a directory shows far fewer than there should be."""
        if not action.destructive or not self.rights.rules.breaker:
            return
        async with self.database.transaction() as session:
            seen = await cursors.tripped(session)
        if seen:
            raise NotAllowed(
                f"/{action.name} rests until both directories are well again. {seen} "
                "`/helpdesk reconcile` looks once more; `breaker = false` in [protect] of "
                "deskhand.toml goes on all the same."
            )
