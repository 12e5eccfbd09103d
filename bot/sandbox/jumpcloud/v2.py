"""API v2: the graph, user groups, System Insights and device settings; lists are bare arrays."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.filters import v2_query
from bot.sandbox.jumpcloud.graph import (
    Attributes,
    Graph,
    Group,
    Path,
    compiled,
    edge,
)
from bot.sandbox.jumpcloud.problem import Problem, not_found, read_body, read_window
from bot.sandbox.jumpcloud.records import ORGANIZATION
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.store import World

INSIGHTS_LIMIT: Final = 10_000
INSIGHTS_OPERATORS: Final = frozenset({"eq", "in"})
OTHER_TARGETS: Final = {
    "user": frozenset({"system_group", "policy", "application", "idp_routing_policy"}),
    "system": frozenset({"user_group", "policy", "policy_group", "command"}),
}


class V2:
    """The endpoints below /api/v2.

    Attributes:
        insights: What System Insights knows of the local accounts, by device id.
        self_service: Whether devices of a family (MACOS, WINDOWS) offer "Sign in with JumpCloud".
        password_sync: Whether a new binding carries the password to the device.
    """

    def __init__(
        self, world: World, access: Access, users: Table, systems: Table, graph: Graph
    ) -> None:
        self.insights: dict[str, list[Row]] = {}
        self.self_service = {"MACOS": True, "WINDOWS": True}
        self.password_sync = True
        self._world = world
        self._access = access
        self._users = users
        self._systems = systems
        self._graph = graph

    def routes(self) -> list[BaseRoute]:
        """List the routes, guarded."""
        group, settings = "/usergroups/{id}", "/devices/settings"
        table = (
            ("GET", "/users/{id}/associations", self._user_associations),
            ("POST", "/users/{id}/associations", self._associate_user),
            ("GET", "/users/{id}/systems", self._user_systems),
            ("GET", "/users/{id}/memberof", self._user_groups),
            ("GET", "/systems/{id}/associations", self._system_associations),
            ("POST", "/systems/{id}/associations", self._associate_system),
            ("GET", "/systems/{id}/users", self._system_users),
            ("GET", "/usergroups", self._list_groups),
            ("GET", group, self._get_group),
            ("GET", f"{group}/members", self._members),
            ("POST", f"{group}/members", self._change_members),
            ("GET", f"{group}/membership", self._membership),
            ("GET", "/systeminsights/users", self._insights),
            ("GET", f"{settings}/signinwithjumpcloud", self._sign_in_setting),
            ("GET", f"{settings}/defaultpasswordsync", self._password_sync_setting),
        )
        return [
            Route(path, self._access.guard(endpoint), methods=[method])
            for method, path, endpoint in table
        ]

    async def _user_associations(self, request: Request) -> Response:
        wanted = _targets(request, "system", OTHER_TARGETS["user"])
        user_id = _known(self._users, request)
        return _edges(request, "system", self._graph.direct_systems(user_id) if wanted else {})

    async def _system_associations(self, request: Request) -> Response:
        wanted = _targets(request, "user", OTHER_TARGETS["system"])
        system_id = _known(self._systems, request)
        return _edges(request, "user", self._graph.direct_users(system_id) if wanted else {})

    async def _associate_user(self, request: Request) -> Response:
        body = await read_body(request)
        user_id = _known(self._users, request)
        other = _operand(body, "system")
        self._graph.operate(str(body.get("op")), user_id, other, _attributes(body))
        return self._done()

    async def _associate_system(self, request: Request) -> Response:
        body = await read_body(request)
        system_id = _known(self._systems, request)
        other = _operand(body, "user")
        self._graph.operate(str(body.get("op")), other, system_id, _attributes(body))
        return self._done()

    async def _user_systems(self, request: Request) -> Response:
        return _reached(request, "system", self._graph.systems_of(_known(self._users, request)))

    async def _system_users(self, request: Request) -> Response:
        return _reached(request, "user", self._graph.users_of(_known(self._systems, request)))

    async def _user_groups(self, request: Request) -> Response:
        groups = self._graph.groups_of(_known(self._users, request))
        reached = {group.row["id"]: [[edge("user_group", group.row["id"])]] for group in groups}
        return _reached(request, "user_group", reached)

    async def _list_groups(self, request: Request) -> Response:
        start, end = read_window(request.query_params)
        wanted = v2_query(request.query_params)
        rows = [each.row for each in self._graph.groups.values() if wanted.holds(each.row)]
        rows.sort(key=lambda row: str(row["name"]))
        # The list does not say how members come in; that takes a look at each group.
        page = [{k: row[k] for k in row if k != "membershipMethod"} for row in rows[start:end]]
        return JSONResponse(page, headers={"x-total-count": str(len(rows))})

    async def _get_group(self, request: Request) -> Response:
        return JSONResponse(self._group(request).row)

    async def _members(self, request: Request) -> Response:
        return _edges(request, "user", dict.fromkeys(self._group(request).members))

    async def _membership(self, request: Request) -> Response:
        members = self._group(request).members
        return _reached(request, "user", {each: [[edge("user", each)]] for each in members})

    async def _change_members(self, request: Request) -> Response:
        body = await read_body(request)
        user_id = _operand(body, "user")
        self._graph.enlist(request.path_params["id"], str(body.get("op")), user_id)
        return self._done()

    async def _insights(self, request: Request) -> Response:
        start, end = read_window(request.query_params, maximum=INSIGHTS_LIMIT)
        wanted = v2_query(request.query_params, operators=INSIGHTS_OPERATORS)
        rows = [row for rows in self.insights.values() for row in rows if wanted.holds(row)]
        return JSONResponse(rows[start:end])

    async def _sign_in_setting(self, request: Request) -> Response:
        settings = [
            {"osFamily": family, "enabled": enabled, "defaultPermission": "STANDARD"}
            for family, enabled in self.self_service.items()
        ]
        return JSONResponse({"organizationObjectId": ORGANIZATION, "settings": settings})

    async def _password_sync_setting(self, request: Request) -> Response:
        return JSONResponse({"enabled": self.password_sync})

    def _group(self, request: Request) -> Group:
        group = self._graph.groups.get(request.path_params["id"])
        if group is None:
            raise not_found()
        return group

    def _done(self) -> Response:
        self._world.changed()
        return Response(status_code=204)


def _known(table: Table, request: Request) -> str:
    found = str(request.path_params["id"])
    if found not in table:
        raise not_found()
    return found


def _targets(request: Request, ours: str, others: frozenset[str]) -> bool:
    given = request.query_params.getlist("targets")
    targets = {target for each in given for target in each.split(",") if target}
    if not targets:
        raise Problem(400, "Bad Request: targets is required")
    if unknown := targets - others - {ours}:
        raise Problem(400, f"Bad Request: invalid targets {', '.join(sorted(unknown))}")
    return ours in targets


def _operand(body: dict[str, Any], kind: str) -> str:
    if body.get("type") != kind:
        raise Problem(400, f'Bad Request: invalid type "{body.get("type")}"')
    return str(body.get("id", ""))


def _attributes(body: dict[str, Any]) -> Attributes:
    attributes = body.get("attributes")
    if attributes is not None and not isinstance(attributes, dict):
        raise Problem(400, "Bad Request: attributes must be an object")
    return attributes


def _edges(request: Request, kind: str, found: dict[str, Attributes]) -> JSONResponse:
    start, end = read_window(request.query_params)
    return JSONResponse([edge(kind, *each) for each in list(found.items())[start:end]])


def _reached(request: Request, kind: str, found: dict[str, list[Path]]) -> JSONResponse:
    start, end = read_window(request.query_params)
    return JSONResponse(
        [
            {"id": each, "type": kind, "compiledAttributes": compiled(paths), "paths": paths}
            for each, paths in list(found.items())[start:end]
        ]
    )
