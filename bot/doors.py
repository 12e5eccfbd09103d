"""The two doors that Slack comes in by: Socket Mode, or signed HTTP.

Both hand a request to Bolt, send its acknowledgement, and only then begin what a listener left
for afterwards: no update of a modal can overtake the acknowledgement that it builds on.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from time import time
from typing import Final

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import SettingsError

log = logging.getLogger(__name__)

AFTERWARDS: Final = "afterwards"
"""Where a listener leaves, in Bolt's context, what is to run when its answer has left."""

LARGEST_BODY: Final = 1_000_000  # bytes; a modal's state is far smaller
DRAIN: Final = 5.0  # seconds


class Followups:
    """What runs after an acknowledgement has left; waited for at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, request: AsyncBoltRequest) -> None:
        """Begin what the request's listener left, if it left anything."""
        work: Callable[[], Awaitable[None]] | None = request.context.get(AFTERWARDS)
        if work:
            task = asyncio.ensure_future(work())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Let what has begun come to its end, for some seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)


class SocketDoor(AsyncSocketModeHandler):
    """Socket Mode: a connection that we open, so no public address is needed."""

    def __init__(self, app: AsyncApp, app_token: SecretStr) -> None:
        super().__init__(app, app_token.get_secret_value())
        self._followups = Followups()

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Take one envelope, and acknowledge it."""
        request = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
        started = time()
        response = await self.app.async_dispatch(request)
        await send_async_response(client, req, response, started)
        self._followups.begin(request)

    async def open(self) -> None:
        """Connect.

        Raises:
            SlackApiError: Slack does not take the app's token.
        """
        # Asked for here: `connect` would take a refused token for a bad line, and try for ever.
        try:
            self.client.wss_uri = await self.client.issue_new_wss_url()
        except BaseException:
            await self.close()
            raise
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Disconnect; Slack delivers what we did not acknowledge to another connection."""
        await self.client.close()  # type: ignore[no-untyped-call]
        await self._followups.drain()


class HttpDoor:
    """Signed HTTP, with what a balancer and a monitor ask for.

    Args:
        ready: Tells whether the bot can serve now.
        measure: Refreshes the figures just before they are read.
    """

    def __init__(
        self,
        app: AsyncApp,
        *,
        host: str,
        port: int,
        ready: Callable[[], Awaitable[bool]],
        measure: Callable[[], Awaitable[None]],
    ) -> None:
        self._app = app
        self._ready = ready
        self._measure = measure
        self._address = (host, port)
        self._followups = Followups()
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
        app = Starlette(
            routes=[
                Route("/slack/events", self._slack, methods=["POST"]),
                Route("/healthz", _alive),
                Route("/readyz", self._is_ready),
                Route("/metrics", self._metrics),
            ]
        )
        self._server = _Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        )
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        listener.listen()

    async def close(self) -> None:
        """Stop listening when the requests at hand are answered."""
        if self._server and self._serving:
            self._server.should_exit = True
            await self._serving
        await self._followups.drain()

    async def _slack(self, request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return PlainTextResponse("too large", status_code=413)
        try:
            asked = AsyncBoltRequest(
                body=body.decode("utf-8"),
                query=request.url.query,
                headers=dict(request.headers.items()),
            )
        except (ValueError, TypeError, AttributeError):
            # Bolt reads a body before it looks at the signature; anybody may have sent this.
            return PlainTextResponse("not from Slack", status_code=400)
        answer = await self._app.async_dispatch(asked)
        self._followups.begin(asked)
        return Response(answer.body, answer.status, dict(answer.first_headers_without_set_cookie()))

    async def _is_ready(self, _request: Request) -> Response:
        ready = await self._ready()
        return PlainTextResponse("ready" if ready else "not ready", 200 if ready else 503)

    async def _metrics(self, _request: Request) -> Response:
        await self._measure()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process, which stops the engine too."""
        yield


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("alive")


Door = SocketDoor | HttpDoor
