"""How each provider learns who asks: a key sent with every call, or a token fetched for an hour.

A token is fetched when the first call needs it, kept, and fetched anew five minutes before its
end. A call that is answered with 401 is made once more with a new token: the old one may have
been revoked. A provider that gives no token makes the call fail with `Unauthorized`, or with
`Unavailable` if that may pass.
"""

import asyncio
import base64
import hashlib
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from bot.client import utc_now
from bot.client.failures import PASSING, reference_of, said_by
from bot.clients.keys import SigningKey
from bot.errors import SettingsError, Unauthorized, Unavailable

RENEW_BEFORE: Final = timedelta(minutes=5)
ASSERTION_LIFE: Final = timedelta(minutes=5)
DEFAULT_LIFE: Final = 3600
MOST_TRIES: Final = 3
"""Token requests in a row: plain, with a proof of possession, with the nonce asked for."""

OKTA_SCOPES: Final[Mapping[str, str]] = {
    "okta.users.manage": "finds, creates and deactivates people, makes one-time passwords, "
    "and asks people with Okta Verify",
    "okta.groups.manage": "finds groups and the apps they bring, and puts people into them",
    "okta.apps.manage": "assigns the JumpCloud app, and reads how far its provisioning has come",
    "okta.logs.read": "says why provisioning failed, and watches what others change",
    "okta.roles.read": "refuses to act on administrators",
    "okta.orgs.read": "lets the doctor check the address and the credentials",
}
"""Every scope of the service app with its use."""

JUMPCLOUD_TOKEN_URL: Final = "https://admin-oauth.id.jumpcloud.com/oauth2/token"  # noqa: S105 - an address
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class OktaToken(httpx.Auth):
    """Okta's API token, which carries the rights of the administrator who made it."""

    def __init__(self, token: SecretStr) -> None:
        self._token = header_value("OKTA_API_TOKEN", token)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Send the token."""
        request.headers["Authorization"] = f"SSWS {self._token.get_secret_value()}"
        yield request


class JumpCloudKey(httpx.Auth):
    """JumpCloud's API key, of an administrator or a service account.

    Args:
        key: The key; its length means nothing.
        org_id: Needed only by administrators of several organizations.
    """

    def __init__(self, key: SecretStr, *, org_id: str | None = None) -> None:
        self._key = header_value("JUMPCLOUD_API_KEY", key)
        self._org = _org_header(org_id)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Send the key."""
        request.headers["x-api-key"] = self._key.get_secret_value()
        request.headers.update(self._org)
        yield request


@dataclass(frozen=True)
class Token:
    """A token that a provider gave.

    Attributes:
        scheme: "Bearer" or "DPoP".
        renew_at: When a new one is fetched, aware UTC.
        scopes: What it was granted.
    """

    value: SecretStr
    scheme: str
    renew_at: datetime
    scopes: frozenset[str]


