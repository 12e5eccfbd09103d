"""Who may ask, and what: administrators' keys, service accounts, organisation ids, scopes."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.credentials import Credentials, ServiceAccount
from bot.sandbox.jumpcloud.origin import OWNER
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.records import ORGANIZATION
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.store import World

OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Token:
    """An access token: whose it is, and until when."""

    account_id: str
    expires: datetime


class Access:
    """The credentials.

    Attributes:
        api_key: The administrator's key; replacing it kills the old one at once.
        role_id: The administrator's role.
        credentials: The roles and the service accounts; the first of these is the bot's.
        token_lifetime: Seconds of the world's clock that a token is good for.
        revoked: Whether the administrator's key and the bot's service account are gone.
        many_tenants: Whether the administrator has several organisations and must name one.
        nameless: Paths on which naming an organisation is a 403, such as "/api/systems".
    """

    def __init__(self, world: World) -> None:
        self.api_key = "jca_sandbox"
        self.credentials = Credentials(world)
        self.role_id = self.credentials.all_powerful
        self.token_lifetime = 3600
        self.revoked = False
        self.many_tenants = False
        self.nameless: set[str] = set()
        self._world = world
        self._tokens: dict[str, Token] = {}
        self._bot = self.credentials.add_account(
            "sandbox-bot", self.role_id, "CLIENT_SECRET", "365 Days"
        )
        first = self._bot.secrets[0]
        first.client_id, first.secret = "sandbox-bot", "sandbox-client-secret"

    @property
    def client_id(self) -> str:
        """The bot's service account's client id."""
        return self._bot.secrets[0].client_id

    @property
    def client_secret(self) -> str:
        """Its first secret."""
        return self._bot.secrets[0].secret

    def expire_tokens(self) -> None:
        """Make every token that was given out useless."""
        self._tokens.clear()

    def restrict(self, scopes: Iterable[str] | None) -> None:
        """Give the bot's key and service account a custom role; None gives all rights back.

        Raises:
            Problem: 400, one of the scopes is none.
        """
        role_id = self.credentials.all_powerful
        if scopes is not None:
            role = {"name": "Restricted", "scopes": list(scopes)}
            role_id = str(self.credentials.put_role(role)["id"])
        self.role_id = self._bot.role_id = role_id

    def check(self, request: Request, scopes: str) -> Row:
        """Let a caller in, and tell who it is.

        Raises:
            Problem: 401, 403, 404 or 400, as in JumpCloud.
        """
        caller, role_id = self._caller(request)
        self._check_organization(request)
        if not self.credentials.scopes(role_id).intersection(scopes.split()):
            raise Problem(403, "Forbidden")
        return caller

    async def token(self, request: Request) -> Response:
        """Give a service account a token.

        Source: POST /oauth2/token
        """
        form = parse_qs((await request.body()).decode("latin-1"))
        name, secret = _basic(request) or ("", "")
        account = self.credentials.account_of(secret, name) if name else None
        if account is None or self._gone(account):
            return JSONResponse({"error": "invalid_client"}, 401)
        if form.get("grant_type") != ["client_credentials"]:
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if form.get("scope", ["api"]) != ["api"]:
            return JSONResponse({"error": "invalid_scope"}, 400)
        token = self._world.characters(40)
        lifetime = timedelta(seconds=self.token_lifetime)
        self._tokens[token] = Token(account.id, self._world.now() + lifetime)
        answer = {"access_token": token, "expires_in": self.token_lifetime}
        return JSONResponse({**answer, "token_type": "bearer", "scope": "api"})

    def _caller(self, request: Request) -> tuple[Row, str]:
        key = request.headers.get("x-api-key")
        if key and key == self.api_key and not self.revoked:
            return {"initiated_by": OWNER, "auth_method": "api key"}, self.role_id
        account = self.credentials.account_of(key) if key else self._bearer(request)
        if account is None or self._gone(account):
            message = "Unauthorized: api key user not found"
            raise Problem(401, message, {"error": "Unauthorized"})
        return _program(account), account.role_id

    def _bearer(self, request: Request) -> ServiceAccount | None:
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        token = self._tokens.get(text) if kind.lower() == "bearer" else None
        if token is None or token.expires <= self._world.now():
            return None
        return self.credentials.accounts.get(token.account_id)

    def _gone(self, account: ServiceAccount) -> bool:
        return self.revoked and account is self._bot

    def _check_organization(self, request: Request) -> None:
        named = request.headers.get("x-org-id")
        if named is None:
            if self.many_tenants:
                raise Problem(401, "Unauthorized: x-org-id is required")
            return
        if not OBJECT_ID.fullmatch(named):
            raise Problem(400, "Bad Request: x-org-id is malformed")
        if request.url.path.removeprefix("/jumpcloud") in self.nameless:
            raise Problem(403, "Forbidden: x-org-id is not supported here")
        if named != ORGANIZATION:
            raise Problem(404, "Not Found: organization not found")


def _program(account: ServiceAccount) -> Row:
    # How service accounts are named in the log is not published.
    actor = {"id": account.name, "type": "service_account", "name": account.name}
    return {"initiated_by": actor, "auth_method": "service account"}


def _basic(request: Request) -> tuple[str, str] | None:
    kind, _, coded = request.headers.get("authorization", "").partition(" ")
    try:
        plain = base64.b64decode(coded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, secret = plain.partition(":")
    return (name, secret) if kind.lower() == "basic" else None
