"""The live search behind the modals' select fields."""

import zoneinfo
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.action import Choice, Search
from bot.clients import Providers

MOST: Final = 20  # options; more than that is read by nobody


async def options(search: Search, text: str, providers: Providers) -> list[Choice]:
    """Find what a person may mean by what they typed; best first, at most 20.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    return (await SEARCHES[search](text.strip(), providers))[:MOST]


async def _people(text: str, providers: Providers) -> list[Choice]:
    found = await providers.okta.search_users(text, limit=MOST)
    return [Choice(user.id, user.name, f"{user.login}, {user.status}") for user in found]


async def _groups(text: str, providers: Providers) -> list[Choice]:
    found = await providers.okta.search_groups(text, limit=MOST)
    return [Choice(group.id, group.name, group.description) for group in found]


async def _devices(text: str, providers: Providers) -> list[Choice]:
    found = await providers.jumpcloud.search_systems(text, limit=MOST)
    return [
        Choice(
            system.id,
            system.display_name,
            f"{system.os}, {'online' if system.active else 'offline'}",
        )
        for system in found
    ]


async def _time_zones(text: str, _providers: Providers) -> list[Choice]:
    wanted = text.casefold().replace(" ", "_")
    names = sorted(zoneinfo.available_timezones())
    return [Choice(name, name) for name in names if wanted in name.casefold()]


SEARCHES: Final[Mapping[Search, Callable[[str, Providers], Awaitable[list[Choice]]]]] = {
    Search.PEOPLE: _people,
    Search.GROUPS: _groups,
    Search.DEVICES: _devices,
    Search.TIME_ZONES: _time_zones,
}
