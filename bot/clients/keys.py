"""The key with which the service app signs: read once, at start-up, in whichever form it came."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import SecretStr

from bot.errors import SettingsError

CURVES: Final = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
LONGEST_PATH: Final = 1000
FAULT: Final = "OKTA_PRIVATE_KEY is neither a private RSA or EC key (PEM or JWK) nor a file of one"


@dataclass(frozen=True)
class SigningKey:
    """A private key and how Okta knows it.

    Attributes:
        key_id: Of the public key registered with the app; a PEM does not say it.
    """

    key: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)
    key_id: str | None = None

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Sign claims as a JWT, by RS256 or by the curve's own algorithm."""
        algorithm = "RS256" if isinstance(self.key, RSAPrivateKey) else CURVES[self.key.curve.name]
        headers = {"kid": self.key_id} if self.key_id else None
        return jwt.encode(dict(claims), self.key, algorithm=algorithm, headers=headers)


def read_signing_key(setting: SecretStr, *, key_id: str | None = None) -> SigningKey:
    r"""Read a key from a setting: a PEM (its line ends may be written `\n`), a JWK, or a path.

    Raises:
        SettingsError: it is none of them; the message does not quote it.
    """
    text = _text(setting.get_secret_value().strip())
    jwk = _jwk(text)
    key = _key_of_jwk(jwk) if jwk else _key_of_pem(text)
    if isinstance(key, RSAPrivateKey) or (
        isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES
    ):
        return SigningKey(key, key_id or jwk.get("kid"))
    raise SettingsError([FAULT])


def _text(value: str) -> str:
    if value.startswith(("-----", "{")) or len(value) > LONGEST_PATH:
        return value.replace("\\n", "\n")
    try:
        return Path(value).expanduser().read_text("utf-8").strip()
    except (OSError, ValueError, RuntimeError):
        return ""


def _jwk(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _key_of_jwk(jwk: dict[str, Any]) -> Any:
    try:
        return jwt.PyJWK.from_dict(jwk).key
    except jwt.PyJWTError:
        return None


def _key_of_pem(text: str) -> Any:
    try:
        return load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
