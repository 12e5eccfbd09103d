"""What closing and opening an account have in common: the snapshot, and the devices as they are.

The snapshot is what a person had just before their account was closed. It is kept with the facts
of the request, as ids and names, so that opening it again can compare.
"""

import asyncio
import json
from dataclasses import asdict, dataclass, field
from typing import Final

from bot.action import Context, Past
from bot.actions.shared import refused, when
from bot.clients import Providers
from bot.errors import NotFound
from bot.principal import Machine, Principal, list_machines

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
    """

    status: str = ""
    groups: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    admin_on: list[str] = field(default_factory=list)

    def write(self) -> str:
        """Write it as a fact."""
        return json.dumps(asdict(self), sort_keys=True)


def read_snapshot(past: Past | None) -> Snapshot:
    """Read the snapshot that a request took; an empty one where there is none."""
    kept = past.facts.get(SNAPSHOT) if past else None
    return Snapshot(**json.loads(kept)) if kept else Snapshot()


async def take_snapshot(providers: Providers, okta_id: str, jumpcloud_id: str) -> Snapshot:
    """Look what somebody has now; either id may be empty, of who is not there.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    okta = providers.okta
    user = await okta.get_user(okta_id) if okta_id else None
    groups = await okta.list_user_groups(okta_id) if okta_id else []
    machines = await machines_of(providers, jumpcloud_id) if jumpcloud_id else ()
    return Snapshot(
        status=user.status if user else "",
        groups={group.id: group.name for group in groups if group.type == "OKTA_GROUP"},
        devices={machine.system.id: machine.name for machine in machines},
        admin_on=[machine.system.id for machine in machines if machine.admin],
    )


async def refuse_protected(principal: Principal, context: Context) -> None:
    """Refuse to act on those whom nobody shall act on.

    Raises:
        InvalidForm: they are on the list, administrators of Okta, or whoever asks.
        ProviderError: Okta or Slack could not be asked.
    """
    people = context.config.people
    if principal.login in people.protected:
        raise refused(f"{principal.name} is protected: `protected` in [people] names them.")
    if await context.is_requester(principal.login):
        raise refused("This is your own account; somebody else has to ask for it.")
    if principal.okta is None:
        return
    okta = context.providers.okta
    roles, inside = await asyncio.gather(
        okta.list_user_roles(principal.okta.id), _protected_groups(principal.okta.id, context)
    )
    if inside:
        names = ", ".join(inside)
        raise refused(
            f"{principal.name} is protected as a member of {names}: see `protected_groups`."
        )
    if roles:
        names = ", ".join(role.label for role in roles)
        raise refused(
            f"{principal.name} is an administrator of Okta ({names}). Have a super administrator "
            "take that away first, so that nobody locks the last one out."
        )


async def _protected_groups(user_id: str, context: Context) -> list[str]:
    """Name the protected groups that somebody is in; where none is protected nobody is asked."""
    protected = context.config.people.protected_groups
    if not protected:
        return []
    groups = await context.providers.okta.list_user_groups(user_id)
    return [group.name for group in groups if group.id in protected]


async def machines_of(providers: Providers, user_id: str) -> tuple[Machine, ...]:
    """List the devices of a JumpCloud user; none where the user is gone.

    Raises:
        ProviderError: JumpCloud could not be asked.
    """
    try:
        user = await providers.jumpcloud.get_user(user_id)
    except NotFound:
        return ()
    return await list_machines(providers, user)


def offline(machine: Machine) -> str:
    """Say since when a device is offline; empty for one that is not."""
    if machine.system.active:
        return ""
    return f"offline, last seen {when(machine.system.last_contact)}"