class TokenAuth(httpx.Auth, ABC):
    """Authentication by a token that is fetched, kept and renewed."""

    def __init__(self, provider: str, *, clock: Callable[[], datetime]) -> None:
        self._provider = provider
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: Token | None = None

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the token, fetched first if there is none; once more with a new one after a 401."""
        for is_last in (False, True):
            async with self._lock:  # so that calls made at once fetch one token
                answers: list[httpx.Response] = []
                while (ask := self._next_ask(answers)) is not None:
                    ask.extensions = dict(request.extensions)  # the timeouts
                    answers.append((yield ask))
                    await answers[-1].aread()
                token = self._token = self._read(answers)
            self._authorize(request, token)
            response = yield request
            if response.status_code != HTTPStatus.UNAUTHORIZED or is_last:
                return
            self._token = None if self._token is token else self._token

    @abstractmethod
    def _token_request(self, answers: Sequence[httpx.Response]) -> httpx.Request | None:
        """Make the next request for a token, after those answers; None when that was all."""

    def _authorize(self, request: httpx.Request, token: Token) -> None:
        request.headers["Authorization"] = f"{token.scheme} {token.value.get_secret_value()}"

    def _next_ask(self, answers: Sequence[httpx.Response]) -> httpx.Request | None:
        is_fresh = self._token is not None and self._clock() < self._token.renew_at
        return None if is_fresh or len(answers) == MOST_TRIES else self._token_request(answers)

    def _read(self, answers: Sequence[httpx.Response]) -> Token:
        if not answers and self._token is not None:
            return self._token
        answer = answers[-1]
        body = _object(answer)
        value = body.get("access_token")
        if answer.is_success and isinstance(value, str) and value:
            life = timedelta(seconds=_whole(body.get("expires_in")))
            # A life shorter than the margin must not mean a new token for every call.
            renew_at = self._clock() + max(life - RENEW_BEFORE, life / 2)
            scheme = "DPoP" if str(body.get("token_type")).casefold() == "dpop" else "Bearer"
            scopes = frozenset(str(body.get("scope") or "").split())
            return Token(SecretStr(value), scheme, renew_at, scopes)
        kind = Unavailable if answer.status_code in PASSING else Unauthorized
        words = said_by(answer).words or f"no reason given (HTTP {answer.status_code})"
        raise kind(
            f"{self._provider} gives us no token: {words}", self._provider, reference_of(answer)
        )


class OktaServiceApp(TokenAuth):
    """Okta's service app: scoped tokens for a signed assertion, bound to a key if Okta asks.

    Args:
        org_url: Of the main host; the console's host gives no tokens.
        scopes: What is asked for; `missing_scopes` tells what was not granted.
    """

    def __init__(
        self,
        *,
        org_url: str,
        client_id: str,
        key: SigningKey,
        scopes: Collection[str] = OKTA_SCOPES.keys(),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__("Okta", clock=clock)
        self._token_url = f"{org_url.rstrip('/')}/oauth2/v1/token"
        self._client_id = client_id
        self._key = key
        self._scopes = tuple(scopes)
        self._proof_key: ec.EllipticCurvePrivateKey | None = None
        self._nonce: str | None = None

    @property
    def missing_scopes(self) -> frozenset[str]:
        """Scopes that were asked for and not granted; empty before the first call."""
        return frozenset(self._scopes) - self._token.scopes if self._token else frozenset()

    def _token_request(self, answers: Sequence[httpx.Response]) -> httpx.Request | None:
        if not answers:
            return self._ask()
        error = _object(answers[-1]).get("error")
        if error == "invalid_dpop_proof" and self._proof_key is None:
            self._proof_key = ec.generate_private_key(ec.SECP256R1())
            return self._ask()
        if error == "use_dpop_nonce" and "dpop-nonce" in answers[-1].headers:
            self._nonce = answers[-1].headers["dpop-nonce"]
            return self._ask()
        return None

    def _ask(self) -> httpx.Request:
        form = {
            "grant_type": "client_credentials",
            "scope": " ".join(self._scopes),
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._assertion(),
        }
        headers = {"Accept": "application/json"}
        if self._proof_key is not None:
            nonce = {"nonce": self._nonce} if self._nonce else {}
            headers["DPoP"] = self._proof("POST", self._token_url, nonce)
        return httpx.Request("POST", self._token_url, data=form, headers=headers)

    def _assertion(self) -> str:
        # Signed anew for every request: Okta uses its id up even when it refuses.
        now = self._clock()
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": self._token_url,
            "iat": int(now.timestamp()),
            "exp": int((now + ASSERTION_LIFE).timestamp()),
            "jti": str(uuid.uuid4()),
        }
        return self._key.sign(claims)

    def _authorize(self, request: httpx.Request, token: Token) -> None:
        super()._authorize(request, token)
        if token.scheme == "DPoP":
            digest = hashlib.sha256(token.value.get_secret_value().encode()).digest()
            ath = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            url = str(request.url.copy_with(query=None, fragment=None))
            request.headers["DPoP"] = self._proof(request.method, url, {"ath": ath})

    def _proof(self, method: str, url: str, more: Mapping[str, str]) -> str:
        if self._proof_key is None:
            raise Unauthorized("Okta bound its token to a key that we did not show", "Okta")
        claims = {
            "htm": method,
            "htu": url,
            "iat": int(self._clock().timestamp()),
            "jti": str(uuid.uuid4()),
            **more,
        }
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(self._proof_key.public_key(), as_dict=True)
        headers = {"typ": "dpop+jwt", "jwk": jwk}
        return jwt.encode(claims, self._proof_key, algorithm="ES256", headers=headers)


class JumpCloudServiceAccount(TokenAuth):
    """JumpCloud's service account: a token for a client's id and secret."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: SecretStr,
        org_id: str | None = None,
        token_url: str = JUMPCLOUD_TOKEN_URL,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__("JumpCloud", clock=clock)
        self._auth = httpx.BasicAuth(client_id, client_secret.get_secret_value())
        self._token_url = token_url
        self._org = _org_header(org_id)

    def _token_request(self, answers: Sequence[httpx.Response]) -> httpx.Request | None:
        if answers:
            return None
        form = {"grant_type": "client_credentials", "scope": "api"}
        return next(self._auth.auth_flow(httpx.Request("POST", self._token_url, data=form)))

    def _authorize(self, request: httpx.Request, token: Token) -> None:
        super()._authorize(request, token)
        request.headers.update(self._org)


def header_value(setting: str, secret: SecretStr) -> SecretStr:
    """Check that a secret can stand in a header; one that cannot would fail with itself quoted.

    Raises:
        SettingsError: it is empty, or has a space or a character that no key has.
    """
    text = secret.get_secret_value().strip()
    if not text or " " in text or not (text.isascii() and text.isprintable()):
        raise SettingsError([f"{setting} is empty or was pasted with something that is no key"])
    return SecretStr(text)


def _org_header(org_id: str | None) -> dict[str, str]:
    return {"x-org-id": org_id} if org_id else {}


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _whole(seconds: Any) -> int:
    return int(seconds) if str(seconds).isdigit() else DEFAULT_LIFE
