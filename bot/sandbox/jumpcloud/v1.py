"""API v1: users, devices and organisations, in `{results, totalCount}` envelopes."""

import re
from collections.abc import Callable
from typing import Any, Final

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.directory import Directory, weak_password
from bot.sandbox.jumpcloud.filters import row_value, search, v1_query
from bot.sandbox.jumpcloud.problem import Problem, not_found, read_body, read_window
from bot.sandbox.jumpcloud.records import MASTERED_BY_SCIM, ORGANIZATION, stamp
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.store import World

ORGANIZATION_NAME: Final = "ACME"
DETAILED: Final = frozenset({"code", "status", "details"})


class V1:
    """The endpoints below /api."""

    def __init__(self, world: World, access: Access, directory: Directory, systems: Table) -> None:
        self._world = world
        self._access = access
        self._directory = directory
        self._systems = systems

    def routes(self) -> list[BaseRoute]:
        """List the routes, guarded."""
        user, system = "/systemusers/{id}", "/systems/{id}"
        table = (
            ("GET", "/systemusers", self._list_users),
            ("POST", "/systemusers", self._create_user),
            ("GET", user, self._get_user),
            ("PUT", user, self._change_user),
            ("POST", f"{user}/state/suspend", self._suspend),
            ("POST", f"{user}/state/activate", self._activate),
            ("POST", f"{user}/unlock", self._unlock),
            ("POST", "/search/systemusers", self._search_users),
            ("GET", "/systems", self._list_systems),
            ("GET", system, self._get_system),
            ("POST", "/search/systems", self._search_systems),
            ("GET", "/organizations", self._list_organizations),
            ("GET", "/organizations/{id}", self._get_organization),
        )
        return [
            Route(path, self._access.guard(endpoint), methods=[method])
            for method, path, endpoint in table
        ]

    async def _list_users(self, request: Request) -> Response:
        return _listed(self._directory.users, request.query_params)

    async def _search_users(self, request: Request) -> Response:
        body = await read_body(request)
        return _answer(self._directory.users, search(self._directory.users, body), body)

    async def _get_user(self, request: Request) -> Response:
        user = self._directory.get(request.path_params["id"])
        return JSONResponse(_shown(user, request.query_params.get("fields", "")))

    async def _create_user(self, request: Request) -> Response:
        body = await read_body(request)
        return JSONResponse(_checked(request, lambda: self._directory.create(body)))

    async def _change_user(self, request: Request) -> Response:
        body = await read_body(request)
        user_id = request.path_params["id"]

        def change() -> Row:
            current = self._directory.passwords.get(user_id)
            row = self._directory.get(user_id)
            mastered = any(each["field"] == "password" for each in row["restrictedFields"])
            if current and body.get("password") == current and not mastered:
                raise weak_password("passwordHistory")
            return self._directory.change(user_id, body)

        return JSONResponse(_checked(request, change))

    async def _suspend(self, request: Request) -> Response:
        self._directory.get(request.path_params["id"])
        if await request.body():
            raise Problem(400, "Bad Request: the body must be empty")
        self._directory.suspend(request.path_params["id"])
        return Response()

    async def _activate(self, request: Request) -> Response:
        email = (await read_body(request)).get("email", True)
        if not isinstance(email, bool | str):
            raise Problem(400, "Bad Request: email must be a boolean or an address")
        self._directory.activate(request.path_params["id"], email=email)
        return JSONResponse("OK")

    async def _unlock(self, request: Request) -> Response:
        self._directory.unlock(request.path_params["id"])
        return Response()

    async def _list_systems(self, request: Request) -> Response:
        return _listed(self._systems, request.query_params, self._seen)

    async def _search_systems(self, request: Request) -> Response:
        body = await read_body(request)
        return _answer(self._systems, search(self._systems, body), body, self._seen)

    async def _get_system(self, request: Request) -> Response:
        system = self._systems.get(request.path_params["id"])
        if system is None:
            raise not_found()
        return JSONResponse(_shown(self._seen(system), request.query_params.get("fields", "")))

    async def _list_organizations(self, request: Request) -> Response:
        one = {"_id": ORGANIZATION, "displayName": ORGANIZATION_NAME, "logoUrl": None}
        return JSONResponse({"results": [one], "totalCount": 1})

    async def _get_organization(self, request: Request) -> Response:
        named = request.headers.get("x-org-id")
        if named and named != request.path_params["id"]:
            raise Problem(400, "Bad Request: x-org-id and the path name two organizations")
        if request.path_params["id"] != ORGANIZATION:
            raise not_found()
        return JSONResponse(self._organization())

    def _seen(self, system: Row) -> Row:
        # An agent that is connected was in contact just now.
        return system | {"lastContact": stamp(self._world.now())} if system["active"] else system

    def _organization(self) -> Row:
        states = {"manualEntry": self._directory.default_state}
        states |= {"applicationImport": "STAGED", "csvImport": "STAGED"}
        features = {"directoryInsights": {"enabled": True}, "systemInsights": {"enabled": True}}
        settings = {
            "name": ORGANIZATION_NAME,
            "features": features,
            "newSystemUserStateDefaults": states,
            "systemUserDefaults": {"restrictedFields": list(MASTERED_BY_SCIM)},
        }
        return {
            "_id": ORGANIZATION,
            "id": ORGANIZATION,
            "displayName": ORGANIZATION_NAME,
            "logoUrl": None,
            "settings": settings,
        }


def _listed(
    table: Table, query: QueryParams, seen: Callable[[Row], Row] | None = None
) -> JSONResponse:
    return _answer(table, v1_query(query).rows(table), dict(query), seen)


def _answer(
    table: Table, rows: list[Row], given: dict[str, Any], seen: Callable[[Row], Row] | None = None
) -> JSONResponse:
    start, end = read_window(given)
    ordered = _sorted(table, rows, _words(given.get("sort")))
    page = [seen(row) if seen else row for row in ordered[start:end]]
    results = [_shown(row, given.get("fields")) for row in page]
    return JSONResponse({"results": results, "totalCount": len(rows)})


def _sorted(table: Table, rows: list[Row], names: list[str]) -> list[Row]:
    if names == ["_id"] and len(rows) == len(table):
        return table.by_id()
    by_id = {row["_id"]: row for row in rows}
    ids = list(by_id)
    for name in reversed(names):
        field = name.removeprefix("-")
        values = {row_id: str(row_value(by_id[row_id], field)) for row_id in ids}
        ids = sorted(values, key=values.__getitem__, reverse=name != field)
    return [by_id[row_id] for row_id in ids]


def _shown(row: Row, fields: Any) -> Row:
    names = _words(fields)
    return {name: row[name] for name in ("_id", "id", *names) if name in row} if names else row


def _words(given: Any) -> list[str]:
    return [word for word in re.split(r"[\s,]+", given or "") if word]


def _checked(request: Request, write: Callable[[], Row]) -> Row:
    try:
        return write()
    except Problem as problem:
        # The reasons are for those who ask for them.
        if request.query_params.get("fullValidationDetails") != "password":
            problem.body = {key: problem.body[key] for key in problem.body.keys() - DETAILED}
        raise
