"""Rate limits: background work waits before it is refused, and people are not held up."""

import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.client.budget import IN_BACKGROUND, KEPT, Budget
from bot.clients.okta.buckets import bucket
from tests.clients.conftest import Scripted, answer

USER = "/api/v1/users/00u1"


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def headers(*, limit=50, left=50, seconds=30):
    return {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(left),
        "x-rate-limit-reset": str(int(time.time()) + seconds),
        "date": formatdate(time.time(), usegmt=True),
    }


@pytest.fixture
def background():
    token = IN_BACKGROUND.set(True)
    yield
    IN_BACKGROUND.reset(token)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def budget(clock):
    return Budget(bucket, clock=clock)


def test_what_is_not_known_holds_nobody_up(budget, background):
    assert budget.take("GET", USER) == 0


def test_an_end_that_is_further_away_than_a_window_is_long_holds_nobody_up(budget, background):
    budget.learn("GET", USER, headers(left=0, seconds=900))
    assert budget.take("GET", USER) == 0


def test_background_work_waits_for_the_next_window(budget, background, clock):
    budget.learn("GET", USER, headers(limit=50, left=5, seconds=30))

    wait = budget.take("GET", USER)
    assert 30 <= wait <= 32

    clock.now += wait
    assert budget.take("GET", USER) == 0


def test_what_background_work_leaves_is_for_people(budget, clock):
    budget.learn("GET", USER, headers(limit=50, left=5))

    assert [budget.take("GET", USER) for _ in range(10)] == [0] * 10


def test_each_bucket_has_its_own_window(budget, background):
    budget.learn("GET", USER, headers(left=0))

    assert budget.take("GET", USER) > 0
    assert budget.take("GET", "/api/v1/apps/0oa1") == 0


def test_an_answer_that_was_overtaken_gives_nothing_back(budget, background):
    budget.learn("GET", USER, headers(left=0))
    budget.learn("GET", USER, headers(left=40))

    assert budget.take("GET", USER) > 0


def test_the_limit_of_concurrent_calls_is_no_window(budget, background):
    budget.learn("GET", USER, headers(limit=0, left=0))

    assert budget.take("GET", USER) == 0


@given(limit=st.integers(1, 600), calls=st.integers(1, 900))
def test_in_one_window_background_work_never_takes_more_than_there_is(limit, calls):
    clock, token = Clock(), IN_BACKGROUND.set(True)
    try:
        budget = Budget(bucket, clock=clock)
        budget.learn("GET", USER, headers(limit=limit, left=limit))
        taken = sum(budget.take("GET", USER) == 0 for _ in range(calls))
    finally:
        IN_BACKGROUND.reset(token)

    assert taken == min(calls, limit - limit * KEPT // 100)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/api/v1/users/00u1", "GET user"),
        ("POST", "/api/v1/users/00u1", "write user"),
        ("POST", "/api/v1/users/00u1/lifecycle/suspend", "users"),
        ("DELETE", "/api/v1/users/00u1/sessions", "users"),
        ("GET", "/api/v1/users?search=x", "users"),
        ("GET", "https://acme.okta.com/api/v1/users?after=x", "users"),
        ("GET", "/api/v1/groups/00g1", "group"),
        ("PUT", "/api/v1/groups/00g1/users/00u1", "groups"),
        ("GET", "/api/v1/apps/0oa1", "app"),
        ("GET", "/api/v1/apps/0oa1/users/00u1", "apps"),
        ("GET", "/api/v1/logs?since=x", "logs"),
        ("GET", "/api/v1/org", "other"),
    ],
)
def test_a_call_counts_where_okta_counts_it(method, path, name):
    assert bucket(method, path) == name


async def test_a_call_waits_before_it_would_be_refused(scripted: Scripted, background):
    scripted.tell(answer(200, {}, **headers(left=0, seconds=20)), answer(200, {}))
    api = scripted.api("Okta", bucket=bucket)

    await api.send("GET", USER)
    api._budget._clock = _later(api._budget._clock)
    await api.send("GET", USER)

    assert len(scripted.waits) == 1
    assert 19 <= scripted.waits[0] <= 22


def _later(clock):
    """A clock that has passed the window's end once somebody has waited for it."""
    asked = iter((0, 100))
    return lambda: clock() + next(asked, 100)
