"""Who may call: an API token, or an OAuth service app with a signed assertion and, asked, DPoP.

Errors of the token endpoint have OAuth's shape, not Okta's.
Source: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
"""

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote

import jwt

from bot.sandbox.okta.errors import OktaError
from bot.sandbox.okta.log import target
from bot.sandbox.okta.model import User
from bot.sandbox.okta.roles import SUPER, Permissions
from bot.sandbox.store import World

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
LIFETIME: Final = 3600
PROOF_AGE: Final = 300
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
OWNER: Final = {
    "id": "00uDeskhandBot0005d7",
    "type": "User",
    "alternateId": "deskhand@acme.example",
    "displayName": "Deskhand",
    "detailEntry": None,
}


class TokenError(Exception):
    """A refusal in OAuth's shape."""

    def __init__(self, error: str, text: str, status: int = 400, **headers: str) -> None:
        super().__init__(error, text)
        self.error = error
        self.text = text
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def body(self) -> dict[str, str]:
        """Render as OAuth does."""
        return {"error": self.error, "error_description": self.text}


@dataclass(frozen=True)
class Client:
    """A service app; `scopes` are those granted to it."""

    id: str
    key: jwt.PyJWK
    scopes: frozenset[str]
    dpop: bool


@dataclass(frozen=True)
class Grant:
    """An access token that was given; `thumbprint` is of the DPoP key that it is bound to."""

    client_id: str
    scopes: frozenset[str]
    expires: float
    thumbprint: str = ""


@dataclass(frozen=True)
class Proof:
    """What a call brings to show who it is; `url` is without the query."""

    authorization: str
    dpop: str
    method: str
    url: str


