"""API v2: groups of users and of devices, and who is in them."""

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.grammar import v2_query
from bot.sandbox.jumpcloud.graph import MEMBERS, Graph, Node, edge
from bot.sandbox.jumpcloud.group import Group, group_row
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.membership import Membership
from bot.sandbox.jumpcloud.problem import Problem, not_found, read_window
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.web import Call, Endpoint, done
from bot.sandbox.store import World

READ: Final = "groups groups.readonly"
QUERIES: Final = frozenset(
    {
        *("memberQuery", "memberQueryExemptions", "memberQueryErrorFlags"),
        *("memberSuggestionsNotify", "suggestionCounts"),
    }
)
PLACES: Final = {"user_group": "/usergroups", "system_group": "/systemgroups"}
# Who may read the members, and who may change them.
FAMILIES: Final = {
    "user_group": ("users users.readonly", "groups"),
    "system_group": ("systems systems.readonly", "groups groups.self"),
}


class GroupsV2:
    """The endpoints for groups of one kind."""

    def __init__(
        self, kind: str, world: World, graph: Graph, membership: Membership, insights: Insights
    ) -> None:
        self._kind = kind
        self._world = world
        self._graph = graph
        self._membership = membership
        self._insights = insights
        self._groups = graph.groups if kind == "user_group" else graph.system_groups

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        place = PLACES[self._kind]
        group = f"{place}/{{id}}"
        read, write = FAMILIES[self._kind]
        return [
            Endpoint("GET", place, self._list, READ),
            Endpoint("POST", place, self._create, "groups"),
            Endpoint("GET", group, self._get, READ),
            Endpoint("PUT", group, self._replace, "groups"),
            Endpoint("DELETE", group, self._delete, "groups"),
            Endpoint("GET", f"{group}/members", self._members, read),
            Endpoint("POST", f"{group}/members", self._enlist, write),
            Endpoint("GET", f"{group}/suggestions", self._suggestions, "groups"),
            Endpoint("POST", f"{group}/suggestions", self._accept, "groups"),
        ]

    def _list(self, call: Call) -> Response:
        return listed(call, [self._shown(each) for each in self._groups.values()])

    def _get(self, call: Call) -> Response:
        return JSONResponse(self._shown(self._found(call)))

    def _create(self, call: Call) -> Response:
        row = self._read(call, self._world.jumpcloud_id())
        group = Group(row)
        self._membership.put(group)
        return self._told("group_create", group, 201)

    def _replace(self, call: Call) -> Response:
        old = self._found(call)
        group = Group(self._read(call, old.id))
        self._membership.put(group)
        return self._told("group_update", group, 200)

    def _delete(self, call: Call) -> Response:
        group = self._found(call)
        self._graph.remove(Node(self._kind, group.id))
        return self._told("group_delete", group, 200)

    def _members(self, call: Call) -> Response:
        start, end = read_window(call.query)
        found = list(self._found(call).members)[start:end]
        return JSONResponse([edge(MEMBERS[self._kind], each) for each in found])

    def _enlist(self, call: Call) -> Response:
        self._found(call)
        body = call.body()
        if body.get("type") != MEMBERS[self._kind]:
            raise Problem(400, f'Bad Request: invalid type "{body.get("type")}"')
        self._graph.enlist(call.id, str(body.get("op")), str(body.get("id", "")))
        self._world.changed()
        return done()

    def _suggestions(self, call: Call) -> Response:
        start, end = read_window(call.query)
        found = list(self._membership.suggested(self._found(call)).items())
        member = MEMBERS[self._kind]
        return JSONResponse(
            [{"object": {"id": each, "type": member}, "op": op} for each, op in found[start:end]]
        )

    def _accept(self, call: Call) -> Response:
        group, wanted = self._found(call), call.body().get("user_ids")
        if not isinstance(wanted, list):
            raise Problem(400, "Bad Request: user_ids is required")
        moved = self._membership.accept(group, map(str, wanted))
        missing = [each for each in wanted if each not in moved]
        return JSONResponse({"suggestions_found": moved, "suggestions_not_found": missing})

    def _found(self, call: Call) -> Group:
        group = self._groups.get(call.id)
        if group is None:
            raise not_found()
        return group

    def _read(self, call: Call, group_id: str) -> Row:
        body = call.body()
        row = group_row(group_id, self._kind, body, dsl=call.headers.get("x-query-dsl", "v1"))
        rivals = (each for each in self._groups.values() if each.id != group_id)
        if any(each.row["name"] == row["name"] for each in rivals):
            raise Problem(409, "Already Exists")
        return row

    def _shown(self, group: Group) -> Row:
        suggested = list(self._membership.suggested(group).values())
        if not suggested:
            return group.row
        counts = {op: suggested.count(op) for op in ("add", "remove")}
        return group.row | {"suggestionCounts": counts | {"total": len(suggested)}}

    def _told(self, kind: str, group: Group, status: int) -> Response:
        self._insights.about_group(kind, group.row)
        self._world.changed()
        return JSONResponse(self._shown(group), status)


def all_groups(graph: Graph) -> Endpoint:
    """Make the endpoint that lists the groups of both kinds."""

    def answer(call: Call) -> Response:
        groups = (*graph.groups.values(), *graph.system_groups.values())
        shallow = [{k: v for k, v in each.row.items() if k not in QUERIES} for each in groups]
        return listed(call, shallow)

    return Endpoint("GET", "/groups", answer, READ)


def listed(call: Call, rows: list[Row]) -> Response:
    """Answer with the rows of a list that were asked for, by name."""
    start, end = read_window(call.query)
    wanted = v2_query(call.query)
    found = sorted((row for row in rows if wanted.holds(row)), key=_name)
    # The list does not say how members come in; that takes a look at each group.
    page = [{k: row[k] for k in row if k != "membershipMethod"} for row in found[start:end]]
    return JSONResponse(page, headers={"x-total-count": str(len(found))})


def _name(row: Row) -> Any:
    return str(row["name"])
