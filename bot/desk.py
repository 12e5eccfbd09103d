"""The desk: how a request comes to be, from the first field typed to Send.

It checks the right and writes down; it changes nothing at a provider. Whoever calls it may tell
the person that it happened as soon as it returns. What is decided afterwards is in
`bot.decisions`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot import search
from bot.action import Action, Choice, Form, Kind, Plan, Search
from bot.errors import InvalidForm, NotAllowed, Stale
from bot.messenger import Messenger
from bot.rights import Rights
from bot.views import forms
from bot.work import Work
from storage import audit, drafts, requests
from storage.database import Database
from storage.tables import Draft, Request

NOTHING: Final = "-"
"""Value of an option that only says why nothing was found."""


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

    def approvers(self, action: str) -> Sequence[str]:
        """Give the Slack ids of those whom policy lets approve an action."""
        return self.rights.approvers(action)

    def approvals(self, action: str) -> int:
        """Say how many of them it takes."""
        return self.rights.approvals(action)

    def choices(self, action: str) -> dict[str, tuple[Choice, ...]]:
        """Give the options of a form that the configuration decides."""
        return self.action(action).choices(self.work.config, self.work.vault is not None)

    async def search(self, kind: Search, text: str) -> list[Choice]:
        """Find what somebody may mean who types into a search field.

        Raises:
            ProviderError: Okta or JumpCloud could not be asked.
        """
        return await search.options(kind, text, self.work.providers)

    async def brief(self, draft: Draft) -> tuple[str, dict[str, Any]]:
        """Give a line for the top of an open modal, and values for untouched fields.

        Raises:
            ProviderError: Okta or JumpCloud could not be asked.
        """
        return await self.action(draft.action).brief(draft.form, self.work.context())

    async def may_request(self, action: str, slack_id: str) -> None:
        """Raise `NotAllowed` if somebody may not ask for an action."""
        await self.rights.check_requester(action, slack_id)

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
        _refuse_messages(values)
        _refuse_unoffered(form, self.choices(draft.action))
        plan = await action.plan(form, self.work.context())
        await self._only_one(plan, key=draft.id)
        async with self.database.transaction() as session:
            await drafts.keep(session, draft, form=values, plan=plan.model_dump(mode="json"))
        return plan

    async def submit(self, action: str, draft_id: str, *, by: str) -> Request:
        """Turn a reviewed draft of an action into a request; sent twice, it is still one request.

        Raises:
            NotAllowed, Stale, InvalidForm: as they say; nothing was sent.
        """
        await self.may_request(action, by)
        # One transaction for all of it: the person waits for this acknowledgement.
        async with self.database.transaction() as session:
            draft = await _own(session, draft_id, by=by)
            # Of two clicks at once the second waits here, and then finds what the first has sent.
            await requests.lock_principal(session, (draft.plan or {}).get("principal", ""))
            if sent := await requests.find_by_key(session, draft.id):
                return sent
            request = self._request(action, draft)
            open_ones = await requests.list_open_about(session, request.principal)
            _refuse_second(request.principal, open_ones)
            await self.work.ledger.opened(session, request, self.approvers(action))
        self.messenger.wake()
        return request

    async def refused(self, request_id: int | None, *, by: str, what: str, why: str) -> None:
        """Keep for the audit that somebody tried what they may not."""
        async with self.database.transaction() as session:
            await audit.record(
                session, "refused", by=by, now=self.work.clock(), request_id=request_id,
                what=what, why=why,
            )  # fmt: skip

    async def _only_one(self, plan: Plan, *, key: str) -> None:
        async with self.database.transaction() as session:
            open_ones = await requests.list_open_about(session, plan.principal)
        others = [request for request in open_ones if request.key != key]
        _refuse_second(plan.principal, others)

    def _request(self, action: str, draft: Draft) -> Request:
        if draft.plan is None or draft.action != action:
            raise Stale("This review is no longer current. Nothing was sent; please start again.")
        plan = Plan.model_validate(draft.plan)
        form = forms.parse(self.action(action).form, draft.form)
        now = self.work.clock()
        return Request(
            key=draft.id, action=action, requester=draft.requester, principal=plan.principal,
            form=form.model_dump(mode="json"), plan=draft.plan, start_at=plan.start_at,
            created_at=now, approvals=self.approvals(action),
            expires_at=now + timedelta(hours=self.work.config.requests.expires_hours),
        )  # fmt: skip


async def _own(session: AsyncSession, draft_id: str, *, by: str) -> Draft:
    draft = await drafts.find(session, draft_id)
    if draft is None:
        raise Stale("This form is too old. Nothing was sent; please start again.")
    if draft.requester != by:
        raise NotAllowed("This form was opened by somebody else.")
    return draft


def _refuse_unoffered(form: Form, choices: Mapping[str, Sequence[Choice]]) -> None:
    """Refuse a choice that was there when the modal was opened, and is not any more."""
    faults = {
        name: "This is not offered any more. Please choose again."
        for name, ask in form.asks().items()
        if ask.kind is Kind.CHOICE
        and (value := getattr(form, name))
        and value not in {choice.value for choice in (ask.choices or choices.get(name, ()))}
    }
    if faults:
        raise InvalidForm("Some of this cannot be used.", faults)


def _refuse_messages(values: dict[str, Any]) -> None:
    """Refuse what a search offered in place of a find, when it could not search."""
    chosen = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    faults = {
        name: "This was a message, nothing to choose. Please search again."
        for name, several in chosen.items()
        if any(isinstance(one, dict) and one.get("id") == NOTHING for one in several)
    }
    if faults:
        raise InvalidForm("Some of this cannot be used.", faults)


def _refuse_second(principal: str, open_ones: Sequence[Request]) -> None:
    if open_ones:
        first = open_ones[0]
        raise InvalidForm(
            f"{first.reference} about {principal} is still open. "
            "Wait for it, or cancel it in its thread, before you send another."
        )
