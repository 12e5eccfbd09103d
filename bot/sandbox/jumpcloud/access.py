"""Who may ask: administrators' keys, service accounts' tokens, organisation ids."""

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.origin import ORIGIN, OWNER
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.records import ORGANIZATION
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.store import World

Endpoint = Callable[[Request], Awaitable[Response]]
OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}")


class Access:
    """The credentials.

    Attributes:
        api_key: The administrator's key; replacing it kills the old one at once.
        client_id: A service account's id; its secret is `client_secret`.
        token_lifetime: Seconds of the world's clock that a token is good for.
        revoked: Whether the key and the service account are gone.
        many_tenants: Whether the administrator has several organisations and must name one.
    """

    def __init__(self, world: World) -> None:
        self.api_key = "jca_sandbox"
        self.client_id = "sandbox-bot"
        self.client_secret = "sandbox-client-secret"
        self.token_lifetime = 3600
        self.revoked = False
        self.many_tenants = False
        self._world = world
        self._tokens: dict[str, datetime] = {}

    def expire_tokens(self) -> None:
        """Make every token that was given out useless."""
        self._tokens.clear()

    def guard(self, endpoint: Endpoint) -> Endpoint:
        """Wrap an endpoint: refuse strangers, and answer with the problems it raises."""

        async def guarded(request: Request) -> Response:
            try:
                self._check_caller(request)
                self._check_organization(request)
                ORIGIN.set(self._origin(request))
                return await endpoint(request)
            except Problem as problem:
                return problem.response()

        return guarded

    async def token(self, request: Request) -> Response:
        """Give a service account a token.

        Source: POST /oauth2/token
        """
        form = parse_qs((await request.body()).decode("latin-1"))
        if self.revoked or _basic(request) != (self.client_id, self.client_secret):
            return JSONResponse({"error": "invalid_client"}, 401)
        if form.get("grant_type") != ["client_credentials"]:
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        token = self._world.characters(40)
        lifetime = timedelta(seconds=self.token_lifetime)
        self._tokens[token] = self._world.now() + lifetime
        answer = {"access_token": token, "expires_in": self.token_lifetime}
        return JSONResponse({**answer, "token_type": "bearer", "scope": "api"})

    def _origin(self, request: Request) -> Row:
        if "x-api-key" in request.headers:
            return {"initiated_by": OWNER, "auth_method": "api key"}
        account = {"id": self.client_id, "type": "service_account", "name": self.client_id}
        return {"initiated_by": account, "auth_method": "service account"}

    def _check_caller(self, request: Request) -> None:
        if request.headers.get("x-api-key") == self.api_key and not self.revoked:
            return
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        expires = self._tokens.get(token) if kind.lower() == "bearer" else None
        if self.revoked or expires is None or expires <= self._world.now():
            message = "Unauthorized: api key user not found"
            raise Problem(401, message, {"error": "Unauthorized"})

    def _check_organization(self, request: Request) -> None:
        named = request.headers.get("x-org-id")
        if named is None:
            if self.many_tenants:
                raise Problem(401, "Unauthorized: x-org-id is required")
            return
        if not OBJECT_ID.fullmatch(named):
            raise Problem(400, "Bad Request: x-org-id is malformed")
        if named != ORGANIZATION:
            raise Problem(404, "Not Found: organization not found")


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    try:
        plain = base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, secret = plain.partition(":")
    return (name, secret) if kind.lower() == "basic" else None
