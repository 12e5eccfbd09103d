"""Faults on demand: what networks and providers do on a bad day.

A fault waits for the exchanges it means and then acts as often as it was told to; `watch` is
where it does.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Literal, get_args

from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.sandbox.store import World, matches

Kind = Literal["refuse", "throttle", "crowd", "slow", "down", "stop", "lost", "hold", "crash"]
KINDS: Final = get_args(Kind)


@dataclass(eq=False)
class Fault:
    """One thing that goes wrong.

    Attributes:
        match: The exchanges meant, as in `bot.sandbox.store.matches`.
        kind: `refuse` answers `status` and `body`, by default the provider's 403; `throttle`
            answers 429; `crowd` the 429 of Okta for too many calls at once; `down` 503; `slow`
            works after `seconds`; `hold` works once released; `stop` closes the connection
            before any work, `lost` after it; `crash` calls `then` after the work and closes the
            connection.
        times: How often; None is for ever.
        seconds: The pause of `slow`, and when a throttled caller may come again.
        retry_after: Whether `throttle` sends Retry-After; by default as the provider does.
    """

    match: str
    kind: Kind
    times: int | None = None
    status: int | None = None
    body: Any = None
    seconds: float = 1
    retry_after: bool | None = None
    then: Callable[[], Awaitable[None] | None] | None = None
    released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def release(self) -> None:
        """Let go of what `hold` holds."""
        self.released.set()


class Faults:
    """The faults in force, in the order in which they were asked for.

    Attributes:
        rules: The faults that wait for an exchange.
        pausing: The faults that make somebody wait now; one that is used up is only here.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.rules: list[Fault] = []
        self.pausing: list[Fault] = []

    def add(self, match: str, kind: Kind, **options: Any) -> Fault:
        """Ask for a fault; the options are the other fields of `Fault`."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}; one of {', '.join(KINDS)}")
        fault = Fault(match, kind, **options)
        self.rules.append(fault)
        self._world.changed()
        return fault

    def crash_after(self, match: str, then: Callable[[], Awaitable[None] | None]) -> Fault:
        """Call `then` once, when the work is done and nobody was told; the answer is lost."""
        return self.add(match, "crash", times=1, then=then)

    def remove(self, fault: Fault) -> None:
        """End one fault, and let go of what it holds."""
        fault.release()
        if fault in self.rules:
            self.rules.remove(fault)
        self._world.changed()

    def clear(self) -> None:
        """End every fault, and let go of what they hold."""
        for fault in (*self.rules, *self.pausing):
            self.remove(fault)

    async def pause(self, fault: Fault) -> None:
        """Wait as `slow` and `hold` do: for a time, or until released."""
        self.pausing.append(fault)
        try:
            longest = fault.seconds if fault.kind == "slow" else None
            async with asyncio.timeout(longest):
                await fault.released.wait()
        except TimeoutError:
            pass
        finally:
            self.pausing.remove(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """Find the first fault that means this exchange, and use it up by one."""
        for fault in self.rules:
            if matches(fault.match, method, path):
                return self._used(fault)
        return None

    def _used(self, fault: Fault) -> Fault:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.rules.remove(fault)
        return fault


def refusal(provider: str, fault: Fault, error_id: str) -> Response:
    """Build the answer of a fault that does no work, in the provider's own shape."""
    if fault.body is not None:
        status = fault.status or {"throttle": 429, "crowd": 429, "down": 503}.get(fault.kind, 403)
        return JSONResponse(fault.body, status, headers=_pace(provider, fault, status))
    if fault.kind == "down":
        # A gateway in front of a provider answers for it, and not in JSON.
        page = "<html><body><h1>503 Service Unavailable</h1></body></html>"
        return HTMLResponse(page, fault.status or 503)
    status = fault.status or (429 if fault.kind in ("throttle", "crowd") else 403)
    return _SHAPES[provider](status, _pace(provider, fault, status), error_id)


def _pace(provider: str, fault: Fault, status: int) -> dict[str, str]:
    if status != HTTPStatus.TOO_MANY_REQUESTS:
        return {}
    headers = {}
    if provider == "Okta":
        # Wall clock, not the world's: a client sets it against the Date header.
        reset = int(time.time() + fault.seconds)
        # A limit of 0 is how Okta says that it is not the pace, but too many calls at once.
        limit = "0" if fault.kind == "crowd" else "50"
        headers = {"X-Rate-Limit-Limit": limit, "X-Rate-Limit-Remaining": "0"}
        headers["X-Rate-Limit-Reset"] = str(reset)
    wanted = fault.retry_after
    if wanted or (wanted is None and provider == "Slack"):
        headers["Retry-After"] = str(max(1, round(fault.seconds)))
    return headers


def _okta(status: int, headers: dict[str, str], error_id: str) -> Response:
    code, text = {
        401: ("E0000011", "Invalid token provided"),
        403: ("E0000006", "You do not have permission to perform the requested action"),
        404: ("E0000007", "Not found: Resource not found"),
        429: ("E0000047", "API call exceeded rate limit due to too many requests."),
        503: ("E0000010", "Service is in read only mode"),
    }.get(status, ("E0000009", "Internal Server Error"))
    body = {"errorCode": code, "errorSummary": text, "errorLink": code}
    headers = headers | {"X-Okta-Request-Id": error_id}
    return JSONResponse(
        body | {"errorId": f"oae{error_id[:22]}", "errorCauses": []}, status, headers
    )


def _slack(status: int, headers: dict[str, str], error_id: str) -> Response:
    # Slack says no with 200 and a word; only its pace and its faults have a status.
    throttled = status == HTTPStatus.TOO_MANY_REQUESTS
    error = "ratelimited" if throttled else "not_allowed_token_type"
    shown = 200 if status == HTTPStatus.FORBIDDEN else status
    return JSONResponse(
        {"ok": False, "error": error}, shown, headers | {"x-slack-req-id": error_id}
    )


def _jumpcloud(status: int, headers: dict[str, str], error_id: str) -> Response:
    text = {401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests"}
    message = text.get(status, "Internal Server Error")
    return JSONResponse({"message": message}, status, headers | {"x-request-id": error_id})


_SHAPES: Final = {"Okta": _okta, "Slack": _slack, "JumpCloud": _jumpcloud}
