"""The world that the stand-ins share: one clock, one source of ids, one log of what was said.

A change to anything in it raises `World.version`, and whoever waits looks again. Nothing is kept
on disk: a sandbox that is started again is new. Secrets never enter the log of traffic, so that
the page can show all of it.
"""

import asyncio
import random
import re
import string
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final

KEPT: Final = 1000
MASK: Final = "•••"
ALPHANUMERIC: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
SLACK_ALPHABET: Final = string.digits + string.ascii_uppercase
SECRET_KEYS: Final = frozenset(
    {
        "access_token",
        "activationtoken",
        "activationurl",
        "api_key",
        "answer",
        "client_assertion",
        "client_secret",
        "newpassword",
        "oldpassword",
        "password",
        "refresh_token",
        "resetpasswordurl",
        "secret",
        "temppassword",
        "token",
    }
)
TOKENS: Final = re.compile(r"\b(?:xox[a-z]-|xapp-|SSWS\s+|ticket=)[\w.-]+")


def masked(value: Any) -> Any:
    """Copy a JSON value with every password, token and one-time link replaced by dots."""
    if isinstance(value, dict):
        return {
            key: _dots(item) if str(key).lower() in SECRET_KEYS else masked(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item) for item in value]
    return TOKENS.sub(MASK, value) if isinstance(value, str) else value


def _dots(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _dots(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_dots(item) for item in value]
    return MASK if isinstance(value, str) and value else value


def matches(pattern: str, method: str, path: str) -> bool:
    """Say whether an exchange is meant by a pattern such as `POST /okta/api/v1/users`.

    A path is meant as a whole; `*` stands for any characters, also slashes, and a `/` at the end
    for everything below. `*` as the method is any method; `*` alone is every exchange.
    """
    wanted, _, glob = pattern.partition(" ")
    glob = glob.strip() or "*"
    if glob.endswith("/"):
        glob += "*"
    return wanted in ("*", method) and fnmatchcase(path, glob)


@dataclass(frozen=True)
class Exchange:
    """One request and what was answered, as the page shows it; secrets are masked.

    Attributes:
        at: Aware UTC of the world's clock, when the answer was given.
        to: "Slack", "Okta" or "JumpCloud".
        path: Without the query, which is in `query`.
        status: 0 when the connection was closed without an answer.
        ms: Milliseconds from request to answer.
        request_id: The provider's own id of the exchange; may be empty.
        summary: What went wrong, in the provider's words; empty when nothing did.
    """

    number: int
    at: datetime
    to: str
    method: str
    path: str
    query: str
    status: int
    ms: float
    request_id: str
    summary: str
    request_body: Any
    response_body: Any


class Traffic:
    """The latest exchanges, oldest first, and a count of all of them."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._number = 0

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, *, at: datetime, to: str, method: str, path: str, **rest: Any) -> Exchange:
        """Record an exchange; bodies are masked here."""
        self._number += 1
        self._counts[method, path] += 1
        for body in ("request_body", "response_body"):
            rest[body] = masked(rest[body])
        exchange = Exchange(number=self._number, at=at, to=to, method=method, path=path, **rest)
        self._kept.append(exchange)
        return exchange

    def last(self, count: int) -> list[Exchange]:
        """List the newest exchanges, oldest first."""
        return list(self._kept)[-count:]

    def matching(self, pattern: str) -> list[Exchange]:
        """List the exchanges still kept that a pattern means; see `matches`."""
        return [each for each in self._kept if matches(pattern, each.method, each.path)]

    def count(self, pattern: str) -> int:
        """Count the exchanges since the start that a pattern means, answered or not."""
        return sum(n for key, n in self._counts.items() if matches(pattern, *key))

    def clear(self) -> None:
        """Forget everything, the counts too."""
        self._kept.clear()
        self._counts.clear()


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

    def characters(self, count: int, alphabet: str = ALPHANUMERIC) -> str:
        """Draw characters."""
        return "".join(self._random.choices(alphabet, k=count))

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
