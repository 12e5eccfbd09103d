"""The gate: what a request has to pass before it is sent, decided on, and begun.

It asks the rules about people and kinds as they are now. What they refuse is told to the person,
before anything is sent, with the rule that forbids it, and goes into the audit.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

from bot import policy
from bot.action import Action
from bot.clock import Clock
from bot.errors import InvalidForm, NotAllowed
from bot.form import Form
from bot.plan import Kinds, Plan
from bot.rights import Rights
from storage import audit
from storage.database import Database
from storage.tables import Request

T = TypeVar("T")


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
        rules = self.rights.policy(action.name, plan.kinds)
        field = action.about
        try:
            await self._asking(action.name, plan.kinds, by=by)
            field = "ticket"
            policy.check_ticket(rules, str(getattr(form, "ticket", "")))
        except NotAllowed as error:
            await self.refused(None, by=by, what=action.name, why=str(error))
            raise InvalidForm(str(error), {field: str(error)} if field else {}) from None

    async def sending(self, action: str, kinds: Kinds, *, by: str) -> None:
        """Check once more what may have changed since the review was shown.

        Raises:
            NotAllowed: a rule refuses it.
        """
        await self._on_record(self._asking(action, kinds, by=by), by=by, what=action)

    async def approving(self, request: Request, *, by: str) -> str:
        """Check whether somebody may approve a request now; give whose voice their word is.

        Raises:
            NotAllowed: a rule refuses it.
        """
        voice = await self.deciding(request, by=by)
        with_hours = self._in_hours(request)
        await self._on_record(with_hours, by=by, what=request.action, request_id=request.id)
        return voice

    async def deciding(self, request: Request, *, by: str) -> str:
        """Check whether somebody may decide on a request; give whose voice their word is.

        Raises:
            NotAllowed: a rule refuses it.
        """
        checking = self.rights.check_voice(request, by)
        return await self._on_record(checking, by=by, what=request.action, request_id=request.id)

    async def passing_on(self, request: Request, *, by: str, to: str | None = None) -> None:
        """Check whether an approver may have somebody decide in their place.

        Args:
            to: Who that is; None where they have not said so yet.

        Raises:
            NotAllowed: a rule refuses it.
        """
        if to is None:
            checking = self.rights.check_passing_on(request, by)
        else:
            checking = self.rights.check_delegate(request, to)
        await self._on_record(checking, by=by, what=request.action, request_id=request.id)

    async def ending(self, request: Request, *, by: str) -> None:
        """Check whether somebody who did not ask for a request may end it.

        Raises:
            NotAllowed: a rule refuses it.
        """
        checking = self.rights.check_approver(request, by)
        await self._on_record(checking, by=by, what=request.action, request_id=request.id)

    async def starting(self, request: Request, plan: Plan) -> list[str]:
        """Check an approved request when its work begins, by the plan as it is now.

        Returns:
            Why it has to be approved again; nothing where the approvals carry it.

        Raises:
            NotAllowed: a rule refuses it.
        """
        return await self.rights.check_start(request, plan, now=self.clock())

    async def refused(self, request_id: int | None, *, by: str, what: str, why: str) -> None:
        """Keep for the audit that somebody tried what they may not."""
        async with self.database.transaction() as session:
            await audit.record(
                session, "refused", by=by, now=self.clock(), request_id=request_id,
                what=what, why=why,
            )  # fmt: skip

    async def _asking(self, action: str, kinds: Kinds, *, by: str) -> None:
        await self.rights.check_requester(action, by, kinds)
        policy.check_hours(self.rights.policy(action, kinds), self.clock())

    async def _in_hours(self, request: Request) -> None:
        policy.check_hours(self.rights.policy_of(request), self.clock(), verb="approved")

    async def _on_record(
        self, checking: Awaitable[T], *, by: str, what: str, request_id: int | None = None
    ) -> T:
        try:
            return await checking
        except NotAllowed as error:
            await self.refused(request_id, by=by, what=what, why=str(error))
            raise
