"""What stands between the socket and the stand-ins: it applies the faults, and records all.

What is closed is closed at the socket: a client sees exactly what it would see of a server that
died.
"""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.refusals import refusal
from bot.sandbox.store import World

WATCHED: Final = {
    "/slack/api/": "Slack",
    "/slack/response/": "Slack",
    "/slack/upload/": "Slack",
    "/okta/": "Okta",
    "/jumpcloud/": "JumpCloud",
    "/insights/": "JumpCloud",
}
Crowded = Callable[[int], bool]
"""Tells whether so many calls at the same time are too many."""

NOWHERE: Final[Mapping[str, Crowded]] = {}
ANSWERING: Final = ("refuse", "throttle", "crowd", "down")


class Watch:
    """ASGI middleware: applies the faults to the stand-ins, and records what was said.

    Args:
        crowded: By provider, for those that limit the calls at the same time.
    """

    def __init__(
        self, app: ASGIApp, world: World, faults: Faults, crowded: Mapping[str, Crowded] = NOWHERE
    ) -> None:
        self._app = app
        self._world = world
        self._faults = faults
        self._crowded = crowded
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything but the providers' HTTP straight through."""
        path = scope.get("path", "")
        provider = next((to for start, to in WATCHED.items() if path.startswith(start)), None)
        if scope["type"] != "http" or provider is None:
            await self._app(scope, receive, send)
            return
        answer = _Answer()
        asked = await _body(receive)
        self._under_way[provider] += 1
        try:
            fault = self._fault(scope["method"], path, provider)
            told = await self._serve(scope, asked, answer, provider, fault)
        finally:
            self._under_way[provider] -= 1
        # On record before anything follows from it: whoever is killed may be back before that ends.
        self._record(scope, provider, asked, answer if told else answer.unheard(), fault)
        if fault and fault.then and (done := fault.then()) is not None:
            await done
        if told:
            await answer.send(send)
        else:
            await _hang_up(scope, receive)

    def _fault(self, method: str, path: str, provider: str) -> Fault | None:
        crowded = self._crowded.get(provider)
        if crowded and crowded(self._under_way[provider]):
            return Fault("*", "crowd")
        return self._faults.take(method, path)

    async def _serve(
        self, scope: Scope, asked: bytes, answer: "_Answer", provider: str, fault: Fault | None
    ) -> bool:
        """Work the answer out; False when nobody shall hear it."""
        if fault and fault.kind in ANSWERING:
            response = refusal(provider, fault, self._world.request_id())
            await response(scope, _replay(asked), answer)
            return True
        if fault and fault.kind == "stop":
            return False
        if fault and fault.kind in ("slow", "hold"):
            await self._faults.pause(fault)
        await self._app(scope, _replay(asked), answer)
        return not (fault and fault.kind in ("lost", "crash"))

    def _record(
        self, scope: Scope, provider: str, asked: bytes, answer: "_Answer", fault: Fault | None
    ) -> None:
        self._world.traffic.add(
            at=self._world.now(),
            to=provider,
            method=scope["method"],
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=scope["headers"],
            status=answer.status,
            ms=(time.perf_counter() - answer.began) * 1000,
            request_id=answer.request_id(),
            fault=fault.kind if fault else "",
            asked=asked,
            answered=bytes(answer.body),
            answer_headers=answer.headers,
        )
        self._world.changed()


class _Answer:
    """What the app says, kept back until it is known whether anybody shall hear it."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.status = 0
        self.body = bytearray()
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")
        self._messages.append(message)

    def unheard(self) -> "_Answer":
        """Give what the caller has of it: nothing, as late."""
        nothing = _Answer()
        nothing.began = self.began
        return nothing

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers; none before it began."""
        return list(self._messages[0].get("headers", [])) if self._messages else []

    def request_id(self) -> str:
        ids = (value for name, value in self.headers if name.endswith((b"request-id", b"req-id")))
        return next(ids, b"").decode("latin-1")

    async def send(self, send: Send) -> None:
        for message in self._messages:
            await send(message)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _replay(body: bytes) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection at the socket; the server finds its client gone and says nothing."""
    scope["state"]["transport"].abort()
    with contextlib.suppress(RuntimeError):
        while (await receive())["type"] != "http.disconnect":
            pass
