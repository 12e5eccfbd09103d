"""One person as both directories and their devices show them at this moment.

What belongs together is found by id wherever there is one: Okta's assignment of the JumpCloud app
names the JumpCloud user. Only where it does not is the address taken.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clients import Providers
from bot.clients.jumpcloud import Association, JumpCloudUser, LocalAccount, System
from bot.clients.okta import USER_ID, AppUser, OktaUser
from bot.errors import NotFound


@dataclass(frozen=True)
class Machine:
    """A device that a person is bound to.

    Attributes:
        account: Theirs there, as the device reported it; None where it reports none of that name.
        admin: Whether the binding makes them an administrator.
        direct: False where only groups bind them, which no unbinding ends.
    """

    system: System
    account: LocalAccount | None
    admin: bool = False
    direct: bool = True

    @property
    def name(self) -> str:
        """What people call the device."""
        return self.system.display_name

    @property
    def managed(self) -> bool:
        """Whether JumpCloud rules the person's account there."""
        return self.account is not None and self.account.managed

    @property
    def closed(self) -> bool:
        """Whether the person's account there was last reported as disabled, or not there."""
        return self.account is None or self.account.suspended


@dataclass(frozen=True)
class Principal:
    """A person in Okta, in JumpCloud, or in both.

    Attributes:
        app_user: Their assignment to the JumpCloud app in Okta.
        machines: Their devices, in the order of their names.
        carried: Whether Okta carries them into JumpCloud: the app is assigned to them.
    """

    okta: OktaUser | None = None
    app_user: AppUser | None = None
    jumpcloud: JumpCloudUser | None = None
    machines: tuple[Machine, ...] = ()
    carried: bool = False

    @property
    def name(self) -> str:
        """First and last name, or whatever there is to call them by."""
        if self.okta:
            return self.okta.name
        return self.jumpcloud.display_name if self.jumpcloud else "nobody"

    @property
    def login(self) -> str:
        """Their login in small letters, by which requests about them are kept apart."""
        if self.okta:
            return self.okta.login.casefold()
        return self.jumpcloud.email.casefold() if self.jumpcloud else ""

    @property
    def addresses(self) -> frozenset[str]:
        """Whatever either directory calls them by, in small letters: their login and e-mails."""
        okta = (self.okta.login, self.okta.email) if self.okta else ()
        jumpcloud = (self.jumpcloud.email,) if self.jumpcloud else ()
        return frozenset(each.casefold() for each in (*okta, *jumpcloud) if each)


async def find_principal(
    providers: Providers,
    jumpcloud_app: str,
    key: str,
    *,
    jumpcloud_id: str = "",
    carried: bool = True,
) -> Principal:
    """Look a person up everywhere, at once where one answer does not need another.

    Whom JumpCloud alone has by an address may have another one in Okta: then the assignment that
    names their JumpCloud user is looked for, among all of the app's, and tells who they are there.

    Args:
        jumpcloud_app: Id of the JumpCloud app in Okta.
        key: Okta id, full login, or e-mail address.
        jumpcloud_id: Of the JumpCloud user, where it is known that they are the same: the
            assignment of the app, for which Okta allows the fewest calls, is then not asked for.
        carried: Whether the app was assigned, where it is not asked for.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    found = await _find(providers, jumpcloud_app, key, jumpcloud_id, carried=carried)
    if found.okta or found.jumpcloud is None or USER_ID.fullmatch(key):
        return found
    owner = await providers.okta.find_assigned(jumpcloud_app, found.jumpcloud.id)
    return await _find(providers, jumpcloud_app, owner) if owner else found


async def _find(
    providers: Providers,
    jumpcloud_app: str,
    key: str,
    jumpcloud_id: str = "",
    *,
    carried: bool = True,
) -> Principal:
    okta_user = providers.okta.find_user(key)
    if jumpcloud_id:
        okta, (jumpcloud, machines) = await asyncio.gather(
            okta_user, find_with_machines(providers, jumpcloud_id)
        )
        return Principal(okta, None, jumpcloud, machines, carried and okta is not None)
    if USER_ID.fullmatch(key):
        okta, app_user = await asyncio.gather(
            okta_user, providers.okta.find_app_user(jumpcloud_app, key)
        )
        by_address = None
    else:
        okta, by_address = await asyncio.gather(okta_user, _by_address(providers, key))
        app_user = await providers.okta.find_app_user(jumpcloud_app, okta.id) if okta else None
    jumpcloud, machines = await _mirrored(providers, app_user, okta, by_address)
    return Principal(okta, app_user, jumpcloud, machines, app_user is not None)


async def find_by_address(providers: Providers, key: str) -> Principal:
    """Look a person up in both directories by what they are called there, and nothing else.

    It takes two calls, neither of which Okta or JumpCloud allows few of. That both are the same
    person is as sure as the address; nobody in JumpCloud may mean that it is another one there.

    Args:
        key: Okta id or full login.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    okta = await providers.okta.find_user(key)
    if okta is None:
        return Principal()
    return Principal(okta, None, await _by_address(providers, okta.email or okta.login))


async def find_with_machines(
    providers: Providers, user_id: str
) -> tuple[JumpCloudUser | None, tuple[Machine, ...]]:
    """Read a JumpCloud user and their devices; None and no device where they were deleted.

    Raises:
        ProviderError: JumpCloud could not be asked.
    """
    user, bound = await asyncio.gather(
        providers.jumpcloud.get_user(user_id), providers.jumpcloud.list_user_systems(user_id),
        return_exceptions=True,
    )  # fmt: skip
    # What JumpCloud says of the devices of nobody is not documented: the user's answer decides.
    if isinstance(user, NotFound) or isinstance(bound, NotFound):
        return None, ()
    if isinstance(user, BaseException):
        raise user
    if isinstance(bound, BaseException):
        raise bound
    return user, await _machines(providers, user, bound)


async def list_machines(providers: Providers, user: JumpCloudUser) -> tuple[Machine, ...]:
    """List a person's devices with their account on each, by name."""
    return await _machines(providers, user, await providers.jumpcloud.list_user_systems(user.id))


async def _machines(
    providers: Providers, user: JumpCloudUser, bound: Sequence[Association]
) -> tuple[Machine, ...]:
    systems = await asyncio.gather(*(_machine(providers, user, edge) for edge in bound))
    return tuple(sorted(filter(None, systems), key=lambda machine: machine.name.casefold()))


async def _by_address(providers: Providers, key: str) -> JumpCloudUser | None:
    return await providers.jumpcloud.find_user(email=key) if "@" in key else None


async def _mirrored(
    providers: Providers,
    app_user: AppUser | None,
    okta: OktaUser | None,
    known: JumpCloudUser | None,
) -> tuple[JumpCloudUser | None, tuple[Machine, ...]]:
    external_id = app_user.external_id if app_user else ""
    if external_id and not (known and known.id == external_id):
        # Deleted in JumpCloud, perhaps, where the assignment still names them.
        return await find_with_machines(providers, external_id)
    if okta and known is None and not external_id:
        known = await providers.jumpcloud.find_user(email=okta.email or okta.login)
    return known, await list_machines(providers, known) if known else ()


async def _machine(providers: Providers, user: JumpCloudUser, edge: Association) -> Machine | None:
    try:
        system = await providers.jumpcloud.get_system(edge.id)
    except NotFound:
        return None  # deleted while we looked
    return Machine(system, system.account(user.account_name), admin=edge.sudo, direct=edge.direct)
