"""JumpCloud over HTTP: every call is let in, or refused, before its endpoint sees it.

An endpoint is a plain function from a `Call` to a response; it raises `Problem` to refuse.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.agenda import Agenda
from bot.sandbox.jumpcloud.origin import ORIGIN
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Call:
    """What an endpoint is asked."""

    path: Mapping[str, str]
    query: QueryParams
    headers: Headers
    raw: bytes

    @property
    def id(self) -> str:
        """The id of the path."""
        return str(self.path["id"])

    @property
    def consistent(self) -> bool:
        """Whether the answer may not lag behind; who lets it lag gets more operators."""
        return self.headers.get("x-eventually-consistent", "").lower() != "true"

    def body(self) -> Row:
        """Read the JSON object that was sent; an empty body is an empty object.

        Raises:
            Problem: 400, it is something else.
        """
        if not self.raw:
            return {}
        try:
            body = json.loads(self.raw)
        except ValueError:
            raise Problem(400, "Bad Request: the body is not valid JSON") from None
        if not isinstance(body, dict):
            raise Problem(400, "Bad Request: the body must be an object")
        return body


@dataclass(frozen=True)
class Endpoint:
    """One method on one path.

    Attributes:
        scopes: The scopes of a role of which any one opens it, parted by spaces.
    """

    method: str
    path: str
    handler: Callable[[Call], Response]
    scopes: str


class Web:
    """Turns endpoints into routes."""

    def __init__(self, access: Access, agenda: Agenda) -> None:
        self._access = access
        self._agenda = agenda

    def routes(self, endpoints: Iterable[Endpoint]) -> list[BaseRoute]:
        """Make one route of each path; a method that it has not is a 405."""
        paths: dict[str, dict[str, Endpoint]] = {}
        for each in endpoints:
            paths.setdefault(each.path, {})[each.method] = each
        return [Route(path, self._route(by), methods=METHODS) for path, by in paths.items()]

    def nowhere(self) -> BaseRoute:
        """Make the route of every path that is not there."""

        async def refuse(request: Request) -> Response:
            return Problem(404, "Not Found").response()

        return Route("/{rest:path}", refuse, methods=METHODS)

    def _route(self, by_method: Mapping[str, Endpoint]) -> Any:
        async def serve(request: Request) -> Response:
            endpoint = by_method.get(request.method)
            if endpoint is None:
                return JSONResponse({"message": "Method Not Allowed"}, 405)
            self._agenda.settle()
            try:
                caller = self._access.check(request, endpoint.scopes)
                raw = await request.body()
                ORIGIN.set(caller)
                call = Call(request.path_params, request.query_params, request.headers, raw)
                return endpoint.handler(call)
            except Problem as problem:
                return problem.response()

        return serve


def done() -> Response:
    """Answer that it was done, and no more."""
    return Response(status_code=204)
