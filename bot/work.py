"""The work itself: what the engine's steps do to the world outside, and what came of it.

Every method here touches a provider, never raises, and answers with an `Outcome` of plain
values: the engine stores it, so nothing in it may be a secret, a request or a foreign exception.

    DONE      it happened, now or in an earlier attempt
    NOT_YET   a look that did not see it yet
    LATER     the provider did not answer: the same again, after a pause
    REFUSED   it will not happen; what was done is undone
    MOVED     the state is not the one that was approved: ask again
    STOPPED   a person had it stopped; what was done is undone
"""

import enum
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

from pydantic import SecretStr

from bot.action import (
    Action,
    Context,
    Facts,
    Note,
    Run,
    Step,
    Wait,
    Witness,
)
from bot.client.budget import IN_BACKGROUND
from bot.clients import Providers
from bot.clock import Clock
from bot.config import Config
from bot.errors import ProviderError, Unauthorized, Unavailable, UserError
from bot.gate import Gate
from bot.history import History
from bot.ledger import Ledger
from bot.logs import new_reference
from bot.owner import Owner
from bot.plan import Plan
from bot.rights import Rights
from bot.seals import Seals
from storage import journal, requests, sealed
from storage.database import Database
from storage.tables import Request, StepRun

log = logging.getLogger(__name__)


class Kind(enum.StrEnum):
    """What came of it."""

    DONE = "done"
    NOT_YET = "not_yet"
    LATER = "later"
    REFUSED = "refused"
    MOVED = "moved"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Outcome:
    """What came of one piece of work.

    Attributes:
        text: What was seen, or why not, in words for the card.
        facts: Ids found.
        reference: To quote, where something went wrong.
        notes: What the person is told directly, each with the Slack id of whom it goes to.
        value: A plan, or witnesses, as JSON.
    """

    kind: Kind
    text: str = ""
    facts: Facts = field(default_factory=dict)
    reference: str = ""
    notes: tuple[tuple[str, Note], ...] = ()
    value: Any = None


UNEXPECTED: Final = "Something in Deskhand itself went wrong. The log has it under this reference."


