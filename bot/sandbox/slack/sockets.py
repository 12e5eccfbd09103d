"""Socket Mode, Slack's side: hello, envelopes out, acknowledgements in.

An envelope goes to any one of the app's connections. What was sent on a connection that is lost
before the acknowledgement came is lost with it; whoever sent it decides whether to send again.

Source: https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import contextlib
import uuid
from datetime import datetime, timedelta
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack.errors import Unanswered
from bot.sandbox.store import World

MOST_CONNECTIONS: Final = 10
GOING_AWAY: Final = 1001
POLICY_VIOLATION: Final = 1008
TICKET_LIFE: Final = timedelta(seconds=30)
GRACE: Final = timedelta(seconds=10)
WARNING: Final = "warning"
TIMED_OUT: Final = "timeout"
"""The one reason that Slack was ever seen to give over a socket."""


class Dropped(Unanswered):
    """The connection was lost before the acknowledgement came."""

    def __init__(self) -> None:
        super().__init__("dispatch_failed", TIMED_OUT)


class Connection:
    """One open socket, and the envelopes that wait for their acknowledgement on it."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def send(self, envelope: dict[str, Any]) -> dict[str, Any]:
        """Send an envelope and wait for its acknowledgement.

        Raises:
            Dropped: the connection was lost first.
        """
        envelope_id = str(uuid.uuid4())
        future = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        try:
            await self.websocket.send_json({"envelope_id": envelope_id, **envelope})
            return dict(await future)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise Dropped from error
        finally:
            self._waiting.pop(envelope_id, None)

    def acknowledge(self, frame: dict[str, Any]) -> None:
        """Take a frame from the app; one that acknowledges nothing is ignored."""
        future = self._waiting.get(frame.get("envelope_id", ""))
        if future is not None and not future.done():
            future.set_result(frame.get("payload") or {})

    def lose(self) -> None:
        """Tell everyone who waits that no acknowledgement will come."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(Dropped())


class Sockets:
    """The app's connections, in the order in which they were opened."""

    def __init__(self, world: World, app_id: str) -> None:
        self._world = world
        self._app_id = app_id
        self._tickets: dict[str, datetime] = {}
        self._turn = 0
        self._closing: list[asyncio.Task[None]] = []
        self.connections: list[Connection] = []

    def ticket(self) -> str:
        """Give out the ticket with which one connection can be opened, soon."""
        ticket = self._world.characters(32)
        self._tickets[ticket] = self._world.now() + TICKET_LIFE
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        """Hold one connection, from its ticket to its end."""
        expires = self._tickets.pop(websocket.query_params.get("ticket", ""), None)
        if expires is None or expires < self._world.now():
            await websocket.close(POLICY_VIOLATION)
            return
        await websocket.accept()
        if len(self.connections) >= MOST_CONNECTIONS:
            await self._goodbye(websocket, "too_many_websockets")
            return
        connection = Connection(websocket)
        self.connections.append(connection)
        try:
            await self._listen(connection)
        finally:
            self._forget(connection)

    async def _listen(self, connection: Connection) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await connection.websocket.send_json(hello)
            self._world.changed()
            async for frame in connection.websocket.iter_json():
                connection.acknowledge(frame)

    async def send(
        self, envelope: dict[str, Any], tried: list[Connection] | None = None
    ) -> dict[str, Any]:
        """Send an envelope to the next connection and wait for its acknowledgement.

        Args:
            tried: Where it was sent in vain, avoided while there are others; it is added to.

        Raises:
            Dropped: there is no connection, or it was lost first.
        """
        tried = [] if tried is None else tried
        choice = [each for each in self.connections if each not in tried] or self.connections
        if not choice:
            raise Dropped
        self._turn += 1
        connection = choice[self._turn % len(choice)]
        tried.append(connection)
        return await connection.send(envelope)

    async def drop(self, reason: str = "refresh_requested", *, politely: bool = True) -> None:
        """Close every connection; politely means after a `disconnect` that names the reason.

        A `warning` comes ten seconds before the connections are closed.
        """
        leaving = list(self.connections)
        if reason == WARNING:
            for connection in leaving:
                await self._tell(connection.websocket, reason)
            self._closing.append(asyncio.create_task(self._drop_later(leaving)))
            return
        await self._drop(leaving, reason, politely=politely)

    async def close(self) -> None:
        """Hang up for good."""
        for task in self._closing:
            task.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)
        await self.drop()

    async def _drop_later(self, leaving: list[Connection]) -> None:
        await self._world.wait_until(self._world.now() + GRACE)
        await self._drop(leaving, "refresh_requested", politely=True)

    async def _drop(self, leaving: list[Connection], reason: str, *, politely: bool) -> None:
        for connection in leaving:
            if connection not in self.connections:
                continue
            self._forget(connection)
            if politely:
                await self._goodbye(connection.websocket, reason)
            else:
                # As a network that breaks: no close frame, and nothing more is heard.
                connection.websocket.scope["state"]["transport"].abort()

    async def _goodbye(self, websocket: WebSocket, reason: str) -> None:
        await self._tell(websocket, reason)
        await _hang_up(websocket)

    async def _tell(self, websocket: WebSocket, reason: str) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await websocket.send_json(frame)

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        connection.lose()
        self._world.changed()


async def _hang_up(websocket: WebSocket) -> None:
    # The app may have gone first.
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        await websocket.close(GOING_AWAY)
