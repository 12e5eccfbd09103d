"""Linking: whoever says that they are somebody in Okta shows it, or an administrator says so.

A push shows it: who holds the phone of that account confirms it with the number that is shown in
Slack to whoever asks. Signing in to Okta would show no more, and would need an address that
Okta can send a browser back to, which a bot on Socket Mode does not have.
"""

from dataclasses import dataclass
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.bindings import Bindings
from bot.clients.okta import OktaUser
from bot.errors import NotAllowed, Stale, UserError
from bot.messenger import Messenger
from bot.people import People
from bot.policy import ACTIVE, Person, flaw_of
from bot.pushes import Ask, Pushes, linking, take
from bot.views import forms
from storage import audit, links
from storage.identity_tables import How, Link, Purpose

REFUSED: Final = "You cannot be bound to a person in Okta:"
UNTOLD: Final = (
    "You cannot be bound to “{login}”: Okta knows nobody by that login, or they are not ACTIVE "
    "there, or they are bound to another Slack account, of which the administrators of Deskhand "
    "are told. Type your login in full: `/helpdesk link name@example.com`."
)
"""Which it is would tell anybody in Slack who is in Okta, and how they stand there."""


@dataclass(frozen=True)
class Linking:
    """Where accounts are bound and unbound."""

    bindings: Bindings
    people: People
    pushes: Pushes
    messenger: Messenger

    async def ask(self, slack_id: str, login: str) -> Ask:
        """Give what is asked before somebody is bound to an account in Okta.

        Args:
            login: Empty for the address that Slack has of them.

        Raises:
            NotAllowed: guests, strangers, deactivated people; a person who is bound elsewhere.
            Stale: they are bound already.
            UserError: Okta knows nobody by it, or they are not active. Of a login that is not
                their own address in Slack, these and a binding elsewhere read all the same.
        """
        person = await self.people.find(slack_id, fresh=True)
        if flaw := flaw_of(person):
            raise NotAllowed(f"{REFUSED} {flaw}")
        if person.okta_id:
            raise Stale(
                f"You are bound to {person.okta_login} already. `/helpdesk unlink` ends that."
            )
        wanted = forms.untangle(login) or await self.people.find_email(slack_id)
        try:
            user = await self._user(wanted)
            await self._refuse_conflict(slack_id, user, how=How.PUSH, by=slack_id)
        except UserError:
            if wanted.casefold() == person.email.casefold():
                raise
            raise UserError(UNTOLD.format(login=wanted)) from None
        return Ask(Purpose.LINK, linking(slack_id, user.id), user.id, user.login, slack_id)

    async def link(self, ask: Ask, push: int) -> None:
        """Bind whoever asked, with the yes that was said for it.

        Raises:
            NotAllowed: there is none.
            Stale: meanwhile either of both was bound.
        """
        now = self.pushes.clock()
        async with self.bindings.database.transaction() as session:
            await take(
                session, push, subject=ask.subject, okta_id=ask.okta_id, now=now, request_id=None
            )
            await self._bind(session, ask.by, ask.okta_id, ask.login, how=How.PUSH, by=ask.by)
        self.messenger.wake()

    async def link_other(self, slack_id: str, login: str, *, by: str) -> str:
        """Bind somebody else on an administrator's word; give what was done.

        Raises:
            NotAllowed: they are none, or it is for themselves; or as for `ask`.
            Stale, UserError: as for `ask`.
        """
        admin = await self._admin(by)
        person = await self.people.find(slack_id, fresh=True)
        if flaw := flaw_of(person):
            raise NotAllowed(f"{person.called} cannot be bound to a person in Okta: {flaw}")
        user = await self._user(forms.untangle(login))
        if slack_id == by or user.id == admin.okta_id:
            raise NotAllowed("Nobody binds themselves on their own word: type `/helpdesk link`.")
        if person.okta_id:
            raise Stale(f"{person.called} is bound to {person.okta_login} already; unlink first.")
        await self._refuse_conflict(slack_id, user, how=How.ADMIN, by=by)
        async with self.bindings.database.transaction() as session:
            await self._bind(session, slack_id, user.id, user.login, how=How.ADMIN, by=by)
        self.messenger.wake()
        return f"{person.called} is bound to {user.login} in Okta now, and is told so."

    async def unlink(self, slack_id: str, *, by: str) -> str:
        """End a binding: one's own, or another's as an administrator; give what was done.

        Raises:
            NotAllowed: it is another's, and they are no administrator; or they may do nothing,
                which unbinding is not to change.
            Stale: there is none.
            Unavailable: Slack or Okta does not answer.
        """
        if slack_id != by:
            await self._admin(by)
        elif flaw := flaw_of(await self.people.find(by, fresh=True, okta=True)):
            raise NotAllowed(f"You may not unbind yourself: {flaw}")
        now = self.pushes.clock()
        async with self.bindings.database.transaction() as session:
            link = await links.find(session, slack_id)
            if link is None or not await links.end(session, slack_id, by=by, now=now):
                raise Stale("There is nothing to unlink: the account is bound to nobody in Okta.")
            await audit.record(
                session, "unlinked", by=by, now=now, slack_id=slack_id, okta_id=link.okta_id,
                login=link.login,
            )  # fmt: skip
        return f"The binding to {link.login} in Okta is ended."

    async def _admin(self, slack_id: str) -> Person:
        person = await self.people.find(slack_id, fresh=True, okta=True)
        if flaw := flaw_of(person):
            raise NotAllowed(f"You may not bind or unbind others: {flaw}")
        if not person.names & frozenset(self.bindings.rules.admins):
            raise NotAllowed(
                "You may not bind or unbind others: `admins` in [identity] of deskhand.toml "
                "names neither your account nor a group it is in."
            )
        return person

    async def _user(self, login: str) -> OktaUser:
        user = await self.bindings.okta.find_user(login) if login else None
        if user is None:
            raise UserError(
                f"Okta knows nobody by the login “{login}”. Type it in full: "
                "`/helpdesk link name@example.com`."
            )
        if user.status != ACTIVE:
            raise UserError(f"{user.login} is {user.status} in Okta; only who is ACTIVE is bound.")
        return user

    async def _refuse_conflict(self, slack_id: str, user: OktaUser, *, how: How, by: str) -> None:
        async with self.bindings.database.transaction() as session:
            held = await links.find_by_okta(session, user.id)
            if held is None:
                return
            await self.bindings.tell_conflict(session, slack_id, held, how=how, by=by)
        self.messenger.wake()
        raise NotAllowed(
            f"{user.login} is bound to another Slack account, and one person has one. "
            "The administrators of Deskhand are told."
        )

    async def _bind(
        self, session: AsyncSession, slack_id: str, okta_id: str, login: str, *, how: How, by: str
    ) -> None:
        link = Link(
            slack_id=slack_id, okta_id=okta_id, login=login, how=how, by=by,
            at=self.pushes.clock(),
        )  # fmt: skip
        if not await self.bindings.bind(session, link):
            raise Stale("Meanwhile the account or the person in Okta was bound. Nothing was done.")
