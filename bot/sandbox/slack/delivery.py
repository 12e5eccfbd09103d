"""How what happens in Slack reaches the app, and what becomes of it when it does not.

The app has three seconds. A command or a click that is not acknowledged by then is not tried
again: the person sees an error. An event is: at once, after a minute, and after five.
"""

import asyncio
import json
import time
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, Final

from bot.sandbox.slack.errors import Unanswered
from bot.sandbox.slack.signed import Kind, SignedHttp
from bot.sandbox.slack.sockets import TIMED_OUT, Connection, Dropped, Sockets
from bot.sandbox.store import World

PATIENCE: Final = 3.0
RETRIES: Final = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))


class Delivery:
    """The way to the app: a socket where one is open, else the request URL.

    Attributes:
        patience: Seconds that the app has for its acknowledgement; one that comes later is ignored.
    """

    def __init__(self, world: World, sockets: Sockets, http: SignedHttp) -> None:
        self._world = world
        self._sockets = sockets
        self._http = http
        self.patience = PATIENCE
        self._events: set[asyncio.Task[None]] = set()

    @property
    def reachable(self) -> bool:
        """Whether there is any way to the app."""
        return bool(self._sockets.connections) or self._http.request_url is not None

    async def deliver(self, kind: Kind, payload: dict[str, Any]) -> dict[str, Any]:
        """Deliver a command or an interaction and return the acknowledgement's body.

        Raises:
            Unanswered: `operation_timeout` after three seconds, else `dispatch_failed`.
        """
        return await self._attempt(kind, payload, [], retry=0, reason="")

    def publish(self, payload: dict[str, Any]) -> None:
        """Deliver an event in the background, and again until it is acknowledged."""
        self._start(self._publish(payload))

    async def settled(self) -> None:
        """Wait until no event is on its way."""
        while self._events:
            await asyncio.wait(self._events)

    async def close(self) -> None:
        """Give up what is on its way."""
        for task in self._events:
            task.cancel()
        await asyncio.gather(*self._events, return_exceptions=True)
        await self._http.close()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._events.add(task)
        task.add_done_callback(self._events.discard)

    async def _publish(self, payload: dict[str, Any]) -> None:
        reason, tried = "", list[Connection]()
        for retry in range(len(RETRIES) + 1):
            await self._until_reachable()
            try:
                await self._attempt("events_api", payload, tried, retry=retry, reason=reason)
            except Unanswered as error:
                if error.final:
                    return
                reason = error.reason
                # Whose connection broke is asked again at once, on another or when it is back.
                if not isinstance(error, Dropped):
                    await self._pause(retry)
            else:
                return

    async def _attempt(
        self,
        kind: Kind,
        payload: dict[str, Any],
        tried: list[Connection],
        *,
        retry: int,
        reason: str,
    ) -> dict[str, Any]:
        began = time.perf_counter()
        over_socket = bool(self._sockets.connections)
        answer: dict[str, Any] | None = None
        note = ""
        try:
            async with asyncio.timeout(self.patience):
                answer = await self._send(kind, payload, tried, retry=retry, reason=reason)
                return answer
        except TimeoutError as error:
            note = "operation_timeout"
            raise Unanswered(note, TIMED_OUT if over_socket else "http_timeout") from error
        except Unanswered as error:
            note = error.code
            raise
        finally:
            self._world.traffic.add(
                at=self._world.now(),
                source="Slack",
                to="Bot",
                method="socket" if over_socket else "POST",
                path=_subject(kind, payload),
                status=0 if answer is None else 200,
                ms=(time.perf_counter() - began) * 1000,
                note=f"{note}, try {retry + 1}" if note and retry else note,
                # As it is now: the message in it may change before anybody looks.
                asked=json.dumps(payload).encode(),
                answered=answer or None,
            )
            self._world.changed()

    async def _send(
        self,
        kind: Kind,
        payload: dict[str, Any],
        tried: list[Connection],
        *,
        retry: int,
        reason: str,
    ) -> dict[str, Any]:
        if self._sockets.connections:
            return await self._sockets.send(
                {
                    "type": kind,
                    "payload": payload,
                    "accepts_response_payload": kind != "events_api",
                    "retry_attempt": retry,
                    "retry_reason": reason,
                },
                tried,
            )
        told = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        return await self._http.send(kind, payload, told if retry else None)

    async def _until_reachable(self) -> None:
        while not self.reachable:
            await self._world.wait_changed(self._world.version)

    async def _pause(self, retry: int) -> None:
        if retry < len(RETRIES):
            await self._world.wait_until(self._world.now() + RETRIES[retry])


def _subject(kind: Kind, payload: dict[str, Any]) -> str:
    """Name an envelope by its type and by what it is about."""
    if kind == "slash_commands":
        return f"{kind} {payload['command']}"
    if kind == "events_api":
        return f"{kind} {payload['event']['type']}"
    view, actions = payload.get("view") or {}, payload.get("actions") or [{}]
    about = payload.get("action_id") or actions[0].get("action_id") or payload.get("callback_id")
    return f"{payload['type']} {about or view.get('callback_id') or ''}".strip()