class Auth:
    """The API token, the clients, and the access tokens given to them.

    Attributes:
        api_token: The one SSWS token; empty when there is none.
        revoked: Whether the token is revoked, and every service app deactivated.
        asked: The scopes that calls needed so far, of whoever asked.
    """

    def __init__(self, world: World, owner: Mapping[str, Any]) -> None:
        self._world = world
        self._owner = owner
        self.api_token = f"00{world.characters(40)}"
        self.token_id = world.okta_id("00T")
        self.revoked = False
        self.role: Permissions = SUPER
        self.clients: dict[str, Client] = {}
        self.asked: set[str] = set()
        self.nonce = world.characters(32)
        self._grants: dict[str, Grant] = {}
        self._used: set[str] = set()

    def register(
        self, client_id: str, public_jwk: Mapping[str, Any], scopes: frozenset[str], *, dpop: bool
    ) -> None:
        """Make a service app known."""
        key = jwt.PyJWK(dict(public_jwk), algorithm=public_jwk.get("alg") or _algorithm(public_jwk))
        self.clients[client_id] = Client(client_id, key, scopes, dpop)

    def give_to(self, owner: User) -> None:
        """Have the API token be somebody's own; at first it is that of an account kept for it."""
        self._owner = target(owner)

    def revoke_all(self) -> None:
        """Revoke every access token that was given."""
        self._grants.clear()

    def check(self, proof: Proof, scope: str) -> tuple[Mapping[str, Any], str]:
        """Let a call pass.

        Returns:
            The actor for the log, and the API token's id; empty for an OAuth client.

        Raises:
            OktaError: E0000011 for no or a bad token, E0000006 for a missing scope.
            TokenError: a DPoP-bound token came without its proof.
        """
        self.asked.add(scope)
        if self.revoked:
            raise OktaError("E0000011")
        if self.api_token and _ssws(proof) == self.api_token:
            return self._owner, self.token_id
        kind, _, token = proof.authorization.partition(" ")
        grant = self._grants.get(token) if kind in ("Bearer", "DPoP") else None
        if grant is None or grant.expires < time.time():
            raise OktaError("E0000011")
        if grant.thumbprint:
            self._bound(proof, kind, token, grant)
        manage = scope.removesuffix(".read") + ".manage"
        if not {scope, manage} & grant.scopes:
            raise OktaError("E0000006")
        actor = {"id": grant.client_id, "type": "PublicClientApp", "displayName": "Deskhand"}
        return actor | {"alternateId": grant.client_id, "detailEntry": None}, ""

    def _bound(self, proof: Proof, kind: str, token: str, grant: Grant) -> None:
        if kind != "DPoP":
            text = "The resource request must use the DPoP authentication scheme when using a "
            raise TokenError("invalid_request", f"{text}DPoP bound token.")
        claims, thumbprint = self._dpop(proof)
        digest = hashlib.sha256(token.encode()).digest()
        ath = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if thumbprint != grant.thumbprint or claims.get("ath") != ath:
            raise TokenError("invalid_dpop_proof", "The DPoP proof JWT is not bound to the token.")

    def token(self, form: Mapping[str, str], dpop: str, url: str) -> dict[str, Any]:
        """Give an access token.

        Raises:
            TokenError: whatever is wrong with the request.
        """
        if form.get("grant_type") != "client_credentials":
            raise TokenError("unsupported_grant_type", "The grant type is not supported.")
        client = self._client(form, url)
        thumbprint = self._bind(Proof("", dpop, "POST", url)) if client.dpop or dpop else ""
        asked = frozenset(form.get("scope", "").split())
        if not asked:
            raise TokenError("invalid_scope", "The scope parameter is required.")
        granted = asked & client.scopes
        if not granted:
            text = "You are not allowed any of the requested scopes."
            raise TokenError("consent_required", text)
        token = f"eyJ{self._world.characters(80)}"
        self._grants[token] = Grant(client.id, granted, time.time() + LIFETIME, thumbprint)
        return {
            "token_type": "DPoP" if thumbprint else "Bearer",
            "expires_in": LIFETIME,
            "access_token": token,
            "scope": " ".join(sorted(granted)),
        }

    def _client(self, form: Mapping[str, str], url: str) -> Client:
        assertion = form.get("client_assertion", "")
        if form.get("client_assertion_type") != ASSERTION_TYPE or not assertion:
            raise TokenError("invalid_client", "A client_assertion must be provided.", 401)
        try:
            claimed = jwt.decode(assertion, options={"verify_signature": False})
            client = self._active(str(claimed["iss"]))
            options: Any = {"require": ["exp", "iss", "sub", "aud"]}
            claims = jwt.decode(
                assertion, client.key, ALGORITHMS, audience=url, subject=client.id, options=options
            )
        except KeyError:
            raise TokenError("invalid_client", "Invalid value for 'client_id'.", 401) from None
        except jwt.PyJWTError as error:
            raise TokenError("invalid_client", _complaint(error), 401) from None
        if claims["exp"] > time.time() + LIFETIME:
            text = "The client_assertion token has an expiration too far into the future."
            raise TokenError("invalid_client", text, 401)
        self._once(claims)
        return client

    def _active(self, client_id: str) -> Client:
        if self.revoked:
            raise KeyError(client_id)
        return self.clients[client_id]

    def _once(self, claims: Mapping[str, Any]) -> None:
        # An assertion is used up even when the answer is that a nonce is missing.
        jti = claims.get("jti")
        if jti in self._used:
            text = "The client_assertion token has already been used."
            raise TokenError("invalid_client", text, 401)
        if jti:
            self._used.add(jti)

    def _bind(self, proof: Proof) -> str:
        if not proof.dpop:
            raise TokenError("invalid_dpop_proof", "The DPoP proof JWT header is missing.")
        claims, thumbprint = self._dpop(proof)
        if claims.get("nonce") != self.nonce:
            text = "Authorization server requires nonce in DPoP proof."
            raise TokenError("use_dpop_nonce", text, dpop_nonce=self.nonce)
        return thumbprint

    def _dpop(self, proof: Proof) -> tuple[Mapping[str, Any], str]:
        try:
            header = jwt.get_unverified_header(proof.dpop)
            jwk: Any = header["jwk"]
            key = jwt.PyJWK(jwk, algorithm=header["alg"])
            claims = jwt.decode(proof.dpop, key, ALGORITHMS, options={"verify_iat": False})
        except (KeyError, jwt.PyJWTError):
            raise TokenError("invalid_dpop_proof", "The DPoP proof JWT is invalid.") from None
        fits = (
            header.get("typ") == "dpop+jwt"
            and claims.get("htm") == proof.method
            and unquote(str(claims.get("htu"))) == unquote(proof.url)  # RFC 9449: written alike
            and abs(time.time() - claims.get("iat", 0)) < PROOF_AGE
        )
        if not fits:
            text = "The DPoP proof JWT's 'htm', 'htu' or 'iat' claim is invalid."
            raise TokenError("invalid_dpop_proof", text)
        return claims, _thumbprint(jwk)


def _ssws(proof: Proof) -> str:
    # Okta's own client for Python leaves the space out, and is let in.
    kind, token = proof.authorization[:4], proof.authorization[4:]
    return token.strip() if kind == "SSWS" else ""


def _algorithm(jwk: Mapping[str, Any]) -> str:
    curves = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
    return curves.get(jwk.get("crv", ""), "RS256")


def _thumbprint(jwk: Mapping[str, Any]) -> str:
    # RFC 7638, without its base64: nobody outside compares it.
    return "|".join(str(jwk.get(name, "")) for name in ("crv", "e", "kty", "n", "x", "y"))


def _complaint(error: jwt.PyJWTError) -> str:
    if isinstance(error, jwt.ExpiredSignatureError):
        return "The client_assertion token is expired."
    if isinstance(error, jwt.InvalidAudienceError):
        what = "must be the endpoint invoked for the request."
        return f"The audience claim for client_assertion {what}"
    if isinstance(error, jwt.ImmatureSignatureError):
        return "The client_assertion token must be issued before the current time."
    if isinstance(error, jwt.exceptions.InvalidSubjectError):
        return "The subject claim for client_assertion must be the client_id."
    return "The client_assertion signature is invalid."
