"""One call of the Web API: its arguments, however they were sent, and how a method is declared.

Slack takes arguments as query, form, multipart or JSON; what is nested is JSON within the first
three. Not every method reads JSON: those that do not see no arguments in it.
"""

import base64
import binascii
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.slack.access import TokenKind
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.parts import Parts

TRUE: Final = frozenset({"1", "true", "True"})
Answer = dict[str, Any]


@dataclass(frozen=True)
class Pages:
    """How a method cuts a list into pages.

    Attributes:
        key: The property of an item that its cursor names; None where the item is its own.
        usual: How many items there are in a page when `limit` is not given.
        most: The largest `limit`.
        strict: Whether a larger one is refused; else it counts as the largest.
    """

    key: str | None
    usual: int = 100
    most: int = 1000
    strict: bool = False


@dataclass(frozen=True)
class Call:
    """A call that was let through.

    Attributes:
        origin: Scheme and host by which the app reached the stand-in, with the mount's path.
    """

    method: str
    parts: Parts
    arguments: Mapping[str, Any]
    origin: str
    token: str = ""

    def has(self, name: str) -> bool:
        """Say whether an argument was given at all, if only to empty something."""
        return self.arguments.get(name) is not None

    def text(self, name: str) -> str:
        """Read an argument as text; empty when it was not given."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def required(self, name: str, error: str = "") -> str:
        """Read an argument that must be given.

        Args:
            error: The code of the method's own for it.

        Raises:
            ApiError: `error`, or else `invalid_arguments`, naming it.
        """
        if not self.text(name):
            raise ApiError(error) if error else invalid(f"missing required field: {name}", name)
        return self.text(name)

    def number(self, name: str, error: str = "") -> int:
        """Read an argument that must be given as a whole number, not below 0.

        Raises:
            ApiError: as for `required`.
        """
        text = self.required(name, error)
        if not text.isdecimal():
            raise ApiError(error) if error else invalid(f"must be an integer: {name}", name)
        return int(text)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read an argument as yes or no."""
        return self.text(name) in TRUE if self.has(name) else default

    def listed(self, name: str) -> list[str]:
        """Read an argument that names several things, with commas between them."""
        value = self.arguments.get(name)
        parts = value if isinstance(value, list) else self.text(name).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def json(self, name: str, error: str = "invalid_arguments") -> Any:
        """Read a nested argument, sent as JSON or as JSON in a string; None when not given.

        Raises:
            ApiError: the string is no JSON.
        """
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as broken:
            raise ApiError(error) from broken

    def page(self, items: list[Any], name: str, pages: Pages) -> Answer:
        """Answer with one page of a list, and the cursor of the next, empty at the end.

        Raises:
            ApiError: `invalid_cursor` or `invalid_limit`.
        """
        start, size = self._start(items, pages.key), self._size(pages)
        end = start + size
        following = _cursor(_key(items[end], pages.key)) if end < len(items) else ""
        return {name: items[start:end], "response_metadata": {"next_cursor": following}}

    def _start(self, items: list[Any], key: str | None) -> int:
        cursor = self.text("cursor")
        if not cursor:
            return 0
        try:
            wanted = base64.b64decode(cursor, validate=True).decode().removeprefix("next:")
            return next(n for n, item in enumerate(items) if _key(item, key) == wanted)
        except (binascii.Error, ValueError, StopIteration) as error:
            raise ApiError("invalid_cursor") from error

    def _size(self, pages: Pages) -> int:
        given = self.text("limit") or "0"
        if not given.isdecimal() or (pages.strict and int(given) > pages.most):
            raise (
                ApiError("invalid_limit") if pages.strict else invalid("must be a number", "limit")
            )
        return min(int(given) or pages.usual, pages.most)


@dataclass(frozen=True)
class Method:
    """A method of the Web API.

    Attributes:
        scopes: Any one of them lets a call through; empty asks for none.
        tier: How often it may be called, see `limits.TIERS`; 0 is always.
        json: Whether it reads arguments that are sent as JSON.
    """

    do: Callable[[Call], Awaitable[Answer]]
    scopes: tuple[str, ...] = ()
    tier: int = 3
    token: TokenKind = "bot"
    json: bool = False


def _key(item: Any, key: str | None) -> str:
    return str(item if key is None else item[key])


def _cursor(key: str) -> str:
    return base64.b64encode(f"next:{key}".encode()).decode()


def invalid(message: str, pointer: str = "") -> ApiError:
    """Make the error for an argument that is missing or wrong."""
    line = f"[ERROR] {message} [json-pointer:/{pointer}]" if pointer else message
    return ApiError("invalid_arguments", response_metadata={"messages": [line]})


async def arguments_of(request: Request, *, reads_json: bool = True) -> dict[str, Any]:
    """Read the arguments of a request, wherever they stand.

    Raises:
        ApiError: `invalid_json`, `json_not_object` or `invalid_form_data`.
    """
    found: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if not body:
        return found
    if kind.startswith("application/json"):
        return found | (_json_object(body) if reads_json else {})
    if kind.startswith("multipart/form-data"):
        return found | {
            name: part.decode("utf-8", "replace") for name, part in parts_of(kind, body)
        }
    return found | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body)
    except ValueError as broken:
        raise ApiError("invalid_json") from broken
    if not isinstance(sent, dict):
        raise ApiError("json_not_object")
    return sent


def parts_of(content_type: str, body: bytes) -> list[tuple[str, bytes]]:
    """Take a multipart form apart into its fields' names and contents.

    Raises:
        ApiError: `invalid_form_data`; it has no boundary.
    """
    # A form is a MIME message, and the standard library reads those.
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + body, policy=HTTP)
    if not message.is_multipart():
        raise ApiError("invalid_form_data")
    return [
        (str(part.get_param("name", header="content-disposition") or ""), _content(part))
        for part in message.iter_parts()
    ]


def _content(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def token_of(request: Request, arguments: Mapping[str, Any]) -> str:
    """Read the token from the header, or else from the arguments."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(arguments.get("token", ""))
