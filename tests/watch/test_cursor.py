"""Whatever comes late, twice or at one moment, and wherever one is cut off: nothing is lost."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Unavailable
from bot.watch.cursor import MILLISECOND, LogPlace, Pace, Window, WindowPlace, rest_of
from bot.watch.feeds import OKTA_OVERLAP, InsightsFeed, OktaFeed
from tests.watch.days import BEGIN, LAST, SECOND, SKEW, Insights, Log, days, moment

EXAMPLES = 200
OVERLAP = timedelta(minutes=30)
STEP = timedelta(hours=6)
MOST_READS = 400
MINUTE = timedelta(minutes=1)
limits, pauses = st.integers(1, 4), st.sampled_from([0, 1000, SECOND])


def run(coroutine):
    """Run what never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")


def watched(source, feed_for, looks):
    """Look as told, then until there is nothing more.

    Gives the ids that were stored, as often as they came, and the last cursor.
    """
    cursor, ids = "", []
    for look in [*looks, LAST, LAST]:
        source.begin(look)
        cursor = cursor or feed_for(look.question).begin(source.told_time)
        for _ in range(MOST_READS):
            try:
                batch = run(feed_for(look.question).read(cursor, source.told_time))
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
@given(days(OVERLAP - SKEW), limits, pauses, st.booleans(), st.sampled_from([0, 2]))
def test_directory_insights_gives_everything_since_the_start(day, limit, pause, odd, lag):
    looks, happened = day
    source = Insights(happened, pause, odd)

    def feed(question):
        pace = {"overlap": OVERLAP, "lag": lag * MINUTE}
        return InsightsFeed(source, timedelta(), limit=limit, **pace)

    ids, cursor = watched(source, feed, looks)

    since = WindowPlace.load(cursor).since
    assert set(ids) >= {each.id for each in happened if moment(each.at) > since}
    assert set(ids) <= {each.id for each in happened if moment(each.at) >= since - MILLISECOND}
    assert all(end - start <= STEP for start, end, _ in source.asked)


@settings(max_examples=EXAMPLES, deadline=None)
@given(days(OKTA_OVERLAP - SKEW), limits, pauses, st.booleans())
def test_oktas_log_gives_everything_since_the_start(day, limit, pause, odd):
    looks, happened = day
    source = Log(happened, pause, odd)

    def feed(question):
        return OktaFeed(source, timedelta(), expression=question, limit=limit)

    ids, cursor = watched(source, feed, looks)

    since = LogPlace.load(cursor).since
    assert set(ids) >= {each.id for each in happened if moment(each.at) >= since}
    assert set(ids) <= {each.id for each in happened}


def test_a_window_ends_some_time_ago_where_it_is_asked_to():
    place = WindowPlace(since=BEGIN, done=BEGIN)
    pace = Pace(OVERLAP, lag=2 * MINUTE)

    assert place.window(pace, now=BEGIN + 2 * MINUTE) is None
    assert place.window(pace, now=BEGIN + 5 * MINUTE) == Window(BEGIN, BEGIN + 3 * MINUTE)


def test_nothing_is_read_where_nothing_can_be_kept_any_more():
    place = WindowPlace(since=BEGIN, done=BEGIN, rest_from=BEGIN, rest_to=BEGIN + MINUTE)
    now = BEGIN + timedelta(days=365)

    window = place.window(Pace(OVERLAP), now=now, reach=timedelta(days=14))

    assert window == Window(now - timedelta(days=14), now - timedelta(days=14) + STEP)
    assert place.read_whole(window).rest_from is None


@pytest.mark.parametrize("overlap", [timedelta(), STEP, 2 * STEP])
def test_windows_must_overlap_and_get_somewhere(overlap):
    with pytest.raises(ValueError, match="must overlap, and must get somewhere"):
        Pace(overlap)


def test_the_rest_of_a_window_lies_within_it():
    window = Window(BEGIN, BEGIN + MINUTE)

    assert rest_of(window, []) == BEGIN
    assert rest_of(window, [BEGIN - MINUTE]) == BEGIN
    assert rest_of(window, [BEGIN + SKEW / 2]) == BEGIN + SKEW / 2 - MILLISECOND
    assert rest_of(window, [BEGIN + 5 * MINUTE]) == window.end


def test_a_page_of_a_clock_that_is_ahead_does_not_skip_what_follows():
    place = LogPlace(since=BEGIN, reached=BEGIN, next="1")

    ahead = place.going_on("2", BEGIN + timedelta(days=365), now=BEGIN + MINUTE)

    assert (ahead.reached, ahead.next) == (BEGIN + MINUTE, "2")


def test_a_log_is_asked_again_from_a_little_before_where_it_was_read_to():
    place = LogPlace(since=BEGIN, reached=BEGIN, next="1")
    now = BEGIN + timedelta(hours=5)
    read = place.going_on("2", None, now=now)
    behind = place.going_on("2", now - timedelta(hours=1), now=now)

    assert read.since_when(OVERLAP, now=now) == now - OVERLAP
    assert behind.since_when(OVERLAP, now=now) == now - timedelta(hours=1) - OVERLAP
    assert place.since_when(OVERLAP, now=now) == BEGIN
    later = now + timedelta(days=200)
    assert read.since_when(OVERLAP, now=later) == later - timedelta(days=90)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"since":"2026-03-02T09:00:00"}'])
def test_what_is_no_cursor_is_none(text):
    assert WindowPlace.load(text) is None
    assert LogPlace.load(text) is None
