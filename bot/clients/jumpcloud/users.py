"""People in JumpCloud: finding them, and the few changes that Okta cannot make."""

import re
from collections.abc import Callable
from typing import Any, Final

from bot.client import segment
from bot.clients.answers import Calls
from bot.clients.jumpcloud.answers import JumpCloudUser, Organization, UserGroup
from bot.errors import NotFound

USERS: Final = "/api/systemusers"
SEARCHED: Final = ("email", "username", "firstname", "lastname", "displayname")
LONGEST_TEXT: Final = 100
MOST_FOUND: Final = 100


class UserCalls(Calls):
    """Calls about people."""

    async def find_user(
        self, *, username: str | None = None, email: str | None = None
    ) -> JumpCloudUser | None:
        """Find the person with a username, an e-mail, or both; in any case, live.

        Source: POST /api/search/systemusers
        """
        wanted = {name: text for name, text in (("username", username), ("email", email)) if text}
        return await self._find(
            wanted,
            lambda user: (
                (not username or user.username.casefold() == username.casefold())
                and (not email or user.email.casefold() == email.casefold())
            ),
        )

    async def find_user_by_local_account(self, name: str) -> JumpCloudUser | None:
        """Find the person whose account has a name of its own on devices; in any case, live.

        Case counts on a device, but two people whose names differ by it are a trap as well.

        Source: POST /api/search/systemusers
        """
        return await self._find(
            {"systemUsername": name}, lambda user: user.local_account.casefold() == name.casefold()
        )

    async def get_user(self, user_id: str) -> JumpCloudUser:
        """Read a person.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/systemusers/{id}
        """
        return self._read(JumpCloudUser, await self._api.send("GET", f"{USERS}/{segment(user_id)}"))

    async def search_users(self, text: str, *, limit: int = 20) -> list[JumpCloudUser]:
        """Find people by a part of name, username or e-mail. A person waits: it asks once.

        Args:
            text: Empty finds nobody.
            limit: At most 100.

        Source: POST /api/search/systemusers
        """
        if not (term := text.strip()[:LONGEST_TEXT]):
            return []
        body = {"searchFilter": {"searchTerm": term, "fields": list(SEARCHED)}, "limit": limit}
        answer = await self._api.send(
            "POST", "/api/search/systemusers", json=body, repeatable=True, retries=0
        )
        return self._read_all(JumpCloudUser, answer)

    async def activate_user(self, user_id: str) -> None:
        """Activate a person who is STAGED, without a mail: nobody sets a password here.

        Raises:
            NotFound: nobody has this id.
            Refused: not in this state.

        Source: POST /api/systemusers/{id}/state/activate
        """
        path = f"{USERS}/{segment(user_id)}/state/activate"
        await self._api.send("POST", path, json={"email": False})

    async def suspend_user(self, user_id: str) -> None:
        """Suspend a person: signed out of their devices, their accounts there disabled.

        Groups and bindings are kept. Okta is not told.

        Raises:
            NotFound: nobody has this id.

        Source: POST /api/systemusers/{id}/state/suspend
        """
        await self._api.send("POST", f"{USERS}/{segment(user_id)}/state/suspend")

    async def restore_user(self, user_id: str) -> None:
        """Activate a person who is SUSPENDED; their accounts on devices are enabled again.

        Both fields are sent: JumpCloud refuses the pair out of step.

        Raises:
            NotFound: nobody has this id.
            Refused: JumpCloud's reason.

        Source: PUT /api/systemusers/{id}
        """
        body = {"state": "ACTIVATED", "suspended": False}
        await self._api.send("PUT", f"{USERS}/{segment(user_id)}", json=body, repeatable=True)

    async def set_local_account(self, user_id: str, name: str) -> JumpCloudUser:
        """Set the name that a person's account has on devices, before they are bound to one.

        Read it back: the field is not part of JumpCloud's published description.

        Args:
            name: Exactly as the device has it; empty for the username.

        Raises:
            NotFound: nobody has this id.
            Refused: the name is somebody else's, or JumpCloud's reason.

        Source: PUT /api/systemusers/{id}
        """
        path = f"{USERS}/{segment(user_id)}"
        await self._api.send("PUT", path, json={"systemUsername": name}, repeatable=True)
        return await self.get_user(user_id)

    async def _find(
        self, wanted: dict[str, str], fits: Callable[[JumpCloudUser], bool]
    ) -> JumpCloudUser | None:
        if not wanted:
            raise ValueError("say whom to find")
        # A filter that JumpCloud does not understand finds everybody: hence `fits`.
        terms = [{name: {"$regex": exactly(text)}} for name, text in wanted.items()]
        body: dict[str, Any] = {"filter": {"and": terms}, "limit": MOST_FOUND, "sort": "_id"}
        answer = await self._api.send("POST", "/api/search/systemusers", json=body, repeatable=True)
        return next(filter(fits, self._read_all(JumpCloudUser, answer)), None)


class GroupCalls(Calls):
    """Calls about groups of people."""

    async def get_user_group(self, group_id: str) -> UserGroup:
        """Read a group.

        Raises:
            NotFound: no group has this id.

        Source: GET /api/v2/usergroups/{id}
        """
        path = f"/api/v2/usergroups/{segment(group_id)}"
        return self._read(UserGroup, await self._api.send("GET", path))

    async def is_member(self, group_id: str, user_id: str) -> bool:
        """Tell whether a person is in a group, by hand or by its rule.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/v2/users/{id}/memberof
        """
        pages = self._api.pages_by_skip(f"/api/v2/users/{segment(user_id)}/memberof")
        async for page in pages:
            if any(isinstance(group, dict) and group.get("id") == group_id for group in page):
                return True
        return False


class OrganizationCalls(Calls):
    """Calls about the organization."""

    async def check(self) -> str:
        """Return the organization's name: the smallest proof that the credentials are right.

        A key of another region is refused like a wrong one.

        Raises:
            NotFound: the credentials see no organization.

        Source: GET /api/organizations
        """
        return (await self._organization()).display_name

    async def get_default_state(self) -> str:
        """Return the state of people whom Okta makes: ACTIVATED or STAGED; empty if not told.

        Raises:
            NotFound: the credentials see no organization.

        Source: GET /api/organizations and GET /api/organizations/{id}
        """
        organization = await self._organization()
        path = f"/api/organizations/{segment(organization.id)}"
        return self._read(Organization, await self._api.send("GET", path)).default_state

    async def _organization(self) -> Organization:
        # With an x-org-id it is the only one listed; without, the credentials have only one.
        answer = await self._api.send("GET", "/api/organizations", params={"limit": 1})
        found = self._read_all(Organization, answer)
        if not found:
            raise NotFound("JumpCloud shows no organization to these credentials", "JumpCloud")
        return found[0]


def exactly(text: str) -> str:
    """Write a search for a whole value in any case; what has a meaning there is escaped."""
    return f"(?i)(^{re.escape(text)}$)"
