"""Days on which everything comes late, twice or at one moment, and both logs of them in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import strategies as st

from bot.clients.jumpcloud import DirectoryEvent, EventsPage
from bot.clients.okta import CursorRefused, LogEvent, LogPage
from bot.errors import Unavailable

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
MILLISECOND = 10**6  # nanoseconds, in which everything here counts
SECOND = 10**9
SKEW = timedelta(minutes=1)


def moment(ns):
    return BEGIN + timedelta(microseconds=ns // 1000)


def since_begin(when):
    return (when - BEGIN) // timedelta(microseconds=1) * 1000


def written(ns, digits):
    text = f"{BEGIN + timedelta(seconds=ns // SECOND):%Y-%m-%dT%H:%M:%S}"
    return f"{text}.{str(ns % SECOND).zfill(9)[:digits]}Z"


@dataclass(frozen=True)
class Happening:
    """What happened: when, from when on it can be read, and how often it stands there."""

    number: int
    at: int
    visible: int
    copies: int
    digits: int

    @property
    def id(self):
        return f"{self.number:03d}"


@dataclass(frozen=True)
class Look:
    """One look: how much later it is made, and what goes wrong.

    Attributes:
        stored: Whether the bot lives until it has stored what it read.
        fails_at: The call that fails, counted from 1.
        refused: Whether Okta takes no address.
        question: Okta's filter.
        skew: By how much the bot's clock is wrong.
    """

    later: int
    stored: bool = True
    fails_at: int = 0
    refused: bool = False
    question: str = "a"
    skew: int = 0


LAST = Look(86_400 * SECOND)
ONE_LOOK = st.builds(
    Look,
    later=st.sampled_from([0, 15, 60, 60, 600, 7200, 100_000]).map(lambda it: it * SECOND),
    stored=st.sampled_from([True, True, False]),
    fails_at=st.sampled_from([0, 0, 0, 1, 2, 3]),
    refused=st.sampled_from([False, False, False, True]),
    question=st.sampled_from(["a", "a", "a", "b"]),
    skew=st.sampled_from([0, 0, 60, -60, -3600]).map(lambda it: it * SECOND),
)


@st.composite
def days(draw, late):
    """Draw looks, and what happened around them: as late as `late`, and in crowds."""
    late = since_begin(BEGIN + late)
    looks = draw(st.lists(ONE_LOOK, max_size=25))
    times = list(accumulate((look.later for look in looks), initial=0))
    crowds = [
        draw(st.sampled_from(times)) + draw(st.sampled_from([-late, -late // 2, -1, 0, SECOND]))
        for _ in range(draw(st.integers(1, 4)))
    ]
    digits = draw(st.sampled_from([3, 9]))
    happened = []
    for number in draw(st.permutations(range(draw(st.integers(0, 30))))):
        apart = draw(st.sampled_from([0, 0, 1, MILLISECOND, SECOND, 600 * SECOND]))
        at = draw(st.sampled_from(crowds)) + draw(st.integers(0, 3)) * apart
        at -= at % 10 ** (9 - digits)
        lateness = draw(st.sampled_from([0, 0, SECOND, late // 2, late]))
        copies = draw(st.sampled_from([1, 1, 2]))
        happened.append(Happening(number, at, at + lateness, copies, digits))
    return looks, happened


@dataclass
class Source:
    """A provider's log; the clock runs while it is read.

    Attributes:
        pause: How long a call takes.
        odd: What a provider does not say of its log: one way or the other.
    """

    happened: list[Happening]
    pause: int
    odd: bool
    now: int = 0
    look: Look = LAST
    calls: int = 0
    asked: list = field(default_factory=list)

    def begin(self, look):
        self.look, self.calls = look, 0
        self.now += look.later

    @property
    def told_time(self):
        """What the bot takes for the time."""
        return moment(self.now + self.look.skew)

    def asks(self, what):
        self.asked.append(what)
        self.now += self.pause
        self.calls += 1
        if self.calls == self.look.fails_at:
            raise Unavailable("away", "it")


class Insights(Source):
    """JumpCloud's; `odd` leaves out what happened at the very start of a window."""

    async def read_events(self, start, end, *, after, limit):
        self.asks((start, end, self.told_time))
        start, end = (since_begin(each) // MILLISECOND * MILLISECOND for each in (start, end))
        found = sorted(
            (each.at // MILLISECOND, each.id, copy, each)
            for each in self.happened
            for copy in range(each.copies)
            if start + self.odd <= each.at < end and each.visible <= self.now
        )
        page = [it for it in found if after is None or [*it[:2]] > after][:limit]
        events = [
            DirectoryEvent.model_validate(
                {"id": each.id, "timestamp": written(each.at, each.digits)}
            )
            for *_, each in page
        ]
        return EventsPage(events, list(page[-1][:2]) if page else after or [], len(page) >= limit)


class Log(Source):
    """Okta's; `odd` takes `since` for when it happened, and not for when it could be read."""

    async def read_log(self, url, *, since, expression, limit):
        self.asks((url, since))
        if url is not None and (self.look.refused or url.partition(":")[0] != expression):
            raise CursorRefused("outdated", "Okta")
        start = since_begin(since) // MILLISECOND * MILLISECOND
        known = sorted((each.visible, each.number, each) for each in self.happened)
        past = int(url.partition(":")[2]) if url else 0
        found = [
            (place, each)
            for place, (visible, _, each) in enumerate(known, 1)
            if place > past
            and visible <= self.now
            and (url or start <= (each.at if self.odd else visible))
        ][:limit]
        events = [
            LogEvent.model_validate({"uuid": each.id, "published": written(each.at, each.digits)})
            for _, each in found
            for _ in range(each.copies)
        ]
        last = found[-1][0] if found else past
        return LogPage(events, f"{expression}:{last}", len(found) >= limit)
