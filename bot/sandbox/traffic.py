"""The log of what was said: by the bot to the providers, by Slack to the bot, by Okta to JumpCloud.

An exchange keeps what was sent as it was sent, because reading it takes longer than answering it;
whoever looks at it gets it read, and without its secrets. The log forgets what is old.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Final

from bot.sandbox.masking import masked_headers, masked_query, readable

KEPT: Final = 1000
MOST_BYTES: Final = 32_000_000
LONGEST_BODY: Final = 200_000
SILENCE: Final = "closed without an answer"


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
class Raw:
    """What was said as it was said, secrets and all.

    Attributes:
        query: As it stood in the address.
        headers: Of the request, as ASGI has them.
        asked: What was sent: bytes, or a JSON value.
        answered: What came back: bytes, or a JSON value.
        answer_headers: Of the answer, as ASGI has them.
    """

    query: str = ""
    headers: Sequence[tuple[bytes, bytes]] = ()
    asked: Any = None
    answered: Any = None
    answer_headers: Sequence[tuple[bytes, bytes]] = ()

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(len(each) for each in (self.asked, self.answered) if isinstance(each, bytes))


@dataclass(frozen=True)
class Exchange:
    """One request and what was answered; whatever it tells is without secrets.

    Attributes:
        at: Aware UTC of the world's clock, when the answer was given.
        source: "Bot", "Slack" or "Okta".
        to: "Slack", "Okta", "JumpCloud" or "Bot".
        method: Of HTTP, or "socket" for an envelope.
        path: Without the query; of an envelope its type and what it is about.
        status: 0 when nothing was answered.
        ms: Milliseconds from request to answer.
        request_id: The provider's own id of the exchange; may be empty.
        fault: The kind of the fault that struck it; may be empty.
        note: What went wrong where the answer does not say it.
        raw: Not to be shown to anybody.
    """

    number: int
    at: datetime
    to: str
    method: str
    path: str
    source: str = "Bot"
    status: int = 0
    ms: float = 0
    request_id: str = ""
    fault: str = ""
    note: str = ""
    raw: Raw = field(default_factory=Raw)

    @cached_property
    def summary(self) -> str:
        """What went wrong, in the provider's words; empty when nothing did."""
        if self.note or not self.status:
            return self.note or SILENCE
        return _complaint(self.response_body)

    @property
    def query(self) -> dict[str, str]:
        """The parameters in its address."""
        return masked_query(self.raw.query)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the request."""
        return masked_headers(self.raw.headers)

    @property
    def request_body(self) -> Any:
        """What was sent, as a JSON value; None where nothing was."""
        return readable(self.raw.asked)

    @property
    def response_body(self) -> Any:
        """What was answered, as a JSON value; None where nothing was."""
        return readable(self.raw.answered)

    def __repr__(self) -> str:
        """Show all that can be seen of it."""
        said = f"{self.query} {self.headers} {self.request_body} {self.response_body}"
        return f"<{self.number} {self.method} {self.path} {self.status} {self.summary} {said}>"


class Traffic:
    """The latest exchanges, oldest first, and a count of all of them.

    Attributes:
        listeners: Who hears of each exchange at once; nobody, unless a test wants to.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._bytes = 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._number = 0
        self.listeners: list[Callable[[Exchange], None]] = []

    def __iter__(self) -> Iterator[Exchange]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def add(
        self,
        *,
        query: str = "",
        headers: Sequence[tuple[bytes, bytes]] = (),
        asked: Any = None,
        answered: Any = None,
        answer_headers: Sequence[tuple[bytes, bytes]] = (),
        **told: Any,
    ) -> Exchange:
        """Record an exchange: what is in `Raw`, and the other fields of `Exchange`."""
        self._number += 1
        raw = Raw(query, headers, _kept(asked), _kept(answered), answer_headers)
        exchange = Exchange(number=self._number, raw=raw, **told)
        self._counts[exchange.method, exchange.path] += 1
        self._keep(exchange)
        for listener in self.listeners:
            listener(exchange)
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
        self._bytes = 0

    def _keep(self, exchange: Exchange) -> None:
        size = exchange.raw.size
        while self._kept and (len(self._kept) == KEPT or self._bytes + size > self._most_bytes):
            self._bytes -= self._kept.popleft().raw.size
        self._kept.append(exchange)
        self._bytes += size


def _kept(body: Any) -> Any:
    if isinstance(body, bytes) and len(body) > LONGEST_BODY:
        return f"{len(body)} bytes"
    return body


def _complaint(said: Any) -> str:
    if not isinstance(said, dict):
        return ""
    causes = said.get("errorCauses") or []
    because = f" ({causes[0].get('errorSummary', '')})" if causes else ""
    text = said.get("errorSummary") or said.get("error") or said.get("message") or ""
    # Slack's `message` is what was posted, not a complaint.
    return f"{text}{because}" if isinstance(text, str) else ""
