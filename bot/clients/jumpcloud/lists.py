"""Everybody and every device in JumpCloud, page after page, in lean rows."""

import sys
from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple

from bot.client import segment
from bot.clients.answers import Calls, part, row_id, seconds, text

A_PAGE: Final = 100
LONGEST_WAIT: Final = 90.0
"""Seconds that a page may be waited for; how JumpCloud throttles is not published."""

PERSON_FIELDS: Final = (
    "username systemUsername email firstname lastname displayname state activated password_date "
    "created creationSource"
)
DEVICE_FIELDS: Final = "displayName hostname os version active lastContact userMetrics"


class PersonRow(NamedTuple):
    """A person; times are in seconds since 1970, 0 where there was none.

    Attributes:
        local_account: The account's name on devices where it is not the username; may be empty.
        state: STAGED, ACTIVATED or SUSPENDED.
        by_scim: Whether Okta made them.
    """

    id: str
    username: str
    local_account: str
    email: str
    first_name: str
    last_name: str
    display_name: str
    state: str
    password_date: float
    created: float
    by_scim: bool

    @property
    def account_name(self) -> str:
        """The name that the account has, or will have, on a device."""
        return self.local_account or self.username

    @property
    def name(self) -> str:
        """The name that people know, or the username of one who has none."""
        return self.display_name or f"{self.first_name} {self.last_name}".strip() or self.username


class DeviceRow(NamedTuple):
    """A device, and what its agent said of the accounts that JumpCloud rules there.

    Attributes:
        last_contact: In seconds since 1970; 0 if it never was.
        managed: Name of each such account, and whether it is disabled.
    """

    id: str
    name: str
    active: bool
    last_contact: float
    managed: tuple[tuple[str, bool], ...]


class ListCalls(Calls):
    """Whole lists. A page that is throttled is waited for; one that breaks off raises.

    JumpCloud publishes no limit: pages are asked for one after the other, never two at a time.
    """

    async def list_users(self) -> AsyncIterator[list[PersonRow]]:
        """Yield the pages of everybody, by id.

        Source: GET /api/systemusers?sort=_id
        """
        params = {"sort": "_id", "fields": PERSON_FIELDS}
        path = "/api/systemusers"
        async for page in self._api.pages_by_skip(path, params, size=A_PAGE, max_wait=LONGEST_WAIT):
            yield [_person(row) for row in page]

    async def list_systems(self) -> AsyncIterator[list[DeviceRow]]:
        """Yield the pages of all devices, by id.

        Source: GET /api/systems?sort=_id
        """
        params = {"sort": "_id", "fields": DEVICE_FIELDS}
        async for page in self._api.pages_by_skip(
            "/api/systems", params, size=A_PAGE, max_wait=LONGEST_WAIT
        ):
            yield [_device(row) for row in page]

    async def list_members(self, group_id: str) -> AsyncIterator[list[str]]:
        """Yield the pages of the ids of those who are in a group, by hand or by its rule.

        Raises:
            NotFound: no group has this id.

        Source: GET /api/v2/usergroups/{id}/members
        """
        path = f"/api/v2/usergroups/{segment(group_id)}/members"
        async for page in self._api.pages_by_skip(path, size=A_PAGE, max_wait=LONGEST_WAIT):
            yield [row_id("JumpCloud", part(edge, "to"), "id") for edge in page]


def _person(row: Any) -> PersonRow:
    return PersonRow(
        id=row_id("JumpCloud", row, "_id", "id"),
        username=text(row.get("username")),
        local_account=text(row.get("systemUsername")),
        email=text(row.get("email")),
        first_name=sys.intern(text(row.get("firstname"))),
        last_name=sys.intern(text(row.get("lastname"))),
        display_name=text(row.get("displayname")),
        state=sys.intern(text(row.get("state"))),
        password_date=seconds(row.get("password_date")),
        created=seconds(row.get("created")),
        by_scim="scim" in text(row.get("creationSource")),
    )


def _device(row: Any) -> DeviceRow:
    device_id = row_id("JumpCloud", row, "_id", "id")
    accounts = row.get("userMetrics")
    return DeviceRow(
        id=device_id,
        name=text(row.get("displayName")) or text(row.get("hostname")) or device_id,
        active=row.get("active") is True,
        last_contact=seconds(row.get("lastContact")),
        managed=tuple(
            (text(each.get("userName")), each.get("suspended") is True)
            for each in (accounts if isinstance(accounts, list) else ())
            if isinstance(each, dict) and each.get("managed") is True
        ),
    )
