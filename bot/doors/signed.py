"""What arrives over HTTP: whether Slack signed it just now, and what it says.

Source: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

from pydantic import SecretStr
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.datastructures import Headers

WINDOW: Final = 5 * 60
"""Seconds that Slack's clock and ours may differ by; slack_sdk's own, kept here for the tests."""

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
MOST_FIELDS: Final = 100

_STAMP: Final = re.compile("[0-9]{1,12}", re.ASCII)


class Unreadable(Exception):
    """It is no form and no JSON that Slack would send; the text says why, without its content."""


class Signatures:
    """Tells what Slack signed.

    Args:
        secret: The app's signing secret.
    """

    def __init__(self, secret: SecretStr, clock: Clock | None = None) -> None:
        self._verifier = SignatureVerifier(secret.get_secret_value(), clock or Clock())

    def hold(self, headers: Headers, text: str) -> bool:
        """Tell whether a body carries a signature of ours that is not older than the window."""
        stamps = headers.getlist("x-slack-request-timestamp")
        signatures = headers.getlist("x-slack-signature")
        # Of two nobody could say which was meant; and slack_sdk falls over what is no number and
        # what is not ASCII.
        if len(stamps) != 1 or len(signatures) != 1:
            return False
        if not _STAMP.fullmatch(stamps[0]) or not signatures[0].isascii():
            return False
        return self._verifier.is_valid(text, stamps[0], signatures[0])


def read(text: str, content_type: str) -> dict[str, Any]:
    """Read a body: a command is a form, an interaction a form with one `payload`, an event JSON.

    Raises:
        Unreadable: it is none of these.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == JSON:
        return _object(text)
    if kind != FORM:
        raise Unreadable("neither a form nor JSON")
    fields = _fields(text)
    if "payload" not in fields:
        return fields
    if len(fields) > 1:
        raise Unreadable("a payload with something beside it")
    return _object(fields["payload"])


def _fields(text: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Unreadable("no form") from None
    fields = dict(pairs)
    # Slack sends each once; of two, one reader would take the first and another the last.
    if len(fields) != len(pairs):
        raise Unreadable("a field given twice")
    return fields


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(found, dict):
        raise Unreadable("no object")
    return found
