"""Who is bound to what: users, devices and user groups, and the edges between them.

An edge says what shall be; the agent on the device makes it so when it is online. A dynamic group
holds whoever its query means, at every moment.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.jumpcloud.filters import Condition, Filter
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.table import Row, Table

Attributes = dict[str, Any] | None
Path = list[dict[str, Any]]
OPERATIONS: Final = ("add", "remove", "update")


@dataclass
class Group:
    """A user group: its row, its members' ids in the order they came, the devices it binds."""

    row: Row
    members: dict[str, None] = field(default_factory=dict)
    systems: dict[str, Attributes] = field(default_factory=dict)

    @property
    def dynamic(self) -> bool:
        """Whether the members come from a query."""
        return str(self.row["membershipMethod"]).startswith("DYNAMIC")

    def wants(self, user: Row) -> bool:
        """Say whether the query means this user."""
        terms = (self.row["memberQuery"] or {}).get("filters", [])
        conditions = (Condition(each["field"], each["operator"], each["value"]) for each in terms)
        return Filter(tuple(conditions)).holds(user)


class Graph:
    """The edges.

    Attributes:
        listeners: Called with a device's id whenever what shall be on it may have changed.
    """

    def __init__(self, users: Table, systems: Table, insights: Insights) -> None:
        self.groups: dict[str, Group] = {}
        self.listeners: list[Callable[[str], None]] = []
        self._users = users
        self._systems = systems
        self._insights = insights
        self._edges: dict[str, dict[str, Attributes]] = {}
        self._reverse: dict[str, dict[str, None]] = {}

    def operate(self, operation: str, user_id: str, system_id: str, attributes: Attributes) -> None:
        """Add, remove or update a direct edge.

        What a second `add` answers is not published; here it is a 409, and removing or updating
        an edge that is not there a 404.
        """
        if operation not in OPERATIONS:
            raise Problem(400, f"Bad Request: op must be one of {', '.join(OPERATIONS)}")
        if user_id not in self._users or system_id not in self._systems:
            raise not_found()
        edges = self._edges.setdefault(user_id, {})
        if operation == "add" and system_id in edges:
            raise Problem(409, "Already Exists")
        if operation != "add" and system_id not in edges:
            raise not_found()
        if operation == "remove":
            del edges[system_id]
            del self._reverse[system_id][user_id]
        else:
            edges[system_id] = attributes
            self._reverse.setdefault(system_id, {})[user_id] = None
        user, system = self._users.get(user_id), self._systems.get(system_id)
        if user and system:
            self._insights.edge_changed(operation, user, system, attributes)
        self.touch([system_id])

    def direct_systems(self, user_id: str) -> dict[str, Attributes]:
        """Map the devices that a user is bound to directly to the edges' attributes."""
        return self._edges.get(user_id, {})

    def direct_users(self, system_id: str) -> dict[str, Attributes]:
        """Map the users bound directly to a device to the edges' attributes."""
        return {each: self._edges[each][system_id] for each in self._reverse.get(system_id, ())}

    def groups_of(self, user_id: str) -> list[Group]:
        """List the groups that a user is in."""
        return [group for group in self.groups.values() if user_id in group.members]

    def systems_of(self, user_id: str) -> dict[str, list[Path]]:
        """Map every device that a user reaches to the paths that lead there."""
        found: dict[str, list[Path]] = {}
        for system_id, attributes in self.direct_systems(user_id).items():
            found.setdefault(system_id, []).append([edge("system", system_id, attributes)])
        for group in self.groups_of(user_id):
            through = edge("user_group", group.row["id"])
            for system_id, attributes in group.systems.items():
                path = [through, edge("system", system_id, attributes)]
                found.setdefault(system_id, []).append(path)
        return found

    def users_of(self, system_id: str) -> dict[str, list[Path]]:
        """Map every user who reaches a device to the paths that lead from it to them."""
        found: dict[str, list[Path]] = {}
        for user_id, attributes in self.direct_users(system_id).items():
            found.setdefault(user_id, []).append([edge("user", user_id, attributes)])
        for group in self.groups.values():
            if system_id not in group.systems:
                continue
            through = edge("user_group", group.row["id"], group.systems[system_id])
            for user_id in group.members:
                found.setdefault(user_id, []).append([through, edge("user", user_id)])
        return found

    def put_group(self, group: Group) -> None:
        """Add a group; a dynamic one fills at once."""
        self.groups[group.row["id"]] = group
        for user in self._users if group.dynamic else ():
            self._place(group, user)

    def enlist(self, group_id: str, operation: str, user_id: str) -> None:
        """Add a member to a group, or remove one; a dynamic group takes neither."""
        group = self.groups.get(group_id)
        if group is None or user_id not in self._users:
            raise not_found()
        if operation not in ("add", "remove"):
            raise Problem(400, "Bad Request: op must be add or remove")
        if group.dynamic:
            raise Problem(400, "Bad Request: members of a dynamic group cannot be changed")
        if operation == "add" and user_id in group.members:
            raise Problem(409, "Already Exists")
        if operation == "remove" and user_id not in group.members:
            raise not_found()
        self._set_member(group, user_id, wanted=operation == "add")

    def bind_group(self, group_id: str, system_id: str, attributes: Attributes = None) -> None:
        """Bind everyone in a group to a device."""
        self.groups[group_id].systems[system_id] = attributes
        self.touch([system_id])

    def user_changed(self, user: Row) -> None:
        """Place a new or changed user in the dynamic groups, and tell the devices they reach."""
        for group in self.groups.values():
            if group.dynamic:
                self._place(group, user)
        self.touch(list(self.systems_of(user["_id"])))

    def _place(self, group: Group, user: Row) -> None:
        wanted = group.wants(user)
        if wanted != (user["_id"] in group.members):
            self._set_member(group, user["_id"], wanted=wanted)

    def _set_member(self, group: Group, user_id: str, *, wanted: bool) -> None:
        if wanted:
            group.members[user_id] = None
        else:
            del group.members[user_id]
        self.touch(list(group.systems))

    def touch(self, system_ids: list[str]) -> None:
        """Tell the listeners to look at these devices again."""
        for system_id in system_ids:
            for listener in self.listeners:
                listener(system_id)


def edge(kind: str, target_id: str, attributes: Attributes = None) -> dict[str, Any]:
    """Draw one edge, seen from where it starts."""
    return {"to": {"id": target_id, "type": kind, "attributes": None}, "attributes": attributes}


def sudo(paths: list[Path]) -> bool:
    """Say whether one of these paths gives administrator rights."""
    hops = (hop["attributes"] or {} for path in paths for hop in path)
    return any((hop.get("sudo") or {}).get("enabled", False) for hop in hops)


def compiled(paths: list[Path]) -> Attributes:
    """Merge the attributes along all paths; None where no edge has any, as in the real one."""
    if not any(hop["attributes"] for path in paths for hop in path):
        return None
    rights = {"enabled": sudo(paths), "withoutPassword": False}
    return {"sudo": rights, "passwordSource": "JumpCloud"}
