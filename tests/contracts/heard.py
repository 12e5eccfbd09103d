"""An exchange as the contracts read it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.traffic import Exchange
from bot.sandbox.watch import ANSWERING


@dataclass(frozen=True)
class Heard:
    """An exchange, read: names of headers in lower case, bodies as they were.

    Attributes:
        injected: Whether a fault answered in place of the provider.
    """

    method: str
    query: str
    headers: dict[str, str]
    body: bytes
    status: int
    injected: bool
    answer_headers: dict[str, str]
    answer_body: bytes

    @classmethod
    def of(cls, exchange: Exchange) -> "Heard":
        """Read an exchange with a provider over HTTP."""
        return cls(
            method=exchange.method,
            query=exchange.raw.query,
            headers=_named(exchange.raw.headers),
            body=exchange.raw.asked,
            status=exchange.status,
            injected=exchange.fault in ANSWERING,
            answer_headers=_named(exchange.raw.answer_headers),
            answer_body=exchange.raw.answered,
        )


def read(body: bytes) -> Any:
    """Read a body as JSON, or as a form; None for none."""
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return dict(parse_qsl(text)) or text


def _named(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
