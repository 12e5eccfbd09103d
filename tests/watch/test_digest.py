"""What a digest says: figures that add up, and what is open, oldest first."""

import io
import itertools
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.digest import Rows, Times, percentile, sum_up
from bot.due import Due, Period
from bot.views import digest as views
from storage.tables import State
from tests.views.rules import check_message, said_in
from tests.views.samples import HOSTILE
from tests.watch.digests import MONDAY, ago, case, change, due, request

SPANS = st.lists(st.timedeltas(timedelta(), timedelta(days=60)), min_size=1, max_size=50)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
).map(ZoneInfo)
TIMES = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 - next line
    lambda moment: moment.replace(tzinfo=UTC)
)
WHEN = st.integers(-14 * 24, 24).map(lambda hours: MONDAY + timedelta(hours=hours))


@given(values=SPANS, percent=st.integers(1, 100))
def test_a_percentile_is_a_time_that_was_taken_and_that_so_many_are_no_greater_than(
    values, percent
):
    values = sorted(values)
    found = percentile(values, percent)

    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


@given(values=SPANS)
def test_half_are_no_slower_than_nearly_all(values):
    times = Times.of(values)

    assert min(values) <= times.p50 <= times.p95 <= max(values)
    assert times.count == len(values)


def test_one_time_is_every_percentile_and_clocks_that_are_apart_make_none_negative():
    assert Times.of([timedelta(seconds=7)]) == Times(1, timedelta(seconds=7), timedelta(seconds=7))
    assert Times.of([timedelta(seconds=-2)]) == Times(1, timedelta(), timedelta())
    assert Times.of([]) is None


@given(now=MOMENTS, at=TIMES, zone=ZONES, period=st.sampled_from(Period))
def test_the_newest_digest_is_over_and_the_next_is_not(now, at, zone, period):
    newest = Due.newest(period, at, zone, now=now)
    next_on = newest.on + timedelta(days=period.days)
    following = Due(period, next_on, at, zone)

    assert newest.span.end <= now < following.span.end
    assert following.span.start == newest.span.end
    if period is Period.WEEK:
        assert newest.on.weekday() == 0


@given(now=MOMENTS, at=TIMES, zone=ZONES)
def test_the_days_of_a_week_leave_nothing_out_and_count_nothing_twice(now, at, zone):
    week = Due.newest(Period.WEEK, at, zone, now=now)
    spans = [span for _, span in week.days]

    assert len(spans) == 7
    assert (spans[0].start, spans[-1].end) == (week.span.start, week.span.end)
    assert all(one.end == other.start for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(datetime(2026, 3, 29, 12, tzinfo=UTC), 23), (datetime(2026, 10, 25, 12, tzinfo=UTC), 25)],
)
def test_a_day_on_which_the_clock_is_changed_is_shorter_or_longer(day, hours):
    span = Due.newest(Period.DAY, time(8), ZoneInfo("Europe/Berlin"), now=day).span

    assert span.end - span.start == timedelta(hours=hours)


CASES = st.lists(
    st.tuples(
        WHEN,
        st.none() | st.timedeltas(timedelta(), timedelta(days=9)),
        st.sampled_from(["create_failed", "drift.missing_in_jumpcloud", "suspended.okta"]),
        st.integers(1, 3),
    ),
    max_size=20,
)
TOOK = st.lists(st.tuples(WHEN, st.none() | st.integers(0, 10**6)), max_size=20)


@given(cases=CASES, changes=TOOK, requests=TOOK)
def test_the_figures_of_a_week_add_up(cases, changes, requests):
    rows = Rows(
        cases=[
            case(cause, opened=at, closed=at + took if took is not None else None, severity=how,
                 lasting=not cause.startswith("suspended"))
            for at, took, cause, how in cases
        ],
        expectations=[change(took, at=at) for at, took in changes],
        requests=[request(took or 0, at=at) for at, took in requests],
    )  # fmt: skip
    digest = sum_up(due(), rows)

    assert digest.opened == sum(count for _, count in digest.severities)
    assert digest.opened == sum(each.opened for each in digest.causes)
    assert sum(each.opened for each in digest.failures) <= digest.opened
    assert sum(each.still for each in digest.causes) <= len(digest.still)
    assert [each.since for each in digest.still] == sorted(each.since for each in digest.still)
    for name in ("ours", "others"):
        by_day = [getattr(day.suspensions, name) for day in digest.days]
        whole = getattr(digest.suspensions, name)
        assert sum(times.count for times in by_day if times) == (whole.count if whole else 0)
    check_message(views.message(digest))


def test_a_day_with_nothing_says_so_in_one_line():
    digest = sum_up(due(Period.DAY), Rows(cases=[case(closed=ago(days=3), opened=ago(days=4))]))

    _, blocks = views.message(digest)
    assert digest.quiet
    assert said_in(blocks[2:]) == views.QUIET


