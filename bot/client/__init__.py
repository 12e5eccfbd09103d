"""One exchange with a provider over HTTP, and what its failure means.

A provider is asked through `Api`, which asks again where that is safe:

                                GET, or a search       a write
    429                         after the wait asked   the same: it was not executed
    500, 502, 503, 504          again                  Unavailable: it may be done
    the connection is refused   again                  again: the request never left
    no answer, or half of one   again                  Unavailable: it may be done

What is raised is final for this attempt and comes from `bot.errors`: plain words, the provider's
own among them, and its id of the exchange. The engine stores what a step raises, so errors are
raised outside of `except` blocks: nothing of httpx hangs on them, not even as their context.
"""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

import httpx

from bot.client.budget import Bucket, Budget, uncounted
from bot.client.contents import content_of, rows_of
from bot.client.failures import asked_wait, error_of, reference_of
from bot.client.pages import Page, refuse_stranger
from bot.errors import NotFound, Unavailable

log = logging.getLogger(__name__)

CONNECT_TIMEOUT: Final = 5.0
READ_TIMEOUT: Final = 20.0
LONGEST_SEGMENT: Final = 200

FAILING: Final = frozenset({500, 502, 503, 504})
"""A server's faults that a second try may not meet."""

Query = Mapping[str, str | int | bool]


@dataclass(frozen=True)
class Silence:
    """No answer came.

    Attributes:
        reason: What happened, to follow the provider's name.
        sent: Whether the request may have arrived.
    """

    reason: str
    sent: bool


def utc_now() -> datetime:
    """Tell the time, aware UTC."""
    return datetime.now(UTC)


def segment(text: str) -> str:
    """Encode one segment of a path.

    Raises:
        NotFound: the text would change which resource is meant, so nothing goes by that name.
    """
    if text in ("", ".", "..") or len(text) > LONGEST_SEGMENT:
        raise NotFound("Nothing can have that id or name.")
    # An @ may stand in a path. Encoded, a login's would read differently in the address that a
    # proof of possession names and in the one that Okta compares it with.
    return quote(text, safe="@")


