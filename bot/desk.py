"""The desk: how a request comes to be, from the first field typed to Send.

It checks the right and writes down; it changes nothing at a provider. Whoever calls it may tell
the person that it happened as soon as it returns. What is decided afterwards is in
`bot.decisions`.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import callers, search
from bot.action import Action
from bot.errors import NotAllowed, NotFound, Refused, Stale, UserError
from bot.form import Choice, Form, Search
from bot.messenger import Messenger
from bot.plan import OUTDATED, Plan, kinds_in, planned
from bot.policy import ActionPolicy, check_open
from bot.pushes import sending, take
from bot.refusals import refuse_messages, refuse_second, refuse_unconfirmed, refuse_unoffered
from bot.rights import Rights
from bot.views import forms
from bot.work import Work
from storage import drafts, requests
from storage.database import Database
from storage.tables import Draft, Request

READY: Final = "Okta and JumpCloud answer."
MOST_MEANT: Final = 5


@dataclass(frozen=True)
class Desk:
    """Where requests are made."""

    database: Database
    work: Work
    messenger: Messenger
    rights: Rights

    def action(self, name: str) -> Action[Any]:
        """Give an action by its name."""
        return self.work.actions[name]

    def judged(self, action: str, plan: Plan) -> ActionPolicy:
        """Give the rules that judge what was planned."""
        return self.rights.policy(action, plan.kinds)

    def required(self, action: str) -> frozenset[str]:
        """Give the fields that policy asks for on anybody, besides what the form asks for."""
        asks = self.rights.policy(action).asks_ticket
        return frozenset({"ticket"}) if asks else frozenset()

    def choices(self, action: str) -> dict[str, tuple[Choice, ...]]:
        """Give the options of a form that the configuration decides."""
        return self.action(action).choices(self.work.config, self.work.seals.vault is not None)

    async def search(
        self, kind: Search, text: str, typed: dict[str, Any] | None = None
    ) -> list[Choice]:
        """Find what somebody may mean who types into a search field.

        Args:
            typed: What stands in the other fields, in its stored shape.

        Raises:
            ProviderError: Okta or JumpCloud could not be asked.
        """
        return await search.options(kind, text, self.work.providers, typed)

    async def brief(self, draft: Draft, text: str = "") -> tuple[str, dict[str, Any]]:
        """Give a line for the top of an open modal, and values for untouched fields.

        Args:
            text: What stood behind the command: whom the action is about, in any way of saying it.

        Raises:
            ProviderError: Okta, JumpCloud or Slack could not be asked.
        """
        action = self.action(draft.action)
        said, more = await self._about(action.about, text) if action.about else ("", {})
        status, values = await action.brief(
            {**draft.form, **more}, self.work.context(draft.requester)
        )
        return " ".join(filter(None, (said, status))) or READY, more | values

    async def resolve(self, text: str) -> list[Choice]:
        """Find whom somebody means: a login, an address, an @mention, or a name.

        Raises:
            ProviderError: Okta or Slack could not be asked.
        """
        wanted = forms.untangle(text)
        if mentioned := forms.MENTION.fullmatch(wanted):
            wanted = await self.rights.people.find_email(mentioned[1])
        return await search.people(wanted, self.work.providers) if wanted else []

    async def _about(self, field: str, text: str) -> tuple[str, dict[str, Any]]:
        if not text.strip():
            return "", {}
        found = await self.resolve(text)
        if len(found) == 1:
            return "", {field: {"id": found[0].value, "text": found[0].text}}
        if not found:
            return f"Okta knows nobody by “{text.strip()}”. Please search below.", {}
        meant = (f"{one.text} ({one.note.partition(',')[0]})" for one in found[:MOST_MEANT])
        names = ", ".join(meant)
        return f"Did you mean {names}? Please choose below.", {}

    async def may_request(self, action: str, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not ask for an action now; it is on record then."""
        await self.work.gate.sending(self.action(action), {}, by=slack_id)

    async def open(self, action: str, *, by: str, text: str) -> Draft:
        """Begin a modal; `text` is what stood behind the command."""
        defaults = self.action(action).defaults(self.work.config, text)
        draft = Draft(
            id=uuid.uuid4().hex, action=action, requester=by, form=defaults,
            created_at=self.work.clock(),
        )  # fmt: skip
        async with self.database.transaction() as session:
            await drafts.keep(session, draft, form=defaults, plan=None)
        return draft

    async def draft(self, draft_id: str, *, by: str) -> Draft:
        """Give the draft behind a modal.

        Raises:
            Stale: there is none any more.
            NotAllowed: it is somebody else's.
        """
        async with self.database.transaction() as session:
            return await _own(session, draft_id, by=by)

    async def plan(self, draft_id: str, values: dict[str, Any], *, by: str) -> Plan:
        """Compute from live state what the form would do, and keep both for Send.

        Raises:
            InvalidForm: what was typed cannot be used; nothing typed is lost.
            NotAllowed, Stale, ProviderError: as they say.
        """
        draft = await self.draft(draft_id, by=by)
        async with self.database.transaction() as session:
            await drafts.keep(session, draft, form=values, plan=None)
        await self.may_request(draft.action, by)
        action = self.action(draft.action)
        form = forms.parse(action.form, values)
        refuse_messages(values)
        refuse_unoffered(form, self.choices(draft.action))
        plan = await action.plan(form, self.work.context(by))
        await self.work.gate.planned(action, plan, form, by=by)
        await self._only_one(action, plan, key=draft.id)
        async with self.database.transaction() as session:
            await drafts.keep(session, draft, form=values, plan=plan.model_dump(mode="json"))
        return plan

    async def submit(
        self, action: str, draft_id: str, *, by: str, typed: str = "", push: int | None = None,
        emergency: str = "", tell: Sequence[str] = (),
    ) -> Request:  # fmt: skip
        """Turn a reviewed draft of an action into a request; sent twice, it is still one request.

        Args:
            typed: What was typed to confirm, where the plan asks for that.
            push: What it was confirmed with on the phone, where policy demands that.
            emergency: Why it does not wait for approval; empty where it does.
            tell: Slack ids of those who are told directly that it does not.

        Raises:
            NotAllowed, Stale, InvalidForm: as they say; nothing was sent.
        """
        to_confirm = "request" in (await self.may_send(action, draft_id, by=by)).step_up
        # Looked up before the transaction; where more is demanded by now, nobody is no answer.
        okta_id = (await self.rights.people.find(by)).okta_id if to_confirm else None
        now, gate = self.work.clock(), self.work.gate
        # One transaction for all of it: the person waits for this acknowledgement.
        async with gate.on_record(action, by=by), self.database.transaction() as session:
            request = await self.ready(session, action, draft_id, by=by, typed=typed)
            if request.id is not None:
                return request
            request.emergency, approvers = emergency, self.rights.approvers(request)
            await self.work.ledger.opened(session, request, approvers, tell=tell)
            if "request" in self.rights.policy_of(request).step_up:
                subject = sending(draft_id, request.plan["fingerprint"], by)
                await take(
                    session,
                    push,
                    subject=subject,
                    okta_id=okta_id,
                    now=now,
                    request_id=request.id,
                )
        self.messenger.wake()
        return request

    async def may_send(self, action: str, draft_id: str, *, by: str) -> ActionPolicy:
        """Give the rules that judge a reviewed draft, if somebody may send it now.

        Raises:
            NotAllowed, Stale: they may not.
        """
        draft = await self.draft(draft_id, by=by)
        kinds = kinds_in(draft.plan or {})
        await self.work.gate.sending(self.action(action), kinds, by=by)
        return self.rights.policy(action, kinds)

    async def ready(
        self, session: AsyncSession, action: str, draft_id: str, *, by: str, typed: str
    ) -> Request:
        """Give the request that a reviewed draft becomes, or that it has become before.

        Raises:
            NotAllowed, Stale, InvalidForm: as they say.
        """
        draft = await _own(session, draft_id, by=by)
        # Of two clicks at once the second waits here, and then finds what the first has sent.
        await requests.lock_principal(session, (draft.plan or {}).get("principal", ""))
        if sent := await requests.find_by_key(session, draft.id):
            return sent
        request = self._request(action, draft)
        refuse_unconfirmed(request, typed)
        request.caller = await callers.heard(
            session, self.action(action), request, self.rights.policy_of(request)
        )
        open_ones = await requests.list_open_about(session, request.principal)
        refuse_second(self.action(action), request.principal, open_ones)
        await self.work.gate.count(session, action, by=by)
        return request

    async def _only_one(self, action: Action[Any], plan: Plan, *, key: str) -> None:
        async with self.database.transaction() as session:
            open_ones = await requests.list_open_about(session, plan.principal)
        others = [request for request in open_ones if request.key != key]
        refuse_second(action, plan.principal, others)

    def _request(self, action: str, draft: Draft) -> Request:
        if draft.action != action:
            raise Stale(OUTDATED)
        plan = planned(draft.plan)
        form = forms.parse(self.action(action).form, draft.form)
        now = self.work.clock()
        return self._made(action, plan, form, key=draft.id, requester=draft.requester, now=now)

    def _made(
        self, action: str, plan: Plan, form: Form, *, key: str, requester: str, now: datetime
    ) -> Request:
        return Request(
            key=key, action=action, requester=requester, principal=plan.principal,
            form=form.model_dump(mode="json"), plan=plan.model_dump(mode="json"),
            start_at=plan.start_at, created_at=now, approvals=self.judged(action, plan).approvals,
            expires_at=now + timedelta(hours=self.work.config.requests.expires_hours),
            follow_up_at=plan.follow_up.at if plan.follow_up else None,
        )  # fmt: skip

    async def follow(self, request: Request) -> None:
        """Ask for what follows a request, now that its time has come; asked twice, it is once.

        What cannot be planned is said in the thread of the first request, to its requester.

        Raises:
            Unavailable: it could not be planned now; the next tick tries again.
        """
        follow_up = Plan.model_validate(request.plan).follow_up
        assert follow_up is not None  # noqa: S101 - the query finds no other
        action, key, now = self.action(follow_up.action), f"{request.key}+", self.work.clock()
        try:
            form = forms.parse(action.form, follow_up.values)
            plan = await action.plan(form, self.work.context(request.requester))
            check_open(self.judged(action.name, plan))
        except (UserError, NotFound, Refused) as error:
            async with self.database.transaction() as session:
                await self.work.ledger.not_followed(session, request, str(error), now=now)
            return
        async with self.database.transaction() as session:
            await requests.lock_principal(session, plan.principal)
            if await requests.list_open_about(session, plan.principal):
                return  # after it, at one of the next ticks
            if not await requests.find_by_key(session, key):
                made = self._made(
                    action.name, plan, form, key=key, requester=request.requester, now=now
                )
                await self.work.ledger.opened(session, made, self.rights.approvers(made))
                await self.work.ledger.followed(session, request, made, now=now)
        self.messenger.wake()


async def _own(session: AsyncSession, draft_id: str, *, by: str) -> Draft:
    draft = await drafts.find(session, draft_id)
    if draft is None:
        raise Stale("This form is too old. Nothing was sent; please start again.")
    if draft.requester != by:
        raise NotAllowed("This form was opened by somebody else.")
    return draft