def test_what_is_open_is_named_with_since_when_and_who_looks_at_it_oldest_first():
    rows = Rows(
        cases=[
            case(opened=ago(hours=2), taken_by="U0LEE"),
            case("drift.missing_in_okta", opened=ago(days=3), severity=3),
            case("suspended.okta", opened=ago(hours=1), lasting=False),
        ],
        names={"U0LEE": "Lee Park"},
    )
    said = said_in(views.message(sum_up(due(Period.DAY), rows))[1])

    headline = "Okta could not create Jane in JumpCloud"
    first = f"Urgent, since 27 Feb 08:00, nobody looks at it: {headline}"
    second = f"Warning, since 2 Mar 06:00, Lee Park looks at it: {headline}"
    assert said.index(first) < said.index(second)
    assert "*Still open*\n2" in said
    assert "create_failed: 1, 1 still open" in said
    assert "suspended.okta: 1\n" in f"{said}\n"


def test_times_to_suspend_tell_ours_from_what_others_did():
    rows = Rows(
        expectations=[change(30), change(50), change(2, kind="profile"), change()],
        requests=[request(8), request(100, state=State.FAILED), request(3, action="rotate")],
        waiting={State.PENDING: 2},
    )
    digest = sum_up(due(), rows)

    said = said_in(views.message(digest)[1])
    assert "through Deskhand, until every system showed it: 1, p50 8 s, p95 8 s" in said
    assert "by other hands, until JumpCloud followed: 2, p50 30 s, p95 50 s" in said
    assert "of any kind, until JumpCloud followed: 3, p50 30 s" in said
    assert "*Requests that ended*\n2 done, 1 failed" in said
    assert "*Requests that are open*\n2 pending" in said
    assert "did not follow in time*\n1" in said


@pytest.mark.parametrize("text", HOSTILE)
def test_what_sources_wrote_breaks_out_of_nothing_and_keeps_to_the_limits(text):
    many = [case(opened=ago(hours=5, minutes=n), taken_by="U0LEE") for n in range(60)]
    for each in many:
        each.alert = {"headline": text}
    digest = sum_up(due(), Rows(cases=many, names={"U0LEE": text}))

    message = views.message(digest)
    check_message(message)
    assert "and 45 more" in said_in(message[1])


def test_the_alt_text_of_a_chart_says_its_figures():
    from bot.views import charts  # noqa: PLC0415 - as the product does

    rows = Rows(
        cases=[
            case(opened=ago(days=1, hours=2), closed=ago(hours=2)),
            *[case(f"drift.cause_{letter}", opened=ago(days=2, hours=1)) for letter in "abcdefghi"],
        ],
        expectations=[change(90, at=ago(days=2, hours=-1))],
        requests=[request(8), request(8000)],
    )
    times, failures, still = charts.draw(sum_up(due(), rows))

    assert (
        "Through Deskhand, until every system showed it: Sun 1 p50 8 s, p95 2 h, of 2." in times.alt
    )
    assert "until JumpCloud followed: Sat 28 p50 90 s, p95 90 s, of 1." in times.alt
    assert failures.alt.startswith("What failed or differed, by cause. create_failed 1; drift.")
    assert failures.alt.endswith("3 other causes 3 of which 3 still open.")
    assert "Fri 27 0 and 9 drift; Sat 28 1 and 9 drift; Sun 1 0 and 9 drift." in still.alt
    for chart in (times, failures, still):
        assert len(chart.alt) < 2000
        assert len(chart.png) < 100_000
        picture = Image.open(io.BytesIO(chart.png))
        assert picture.size == (960, 432)
        assert picture.getpixel((1, 1))[:3] == (255, 255, 255)


def test_what_happens_on_the_hour_belongs_to_the_day_that_begins():
    ends = [span.end for _, span in due().days]
    rows = Rows(cases=[case(opened=ends[1]), case("drift.x", opened=ends[0], closed=ends[4])])

    days = sum_up(due(), rows).days
    assert [day.other for day in days] == [0, 0, 1, 1, 1, 1, 1]
    assert [day.drift for day in days] == [0, 1, 1, 1, 1, 0, 0]


def test_a_chart_that_would_be_empty_is_not_drawn():
    from bot.views import charts  # noqa: PLC0415 - as the product does

    assert charts.draw(sum_up(due(), Rows())) == ()
    [only] = charts.draw(sum_up(due(), Rows(requests=[request()])))
    assert "By other hands, until JumpCloud followed: nobody." in only.alt


def test_a_bot_that_draws_nothing_does_not_load_what_draws():
    script = "import sys, bot.app; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
