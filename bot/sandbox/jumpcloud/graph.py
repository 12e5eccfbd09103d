"""Who is bound to what: people, devices, groups and policies, and the edges between them.

An edge says what shall be; the agent on the device makes it so when it is online. A group and
its members are joined by an edge as well, but only `enlist` makes one.
"""

from collections.abc import Callable, Container
from typing import Any, Final, NamedTuple

from bot.sandbox.jumpcloud.group import Group
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.table import Row, Table

Attributes = dict[str, Any] | None
Path = list[dict[str, Any]]
OPERATIONS: Final = ("add", "remove", "update")
# What may be associated with what.
TARGETS: Final[dict[str, frozenset[str]]] = {
    "user": frozenset({"system", "system_group", "policy", "idp_routing_policy"}),
    "system": frozenset({"user", "user_group", "policy"}),
    "user_group": frozenset({"system", "system_group", "policy", "idp_routing_policy"}),
    "system_group": frozenset({"user", "user_group", "policy"}),
    "policy": frozenset({"system", "system_group", "user", "user_group"}),
    "idp_routing_policy": frozenset({"user", "user_group"}),
}
MEMBERS: Final = {"user_group": "user", "system_group": "system"}
# By which kinds of node one end is reached from the other, nearest first.
WAYS: Final[dict[tuple[str, str], tuple[tuple[str, ...], ...]]] = {
    ("user", "system"): (
        ("system",),
        ("user_group", "system"),
        ("system_group", "system"),
        ("user_group", "system_group", "system"),
    ),
    ("system", "user"): (
        ("user",),
        ("user_group", "user"),
        ("system_group", "user"),
        ("system_group", "user_group", "user"),
    ),
    ("user", "user_group"): (("user_group",),),
    ("user", "system_group"): (("system_group",), ("user_group", "system_group")),
    ("system", "system_group"): (("system_group",),),
    ("system", "user_group"): (("user_group",), ("system_group", "user_group")),
    ("system", "policy"): (("policy",), ("system_group", "policy")),
    ("user_group", "user"): (("user",),),
    ("user_group", "system"): (("system",), ("system_group", "system")),
    ("user_group", "system_group"): (("system_group",),),
    ("system_group", "system"): (("system",),),
    ("system_group", "user"): (("user",), ("user_group", "user")),
    ("system_group", "user_group"): (("user_group",),),
    ("policy", "system"): (("system",), ("system_group", "system")),
    ("policy", "system_group"): (("system_group",),),
    ("idp_routing_policy", "user"): (("user",), ("user_group", "user")),
    ("idp_routing_policy", "user_group"): (("user_group",),),
}


class Node(NamedTuple):
    """One end of an edge."""

    kind: str
    id: str


