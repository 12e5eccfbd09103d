"""The live search behind the modals' select fields."""

import asyncio
import zoneinfo
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.clients import Providers
from bot.clients.jumpcloud import JumpCloudUser, LocalAccount, ReportedAccount, System
from bot.clients.okta import USER_ID, OktaUser
from bot.form import Choice, Search

MOST: Final = 20  # options; more than that is read by nobody


NOTHING: Final = "-"
"""Value of an option that only says why nothing was found."""

Typed = Mapping[str, Any]


async def options(
    search: Search, text: str, providers: Providers, typed: Typed | None = None
) -> list[Choice]:
    """Find what a person may mean by what they typed; best first, at most 20.

    Args:
        typed: What stands in the other fields of the form, in its stored shape.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    return (await SEARCHES[search](text.strip(), providers, typed or {}))[:MOST]


async def people(text: str, providers: Providers) -> list[Choice]:
    """Find whom an id, a login, an address or a name means; one where it is certain.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    if exact := await _exact(text, providers):
        return exact
    found = await providers.okta.search_users(text, limit=MOST)
    wanted = text.casefold()
    named = [
        user
        for user in found
        if wanted in (user.login.partition("@")[0].casefold(), user.name.casefold())
    ]
    return [_person(user) for user in (named if len(named) == 1 else found)]


async def _exact(text: str, providers: Providers) -> list[Choice]:
    if USER_ID.fullmatch(text):
        user = await providers.okta.find_user(text)
        return [_person(user)] if user else []
    if "@" not in text:
        return []
    in_okta, in_jumpcloud = await asyncio.gather(
        providers.okta.list_users_with_email(text), providers.jumpcloud.find_user(email=text)
    )
    if in_okta or in_jumpcloud is None:
        return [_person(user) for user in in_okta]
    return [_alone(in_jumpcloud)]


def _alone(user: JumpCloudUser) -> Choice:
    where = f"{user.username}, {user.state} in JumpCloud; Okta has no such address"
    return Choice(user.email, user.display_name, where)


def _person(user: OktaUser) -> Choice:
    return Choice(user.id, user.name, f"{user.login}, {user.status}")


async def _people(text: str, providers: Providers, _typed: Typed) -> list[Choice]:
    found = await providers.okta.search_users(text, limit=MOST)
    return [_person(user) for user in found]


async def _everybody(text: str, providers: Providers, _typed: Typed) -> list[Choice]:
    """Find people in Okta by id, and those whom only JumpCloud has by their address."""
    in_okta, in_jumpcloud = await asyncio.gather(
        providers.okta.search_users(text, limit=MOST),
        providers.jumpcloud.search_users(text, limit=MOST),
    )
    known = {address.casefold() for user in in_okta for address in (user.login, user.email)}
    alone = [
        _alone(user) for user in in_jumpcloud if user.email and user.email.casefold() not in known
    ]
    return [*map(_person, in_okta), *alone]


async def _groups(text: str, providers: Providers, _typed: Typed) -> list[Choice]:
    found = await providers.okta.search_groups(text, limit=MOST)
    return [Choice(group.id, group.name, group.description) for group in found]


async def _devices(text: str, providers: Providers, _typed: Typed) -> list[Choice]:
    found = await providers.jumpcloud.search_systems(text, limit=MOST)
    return [
        Choice(
            system.id,
            system.display_name,
            f"{system.os}, {'online' if system.active else 'offline'}",
        )
        for system in found
    ]


async def _local_accounts(text: str, providers: Providers, typed: Typed) -> list[Choice]:
    """List the accounts of the chosen device that JumpCloud does not rule yet, and their age."""
    device = typed.get("device")
    if not isinstance(device, dict):
        return [Choice(NOTHING, "Choose the device first")]
    jumpcloud = providers.jumpcloud
    system, kept = await asyncio.gather(
        jumpcloud.get_system(device["id"]), jumpcloud.list_local_accounts(device["id"])
    )
    known = {account.username: account for account in kept}
    found = [
        Choice(account.user_name, account.user_name, _account(account, known, system))
        for account in system.user_metrics
        if not account.managed
        and not account.user_name.startswith("_")
        and text.casefold() in account.user_name.casefold()
    ]
    return found or [Choice(NOTHING, "The device reports no such account")]


def _account(account: LocalAccount, known: Mapping[str, ReportedAccount], system: System) -> str:
    told = known.get(account.user_name)
    name = f"{told.full_name}, " if told and told.full_name else ""
    rights = "administrator" if account.admin else "standard user"
    seen = system.last_contact or (told.collected if told else None)
    when = "reported now" if system.active else f"reported {seen:%d %b %H:%M} UTC" if seen else ""
    return f"{name}{rights}, {when}".rstrip(", ")


async def _time_zones(text: str, _providers: Providers, _typed: Typed) -> list[Choice]:
    wanted = text.casefold().replace(" ", "_")
    names = sorted(zoneinfo.available_timezones())
    return [Choice(name, name) for name in names if wanted in name.casefold()]


SEARCHES: Final[Mapping[Search, Callable[[str, Providers, Typed], Awaitable[list[Choice]]]]] = {
    Search.PEOPLE: _people,
    Search.EVERYBODY: _everybody,
    Search.GROUPS: _groups,
    Search.DEVICES: _devices,
    Search.LOCAL_ACCOUNTS: _local_accounts,
    Search.TIME_ZONES: _time_zones,
}
