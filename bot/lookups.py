"""Looking: what there is to know of a person, and what the desk has open. It changes nothing.

Whoever may ask for any action may look people up; nobody else may.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot import identity
from bot.action import Action
from bot.actions.provisioning import reason_in
from bot.desk import Desk
from bot.errors import Stale
from bot.form import Choice
from bot.principal import Principal, find_principal
from bot.states import Device, Situation, Then, jumpcloud_state, okta_state
from bot.watch.build import Watching
from bot.watch.reconcile import Comparison
from bot.work import Work
from storage import audit, cases, cursors, journal, requests, reviews
from storage.approval_tables import Review
from storage.tables import Request, StepRun, StepState
from storage.watch_tables import Case, Cursor


@dataclass(frozen=True)
class Command:
    """A slash command that is no action."""

    name: str
    title: str
    usage: str


@dataclass(frozen=True)
class Shortcut:
    """An entry of Slack's menus; `kind` is `global`, or `message` for one on a message."""

    callback_id: str
    kind: str
    title: str
    description: str


WHOIS: Final = Command("whois", "Look a person up", "[e-mail, login, @mention or name]")
HELPDESK: Final = Command(
    "helpdesk", "The desk itself", "[help | queue | status | reconcile | request REQ-42 | link]"
)
COMMANDS: Final = (WHOIS, HELPDESK)
SHORTCUTS: Final = (
    Shortcut("whois", "global", "Look up person", "What Okta, JumpCloud and laptops say of them"),
    Shortcut("whois_author", "message", "Look up person", "The same, of who wrote this message"),
)


@dataclass(frozen=True)
class Open:
    """A request that is not over.

    Attributes:
        waits: The step that it is at, where it has begun and is not finished.
    """

    request: Request
    waits: StepRun | None = None


@dataclass(frozen=True)
class Whois:
    """What there is to know of a person now.

    Attributes:
        sync_error: Why their provisioning is broken; empty where it is not, or nobody knows.
        troubles: Open cases about them, the worst first.
        offers: The actions that would not refuse them, and that whoever looks may ask for.
        okta_url: Where Okta's console shows them; empty where it cannot be told.
        jumpcloud_url: The same of JumpCloud's portal.
    """

    principal: Principal
    sync_error: str
    open: Sequence[Open]
    offers: Sequence[Action[Any]]
    troubles: Sequence[Case] = ()
    okta_url: str = ""
    jumpcloud_url: str = ""


@dataclass(frozen=True)
class Status:
    """How it stands.

    Attributes:
        cursors: How far each log was read, and both directories compared.
        requests: How many are open.
        cases: How many that last are open.
        reviews: How many are owed for requests that did not wait for approval.
    """

    watching: bool
    cursors: Sequence[Cursor]
    requests: int
    cases: int
    reviews: int = 0


