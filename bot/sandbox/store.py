"""The world that the stand-ins share: one clock, one source of ids, one log of what was said.

A change to anything in it raises `World.version`, and whoever waits looks again. Nothing is kept
on disk: a sandbox that is started again is new.
"""

import asyncio
import contextlib
import random
import string
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.sandbox.traffic import Traffic

ALPHANUMERIC: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
SLACK_ALPHABET: Final = string.digits + string.ascii_uppercase


class World:
    """What all stand-ins have in common.

    The clock runs; `move` sets it forward. Ids come from a seeded source, so that one start looks
    like the next.

    Attributes:
        version: Raised by every change.
        traffic: What was said over HTTP.
        ahead: By how much the clock was moved so far.
        moved: Whom to tell when it is moved; called with `ahead`.
    """

    def __init__(self, seed: int = 0) -> None:
        self.version = 0
        self.traffic = Traffic()
        self.ahead = timedelta()
        self.moved: list[Callable[[timedelta], None]] = []
        self._random = random.Random(seed)
        self._changed = asyncio.Event()
        self._last_ts = 0
        self._objects = 0
        self._process = self._random.getrandbits(40)

    def now(self) -> datetime:
        """Tell the time, aware UTC."""
        return datetime.now(UTC) + self.ahead

    def move(self, by: timedelta) -> None:
        """Set the clock forward; it keeps running from there."""
        self.ahead += by
        for told in self.moved:
            told(self.ahead)
        self.changed()

    def changed(self) -> None:
        """Tell everyone who waits that something is different now."""
        self.version += 1
        event, self._changed = self._changed, asyncio.Event()
        event.set()

    async def wait_changed(self, since: int) -> int:
        """Wait until the version is above `since`, and return it."""
        while self.version <= since:
            await self._changed.wait()
        return self.version

    async def wait_until(self, due: datetime) -> None:
        """Wait until the clock is there, however it comes there."""
        while (left := (due - self.now()).total_seconds()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self.wait_changed(self.version)

    def characters(self, count: int, alphabet: str = ALPHANUMERIC) -> str:
        """Draw characters."""
        return "".join(self._random.choices(alphabet, k=count))

    def fraction(self) -> float:
        """Draw a number from 0 to 1."""
        return self._random.random()

    def okta_id(self, prefix: str) -> str:
        """Make an id of Okta's shape: the kind's prefix (`00u`, `00g`, `0oa` ...) and 20 in all."""
        return prefix + self.characters(20 - len(prefix))

    def jumpcloud_id(self) -> str:
        """Make a 24-digit hex id as MongoDB does: seconds, a number of the process, a count."""
        self._objects += 1
        seconds = int(self.now().timestamp())
        return f"{seconds:08x}{self._process:010x}{self._objects:06x}"

    def slack_id(self, prefix: str) -> str:
        """Make an id of Slack's shape: the kind's letter (`U`, `C`, `D`, `S`, `V` ...) and 11."""
        return prefix + "0" + self.characters(9, SLACK_ALPHABET)

    def slack_ts(self) -> str:
        """Make a message's `ts`, which is unique and above every earlier one."""
        micros = int(self.now().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def request_id(self) -> str:
        """Make the id that a provider gives to an exchange: 32 hex digits."""
        return f"{self._random.getrandbits(128):032x}"
