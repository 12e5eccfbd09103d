"""Signed HTTP, with what a balancer and a monitor ask for.

Nothing of a request is read before Slack's signature over it holds, and nothing that is answered
tells a stranger more than that there is a server.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.doors.reception import Reception
from bot.doors.signed import Signatures, Unreadable, read
from bot.errors import SettingsError

log = logging.getLogger(__name__)

LARGEST_BODY: Final = 1_000_000  # bytes; a modal's state is far smaller
BODY_WITHIN: Final = 5.0  # seconds; Slack itself gives up after three
HEAD_WITHIN: Final = 10.0  # seconds that a connection may take to ask for something


class _TooLarge(Exception):
    pass


class HttpDoor:
    """The server.

    Args:
        ready: Tells whether the bot can serve now.
        measure: Refreshes the figures just before they are read.
        figures: What a monitor may read.
        body_within: Seconds that the body of a request may take to arrive.
        head_within: Seconds that a connection may stay open without asking for anything.
    """

    def __init__(
        self,
        reception: Reception,
        signatures: Signatures,
        *,
        host: str,
        port: int,
        ready: Callable[[], Awaitable[bool]],
        measure: Callable[[], Awaitable[None]],
        figures: CollectorRegistry,
        body_within: float = BODY_WITHIN,
        head_within: float = HEAD_WITHIN,
    ) -> None:
        self._reception = reception
        self._signatures = signatures
        self._ready = ready
        self._measure = measure
        self._figures = figures
        self._body_within = body_within
        self._head_within = head_within
        self._address = (host, port)
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Begin to listen.

        Raises:
            SettingsError: the address cannot be listened on.
        """
        # Named as TCP, or asyncio leaves Nagle's algorithm on and each answer takes 40 ms more.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(self._address)
        except OSError as error:
            listener.close()
            host, port = self._address
            fault = f"HTTP_HOST, HTTP_PORT: {host}:{port} cannot be listened on: {error.strerror}"
            raise SettingsError([fault]) from None
        self._server = _Server(
            uvicorn.Config(
                self.app(), http=_impatient(self._head_within), server_header=False,
                log_config=None, access_log=False, lifespan="off",
            )
        )  # fmt: skip
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        listener.listen()

    def app(self) -> Starlette:
        """Build what is served."""
        return Starlette(
            routes=[
                Route("/slack/events", self._slack, methods=["POST"]),
                Route("/healthz", _alive),
                Route("/readyz", self._is_ready),
                Route("/metrics", self._metrics),
            ]
        )

    async def close(self) -> None:
        """Stop listening when the requests at hand are answered."""
        if self._server and self._serving:
            self._server.should_exit = True
            await self._serving
        await self._reception.drain()

    async def _slack(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._body_within):
                text = (await _body(request)).decode("utf-8")
        except _TooLarge:
            return PlainTextResponse("too large", 413)
        except (TimeoutError, ClientDisconnect):
            return PlainTextResponse("too slow", 408, {"Connection": "close"})
        except UnicodeDecodeError:
            return PlainTextResponse("not from Slack", 400)
        if not self._signatures.hold(request.headers, text):
            return PlainTextResponse("not from Slack", 401)
        try:
            payload = read(text, request.headers.get("content-type", ""))
        except Unreadable as error:
            log.warning("a signed request cannot be read", extra={"why": str(error)})
            return PlainTextResponse("not as Slack says it", 400)
        taken = await self._reception.take(payload, request.headers)
        self._reception.begin(taken)
        answer = taken.response
        return Response(answer.body, answer.status, dict(answer.first_headers_without_set_cookie()))

    async def _is_ready(self, _request: Request) -> Response:
        try:
            ready = await self._ready()
        except Exception:
            log.exception("whether the bot is ready cannot be told")
            ready = False
        return PlainTextResponse("ready" if ready else "not ready", 200 if ready else 503)

    async def _metrics(self, _request: Request) -> Response:
        try:
            await self._measure()
        except Exception:
            log.exception("the figures cannot be read")
            return PlainTextResponse("not available", 503)
        return Response(generate_latest(self._figures), media_type=CONTENT_TYPE_LATEST)


async def _body(request: Request) -> bytes:
    """Read a body, or give up at the first sign that it is too large."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > LARGEST_BODY:
        raise _TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _TooLarge
    return bytes(body)


def _impatient(seconds: float) -> type[H11Protocol]:
    """Make uvicorn's protocol close a connection on which nothing is asked for in time.

    It has a time for connections that stay open after an answer, and none for a first request
    that comes in drops.
    """

    class Impatient(H11Protocol):
        _late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._stop()
            self._late = self.loop.call_later(seconds, self._give_up)

        def _stop(self) -> None:
            if self._late:
                self._late.cancel()

        def _give_up(self) -> None:
            if self.cycle is None or self.cycle.response_complete:
                self.transport.close()

    return Impatient


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process, which stops the engine too."""
        yield


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("alive")
