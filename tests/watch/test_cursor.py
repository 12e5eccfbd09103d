"""Whatever comes late, twice or at one moment, and wherever one is cut off: nothing is lost."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clients.jumpcloud import DirectoryEvent, EventsPage
from bot.clients.okta import CursorRefused, LogEvent, LogPage
from bot.errors import Unavailable
from bot.watch.cursor import LogPlace, WindowPlace
from bot.watch.feeds import OKTA_OVERLAP, InsightsFeed, OktaFeed

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
OVERLAP = timedelta(minutes=30)
STEP = timedelta(hours=6)
EXAMPLES = 150
SECOND = 10**9  # nanoseconds, in which the worlds below count


def moment(ns):
    return BEGIN + timedelta(microseconds=ns // 1000)


def since_begin(when):
    return (when - BEGIN) // timedelta(microseconds=1) * 1000


def written(ns, digits):
    text = f"{BEGIN + timedelta(seconds=ns // SECOND):%Y-%m-%dT%H:%M:%S}"
    return f"{text}.{str(ns % SECOND).zfill(9)[:digits]}Z"


def run(coroutine):
    """Run what never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")


@dataclass(frozen=True)
class Happening:
    """What happened: when, when it can be read, and how often it stands there."""

    number: int
    at: int
    visible: int
    copies: int = 1
    digits: int = 3

    @property
    def id(self):
        return f"{self.number:03d}"


@dataclass(frozen=True)
class Look:
    """One look: how much later it is made, and what goes wrong."""

    later: int
    stored: bool
    fails_at: int
    refused: bool
    question: str


@st.composite
def happenings(draw, late):
    """Draw what happens in a day and a half: in crowds, and up to `late` before it can be read."""
    crowds = draw(st.lists(st.integers(-3600 * SECOND, 36 * 3600 * SECOND), min_size=1, max_size=5))
    digits = draw(st.sampled_from([3, 9]))
    numbers = draw(st.permutations(range(draw(st.integers(0, 30)))))
    happened = []
    for number in numbers:
        spread = draw(st.sampled_from([0, 1, 10**6, SECOND, 600 * SECOND]))
        at = draw(st.sampled_from(crowds)) + draw(st.integers(0, 3)) * spread
        at -= at % 10 ** (9 - digits)
        lateness = draw(st.sampled_from([0, 0, 0, SECOND, late // 2, late]))
        copies = draw(st.sampled_from([1, 1, 2]))
        happened.append(Happening(number, at, at + lateness, copies, digits))
    return happened


looks = st.lists(
    st.builds(
        Look,
        later=st.sampled_from([0, 15, 60, 60, 600, 7200, 100_000]).map(lambda it: it * SECOND),
        stored=st.booleans(),
        fails_at=st.sampled_from([0, 0, 0, 1, 2, 3]),
        refused=st.booleans(),
        question=st.sampled_from(["a", "a", "a", "b"]),
    ),
    max_size=25,
)


@dataclass
class Source:
    """A provider's log in memory; the clock runs while it is read."""

    happened: list[Happening]
    pause: int
    now: int = 0
    fails_at: int = 0
    refused: bool = False
    asked: list = field(default_factory=list)

    def asks(self, what):
        self.asked.append(what)
        self.now += self.pause
        if self.fails_at:
            self.fails_at -= 1
            if not self.fails_at:
                raise Unavailable("away", "it")


class Insights(Source):
    async def read_events(self, start, end, *, after, limit):
        self.asks((start, end, after))
        start, end = (since_begin(each) // 10**6 * 10**6 for each in (start, end))
        found = sorted(
            (each.at // 10**6, each.id, copy, each)
            for each in self.happened
            for copy in range(each.copies)
            if start <= each.at < end and each.visible <= self.now
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
    """Okta's; whether `since` is of when it happened or of when it could be read is not told."""

    by_publication = False

    async def read_log(self, url, *, since, expression, limit):
        self.asks((url, since))
        if url is not None and (self.refused or url.partition(":")[0] != expression):
            raise CursorRefused("outdated", "Okta")
        start = since_begin(since)
        known = sorted((each.visible, each.number, each) for each in self.happened)
        past = int(url.partition(":")[2]) if url else 0
        found = [
            (place, each)
            for place, (visible, _, each) in enumerate(known, 1)
            if place > past
            and visible <= self.now
            and (url or start <= (each.at if self.by_publication else visible))
        ][:limit]
        events = [
            LogEvent.model_validate({"uuid": each.id, "published": written(each.at, each.digits)})
            for _, each in found
            for _ in range(each.copies)
        ]
        last = found[-1][0] if found else past
        return LogPage(events, f"{expression}:{last}", len(found) >= limit)


LAST = Look(86_400 * SECOND, stored=True, fails_at=0, refused=False, question="a")


def watched(source, feed_for, looks):
    """Look as told, then until there is nothing more.

    Gives the ids that were stored, as often as they came, and the last cursor.
    """
    cursor, ids = "", []
    for look in [*looks, LAST, LAST]:
        source.now += look.later
        source.fails_at, source.refused = look.fails_at, look.refused
        for _ in range(400):
            try:
                batch = run(feed_for(look.question).read(cursor, moment(source.now)))
            except Unavailable:
                break
            assert [each.at for each in batch.events] == sorted(each.at for each in batch.events)
            if not look.stored:
                break
            cursor = batch.cursor
            ids += [event.id for event in batch.events]
            if not batch.more:
                break
        else:
            raise AssertionError("there is no end to it")
    return ids, cursor


@settings(max_examples=EXAMPLES, deadline=None)
@given(happenings(since_begin(BEGIN + OVERLAP)), looks, st.integers(1, 4), st.integers(0, SECOND))
def test_directory_insights_gives_everything_since_the_start(happened, looks, limit, pause):
    source = Insights(happened, pause)

    def feed(question):
        return InsightsFeed(source, timedelta(), overlap=OVERLAP, limit=limit)

    ids, cursor = watched(source, feed, looks)

    since = WindowPlace.load(cursor).since
    wanted = [each.id for each in happened if moment(each.at) >= since]
    assert sorted(set(ids)) == sorted(wanted)
    assert all(end - start <= STEP for start, end, _ in source.asked)


@settings(max_examples=EXAMPLES, deadline=None)
@given(
    happenings(since_begin(BEGIN + OKTA_OVERLAP)),
    looks,
    st.integers(1, 4),
    st.integers(0, SECOND),
    st.booleans(),
)
def test_oktas_log_gives_everything_since_the_start(happened, looks, limit, pause, publication):
    source = Log(happened, pause)
    source.by_publication = publication

    def feed(question):
        return OktaFeed(source, timedelta(), expression=question, limit=limit)

    ids, cursor = watched(source, feed, looks)

    since = LogPlace.load(cursor).since
    assert set(ids) >= {each.id for each in happened if moment(each.at) >= since}
    assert set(ids) <= {each.id for each in happened}
