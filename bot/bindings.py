"""Who in Okta somebody in Slack is, and how their account stands there.

To whom an account is bound stands in our own rows and is read each time. Its status and its groups
are asked of Okta, and may be at most a minute old where nothing is decided.

Where the file names domains, whoever was never bound is bound by their address: Slack must say
that it is confirmed, and exactly one person in Okta, who is active, must have it, to the letter.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clients.okta import OktaClient, OktaUser
from bot.clock import Clock
from bot.config.identity import Identity
from bot.errors import ProviderError
from bot.policy import ACTIVE, Person, Rules, flaw_of
from bot.views import linking
from storage import audit, links, posts
from storage.audit import DESKHAND
from storage.database import Database
from storage.identity_tables import How, Link

log = logging.getLogger(__name__)

FRESH_FOR: Final = 60.0  # seconds
GONE: Final = "DELETED"
"""What stands for the status of somebody whom Okta does not know any more."""


class _Standing(NamedTuple):
    status: str
    groups: frozenset[str]


@dataclass(frozen=True)
class Bindings:
    """Adds to a person from Slack who they are in Okta.

    Attributes:
        channel: Where conflicts are told.
        groups: The Okta groups that policy names, "00g..."; no other is looked at.
    """

    database: Database
    okta: OktaClient
    clock: Clock
    rules: Identity
    channel: str
    groups: frozenset[str] = frozenset()
    timer: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, _Standing]] = field(default_factory=dict)
    _nobody: dict[str, float] = field(default_factory=dict)

    async def bound(self, person: Person, *, okta: bool, fresh: bool) -> Person:
        """Give the same person with whom they are bound to.

        Args:
            okta: Also with the status of that account, and the groups that it is in.
            fresh: Not as it was a moment ago.

        Raises:
            Unavailable: Okta does not answer.
        """
        async with self.database.transaction() as session:
            link = await links.find(session, person.slack_id)
            asked = link is None and okta
            past = await links.list_of(session, person.slack_id) if asked else ()
        if asked:
            if past:  # somebody has ended it, which no address undoes
                return await self._unbound(person, past[-1], fresh=fresh)
            link = await self._by_address(person)
        if link is None:
            return person
        person = replace(person, okta_id=link.okta_id, okta_login=link.login)
        if not okta:
            return person
        there = await self._standing(link.okta_id, fresh=fresh)
        return replace(person, okta_status=there.status, groups=person.groups | there.groups)

    async def bind(self, session: AsyncSession, link: Link) -> bool:
        """Bind an account; False if meanwhile it, or the person in Okta, was bound."""
        if not await links.add(session, link):
            return False
        await audit.record(
            session, "linked", by=link.by, now=link.at, slack_id=link.slack_id,
            okta_id=link.okta_id, login=link.login, how=link.how,
        )  # fmt: skip
        text, blocks = linking.linked(link)
        await posts.add(
            session, f"link:{link.id}", channel=link.slack_id, text=text, blocks=blocks,
            now=link.at,
        )  # fmt: skip
        return True

    async def tell_conflict(
        self, session: AsyncSession, slack_id: str, held: Link, *, how: How, by: str
    ) -> None:
        """Tell administrators, once, that a person in Okta is bound to another account."""
        await audit.record(
            session, "link refused", by=by, now=self.clock(), slack_id=slack_id,
            okta_id=held.okta_id, login=held.login, how=how, held_by=held.slack_id,
        )  # fmt: skip
        told = linking.conflict(slack_id, held.login, held.slack_id, self.rules.admins, how=how)
        await posts.add(
            session, f"conflict:{slack_id}:{held.id}", channel=self.channel, text=told[0],
            blocks=told[1], now=self.clock(),
        )  # fmt: skip

    async def _unbound(self, person: Person, last: Link, *, fresh: bool) -> Person:
        """Give who is bound to nobody any more; nobody sheds by their own word how they stand."""
        if last.ended_by != person.slack_id:
            return person
        there = await self._standing(last.okta_id, fresh=fresh)
        return replace(person, okta_status=there.status)

    async def _by_address(self, person: Person) -> Link | None:
        """Bind somebody who never was, by the address that Slack has confirmed."""
        domain = person.email.rpartition("@")[2].casefold()
        if domain not in self.rules.email_domains or flaw_of(person):
            return None
        if self.timer() - self._nobody.get(person.slack_id, -FRESH_FOR) < FRESH_FOR:
            return None
        user = _the_one(person.email, await self.okta.list_users_with_email(person.email))
        link = await self._bind_by_address(person, user) if user else None
        if link is None:
            self._nobody[person.slack_id] = self.timer()
        return link

    async def _bind_by_address(self, person: Person, user: OktaUser) -> Link | None:
        link = Link(
            slack_id=person.slack_id, okta_id=user.id, login=user.login, how=How.EMAIL,
            by=DESKHAND, at=self.clock(),
        )  # fmt: skip
        async with self.database.transaction() as session:
            held = await links.find_by_okta(session, user.id)
            if held:
                await self.tell_conflict(session, person.slack_id, held, how=How.EMAIL, by=DESKHAND)
            elif await self.bind(session, link):
                return link
        return None

    async def _standing(self, okta_id: str, *, fresh: bool) -> _Standing:
        kept = self._known.get(okta_id)
        if kept and not fresh and self.timer() - kept[0] < FRESH_FOR:
            return kept[1]
        user = await self.okta.find_user(okta_id)
        groups = await self.okta.list_user_groups(okta_id) if user and self.groups else ()
        # No status is no status to be trusted: it must never read as "not asked".
        there = _Standing(
            status=(user.status or "UNKNOWN") if user else GONE,
            groups=frozenset(group.id for group in groups) & self.groups,
        )
        self._known[okta_id] = (self.timer(), there)
        return there


def _the_one(email: str, users: list[OktaUser]) -> OktaUser | None:
    """Give the one active person who has an address, to the letter; None where there are more."""
    wanted = email.casefold()
    named = [user for user in users if wanted in (user.login.casefold(), user.email.casefold())]
    return named[0] if len(named) == 1 and named[0].status == ACTIVE else None


async def with_names(rules: Rules, okta: OktaClient) -> Rules:
    """Give the rules with what the Okta groups in them are called, where Okta says so."""
    ids = sorted(rules.okta_groups)
    names = await asyncio.gather(*(_name_of(group_id, okta) for group_id in ids))
    called = {group_id: name for group_id, name in zip(ids, names, strict=True) if name}
    return replace(rules, called=called)


async def _name_of(group_id: str, okta: OktaClient) -> str:
    try:
        return (await okta.get_group(group_id)).name
    except ProviderError as error:
        # Only its name is missing: who is in it is asked when somebody may do something.
        log.warning("an Okta group cannot be read", extra={"id": group_id, "why": str(error)})
        return ""
