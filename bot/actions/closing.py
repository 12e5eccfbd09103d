"""What closing and opening an account have in common: the snapshot, and the devices as they are.

The snapshot is what a person had just before their account was closed. It is kept with the facts
of the request, as ids and names, so that opening it again can compare.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bot.action import Did, Past, Run
from bot.actions.shared import when
from bot.clients import Providers
from bot.clients.jumpcloud import JumpCloudUser, System
from bot.clients.okta import Group
from bot.errors import NotFound
from bot.principal import Machine, find_with_machines

SNAPSHOT: Final = "snapshot"
DOMAIN_ONLY: Final = "in a Windows domain, where JumpCloud sees no account of theirs"


@dataclass(frozen=True)
class Snapshot:
    """What somebody had.

    Attributes:
        status: Theirs in Okta.
        groups: Okta groups that take members from us: names by id.
        devices: Names of the devices they were bound to, by id.
        admin_on: Ids of those on which they were an administrator.
        account: The name of their account on devices; empty where it was not noted.
    """

    status: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    admin_on: list[str] = field(default_factory=list)
    account: str = ""

    def write(self) -> str:
        """Write it as a fact."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True)
class Devices:
    """The devices that somebody is bound to, or was when the snapshot was taken.

    Attributes:
        machines: Those that JumpCloud has, by name.
        gone: Names of those that it has no more: nobody can say what they show.
    """

    machines: tuple[Machine, ...]
    gone: tuple[str, ...] = ()


def read_snapshot(past: Past | None) -> Snapshot:
    """Read the snapshot that a request took; an empty one where there is none."""
    return snapshot_in(past.facts) if past else Snapshot()


def snapshot_in(facts: Mapping[str, str]) -> Snapshot:
    """Read the snapshot among the facts of a request; an empty one where there is none."""
    kept = facts.get(SNAPSHOT)
    return Snapshot(**json.loads(kept)) if kept else Snapshot()


async def take_snapshot(providers: Providers, okta_id: str, jumpcloud_id: str) -> Snapshot:
    """Look what somebody has now; either id may be empty, of who is not there.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    status, groups = await _in_okta(providers, okta_id) if okta_id else ("", [])
    mirrored, machines = (
        await find_with_machines(providers, jumpcloud_id) if jumpcloud_id else (None, ())
    )
    return Snapshot(
        status=status,
        groups={group.id: group.name for group in groups if group.type == "OKTA_GROUP"},
        devices={machine.system.id: machine.name for machine in machines},
        admin_on=[machine.system.id for machine in machines if machine.admin],
        account=mirrored.account_name if mirrored else "",
    )


async def _in_okta(providers: Providers, okta_id: str) -> tuple[str, Sequence[Group]]:
    try:
        user = await providers.okta.get_user(okta_id)
        return user.status, await providers.okta.list_user_groups(okta_id)
    except NotFound:
        return "", []  # deleted since it was planned


async def machines_of(providers: Providers, user_id: str) -> tuple[Machine, ...]:
    """List the devices of a JumpCloud user; none where the user is gone.

    Raises:
        ProviderError: JumpCloud could not be asked.
    """
    _, machines = await find_with_machines(providers, user_id)
    return machines


async def find_jumpcloud_user(providers: Providers, user_id: str) -> JumpCloudUser | None:
    """Read a JumpCloud user; None where they were deleted.

    Raises:
        ProviderError: JumpCloud could not be asked.
    """
    try:
        return await providers.jumpcloud.get_user(user_id)
    except NotFound:
        return None


async def devices_of(providers: Providers, user_id: str, kept: Snapshot) -> Devices:
    """List the devices of a JumpCloud user with those that they had in a snapshot.

    Whoever is unbound or deleted meanwhile keeps the account on a device until it hears of that.

    Raises:
        ProviderError: JumpCloud could not be asked.
    """
    bound = await machines_of(providers, user_id)
    had = kept.devices if kept.account else {}
    lost = list(had.keys() - {machine.system.id for machine in bound})
    found = await asyncio.gather(*(_find_system(providers, device) for device in lost))
    unbound = [Machine(system, system.account(kept.account)) for system in found if system]
    gone = [had[device] for device, system in zip(lost, found, strict=True) if system is None]
    machines = sorted([*bound, *unbound], key=lambda machine: machine.name.casefold())
    return Devices(tuple(machines), tuple(sorted(gone)))


async def _find_system(providers: Providers, system_id: str) -> System | None:
    try:
        return await providers.jumpcloud.get_system(system_id)
    except NotFound:
        return None


async def tell_to_lock(run: Run[Any]) -> Did:
    """Tell each device that can lock its screen, once: a command that is sent twice locks twice.

    Raises:
        ProviderError: JumpCloud could not be asked.
    """
    machines = await machines_of(run.providers, run.plan.targets["jumpcloud_id"])
    wanted = [machine for machine in machines if machine.system.can_lock]
    if run.attempt > 1:
        return Did(text="An earlier attempt may have told the devices; they are not told twice.")
    there = await asyncio.gather(*(_lock(run.providers, machine) for machine in wanted))
    told = [machine for machine, is_there in zip(wanted, there, strict=True) if is_there]
    if not told:
        return Did(text="There is no device any more that could be locked.")
    later = [machine.name for machine in told if not machine.system.active]
    text = f"{', '.join(machine.name for machine in told)} told to lock."
    return Did(text=f"{text} {', '.join(later)} will when next online." if later else text)


async def _lock(providers: Providers, machine: Machine) -> bool:
    try:
        await providers.jumpcloud.lock_system(machine.system.id)
    except NotFound:
        return False  # taken out of JumpCloud while we looked
    return True


def offline(machine: Machine) -> str:
    """Say since when a device is offline; empty for one that is not."""
    if machine.system.active:
        return ""
    return f"offline, last seen {when(machine.system.last_contact)}"
