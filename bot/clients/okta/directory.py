"""Groups, apps and the organization in Okta."""

from typing import Final

from bot.client import Query, segment
from bot.clients.answers import Calls
from bot.clients.okta.answers import App, AppUser, Group, Org, Role
from bot.clients.okta.query import containing
from bot.errors import Conflict, NotFound

GROUPS: Final = "/api/v1/groups"
APPS: Final = "/api/v1/apps"


class GroupCalls(Calls):
    """Calls about groups."""

    async def list_user_groups(self, user_id: str) -> list[Group]:
        """List the groups that a person is in, Everyone too.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/v1/users/{id}/groups
        """
        pages = self._api.pages(f"/api/v1/users/{segment(user_id)}/groups")
        return [group async for page in pages for group in self._read_all(Group, page)]

    async def list_group_roles(self, group_id: str) -> list[Role]:
        """List the administrator's roles that a group gives to its members.

        Raises:
            NotFound: no group has this id.

        Source: GET /api/v1/groups/{id}/roles
        """
        answer = await self._api.send("GET", f"/api/v1/groups/{segment(group_id)}/roles")
        return self._read_all(Role, answer)

    async def search_groups(self, text: str, *, limit: int = 20) -> list[Group]:
        """Find the groups that take members from us by parts of their name.

        A person waits for this: it asks once. The index lags behind by seconds.

        Args:
            text: Every word must be found; no word finds nothing.

        Source: GET /api/v1/groups?search=
        """
        if not (words := containing(text, ["profile.name"])):
            return []
        params: Query = {"search": f'type eq "OKTA_GROUP" and {words}', "limit": limit}
        answer = await self._api.send("GET", GROUPS, params=params, retries=0)
        return [group for group in self._read_all(Group, answer) if group.type == "OKTA_GROUP"]

    async def get_group(self, group_id: str) -> Group:
        """Read a group.

        Raises:
            NotFound: no group has this id.

        Source: GET /api/v1/groups/{id}
        """
        return self._read(Group, await self._api.send("GET", f"{GROUPS}/{segment(group_id)}"))

    async def list_group_apps(self, group_id: str) -> list[App]:
        """List the apps that a group's members get.

        Raises:
            NotFound: no group has this id.

        Source: GET /api/v1/groups/{id}/apps
        """
        pages = self._api.pages(f"{GROUPS}/{segment(group_id)}/apps")
        return [app async for page in pages for app in self._read_all(App, page)]

    async def add_to_group(self, group_id: str, user_id: str) -> None:
        """Put a person into a group; nothing if they are in it.

        Raises:
            NotFound: there is no such group or person, or the person is deactivated.
            Refused: the group is not of type OKTA_GROUP.
            Unauthorized: the group makes administrators, which takes a super administrator.

        Source: PUT /api/v1/groups/{id}/users/{id}
        """
        await self._api.send("PUT", f"{GROUPS}/{segment(group_id)}/users/{segment(user_id)}")

    async def remove_from_group(self, group_id: str, user_id: str) -> None:
        """Take a person out of a group; nothing if they are not in it.

        A rule that had put them in does not do so again.

        Raises:
            NotFound: there is no such group or person.
            Refused: the group is not of type OKTA_GROUP.

        Source: DELETE /api/v1/groups/{id}/users/{id}
        """
        await self._api.send("DELETE", f"{GROUPS}/{segment(group_id)}/users/{segment(user_id)}")


class AppCalls(Calls):
    """Calls about apps, and how far their provisioning has come. A small rate limit: 100/min."""

    async def get_app(self, app_id: str) -> App:
        """Read an app instance.

        Raises:
            NotFound: no app has this id.

        Source: GET /api/v1/apps/{id}
        """
        return self._read(App, await self._api.send("GET", f"{APPS}/{segment(app_id)}"))

    async def find_app_user(self, app_id: str, user_id: str) -> AppUser | None:
        """Find a person's assignment to an app; live.

        None also where there is no such app or person.

        Source: GET /api/v1/apps/{id}/users/{id}
        """
        path = f"{APPS}/{segment(app_id)}/users/{segment(user_id)}"
        try:
            answer = await self._api.send("GET", path)
        except NotFound:
            return None
        return self._read(AppUser, answer)

    async def assign_app(self, app_id: str, user_id: str, username: str) -> None:
        """Assign an app to a person, whatever their groups; nothing if it is assigned.

        Args:
            username: Their name in the app.

        Raises:
            NotFound: there is no such app or person.
            Refused: the person is not active, or the app does not fit.

        Source: POST /api/v1/apps/{id}/users
        """
        body = {
            "id": user_id,
            "scope": "USER",
            "credentials": {"userName": username},
            "profile": {},
        }
        try:
            await self._api.send("POST", f"{APPS}/{segment(app_id)}/users", json=body)
        except Conflict:
            return


class OrgCalls(Calls):
    """Calls about the organization."""

    async def get_org(self) -> Org:
        """Read the organization: the smallest proof that address and credentials are right.

        Raises:
            Unauthorized: the credentials are refused, or lack `okta.orgs.read`.

        Source: GET /api/v1/org
        """
        return self._read(Org, await self._api.send("GET", "/api/v1/org"))
