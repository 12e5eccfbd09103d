"""One call of the Web API: its arguments, however they were sent, and how a method is declared.

Slack takes arguments as query, form or JSON; what is nested is JSON within the first two.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.slack.access import TokenKind
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.parts import Parts

TRUE: Final = frozenset({"1", "true", "True"})
MOST_ITEMS: Final = 1000
Answer = dict[str, Any]


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
        return name in self.arguments

    def text(self, name: str) -> str:
        """Read an argument as text; empty when it was not given."""
        value = self.arguments.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        """Read an argument that must be given.

        Raises:
            ApiError: `invalid_arguments`, naming it.
        """
        if not self.text(name):
            raise invalid(f"missing required field: {name}", name)
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Read an argument as yes or no."""
        return self.text(name) in TRUE if self.has(name) else default

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

    def page(self, items: list[Any], name: str) -> Answer:
        """Answer with one page of a list, and the cursor of the next.

        Raises:
            ApiError: `invalid_cursor` or `invalid_limit`.
        """
        start, size = self.text("cursor") or "0", self.text("limit") or "0"
        if not start.isdecimal():
            raise ApiError("invalid_cursor")
        if not size.isdecimal() or int(size) > MOST_ITEMS:
            raise ApiError("invalid_limit")
        end = int(start) + (int(size) or MOST_ITEMS)
        following = str(end) if end < len(items) else ""
        return {name: items[int(start) : end], "response_metadata": {"next_cursor": following}}


@dataclass(frozen=True)
class Method:
    """A method of the Web API.

    Attributes:
        scopes: Any one of them lets a call through; empty asks for none.
    """

    do: Callable[[Call], Awaitable[Answer]]
    scopes: tuple[str, ...] = ()
    token: TokenKind = "bot"


def invalid(message: str, pointer: str = "") -> ApiError:
    """Make the error for an argument that is missing or wrong."""
    line = f"[ERROR] {message} [json-pointer:/{pointer}]" if pointer else message
    return ApiError("invalid_arguments", response_metadata={"messages": [line]})


async def arguments_of(request: Request) -> dict[str, Any]:
    """Read the arguments of a request, wherever they stand.

    Raises:
        ApiError: `invalid_json`.
    """
    found: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if not body:
        return found
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            sent = json.loads(body)
        except ValueError as broken:
            raise ApiError("invalid_json") from broken
        if not isinstance(sent, dict):
            raise ApiError("json_not_object")
        return found | sent
    return found | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def token_of(request: Request, arguments: Mapping[str, Any]) -> str:
    """Read the token from the header, or else from the arguments."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(arguments.get("token", ""))
