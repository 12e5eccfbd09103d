"""The part of JumpCloud's APIs that the bot uses: v1 for people and devices, v2 for what is bound.

Okta is the master of people. What is changed here is only what Okta cannot reach.
"""

from typing import Final

from bot.client import Api
from bot.clients.jumpcloud.answers import (
    Association,
    Attribute,
    JumpCloudUser,
    LocalAccount,
    Organization,
    ReportedAccount,
    System,
    UserGroup,
)
from bot.clients.jumpcloud.events import DirectoryEvent, FieldChange, Party
from bot.clients.jumpcloud.insights import EventsPage, InsightsCalls
from bot.clients.jumpcloud.lists import DeviceRow, ListCalls, PersonRow
from bot.clients.jumpcloud.systems import BindingCalls, SystemCalls
from bot.clients.jumpcloud.users import GroupCalls, OrganizationCalls, UserCalls

__all__ = [
    "CONSOLES",
    "INSIGHTS",
    "Association",
    "Attribute",
    "DeviceRow",
    "DirectoryEvent",
    "EventsPage",
    "FieldChange",
    "JumpCloudClient",
    "JumpCloudUser",
    "LocalAccount",
    "Organization",
    "Party",
    "PersonRow",
    "ReportedAccount",
    "System",
    "UserGroup",
]

CONSOLES: Final = {
    "us": "https://console.jumpcloud.com",
    "eu": "https://console.eu.jumpcloud.com",
    "in": "https://console.in.jumpcloud.com",
}
"""Hosts of both APIs and of the admin portal, by region."""

INSIGHTS: Final = {
    "us": "https://api.jumpcloud.com/insights",
    "eu": "https://api.eu.jumpcloud.com/insights",
    "in": "https://api.in.jumpcloud.com/insights",
}
"""Where Directory Insights' `/directory/v1` hangs, by region."""


class JumpCloudClient(
    UserCalls,
    GroupCalls,
    SystemCalls,
    BindingCalls,
    OrganizationCalls,
    InsightsCalls,
    ListCalls,
):
    """JumpCloud, one method a call; it returns JumpCloud's answer, parsed.

    Throttled calls were already made again below, so what is raised is final for this attempt.
    Every method may raise `Unavailable` and `Unauthorized`, and `Refused` where the answer cannot
    be read; the other errors are listed where they can occur.

    Args:
        insights_api: The way to Directory Insights, which has a host of its own.
    """

    def __init__(self, api: Api, insights_api: Api | None = None) -> None:
        super().__init__(api)
        self._insights = insights_api

    async def close(self) -> None:
        """Close the connections."""
        await self._api.close()
        if self._insights is not None:
            await self._insights.close()