@dataclass(frozen=True, repr=False)  # DBOS logs what it calls; nobody should read all this
class Work:
    """Does the work of requests; everything it needs, in one place."""

    database: Database
    actions: dict[str, Action[Any]]
    providers: Providers
    config: Config
    rights: Rights
    gate: Gate
    owner: Owner
    jumpcloud_app: str
    seals: Seals
    ledger: Ledger
    clock: Clock

    async def check(self, request_id: int) -> Outcome:
        """Plan once more, just before it runs: is this still what was approved?"""

        async def look(request: Request) -> Outcome:
            await self.rights.check_again(request)
            action = self.actions[request.action]
            form = action.form.model_validate(request.form)
            context = self.context(request.requester, approved=request)
            plan = await action.plan(form, context)
            if plan.principal != request.principal:
                return Outcome(Kind.REFUSED, _renamed(request, plan))
            why = await self.gate.starting(action, request, plan)
            if why or plan.fingerprint != request.plan["fingerprint"]:
                return Outcome(Kind.MOVED, "\n".join(why), value=plan.model_dump(mode="json"))
            steps = [(name, action.step(name).title) for name in request.plan["steps"]]
            return Outcome(Kind.DONE, value=steps)

        return await self._guarded(request_id, look)

    async def do(self, request_id: int, position: int) -> Outcome:
        """Do one step once."""

        async def attempt(request: Request) -> Outcome:
            step = self._step(request, position)
            assert isinstance(step, Step)  # noqa: S101 - the engine looks at waits
            # Counted before anything is done: see `journal.begin_attempt`.
            async with self.database.transaction() as session:
                count = await journal.begin_attempt(session, request_id, position, now=self.clock())
            did = await step.do(await self._run(request, attempt=count))
            if isinstance(did, dict):
                return Outcome(Kind.DONE, facts=did)
            notes, untold = await self.rights.people.address(did.notes)
            return Outcome(Kind.DONE, f"{did.text} {untold}".strip(), did.facts, notes=notes)

        return await self._guarded(request_id, attempt)

    async def look(self, request_id: int, position: int) -> Outcome:
        """Look once whether a wait is over."""

        async def once(request: Request) -> Outcome:
            wait = self._step(request, position)
            assert isinstance(wait, Wait)  # noqa: S101 - the engine does steps
            async with self.database.transaction() as session:
                row = await journal.get(session, request_id, position)
            if row.waived_by:
                return Outcome(Kind.DONE, await self._waived(row))
            seen = await wait.look(await self._run(request, since=row.begun_at))
            notes, untold = await self.rights.people.address(seen.notes)
            kind = Kind.DONE if seen.done else Kind.NOT_YET
            return Outcome(kind, f"{seen.text} {untold}".strip(), seen.facts, notes=notes)

        return await self._guarded(request_id, once)

    async def undo(self, request_id: int, position: int) -> Outcome:
        """Take one finished step back; REFUSED with what is left where that cannot be done."""

        async def back(request: Request) -> Outcome:
            step = self._step(request, position)
            if isinstance(step, Wait):
                return Outcome(Kind.DONE)
            if step.undo is None:
                return Outcome(Kind.REFUSED if step.leaves else Kind.DONE, step.leaves)
            try:
                return Outcome(Kind.DONE, await step.undo(await self._run(request)))
            except ProviderError as error:
                # Said among others under what is left, where the provider's words are not enough.
                why = f"“{step.title}” could not be undone: {error}"
                raise type(error)(why, error.provider, error.reference) from None

        return await self._guarded(request_id, back)

    async def prove(self, request_id: int) -> Outcome:
        """Ask each system what it shows now."""

        async def ask(request: Request) -> Outcome:
            witnesses = await self.actions[request.action].prove(await self._run(request))
            proven = all(witness.ok for witness in witnesses)
            unproven = "; ".join(f"{w.system}: {w.text}" for w in witnesses if not w.ok)
            return Outcome(Kind.DONE if proven else Kind.NOT_YET, unproven, value=witnesses)

        return await self._guarded(request_id, ask)

    def lanes(self, request: Request) -> list[tuple[bool, str]]:
        """Give for each step of the plan whether it is a change, and its lane."""
        steps = [self._step(request, position) for position in range(len(request.plan["steps"]))]
        return [(isinstance(step, Step), request.principal) for step in steps]

    def overdue(self, request: Request, position: int, since: datetime) -> bool:
        """Tell whether a wait has gone on longer than it should."""
        wait = self._step(request, position)
        return isinstance(wait, Wait) and self.clock() - since > wait.within(self.config)

    def context(self, requester: str, *, approved: Request | None = None) -> Context:
        """Give what planning may use; `requester` is the Slack id of whoever asks."""
        past = History(self.database)
        return Context(
            providers=self.providers,
            config=self.config,
            jumpcloud_app=self.jumpcloud_app,
            now=self.clock(),
            can_seal=self.seals.vault is not None,
            approved=approved is not None,
            known=approved.plan.get("targets", {}) if approved else {},
            history=past.begun,
            open=past.open,
            is_requester=partial(self.rights.people.owns, requester),
            is_owner=self.owner.is_,
        )

    def can_end(self, request: Request, position: int) -> bool:
        """Tell whether a person may end a wait by hand."""
        wait = self._step(request, position)
        return isinstance(wait, Wait) and wait.can_end

    def urgent(self, request: Request) -> bool:
        """Tell whether a request stands behind no other about the same person."""
        return self.actions[request.action].urgent

    def alerts(self, request: Request) -> bool:
        """Tell whether a request is told in the channel of alerts too."""
        return self.actions[request.action].alerts

    async def _waived(self, row: StepRun) -> str:
        who = await self.rights.people.find(row.waived_by or "")
        return f"Ended by {who.name or row.waived_by}: {row.waived_why}"

    def _step(self, request: Request, position: int) -> Step[Any] | Wait[Any]:
        return self.actions[request.action].step(request.plan["steps"][position])

    async def _run(
        self, request: Request, *, attempt: int = 1, since: datetime | None = None
    ) -> Run[Any]:
        async def seal(secret: SecretStr) -> None:
            await self.seals.put(request, secret)

        async def destroy() -> bool:
            return await self.seals.destroy(request.id or 0)

        async with self.database.transaction() as session:
            kept = await sealed.find(session, request.id or 0)
        return Run(
            reference=request.reference,
            form=self.actions[request.action].form.model_validate(request.form),
            plan=Plan.model_validate(request.plan),
            facts=request.facts,
            attempt=attempt,
            providers=self.providers,
            config=self.config,
            jumpcloud_app=self.jumpcloud_app,
            now=self.clock(),
            sealed=kept is not None,
            since=since,
            seal=seal if self.seals.vault else None,
            destroy_sealed=destroy,
        )

    async def _guarded(
        self, request_id: int, work: Callable[[Request], Awaitable[Outcome]]
    ) -> Outcome:
        IN_BACKGROUND.set(True)
        try:
            async with self.database.transaction() as session:
                request = await requests.get(session, request_id)
            return await work(request)
        except Unavailable as error:
            return Outcome(Kind.LATER, str(error), reference=error.reference)
        except Unauthorized as error:
            # An operator can mend a token; undoing what was done would need the same token.
            reference = error.reference or new_reference()
            log.error("a provider refuses our credentials", extra={"reference": reference})  # noqa: TRY400 - the provider's word says it all
            return Outcome(Kind.LATER, f"{error} An operator is needed.", reference=reference)
        except ProviderError as error:
            return Outcome(Kind.REFUSED, str(error), reference=error.reference)
        except UserError as error:
            return Outcome(Kind.REFUSED, str(error))
        except Exception:
            reference = new_reference()
            log.exception("unexpected fault", extra={"reference": reference})
            return Outcome(Kind.REFUSED, UNEXPECTED, reference=reference)


def _renamed(request: Request, plan: Plan) -> str:
    return (
        f"{request.principal} is {plan.principal} now. What is open about a person is kept apart "
        "by their login, so please ask again."
    )


def witnesses_of(outcome: Outcome) -> tuple[Witness, ...]:
    """Give what each system showed, from a proof's outcome; why not, where none could be asked."""
    return tuple(outcome.value or [Witness("Proof", outcome.text, ok=False)])