@dataclass(frozen=True)
class Lookups:
    """Where look-ups arrive.

    Attributes:
        okta_org_url: Of the org's main host.
        jumpcloud_region: `us`, `eu` or `in`.
        watching: None where nothing is watched.
    """

    desk: Desk
    okta_org_url: str
    jumpcloud_region: str
    watching: Watching | None = None

    @property
    def _work(self) -> Work:
        return self.desk.work

    async def check(self, by: str) -> None:
        """Raise `NotAllowed` if somebody may not look people up."""
        async with self._work.gate.on_record("look up", by=by):
            await self.desk.rights.check_anything(by)

    async def find(self, text: str) -> list[Choice]:
        """Find whom somebody means; several where it is not certain.

        Raises:
            ProviderError: Okta or Slack could not be asked.
        """
        return await self.desk.resolve(text)

    async def whois(self, key: str, *, by: str) -> Whois:
        """Look a person up everywhere at once.

        Args:
            key: Okta id, full login, or e-mail address.

        Raises:
            Stale: nobody has it any more.
            ProviderError: Okta or JumpCloud could not be asked.
        """
        found = await find_principal(self._work.providers, self._work.jumpcloud_app, key)
        if found.okta is None and found.jumpcloud is None:
            raise Stale("Neither Okta nor JumpCloud has this person any more.")
        # Before anything is shown: nobody is looked up without its being known.
        await self._record("looked up", by=by, principal=found.login)
        error, open_, offers, troubles = await asyncio.gather(
            self._sync_error(found),
            self._open_about(found.login),
            self._offers(found, by),
            self._troubles(found),
        )
        okta_id = found.okta.id if found.okta else ""
        jumpcloud_id = found.jumpcloud.id if found.jumpcloud else ""
        return Whois(
            found, error, open_, offers, troubles,
            okta_url=identity.okta_user_url(self.okta_org_url, okta_id),
            jumpcloud_url=identity.jumpcloud_user_url(self.jumpcloud_region, jumpcloud_id),
        )  # fmt: skip

    async def queue(self) -> list[Open]:
        """List the requests that are not over, oldest first, with what they wait for."""
        async with self._work.database.transaction() as session:
            found = await requests.list_open(session)
        return [await self._open(request) for request in found]

    async def owed(self) -> Sequence[tuple[Request, Review]]:
        """List the reviews that nobody has signed, oldest first."""
        async with self._work.database.transaction() as session:
            return await reviews.list_open(session)

    async def request(self, number: int) -> Open:
        """Give one request, over or not.

        Raises:
            Stale: there is none of this number.
        """
        async with self._work.database.transaction() as session:
            found = await requests.find(session, number)
        if found is None:
            raise Stale(f"There is no REQ-{number}.")
        return await self._open(found)

    async def status(self) -> Status:
        """Tell how watching goes, and how much is open."""
        async with self._work.database.transaction() as session:
            return Status(
                watching=self.watching is not None,
                cursors=await cursors.list_all(session),
                requests=len(await requests.list_open(session)),
                cases=await cases.count_open(session),
                reviews=await reviews.count_open(session),
            )

    async def reconcile(self, *, by: str) -> Comparison:
        """Compare both directories now.

        Raises:
            Stale: nothing is watched here, or it is being done already.
        """
        if self.watching is None:
            raise Stale("Nothing is watched: ALERTS_CHANNEL is not set.")
        await self._record("comparison asked", by=by)
        return await self.watching.reconciler.run(self._work.clock())

    async def _record(self, act: str, *, by: str, **detail: Any) -> None:
        async with self._work.database.transaction() as session:
            await audit.record(session, act, by=by, now=self._work.clock(), **detail)

    async def _troubles(self, found: Principal) -> Sequence[Case]:
        names = {found.login}
        if found.okta:
            names.add(found.okta.id)
        if found.jumpcloud:
            names |= {found.jumpcloud.id, found.jumpcloud.username}
        async with self._work.database.transaction() as session:
            open_ = await cases.list_about(session, names - {""})
        return [case for case in open_ if case.lasting]

    async def _open_about(self, login: str) -> list[Open]:
        async with self._work.database.transaction() as session:
            found = await requests.list_open_about(session, login)
        return [await self._open(request) for request in found]

    async def _open(self, request: Request) -> Open:
        async with self._work.database.transaction() as session:
            steps = await journal.list_of(session, request.id or 0)
        under_way = (step for step in steps if step.state in UNDER_WAY)
        return Open(request, None if request.state.over else next(under_way, None))

    async def _sync_error(self, found: Principal) -> str:
        if not (found.okta and found.app_user and found.app_user.failed):
            return ""
        okta = self._work.providers.okta
        reason = await okta.last_sync_error(self._work.jumpcloud_app, found.okta.id)
        return reason_in(reason or "")

    async def _offers(self, found: Principal, by: str) -> list[Action[Any]]:
        okta, jumpcloud = okta_state(found.okta), jumpcloud_state(found.jumpcloud)
        if okta is None or jumpcloud is None:
            return []
        # Of a device the best is assumed: which one is meant is chosen in the form.
        here = Situation(okta, jumpcloud, Device.MAC)
        fitting = [action for action in self._work.actions.values() if _fits(action, here)]
        allowed = await asyncio.gather(
            *(self.desk.rights.may_request(action.name, by) for action in fitting)
        )
        return [action for action, may in zip(fitting, allowed, strict=True) if may]


UNDER_WAY: Final = frozenset({StepState.RUNNING, StepState.RETRYING})


def _fits(action: Action[Any], here: Situation) -> bool:
    """Tell whether an action does something about a person, in any of its ways."""
    accounts = (table for name, table in action.tables.items() if name != "devices")
    does = {Then.PROCEED, Then.DIFFERENTLY}
    return any(table.row(here).then in does for table in accounts)
