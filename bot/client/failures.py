"""What a provider's answer means when it is not what was asked for. Pure.

Bodies are never trusted: gateways answer with HTML or nothing, JumpCloud with plain text at
times, and each API has several shapes for an error. Whatever comes, an error in plain words
comes out, with the provider's own words in it but nothing else of the exchange.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import httpx

from bot.client.quoting import quotable
from bot.errors import (
    Conflict,
    NotFound,
    NotLicensed,
    ProviderError,
    Refused,
    Unauthorized,
    Unavailable,
)
from bot.texts import whole

LONGEST_QUOTE: Final = 500

LATER: Final = frozenset({"E0000112", "E0000145", "E0000239", "E0000249"})
"""Okta is still busy with something (409, 423): the same works in a few minutes."""

ALREADY_SO: Final = frozenset({"E0000016", "E0000062"})
"""Okta's codes for what is done already."""

ABOUT_US: Final = frozenset({"", "E0000005", "E0000006"})
"""A 403 about our role; with any other code of Okta's a 403 is about the person's state."""

PASSING: Final = frozenset({408, 429, 500, 502, 503, 504})
"""The same call may work later."""

REFERENCES: Final = ("x-okta-request-id", "x-request-id")


class Said(NamedTuple):
    """What a body says: the provider's code if it has them, and its words."""

    code: str
    words: str


def error_of(
    provider: str, response: httpx.Response, now: datetime, *, confidential: bool = False
) -> ProviderError:
    """Make the error that an answer means; a redirect is one too, for no call expects any.

    Args:
        confidential: The call makes a secret. One that broke off after that may have it in its
            answer, in any form, so nothing of it is quoted.
    """
    status = response.status_code
    broke_off = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    said = Said("", "") if confidential and broke_off else said_by(response)
    kind = _kind(status, said, is_page=_is_page(response))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = asked_wait(response.headers, now)
        words = "throttles us" + (f"; it takes calls again in {wait:.0f} s" if wait else "")
    else:
        reason = f"{said.words} ({said.code})" if said.code else said.words
        words = f"{_verb(kind, status)}: {reason or f'no reason given (HTTP {status})'}"
    return kind(f"{provider} {words}", provider, reference_of(response))


def reference_of(response: httpx.Response) -> str:
    """Find the provider's id of the exchange; empty when it sent none."""
    return next((response.headers[name] for name in REFERENCES if name in response.headers), "")


def said_by(response: httpx.Response) -> Said:
    """Read the code and the words of an error, in any of the shapes that are met.

    Nothing is in them that the request gave in confidence.
    """
    code, words = map(whole, _said(response))
    return Said(quotable(code, response), quotable(words, response)[:LONGEST_QUOTE])


def _said(response: httpx.Response) -> Said:
    try:
        body = response.json()
    except ValueError:
        body = "" if _is_page(response) else response.text.strip()
    if not isinstance(body, dict):
        return Said("", body if isinstance(body, str) else "")
    names = ("errorSummary", "message", "error_description", "error")
    first = next((str(body[name]) for name in names if body.get(name)), "")
    words = "; ".join(dict.fromkeys(filter(None, [first, *_causes(body)])))
    return Said(str(body.get("errorCode") or ""), words)


def asked_wait(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read how many seconds a throttling provider wants us to wait; None if it does not say.

    Okta says when its window resets, by its own clock, which the Date header tells. A limit of 0
    is its limit of concurrent calls: the reset is then a mere suggestion.
    """
    if after := headers.get("retry-after"):
        return _number(after) if _number(after) is not None else _until(after, now)
    reset = _number(headers.get("x-rate-limit-reset"))
    if reset is None or headers.get("x-rate-limit-limit") == "0":
        return None
    sent = _moment(headers.get("date")) or now
    return max(reset - sent.timestamp(), 0) + 1


class Told(NamedTuple):
    """What an answer says of its bucket; `seconds` is until the window ends, and a little more."""

    limit: int
    left: int
    seconds: float


def window_of(headers: Mapping[str, str]) -> Told | None:
    """Read how much of a rate limit is left, by the provider's own clock; None if it says nothing.

    A limit of 0 is Okta's limit of concurrent calls, which no waiting for a window mends.
    """
    names = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
    limit, left, reset = (_number(headers.get(name)) for name in names)
    sent = _moment(headers.get("date"))
    if not limit or left is None or reset is None or sent is None:
        return None
    return Told(int(limit), int(left), max(reset - sent.timestamp(), 0) + 1)


def _kind(status: int, said: Said, *, is_page: bool) -> type[ProviderError]:
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthorized
    if status == HTTPStatus.FORBIDDEN and said.code in ABOUT_US:
        return Unauthorized
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return NotLicensed
    if status == HTTPStatus.NOT_FOUND and not is_page:
        return NotFound
    if status in PASSING or said.code in LATER:
        return Unavailable
    taken = status == HTTPStatus.BAD_REQUEST and "already exists" in said.words
    there = status in (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED)
    return Conflict if taken or there or said.code in ALREADY_SO else Refused


def _verb(kind: type[ProviderError], status: int) -> str:
    if kind is Unauthorized:
        forbidden = status == HTTPStatus.FORBIDDEN
        return "does not permit us this" if forbidden else "does not accept our credentials"
    if kind is Unavailable:
        failed = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return f"failed (HTTP {status})" if failed else "is not ready for this yet"
    return {NotFound: "did not find it", Conflict: "sees a conflict"}.get(kind, "refused")


def _causes(body: dict[str, Any]) -> Iterator[str]:
    for cause in _objects(body.get("errorCauses")):
        yield str(cause.get("errorSummary") or "")
    for detail in _objects(body.get("details")):
        for fault in _objects(detail.get("fieldViolationsList") or detail.get("fieldViolations")):
            yield f"{fault.get('field')}: {fault.get('description')}"


def _objects(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _is_page(response: httpx.Response) -> bool:
    return response.text.lstrip().startswith("<")


def _number(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() else None


def _moment(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def _until(text: str, now: datetime) -> float | None:
    moment = _moment(text)
    return max((moment - now).total_seconds(), 0) if moment and moment.tzinfo else None
