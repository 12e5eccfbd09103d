"""Reads both directories whole, page after page, and finds what is different while it reads.

Three lists come at once: Okta's people, the app's assignments, and the federated group. Then come
JumpCloud's people, who are compared as they come and not kept, and its devices. Each list is asked
for one page at a time, as background work: what the rate limits keep for people stays theirs.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from bot.clients import Providers
from bot.clients.jumpcloud import DeviceRow, PersonRow
from bot.watch.alert import Alert
from bot.watch.reconcile.breaker import Sizes, shrunk
from bot.watch.reconcile.drift import Closed, Finding, Judge, Names, ReconcileSettings
from bot.watch.reconcile.people import OktaPeople, OktaPerson, Pairs

RowT = TypeVar("RowT")


@dataclass
class Reading:
    """One reading of everything.

    Attributes:
        last: What the last trusted one saw.
        federated_group: Id of JumpCloud's group; empty where there is none.
        sizes: What was seen so far.
        requests: How many pages were asked for so far.
    """

    providers: Providers
    app_id: str
    federated_group: str
    last: Sizes | None
    now: datetime
    settings: ReconcileSettings
    sizes: Sizes = field(default_factory=Sizes)
    requests: int = 0

    async def findings(self) -> list[Finding] | Alert:
        """Read everything, and give what is different; an alert where it cannot be believed.

        Raises:
            ProviderError: a list broke off; nothing is known then.
        """
        people, members = await self._okta_and_members()
        if alert := self._shrunk():
            return alert
        judge = Judge(self.settings, self.now.timestamp(), members)
        names, closed = Names(), Closed()
        found = await self._compare(Pairs.of(people), judge, names, closed)
        if alert := self._shrunk():
            return alert
        found += names.findings()
        found += await self._devices(closed)
        return self._shrunk() or found

    async def _okta_and_members(self) -> tuple[OktaPeople, set[str] | None]:
        people, members = OktaPeople(), set[str]()
        okta, jumpcloud = self.providers.okta, self.providers.jumpcloud
        async with asyncio.TaskGroup() as lists:
            users = lists.create_task(self._each(okta.list_users(), people.take_user))
            assigned = lists.create_task(
                self._each(okta.list_app_users(self.app_id), people.take_assignment)
            )
            if self.federated_group:
                group = jumpcloud.list_members(self.federated_group)
                lists.create_task(self._each(group, members.add))
        self.sizes = replace(self.sizes, okta_users=users.result(), app_users=assigned.result())
        if not self.federated_group:
            return people, None
        self.sizes = replace(self.sizes, members=len(members))
        return people, members

    async def _compare(
        self, pairs: Pairs, judge: Judge, names: Names, closed: Closed
    ) -> list[Finding]:
        found: list[Finding] = []

        def settle(person: OktaPerson | None, user: PersonRow | None) -> None:
            found.extend(judge.findings(person, user))
            if user and user.state == "SUSPENDED" and not judge.on_its_way(person, user):
                closed.take(person, user)

        def take(user: PersonRow) -> None:
            names.take(user)
            if person := pairs.take(user):
                settle(person, user)

        seen = await self._each(self.providers.jumpcloud.list_users(), take)
        self.sizes = replace(self.sizes, jumpcloud_users=seen)
        for person, user in pairs.rest():
            settle(person, user)
        return found

    async def _devices(self, closed: Closed) -> list[Finding]:
        seen = await self._each(self.providers.jumpcloud.list_systems(), closed.take_device)
        self.sizes = replace(self.sizes, systems=seen)
        return [
            replace(finding, detail=" · ".join(map(_told, devices)), devices=_ids(devices))
            for finding, devices in closed.findings()
        ]

    async def _each(self, pages: AsyncIterator[list[RowT]], take: Callable[[RowT], None]) -> int:
        count = 0
        async for page in pages:
            self.requests += 1
            count += len(page)
            for row in page:
                take(row)
        return count

    def _shrunk(self) -> Alert | None:
        return shrunk(self.sizes, self.last, self.settings, self.now)


def _ids(devices: list[DeviceRow]) -> tuple[str, ...]:
    return tuple(each.id for each in devices)


def _told(device: DeviceRow) -> str:
    if device.active:
        return f"{device.name}, online"
    if not device.last_contact:
        return f"{device.name}, never seen"
    last = datetime.fromtimestamp(device.last_contact, UTC)
    return f"{device.name}, last seen {last:%d %b %H:%M} UTC"