class Graph:
    """The edges.

    Attributes:
        groups: The user groups by id, `system_groups` those of devices.
        listeners: Called with a device's id whenever what shall be on it may have changed.
    """

    def __init__(self, users: Table, systems: Table, insights: Insights) -> None:
        self.groups: dict[str, Group] = {}
        self.system_groups: dict[str, Group] = {}
        self.listeners: list[Callable[[str], None]] = []
        self.names: dict[str, Callable[[str], str]] = {}
        self._insights = insights
        self._links: dict[Node, dict[str, dict[str, Attributes]]] = {}
        self._known: dict[str, Container[str] | Table] = {
            "user": users,
            "system": systems,
            "user_group": self.groups,
            "system_group": self.system_groups,
        }

    def register(self, kind: str, known: Container[str]) -> None:
        """Tell which ids of another kind there are."""
        self._known[kind] = known

    def check(self, node: Node) -> None:
        """Refuse what is not there.

        Raises:
            Problem: 404.
        """
        if node.id not in self._known.get(node.kind, ()):
            raise not_found()

    def associate(self, operation: str, start: Node, end: Node, attributes: Attributes) -> None:
        """Add, remove or update a direct edge.

        What a second `add` answers is not published; here it is a 409, and removing or updating
        an edge that is not there a 404.

        Raises:
            Problem: 400, 404 or 409.
        """
        if operation not in OPERATIONS:
            raise Problem(400, f"Bad Request: op must be one of {', '.join(OPERATIONS)}")
        if end.kind not in TARGETS[start.kind]:
            raise Problem(400, f'Bad Request: invalid type "{end.kind}"')
        _check_attributes(attributes)
        self.check(start)
        self.check(end)
        self._operate(operation, start, end, attributes)
        self._insights.edge_changed(operation, self._end(start), self._end(end), attributes)
        self._spread(start, end)

    def enlist(self, group_id: str, operation: str, member_id: str) -> None:
        """Add a member to a group, or remove one; a dynamic group takes neither.

        Raises:
            Problem: 400, 404 or 409.
        """
        group = self.groups.get(group_id) or self.system_groups.get(group_id)
        if group is None:
            raise not_found()
        self.check(Node(MEMBERS[group.kind], member_id))
        if operation not in ("add", "remove"):
            raise Problem(400, "Bad Request: op must be add or remove")
        if group.dynamic:
            raise Problem(400, "Bad Request: members of a dynamic group cannot be changed")
        self._enlist(operation, group, member_id, by_rule=False)

    def place(self, group: Group, member_id: str, *, wanted: bool) -> None:
        """Make somebody a member or not, as a group's rule says."""
        if wanted != (member_id in group.members):
            self._enlist("add" if wanted else "remove", group, member_id, by_rule=True)

    def member_changed(self, group: Group, member_id: str) -> None:
        """Tell the devices that a new or lost member makes a difference to."""
        self._spread(_node(group), Node(MEMBERS[group.kind], member_id))

    def put_group(self, group: Group) -> None:
        """Add a group, or replace the one of its id; its members stay."""
        groups = self.groups if group.kind == "user_group" else self.system_groups
        groups[group.id] = group
        links = self._links.setdefault(_node(group), {})
        group.members = links.setdefault(MEMBERS[group.kind], {})

    def remove(self, node: Node) -> None:
        """Cut every edge of something that is deleted, and tell the devices."""
        touched = list(self.reach(node, "system")) if (node.kind, "system") in WAYS else []
        for kind, ends in self._links.pop(node, {}).items():
            for each in ends:
                del self._links[Node(kind, each)][node.kind][node.id]
        self.groups.pop(node.id, None)
        self.system_groups.pop(node.id, None)
        self.touch(touched)

    def direct(self, node: Node, kind: str) -> dict[str, Attributes]:
        """Map what a node is directly bound to, of one kind, to the edges' attributes."""
        return self._links.get(node, {}).get(kind, {})

    def reach(self, node: Node, kind: str) -> dict[str, list[Path]]:
        """Map all of a kind that is reached from a node to the paths that lead there."""
        found: dict[str, list[Path]] = {}
        for way in WAYS[node.kind, kind]:
            self._follow(node, way, [], found)
        return found

    def systems_of(self, user_id: str) -> dict[str, list[Path]]:
        """Map every device that a user reaches to the paths that lead there."""
        return self.reach(Node("user", user_id), "system")

    def users_of(self, system_id: str) -> dict[str, list[Path]]:
        """Map every user who reaches a device to the paths that lead from it to them."""
        return self.reach(Node("system", system_id), "user")

    def groups_of(self, user_id: str) -> list[Group]:
        """List the groups that a user is in."""
        return [self.groups[each] for each in self.direct(Node("user", user_id), "user_group")]

    def bind_group(self, group_id: str, system_id: str, attributes: Attributes = None) -> None:
        """Bind everyone in a group to a device."""
        start, end = Node("user_group", group_id), Node("system", system_id)
        operation = "update" if system_id in self.direct(start, "system") else "add"
        self.associate(operation, start, end, attributes)

    def touch(self, system_ids: list[str]) -> None:
        """Tell the listeners to look at these devices again."""
        for system_id in system_ids:
            for listener in self.listeners:
                listener(system_id)

    def _follow(
        self, node: Node, way: tuple[str, ...], path: Path, found: dict[str, list[Path]]
    ) -> None:
        for each, attributes in self.direct(node, way[0]).items():
            longer = [*path, edge(way[0], each, attributes)]
            if len(way) == 1:
                found.setdefault(each, []).append(longer)
            else:
                self._follow(Node(way[0], each), way[1:], longer, found)

    def _enlist(self, operation: str, group: Group, member_id: str, *, by_rule: bool) -> None:
        start, end = _node(group), Node(MEMBERS[group.kind], member_id)
        self._operate(operation, start, end, None)
        ends = self._end(start), self._end(end)
        self._insights.edge_changed(operation, *ends, None, by_rule=by_rule)
        self.member_changed(group, member_id)

    def _operate(self, operation: str, start: Node, end: Node, attributes: Attributes) -> None:
        there = self._links.setdefault(start, {}).setdefault(end.kind, {})
        back = self._links.setdefault(end, {}).setdefault(start.kind, {})
        if operation == "add" and end.id in there:
            raise Problem(409, "Already Exists")
        if operation != "add" and end.id not in there:
            raise not_found()
        if operation == "remove":
            del there[end.id], back[start.id]
        else:
            there[end.id] = back[start.id] = attributes

    def _spread(self, start: Node, end: Node) -> None:
        """Tell the devices that an edge between these two makes a difference to."""
        kinds = {start.kind: start, end.kind: end}
        if system := kinds.get("system"):
            self.touch([system.id])
        elif group := kinds.get("system_group") or kinds.get("user_group"):
            self.touch(list(self.reach(group, "system")))

    def _end(self, node: Node) -> Row:
        name = self.names[node.kind](node.id) if node.kind in self.names else ""
        return {"name": name, "type": node.kind, "object_id": node.id}


def _node(group: Group) -> Node:
    return Node(group.kind, group.id)


def _check_attributes(attributes: Any) -> None:
    if attributes is not None and not isinstance(attributes, dict):
        raise Problem(400, "Bad Request: attributes must be an object")
    rights = (attributes or {}).get("sudo")
    if rights is None:
        return
    flags = rights.values() if isinstance(rights, dict) else [None]
    if not all(isinstance(each, bool) for each in flags):
        raise Problem(400, "Bad Request: sudo must hold enabled and withoutPassword")


def edge(kind: str, target_id: str, attributes: Attributes = None) -> dict[str, Any]:
    """Draw one edge, seen from where it starts."""
    return {"to": {"id": target_id, "type": kind, "attributes": None}, "attributes": attributes}


def sudo(paths: list[Path], right: str = "enabled") -> bool:
    """Say whether one of these paths gives administrator rights, or those without a password."""
    hops = (hop["attributes"] or {} for path in paths for hop in path)
    return any((hop.get("sudo") or {}).get(right, False) for hop in hops)


def compiled(paths: list[Path]) -> Attributes:
    """Merge the attributes along all paths; None where no edge has any, as in the real one."""
    merged: dict[str, Any] = {}
    for hop in (hop for path in paths for hop in path):
        merged |= hop["attributes"] or {}
    if not merged:
        return None
    rights = {"enabled": sudo(paths), "withoutPassword": sudo(paths, "withoutPassword")}
    return merged | {"sudo": rights, "passwordSource": "JumpCloud"}
