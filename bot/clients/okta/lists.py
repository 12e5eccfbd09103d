"""Everybody in Okta, page after page, in lean rows: for what reads a whole directory at once."""

import sys
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from bot.client import Query, segment
from bot.clients.answers import Calls, part, row_id, seconds, text
from bot.clients.okta.query import quoted
from bot.errors import NotFound

USERS: Final = "/api/v1/users"
USERS_A_PAGE: Final = 200
ASSIGNMENTS_A_PAGE: Final = 500
FIELDS: Final = (
    "id,status,created,statusChanged,lastUpdated,lastLogin,passwordChanged,"
    "profile:(login,email,firstName,lastName)"
)
LONGEST_WAIT: Final = 90.0
"""Seconds that a page may be waited for: a window of the rate limit, and some more."""


class UserRow(NamedTuple):
    """A person; times are in seconds since 1970, 0 where there was none.

    Attributes:
        changed: When the status or the profile changed last.
        password_from: When Okta last had a reason to push a password: it was changed, or the
            person signed in.
    """

    id: str
    status: str
    login: str
    email: str
    first_name: str
    last_name: str
    changed: float
    password_from: float


class AssignmentRow(NamedTuple):
    """A person's assignment to an app; times are in seconds since 1970.

    Attributes:
        external_id: The person's id in the app; empty until the app has answered.
        user_name, email, first_name, last_name: What Okta pushes; empty where it pushes none.
        since: Since when it has this status.
        changed: When anything of it changed last.
    """

    user_id: str
    external_id: str
    status: str
    sync_state: str
    user_name: str
    email: str
    first_name: str
    last_name: str
    since: float
    changed: float


class ListCalls(Calls):
    """Lists of everybody. A page that is throttled is waited for; one that breaks off raises."""

    async def list_users(self) -> AsyncIterator[list[UserRow]]:
        """Yield the pages of everybody who is not deactivated; live.

        Source: GET /api/v1/users?fields=
        """
        params: Query = {"limit": USERS_A_PAGE, "fields": FIELDS}
        async for page in self._api.pages(USERS, params, max_wait=LONGEST_WAIT):
            yield [_user(row) for row in page]

    async def list_users_changed(self, since: datetime) -> AsyncIterator[list[UserRow]]:
        """Yield the pages of those whose status or profile changed, deactivated ones too; live.

        Source: GET /api/v1/users?filter=lastUpdated gt
        """
        expression = f'lastUpdated gt "{since:%Y-%m-%dT%H:%M:%S.000Z}"'
        params: Query = {"limit": USERS_A_PAGE, "filter": expression, "fields": FIELDS}
        async for page in self._api.pages(USERS, params, max_wait=LONGEST_WAIT):
            yield [_user(row) for row in page]

    async def list_users_named(self, addresses: Sequence[str]) -> list[UserRow]:
        """List who has one of these as e-mail or login, in any case, deactivated ones too.

        The index lags behind by seconds.

        Args:
            addresses: At most 20: an expression that is too long is refused.

        Source: GET /api/v1/users?search=
        """
        terms = (
            f"{name} eq {quoted(address)}"
            for address in addresses
            for name in ("profile.email", "profile.login")
        )
        params: Query = {"limit": USERS_A_PAGE, "search": " or ".join(terms), "fields": FIELDS}
        pages = self._api.pages(USERS, params, max_wait=LONGEST_WAIT)
        return [_user(row) async for page in pages for row in page]

    async def list_app_users(self, app_id: str) -> AsyncIterator[list[AssignmentRow]]:
        """Yield the pages of an app's assignments.

        Raises:
            NotFound: no app has this id.

        Source: GET /api/v1/apps/{id}/users
        """
        path, params = f"/api/v1/apps/{segment(app_id)}/users", {"limit": ASSIGNMENTS_A_PAGE}
        async for page in self._api.pages(path, params, max_wait=LONGEST_WAIT):
            yield [_assignment(row) for row in page]

    async def find_assigned(self, app_id: str, external_id: str) -> str:
        """Find whose assignment names an id in the app; their Okta id, empty where none does.

        Okta looks nobody up by it: the pages are read until one has it, all of them for nobody.
        Empty also where there is no such app.

        Source: GET /api/v1/apps/{id}/users
        """
        try:
            async for page in self.list_app_users(app_id):
                for row in page:
                    if row.external_id == external_id:
                        return row.user_id
        except NotFound:
            return ""
        return ""


def _user(row: Any) -> UserRow:
    user_id, profile = row_id("Okta", row, "id"), part(row, "profile")
    changes = (row.get("statusChanged"), row.get("lastUpdated"), row.get("created"))
    return UserRow(
        id=user_id,
        status=_often(row.get("status")),
        login=text(profile.get("login")),
        email=text(profile.get("email")),
        first_name=_often(profile.get("firstName")),
        last_name=_often(profile.get("lastName")),
        changed=max(map(seconds, changes)),
        password_from=max(seconds(row.get("passwordChanged")), seconds(row.get("lastLogin"))),
    )


def _assignment(row: Any) -> AssignmentRow:
    user_id, profile = row_id("Okta", row, "id"), part(row, "profile")
    since = seconds(row.get("statusChanged"))
    return AssignmentRow(
        user_id=user_id,
        external_id=text(row.get("externalId")),
        status=_often(row.get("status")),
        sync_state=_often(row.get("syncState")),
        user_name=text(part(row, "credentials").get("userName")),
        email=text(profile.get("email")),
        first_name=_often(profile.get("firstName")),
        last_name=_often(profile.get("lastName")),
        since=since,
        changed=max(since, seconds(row.get("lastUpdated"))),
    )


def _often(value: Any) -> str:
    """Keep once what many people have: a hundred thousand of them are held at a time."""
    return sys.intern(text(value))
