"""Where both doors hand in what arrived: each thing is done once, and always answered.

Slack gives everything that may change something an id that no other has. What comes again within
ten minutes, on whichever way, is given the first one's answer and does nothing: a body that
somebody replays while its signature still holds, Slack's own further tries, an envelope that is
delivered anew when a connection broke. The memory is this process's. Another replica, or the same
after a crash, does not have it, and must not: after a crash the second delivery is the one that
counts. There the rows hold, as they do against two clicks: a draft is sent once, a person has one
word in a round, a secret is opened once.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.doors.shapes import shaped
from bot.doors.signed import WINDOW
from bot.logs import new_reference

log = logging.getLogger(__name__)

AFTERWARDS: Final = "afterwards"
"""Where a listener leaves, in Bolt's context, what is to run when its answer has left."""

REMEMBERED: Final = 2 * WINDOW + 30
"""Seconds: a stamp may be five minutes ahead of us, and then holds for ten."""

MOST_REMEMBERED: Final = 10_000
DRAIN: Final = 5.0  # seconds

Afterwards = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Taken:
    """What was taken in.

    Attributes:
        response: The acknowledgement.
        afterwards: What to begin once it has left.
    """

    response: BoltResponse
    afterwards: Afterwards | None = None


class Reception:
    """Takes payloads in.

    Args:
        slack: The address of Slack's API. A response URL must be of the same house.
        now: Seconds on a clock that never jumps.
    """

    def __init__(
        self, app: AsyncApp, *, slack: str, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._house = urlsplit(slack).netloc
        self._now = now
        self._known: dict[str, tuple[float, asyncio.Future[BoltResponse]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, body: Any, headers: Mapping[str, str] | None = None) -> Taken:
        """Take a payload in; a repeat gets the first one's answer, and begins nothing."""
        payload = shaped(body)
        if not self._ours(payload.get("response_url", "")):
            payload.pop("response_url", None)
        key = _key(payload)
        if not key:
            return await self._dispatch(payload, headers)
        self._forget()
        if known := self._known.get(key):
            log.info(
                "Slack said something again; it was done once", extra={"retry": _retry(headers)}
            )
            # Who gives up waiting does not take it from the others.
            return Taken(await asyncio.shield(known[1]))
        answer: asyncio.Future[BoltResponse] = asyncio.get_running_loop().create_future()
        self._known[key] = self._now(), answer
        try:
            taken = await self._dispatch(payload, headers)
            answer.set_result(taken.response)
        finally:
            if answer.cancel():  # nothing came of it: what comes again is the first
                self._known.pop(key, None)
        return taken

    def begin(self, taken: Taken) -> None:
        """Begin what was left for after the acknowledgement, which has left now."""
        if taken.afterwards:
            task = asyncio.ensure_future(taken.afterwards())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Let what has begun come to its end, for some seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN)

    async def _dispatch(self, payload: dict[str, Any], headers: Mapping[str, str] | None) -> Taken:
        try:
            # Over either way: the signature was looked at before anything was read.
            request = AsyncBoltRequest(mode="socket_mode", body=payload, headers=_kept(headers))
            response = await self._app.async_dispatch(request)
        except Exception:
            log.exception("a payload broke the reception", extra={"reference": new_reference()})
            return Taken(BoltResponse(status=500, body=""))
        return Taken(response, request.context.get(AFTERWARDS))

    def _ours(self, url: str) -> bool:
        """Tell whether a response URL is Slack's: nothing is posted anywhere else."""
        host = urlsplit(url).netloc
        return host == self._house or host.endswith(f".{self._house}")

    def _forget(self) -> None:
        now = self._now()
        while self._known:
            oldest = next(iter(self._known))
            if now - self._known[oldest][0] < REMEMBERED and len(self._known) < MOST_REMEMBERED:
                return
            del self._known[oldest]


def _key(payload: Mapping[str, Any]) -> str:
    """Give what a payload has alone; nothing of what only reads, such as a search."""
    return str(payload.get("trigger_id") or payload.get("event_id") or "")


def _retry(headers: Mapping[str, str] | None) -> str:
    return (headers or {}).get("x-slack-retry-num", "")


def _kept(headers: Mapping[str, str] | None) -> dict[str, str | Sequence[str]]:
    return {"x-slack-retry-num": _retry(headers)} if _retry(headers) else {}
