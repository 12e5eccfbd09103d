"""What may be quoted of a provider's words: nothing that we had given it in confidence. Pure.

An error may repeat the request that it is about, header, password and all. What is quoted goes
on cards, into threads, rows and logs, so whatever the request held in confidence is taken out.
"""

import base64
import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, quote, quote_plus

import httpx

from bot.logs import MASK, TELLING_NAME, masked_tokens

CONFIDENTIAL: Final = ("authorization", "x-api-key", "dpop", "cookie")
SHORTEST: Final = 4
"""Letters; what is shorter stands in many a word by chance."""

LONGEST: Final = 20_000


def quotable(words: str, response: httpx.Response) -> str:
    """Take out of words what the request gave in confidence, and whatever looks like a token."""
    words = words[:LONGEST]
    for secret in sorted(_given(response), key=len, reverse=True):
        for form in _forms(secret):
            words = words.replace(form, MASK)
    return masked_tokens(words)


def _given(response: httpx.Response) -> set[str]:
    try:
        request = response.request
    except RuntimeError:  # it answers none
        return set()
    found = {*_in_headers(request), *_in_body(request)}
    return {text for text in found if len(text) >= SHORTEST}


def _in_headers(request: httpx.Request) -> Iterator[str]:
    for name in CONFIDENTIAL:
        value = request.headers.get(name, "")
        scheme, _, credentials = value.partition(" ")
        yield from (value, credentials)
        if scheme.casefold() == "basic":
            pair = base64.b64decode(credentials).decode(errors="replace")
            yield from (pair, pair.partition(":")[2])


def _in_body(request: httpx.Request) -> Iterator[str]:
    try:
        text = request.content.decode()
    except (httpx.RequestNotRead, UnicodeDecodeError):
        return
    try:
        body = json.loads(text)
    except ValueError:
        body = dict(parse_qsl(text))
    yield from _told(body, secret=False)


def _told(value: Any, *, secret: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _told(item, secret=secret or bool(TELLING_NAME.search(str(name))))
    elif isinstance(value, list):
        for item in value:
            yield from _told(item, secret=secret)
    elif secret and isinstance(value, str):
        yield value


def _forms(secret: str) -> tuple[str, ...]:
    plain = (secret, json.dumps(secret)[1:-1])
    written = [spell(text) for spell in (quote, quote_plus, _quote_all) for text in plain]
    return tuple(dict.fromkeys((*plain, *written)))


def _quote_all(text: str) -> str:
    return quote(text, safe="")
