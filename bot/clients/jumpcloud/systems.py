"""Devices in JumpCloud, and who is bound to them.

A binding that was taken is a line in a graph and no more: the agent does the work when the
device is online. What was done shows in the accounts that the device reports.
"""

from typing import Any, Final

from bot.client import Query, segment
from bot.clients.answers import Calls
from bot.clients.jumpcloud.answers import Association, ReportedAccount, System
from bot.errors import Conflict, NotFound

SEARCHED: Final = ("displayName", "hostname", "serialNumber")
LONGEST_TEXT: Final = 100
MOST_ACCOUNTS: Final = 1000


class SystemCalls(Calls):
    """Calls about devices."""

    async def search_systems(self, text: str, *, limit: int = 20) -> list[System]:
        """Find devices by a part of name or serial number. A person waits: it asks once.

        Args:
            text: Empty finds nothing.
            limit: At most 100.

        Source: POST /api/search/systems
        """
        if not (term := text.strip()[:LONGEST_TEXT]):
            return []
        body = {"searchFilter": {"searchTerm": term, "fields": list(SEARCHED)}, "limit": limit}
        answer = await self._api.send(
            "POST", "/api/search/systems", json=body, repeatable=True, retries=0
        )
        return self._read_all(System, answer)

    async def get_system(self, system_id: str) -> System:
        """Read a device and the accounts it reports.

        Raises:
            NotFound: no device has this id.

        Source: GET /api/systems/{id}
        """
        return self._read(System, await self._api.send("GET", f"/api/systems/{segment(system_id)}"))

    async def list_local_accounts(self, system_id: str) -> list[ReportedAccount]:
        """List the accounts that System Insights keeps of a device; empty where it is off.

        Older than what `get_system` tells: each row has the moment at which it was collected.

        Source: GET /api/v2/systeminsights/users?filter=system_id:eq:
        """
        params: Query = {"filter": f"system_id:eq:{system_id}", "limit": MOST_ACCOUNTS}
        answer = await self._api.send("GET", "/api/v2/systeminsights/users", params=params)
        return self._read_all(ReportedAccount, answer)

    async def lock_system(self, system_id: str) -> None:
        """Have a device lock its screen when it is next online; Windows and Linux only.

        Not repeatable: two calls are two locks.

        Raises:
            NotFound: no device has this id.
            Refused: the device cannot.

        Source: POST /api/systems/{id}/command/builtin/lock
        """
        path = f"/api/systems/{segment(system_id)}/command/builtin/lock"
        await self._api.send("POST", path)


class BindingCalls(Calls):
    """Calls about who is bound to which device."""

    async def list_system_users(self, system_id: str) -> list[Association]:
        """List the people who are bound to a device by themselves, not by a group.

        Raises:
            NotFound: no device has this id.

        Source: GET /api/v2/systems/{id}/associations?targets=user
        """
        path = f"/api/v2/systems/{segment(system_id)}/associations"
        pages = self._api.pages_by_skip(path, {"targets": "user"})
        edges = [edge async for page in pages for edge in page]
        return [self._read(Association, Association.of_edge(edge)) for edge in edges]

    async def list_user_systems(self, user_id: str) -> list[Association]:
        """List the devices that a person is bound to, by themselves or by groups.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/v2/users/{id}/systems
        """
        pages = self._api.pages_by_skip(f"/api/v2/users/{segment(user_id)}/systems")
        nodes = [node async for page in pages for node in page]
        return [self._read(Association, Association.of_traversal(node)) for node in nodes]

    async def bind(self, user_id: str, system_id: str, *, admin: bool) -> None:
        """Bind a person to a device; nothing if they are bound.

        An account that has the person's name there is taken over, password and all; otherwise
        one is made. A binding that exists keeps its rights, whatever `admin` says.

        Raises:
            NotFound: there is no such person or device.
            Refused: JumpCloud's reason.

        Source: POST /api/v2/users/{id}/associations
        """
        sudo = {"enabled": admin, "withoutPassword": False}
        try:
            await self._associate(user_id, system_id, op="add", attributes={"sudo": sudo})
        except Conflict:
            return

    async def unbind(self, user_id: str, system_id: str) -> None:
        """Undo a person's own binding to a device; nothing if there is none.

        The account there is disabled, not deleted, when the device is next online.

        Source: POST /api/v2/users/{id}/associations
        """
        try:
            await self._associate(user_id, system_id, op="remove")
        except (Conflict, NotFound):
            return

    async def _associate(self, user_id: str, system_id: str, **change: Any) -> None:
        body = {**change, "type": "system", "id": system_id}
        await self._api.send("POST", f"/api/v2/users/{segment(user_id)}/associations", json=body)
