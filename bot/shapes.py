"""What the value of a setting must look like, and what is wrong when it does not.

Each function returns the value, tidied, or raises ValueError with words that follow the
setting's name, such as "does not start with xoxb-". The words never repeat the value.
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.clients.keys import read_signing_key
from bot.errors import SettingsError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
DATABASES: Final = frozenset({"postgres", "postgresql"})


def prefixed(prefix: str) -> Callable[[SecretStr], SecretStr]:
    """Make a check that a token is of the kind that starts so."""

    def check(token: SecretStr) -> SecretStr:
        if not re.fullmatch(rf"{prefix}[\w-]+", token.get_secret_value(), re.ASCII):
            raise ValueError(f"is no token that starts with {prefix}")
        return token

    return check


def token(given: SecretStr) -> SecretStr:
    """Check that a secret can stand in a header: visible ASCII, and in one piece."""
    if not re.fullmatch(r"[!-~]+", given.get_secret_value()):
        raise ValueError("was pasted with something that is no part of it")
    return given


def channel(text: str) -> str:
    """Check the id of a channel; a name would break when the channel is renamed."""
    if not re.fullmatch(r"[CG][A-Z0-9]{2,}", text):
        raise ValueError("is no channel id")
    return text


def okta_app(text: str) -> str:
    """Check the id of an Okta app."""
    if not re.fullmatch(r"0oa\w+", text, re.ASCII):
        raise ValueError("is no id of an Okta app")
    return text


def hex_id(text: str) -> str:
    """Check one of JumpCloud's ids."""
    if not re.fullmatch(r"[0-9a-f]{24}", text):
        raise ValueError("is no id of 24 hexadecimal digits")
    return text


def address(text: str) -> str:
    """Check a web address, and drop slashes at its end.

    Tokens travel to it, so it must be https unless it is this machine.
    """
    _parts(text)
    return text.rstrip("/")


def folder(text: str) -> str:
    """Check a web address that names are appended to; it ends with one slash."""
    return f"{address(text)}/"


def okta_org(text: str) -> str:
    """Check the address of an Okta organisation, where the API hangs below the host."""
    parts = _parts(text)
    host = parts.hostname or ""
    label, _, rest = host.partition(".")
    if label.endswith("-admin"):
        plain = f"https://{label.removesuffix('-admin')}.{rest}"
        raise ValueError(f"is the address of the console, the API is at {plain}")
    if parts.path.strip("/") and host not in LOOPBACK:
        raise ValueError("has a path behind the host")
    return text.rstrip("/")


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # the property checks the range
    except ValueError:
        raise ValueError("is no web address") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        raise ValueError("is no web address that starts with https://")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must start with https://, because tokens are sent there")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must be an address only, without user, query or fragment")
    return parts


def database(url: SecretStr) -> SecretStr:
    """Check a database's URL; it is secret because of the password in it."""
    scheme, _, rest = url.get_secret_value().partition("://")
    file = rest.removeprefix("/")
    if scheme == "sqlite":
        if not rest.startswith("/") or not file or file == ":memory:":
            raise ValueError("names no file")
    elif scheme not in DATABASES:
        raise ValueError("is neither sqlite:/// nor postgresql://")
    elif not rest:
        raise ValueError("names no PostgreSQL host or database")
    return url


def password(url: SecretStr) -> list[SecretStr]:
    """Take the password out of a database's URL; empty where there is none."""
    given = make_url(url.get_secret_value()).password
    return [SecretStr(given)] if given else []


def split(keys: SecretStr) -> list[SecretStr]:
    """Part a comma separated list of keys."""
    return [SecretStr(key.strip()) for key in keys.get_secret_value().split(",") if key.strip()]


def sealing_keys(keys: SecretStr) -> SecretStr:
    """Check that each key can seal."""
    parted = split(keys)
    for place, key in enumerate(parted, start=1):
        try:
            Fernet(key.get_secret_value())
        except ValueError:
            which = f"key {place} of {len(parted)}" if len(parted) > 1 else "it"
            raise ValueError(f"cannot be used, {which} is no Fernet key") from None
    if not parted:
        raise ValueError("holds no key")
    return keys


def private_key(given: SecretStr) -> SecretStr:
    """Check that a key to sign with can be read: PEM, JWK, or the path of either."""
    try:
        read_signing_key(given)
    except SettingsError:
        raise ValueError("is no private key that can be read") from None
    return given
