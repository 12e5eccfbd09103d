"""Okta's manners over HTTP: who asks, at what pace, with which id, and errors in its shape.

A handler is a plain function from a `Call` to a `Reply`; it raises `OktaError` to refuse.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.okta.auth import Auth, Proof, TokenError
from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError
from bot.sandbox.okta.log import Origin
from bot.sandbox.okta.pace import Pace
from bot.sandbox.okta.roles import COLLECTIONS, permits


@dataclass(frozen=True)
class Call:
    """What a handler is asked: path and query by name, the body as JSON."""

    directory: Directory
    base: str
    url: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What a handler answers; None as a body is no body.

    Attributes:
        after: Seconds of real time until it is answered; the work is done before.
    """

    body: Any = None
    status: int = 200
    headers: Sequence[tuple[str, str]] = field(default_factory=tuple)
    after: float = 0


Handler = Callable[[Call], Reply]
NOTHING: Final = Reply(status=204)


@dataclass(frozen=True)
class Endpoint:
    """One method on one path: what it does, the scope it wants, the bucket it counts in."""

    method: str
    path: str
    handler: Handler
    scope: str
    bucket: str = "other"


class Web:
    """Turns endpoints into routes."""

    def __init__(self, directory: Directory, auth: Auth) -> None:
        self.pace = Pace(directory.world)
        self._directory = directory
        self._auth = auth

    def routes(self, endpoints: Sequence[Endpoint]) -> list[Route]:
        """Make one route of each path; a method that it has not is refused in Okta's words."""
        paths: dict[str, dict[str, Endpoint]] = {}
        for each in endpoints:
            paths.setdefault(each.path, {})[each.method] = each
        methods = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        return [Route(path, self._route(by), methods=methods) for path, by in paths.items()]

    def _route(self, by_method: Mapping[str, Endpoint]) -> Any:
        async def serve(request: Request) -> Response:
            request_id = self._directory.world.request_id()
            headers = {"X-Okta-Request-Id": request_id}
            try:
                endpoint = _endpoint(by_method, request.method)
                headers |= self.pace.count(endpoint.bucket)
                self.pace.check(endpoint.bucket)
                reply = await self._answer(request, endpoint, request_id)
            except OktaError as error:
                error_id = f"oae{self._directory.world.characters(22)}"
                return JSONResponse(error.body(error_id), error.status, headers)
            except TokenError as error:
                return JSONResponse(error.body(), error.status, headers | dict(error.headers))
            return _response(reply, headers)

        return serve

    async def _answer(self, request: Request, endpoint: Endpoint, request_id: str) -> Reply:
        proof = Proof(
            authorization=request.headers.get("authorization", ""),
            dpop=request.headers.get("dpop", ""),
            method=request.method,
            url=str(request.url.replace(query="")),
        )
        actor, token_id = self._auth.check(proof, endpoint.scope)
        call = await _call(request, self._directory)
        if not permits(self._auth.role, endpoint.method, endpoint.path):
            if endpoint.method == "GET" and endpoint.path in COLLECTIONS:
                return Reply([], headers=[link(call, "self", {})])
            raise OktaError("E0000006")
        self._spare_administrators(endpoint, call)
        self._directory.log.origin = Origin(
            actor=actor,
            request_id=request_id,
            uri=request.url.path,
            token_id=token_id,
            agent=request.headers.get("user-agent", ""),
        )
        try:
            reply = endpoint.handler(call)
        finally:
            self._directory.log.origin = Origin()
        await asyncio.sleep(reply.after)
        return reply

    def _spare_administrators(self, endpoint: Endpoint, call: Call) -> None:
        """Let nobody but a super administrator act on an administrator."""
        key = call.path.get("user")
        if self._auth.role is None or endpoint.method == "GET" or key is None:
            return
        user = self._directory.find(key)
        if user and self._directory.roles_of(user):
            raise OktaError("E0000006")


def _endpoint(by_method: Mapping[str, Endpoint], method: str) -> Endpoint:
    if method not in by_method:
        raise OktaError("E0000022")
    return by_method[method]


async def _call(request: Request, directory: Directory) -> Call:
    base = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        raise OktaError("E0000003") from None
    if not isinstance(body, dict):
        raise OktaError("E0000003")
    path = {key: str(value) for key, value in request.path_params.items()}
    url = str(request.url.replace(query=""))
    return Call(directory, base, url, path, request.query_params, body, request.headers)


def _response(reply: Reply, headers: Mapping[str, str]) -> Response:
    if reply.body is None:
        response = Response(status_code=reply.status, headers=dict(headers))
    else:
        response = JSONResponse(reply.body, reply.status, dict(headers))
    for name, value in reply.headers:
        # Okta repeats the Link header; it never joins two in one.
        response.headers.append(name, value)
    return response


def page(
    call: Call, items: Sequence[Any], render: Callable[[Any], Any], *, limit: int, most: int
) -> Reply:
    """Answer with the part of a list that was asked for, and where the next one starts.

    Args:
        limit: How many when the caller does not say.
        most: How many at most, whatever the caller says.
    """
    text = call.query.get("limit", str(limit))
    if not text.isdigit():
        raise OktaError("E0000001", "limit", "limit: must be a number")
    size = min(max(int(text), 1), most)
    start = call.query.get("after", "0")
    if not start.isdigit():
        raise OktaError("E0000031")
    end = int(start) + size
    links = [link(call, "self", {})]
    if end < len(items):
        links.append(link(call, "next", {"after": f"{end:020d}", "limit": str(size)}))
    return Reply([render(each) for each in items[int(start) : end]], headers=links)


def link(call: Call, rel: str, changes: Mapping[str, str]) -> tuple[str, str]:
    """Make a Link header to this list with other parameters."""
    query = urlencode({**call.query, **changes})
    return "Link", f'<{call.url}{"?" if query else ""}{query}>; rel="{rel}"'