class Api:
    """The way to one provider.

    Args:
        provider: Its name as people know it; it begins every message.
        http: Knows the address and how to authenticate; closed by `close`.
        retries: How often a failed call is made again.
        max_wait: Seconds spent waiting between the tries of one call, at most; if the provider
            asks for more, the call fails and the message says how long it wants.
        in_flight: Calls at the same time, at most.
        bucket: Names the rate limit that a call counts in; see `bot.client.budget`.
    """

    def __init__(
        self,
        provider: str,
        http: httpx.AsyncClient,
        *,
        retries: int = 2,
        max_wait: float = 10.0,
        in_flight: int = 10,
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        bucket: Bucket = uncounted,
    ) -> None:
        self.provider = provider
        self._http = http
        self._retries = retries
        self._max_wait = max_wait
        self._slots = asyncio.Semaphore(in_flight)
        self._clock = clock
        self._sleep = sleep
        self._away = False
        self._budget = Budget(bucket)

    async def send(
        self,
        method: str,
        path: str,
        *,
        params: Query | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        patience: float = READ_TIMEOUT,
        repeatable: bool = False,
        confidential: bool = False,
        retries: int | None = None,
    ) -> Any:
        """Make a call and return the parsed answer; None when it has no body.

        Args:
            path: Below the provider's address, its segments encoded.
            patience: Seconds to wait for each answer.
            repeatable: Changes nothing although it is no GET.
            confidential: Its answer has a secret; see `error_of`.
            retries: Instead of the usual number; 0 where a person waits for the answer.

        Raises:
            Unavailable, NotFound, Conflict, Refused, Unauthorized: see `bot.errors`.
        """
        request = {"params": params, "json": json, "headers": headers, "timeout": patience}
        harmless = repeatable or method == "GET"
        outcome = await self._insist(method, path, request, harmless=harmless, retries=retries)
        return content_of(self.provider, self._answered(outcome, confidential=confidential))

    async def page(
        self,
        method: str,
        path: str,
        *,
        params: Query | None = None,
        json: Any = None,
        patience: float = READ_TIMEOUT,
        max_wait: float | None = None,
    ) -> Page:
        """Read one page of a list; nothing is changed by it, also where it is no GET.

        Args:
            path: Below the provider's address, or the address of a page that it named itself.
            patience: Seconds to wait for each answer.
            max_wait: Seconds spent waiting between tries, instead of the usual.

        Raises:
            Refused: this page or the next is on another host, which gets no token of ours.
            Unavailable: also where the answer is no list: it is not taken for an empty one.
        """
        refuse_stranger(self.provider, path, self._http.base_url)
        request = {"params": params, "json": json, "timeout": patience}
        response = self._answered(
            await self._insist(method, path, request, harmless=True, max_wait=max_wait)
        )
        url = response.links.get("next", {}).get("url")
        if url is not None:
            refuse_stranger(self.provider, url, self._http.base_url, reference_of(response))
        return Page(rows_of(self.provider, response), url, response.headers)

    async def pages(
        self, path: str, params: Query | None = None, *, max_wait: float | None = None
    ) -> AsyncIterator[list[Any]]:
        """Yield every page of a list, led on by the Link headers (Okta).

        Args:
            max_wait: Seconds spent waiting for each page between tries, instead of the usual.

        Raises:
            Refused: the next page is said to be on another host, which gets no token of ours.
            Unavailable: also where an answer is no list: it is not taken for the end of one.
        """
        following: str | None = path
        while following is not None:
            page = await self.page("GET", following, params=params, max_wait=max_wait)
            yield page.rows
            following, params = page.next, None

    async def pages_by_skip(
        self,
        path: str,
        params: Query | None = None,
        *,
        size: int = 100,
        max_wait: float | None = None,
    ) -> AsyncIterator[list[Any]]:
        """Yield every page of a list, until a short one (JumpCloud: a total is not always sent).

        Args:
            max_wait: Seconds spent waiting for each page between tries, instead of the usual.

        Raises:
            Unavailable: also where an answer is no list: it is not taken for the end of one.
        """
        for skip in itertools.count(0, size):
            query = {**(params or {}), "limit": size, "skip": skip}
            page = await self.page("GET", path, params=query, max_wait=max_wait)
            yield page.rows
            if len(page.rows) < size:
                return

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _insist(
        self,
        method: str,
        path: str,
        request: dict[str, Any],
        *,
        harmless: bool,
        retries: int | None = None,
        max_wait: float | None = None,
    ) -> httpx.Response | Silence:
        waited, longest = 0.0, self._max_wait if max_wait is None else max_wait
        outcome = await self._in_turn(method, path, request)
        for attempt in range(self._retries if retries is None else retries):
            pause = self._pause(outcome, attempt, harmless=harmless)
            if pause is None or waited + pause > longest:
                break
            await self._sleep(pause)
            waited += pause
            outcome = await self._in_turn(method, path, request)
        self._note(outcome)
        return outcome

    async def _in_turn(
        self, method: str, path: str, request: dict[str, Any]
    ) -> httpx.Response | Silence:
        """Make a call when its rate limit has room for it."""
        while pause := self._budget.take(method, path):
            await self._sleep(pause)
        outcome = await self._try(method, path, request)
        if isinstance(outcome, httpx.Response):
            self._budget.learn(method, path, outcome.headers)
        return outcome

    async def _try(
        self, method: str, path: str, request: dict[str, Any]
    ) -> httpx.Response | Silence:
        timeout = httpx.Timeout(request.get("timeout", READ_TIMEOUT), connect=CONNECT_TIMEOUT)
        try:
            async with self._slots:
                request = {**request, "timeout": timeout}
                response = await self._http.request(method, path, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            return Silence("cannot be reached", sent=False)
        except httpx.TimeoutException:
            return Silence(f"did not answer within {timeout.read:g} s", sent=True)
        except httpx.HTTPError:
            return Silence("broke off before it had answered", sent=True)
        # It is read, and its stream holds it as it holds its stream: a circle that would keep
        # page after page until the collector comes by.
        del response.stream
        return response

    def _pause(
        self, outcome: httpx.Response | Silence, attempt: int, *, harmless: bool
    ) -> float | None:
        backoff = float(2**attempt)
        if isinstance(outcome, Silence):
            return backoff if harmless or not outcome.sent else None
        if outcome.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            wait = asked_wait(outcome.headers, self._clock())
            return backoff if wait is None else wait
        return backoff if harmless and outcome.status_code in FAILING else None

    def _note(self, outcome: httpx.Response | Silence) -> None:
        away = isinstance(outcome, Silence) or outcome.status_code in FAILING
        if away == self._away:
            return
        self._away = away
        if away:
            log.warning("provider unavailable", extra={"provider": self.provider})
        else:
            log.info("provider available again", extra={"provider": self.provider})

    def _answered(
        self, outcome: httpx.Response | Silence, *, confidential: bool = False
    ) -> httpx.Response:
        if isinstance(outcome, Silence):
            raise Unavailable(f"{self.provider} {outcome.reason}", self.provider)
        if not outcome.is_success:
            raise error_of(self.provider, outcome, self._clock(), confidential=confidential)
        return outcome
