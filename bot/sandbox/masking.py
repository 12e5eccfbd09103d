"""What nobody may read over somebody's shoulder: passwords, tokens and one-time links become dots.

Source: the fields in which Slack, Okta and JumpCloud carry them.
"""

import contextlib
import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl

MASK: Final = "•••"
SECRET_KEYS: Final = frozenset(
    {
        "access_token",
        "activationtoken",
        "activationurl",
        "answer",
        "api_key",
        "apikey",
        "client_assertion",
        "client_secret",
        "newpassword",
        "oldpassword",
        "passcode",
        "password",
        "privatekey",
        "recoverytoken",
        "refresh_token",
        "resetpasswordurl",
        "secret",
        "sessiontoken",
        "sharedsecret",
        "statetoken",
        "temppassword",
        "ticket",
        "token",
    }
)
SECRET_HEADERS: Final = frozenset(
    {"authorization", "cookie", "dpop", "set-cookie", "x-api-key", "x-slack-signature"}
)
TOKENS: Final = re.compile(r"\b(?:xox[a-z]-|xapp-|SSWS\s+|Bearer\s+|DPoP\s+|ticket=)[\w.~+/-]+")
NESTED: Final = ("{", "[")


def masked(value: Any) -> Any:
    """Copy a JSON value with every password, token and one-time link replaced by dots."""
    if isinstance(value, dict):
        return {
            key: _dots(item) if str(key).lower() in SECRET_KEYS else masked(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item) for item in value]
    return TOKENS.sub(MASK, value) if isinstance(value, str) else value


def masked_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Read headers as ASGI has them; of those that let somebody in, only the scheme is kept."""
    told = {}
    for name, value in ((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw):
        scheme, _, rest = value.partition(" ")
        secret = f"{scheme} {MASK}" if rest else MASK
        told[name] = secret if name.lower() in SECRET_HEADERS else masked(value)
    return told


def masked_query(query: str) -> dict[str, str]:
    """Read a query string; what is given twice counts once."""
    told: dict[str, str] = masked(dict(parse_qsl(query, keep_blank_values=True)))
    return told


def readable(body: Any) -> Any:
    """Read a body as a person wants it: JSON, the fields of a form, or its text; masked.

    Args:
        body: Bytes as they were sent, or a value that never was bytes.

    Returns:
        A JSON value; None where there was none.
    """
    if not isinstance(body, bytes):
        return masked(body)
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    for read in (json.loads, _form):
        with contextlib.suppress(ValueError):
            return masked(read(text))
    return masked(text)


def _form(text: str) -> dict[str, Any]:
    if not text[:1].isalnum():
        raise ValueError("not a form")
    fields = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    return {name: _opened(value) for name, value in fields}


def _opened(value: str) -> Any:
    """Open JSON in a field of a form: Slack's clients send blocks and views so."""
    if not value.startswith(NESTED):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _dots(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dots(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dots(item) for item in value]
    return MASK if isinstance(value, str) and value else value
