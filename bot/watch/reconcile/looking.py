"""Looks once more at whom something was found about: a reading takes minutes, and people change.

It costs nothing where nothing is found, and never more than a settable number of calls for each
kind of finding: what is found about more people than that is told as it was read.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from bot.clients import Providers
from bot.clients.okta import UserRow
from bot.errors import NotFound
from bot.watch.reconcile.drift import Drift, Finding, ReconcileSettings
from bot.watch.reconcile.people import DEACTIVATED, OktaPeople, OktaPerson

AT_ONCE: Final = 20
"""Addresses in one question."""


@dataclass
class Look:
    """A second look.

    Attributes:
        requests: How many calls it took so far.
    """

    providers: Providers
    app_id: str
    federated_group: str
    now: datetime
    settings: ReconcileSettings
    requests: int = 0

    async def again(self, findings: list[Finding]) -> list[Finding]:
        """Give what is still so, with what was learned on the way.

        Raises:
            ProviderError: it could not be looked.
        """
        if not findings:
            return []
        findings = await self._at_rest(findings)
        kept: list[Finding] = []
        for drift in Drift:
            about = [each for each in findings if each.drift is drift]
            some, more = about[: self.settings.most_lookups], about[self.settings.most_lookups :]
            if drift is Drift.MISSING_IN_OKTA:
                kept += [*await self._whose(some), *more]
            else:
                look = self._looks().get(drift)
                looked = [await look(each) if look else each for each in some]
                kept += [each for each in looked if each] + more
        # Whoever cannot be renamed fails to be pushed for that reason and no other.
        explained = {_person(each).id for each in kept if each.drift is Drift.RENAME}
        return [
            each
            for each in kept
            if each.drift is not Drift.SYNC_ERROR or _person(each).id not in explained
        ]

    async def _at_rest(self, findings: list[Finding]) -> list[Finding]:
        """Leave out whom Okta changed since the reading began: what was read of them is mixed."""
        moved: set[str] = set()
        pages = self.providers.okta.list_users_changed(self.now - self.settings.settle)
        async for page in pages:
            self.requests += 1
            for row in page:
                moved |= {row.id, row.email.casefold(), row.login.casefold()}
        return [
            each
            for each in findings
            if _person(each).id not in moved
            and (each.person or not each.user or each.user.email.casefold() not in moved)
        ]

    def _looks(self) -> Mapping[Drift, Callable[[Finding], Awaitable[Finding | None]]]:
        return {
            Drift.MISSING_IN_JUMPCLOUD: self._still_missing,
            Drift.LINK: self._still_missing,
            Drift.ACTIVE_AFTER_DEACTIVATION: self._still_in_state,
            Drift.SUSPENDED_IN_OKTA_ONLY: self._still_in_state,
            Drift.SUSPENDED_IN_JUMPCLOUD_ONLY: self._still_assigned,
            Drift.USERNAME: self._bound,
            Drift.SYNC_ERROR: self._reason,
            Drift.NOT_FEDERATED: self._still_outside,
            Drift.DEVICE_OPEN: self._still_open,
        }

    async def _whose(self, orphans: list[Finding]) -> list[Finding]:
        """Ask Okta by address who they are: deactivated, or nobody."""
        kept: list[Finding] = []
        rest = iter(orphans)
        while some := list(islice(rest, AT_ONCE)):
            addresses = [each.user.email for each in some if each.user and each.user.email]
            found = await self._named(addresses) if addresses else {}
            for each in some:
                owner = found.get(each.user.email.casefold()) if each.user else None
                if owner is None:
                    kept.append(each)
                elif owner.status == DEACTIVATED:
                    drift = Drift.ACTIVE_AFTER_DEACTIVATION
                    checked = await self._still_in_state(replace(each, drift=drift, person=owner))
                    kept += [checked] if checked else []
        return kept

    async def _named(self, addresses: Iterable[str]) -> dict[str, OktaPerson]:
        self.requests += 1
        rows = await self.providers.okta.list_users_named(list(addresses))
        # Of two with one address the one who works here goes before the one who left.
        rows.sort(key=lambda row: row.status != DEACTIVATED)
        found: dict[str, OktaPerson] = {}
        for row in rows:
            person = _of(row)
            found |= {row.login.casefold(): person, row.email.casefold(): person}
        return found

    async def _still_missing(self, finding: Finding) -> Finding | None:
        person = _person(finding)
        if not person.external_id:
            return finding
        self.requests += 1
        try:
            await self.providers.jumpcloud.get_user(person.external_id)
        except NotFound:
            return finding
        return None

    async def _still_in_state(self, finding: Finding) -> Finding | None:
        if finding.user is None:
            return finding
        self.requests += 1
        try:
            user = await self.providers.jumpcloud.get_user(finding.user.id)
        except NotFound:
            return None
        return finding if user.state == finding.user.state else None

    async def _still_assigned(self, finding: Finding) -> Finding | None:
        self.requests += 1
        found = await self.providers.okta.find_app_user(self.app_id, _person(finding).id)
        return await self._still_in_state(finding) if found else None

    async def _bound(self, finding: Finding) -> Finding | None:
        """Tell a rename that will be pushed from one that JumpCloud refuses for ever."""
        if finding.user is None:
            return finding
        self.requests += 1
        try:
            bound = await self.providers.jumpcloud.list_user_systems(finding.user.id)
        except NotFound:
            return None
        return replace(finding, drift=Drift.RENAME) if bound else finding

    async def _reason(self, finding: Finding) -> Finding:
        self.requests += 1
        user_id = _person(finding).id
        reason = await self.providers.okta.last_sync_error(self.app_id, user_id)
        return replace(finding, reason=reason or "")

    async def _still_outside(self, finding: Finding) -> Finding | None:
        if finding.user is None:
            return finding
        self.requests += 1
        try:
            inside = await self.providers.jumpcloud.is_member(self.federated_group, finding.user.id)
        except NotFound:
            return None
        return None if inside else finding

    async def _still_open(self, finding: Finding) -> Finding | None:
        if finding.user is None:
            return finding
        for device in finding.devices:
            self.requests += 1
            try:
                system = await self.providers.jumpcloud.get_system(device)
            except NotFound:
                continue
            account = system.account(finding.user.account_name)
            if account and account.managed and not account.suspended:
                return finding
        return None


def _person(finding: Finding) -> OktaPerson:
    return finding.person or OktaPerson("")


def _of(row: UserRow) -> OktaPerson:
    people = OktaPeople()
    people.take_user(row)
    return next(people.release())
