"""Serves an app with uvicorn inside the loop that runs already, and stops without waiting.

uvicorn's own `Server.serve` takes over the signals and lets every open connection finish; here
the caller keeps the signals, and whoever is still connected at the end is cut off.
"""

import asyncio
import contextlib
import socket
from typing import Any, Final

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST: Final = "127.0.0.1"
GRACE: Final = 1.0


class Closable(H11Protocol):
    """HTTP whose app can close the connection: it finds the transport in its state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Hand the transport to the app."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Serving:
    """One app on one port of this machine; `port` is known once it is made.

    Args:
        ping: Seconds between two pings on a WebSocket, and until one that is silent is closed.

    Raises:
        OSError: the port is taken.
    """

    def __init__(self, app: ASGIApp, port: int, *, ping: float = 20) -> None:
        # Without the protocol asyncio does not set TCP_NODELAY, and each answer takes 40 ms more.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((HOST, port))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        config = Config(
            app,
            http=Closable,
            ws="websockets-sansio",
            ws_ping_interval=ping,
            ws_ping_timeout=ping,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=75,
        )
        config.load()
        self._server = Server(config)
        self._server.lifespan = config.lifespan_class(config)
        self._ticking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        await self._server.startup(sockets=[self._socket])
        # Keeps the Date header right.
        self._ticking = asyncio.create_task(self._server.main_loop())

    async def stop(self) -> None:
        """Close every connection, and wait until nothing is at work any more."""
        if self._ticking is None:
            self._socket.close()
            return
        self._ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._ticking
        for server in self._server.servers:
            server.close()
        state = self._server.server_state
        connections: tuple[Any, ...] = tuple(state.connections)
        for connection in connections:
            connection.shutdown()
        await asyncio.sleep(0)
        for connection in connections:
            connection.transport.abort()
        if state.tasks:
            await asyncio.wait(tuple(state.tasks), timeout=GRACE)
        self._socket.close()
