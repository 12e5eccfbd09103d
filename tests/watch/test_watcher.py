"""The watcher on both logs: where it begins, what it remembers, and what it claims to have read."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import delete, func, select

from bot.watch.feeds import InsightsFeed
from bot.watch.watcher import MOST_CHECKS
from storage import cases, cursors
from storage.watch_tables import Case, Cursor, SeenEvent
from tests.watch.logs import INSIGHTS, OKTA_LOG, Watched, failed_push

LOOK_BACK = timedelta(minutes=60)


@pytest.fixture
def watched(logs, database):
    return Watched(logs, database)


def suspend(logs):
    """Have somebody suspended on both sides, by other hands."""
    logs.log.write("user.lifecycle.suspend", "Suspend", logs.okta.directory.find("grace"))
    logs.insights.about_user("user_suspended", logs.jumpcloud.user("grace"))


async def test_a_first_look_that_fails_moves_the_beginning_nowhere(watched, logs):
    suspend(logs)
    for path in (OKTA_LOG, INSIGHTS):
        logs.faults.add(path, "refuse", status=500)
    for _ in range(3):
        await watched.look(minutes=50)
    logs.faults.clear()

    await watched.look()

    posts = await watched.posts()
    assert sum("was suspended in" in post for post in posts) == 2


async def test_what_was_not_read_yet_is_shown_as_not_read(watched, logs):
    logs.faults.add(OKTA_LOG, "refuse", status=500, times=9)
    await watched.look()

    async with watched.database.transaction() as session:
        begun = {
            each.name: (each.version, bool(each.value)) for each in await cursors.list_all(session)
        }

    assert begun == {"okta": (0, True), "jumpcloud": (1, True)}


async def test_a_log_that_is_back_claims_no_more_than_that_it_goes_on(watched, logs):
    await watched.look()
    logs.faults.add(INSIGHTS, "refuse", status=401)
    await watched.look(minutes=1)
    logs.faults.clear()

    await watched.look(minutes=1)

    assert (await watched.posts())[-1] == ("JumpCloud's log is read again, from where it stopped.")


async def test_a_log_that_is_back_with_a_part_missing_says_which(watched, logs):
    await watched.look()
    begun = logs.world.now()
    logs.faults.add(INSIGHTS, "refuse", status=401)
    await watched.look(minutes=1)
    logs.faults.clear()
    logs.insights.history = timedelta(days=15)

    await watched.look(days=20)

    until = logs.world.now() - timedelta(days=14)
    gap = f"What happened from {begun:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC was not read"
    why = "JumpCloud's licence does not reach back far enough."
    [back] = [post for post in await watched.posts() if "is read again" in post]
    assert back == f"JumpCloud's log is read again, but not from where it stopped. {gap}: {why}"


async def test_a_part_that_was_passed_over_is_told_once_without_any_outage(watched, logs):
    await watched.look()
    logs.insights.history = timedelta(days=15)
    await watched.look(days=20)
    await watched.look(minutes=1)

    [post] = await watched.posts()
    assert "A part of JumpCloud's log was not read" in post


@pytest.mark.parametrize("status", [400, 500])
async def test_no_case_waits_for_one_that_cannot_be_checked(status, watched, logs):
    ids = [f"00ustranger{number:09}" for number in range(MOST_CHECKS + 1)]
    async with watched.database.transaction() as session:
        alerts = [failed_push(each, logs.world.now()) for each in ids]
        await watched.watcher.casebook.report(session, alerts, now=logs.world.now())
    logs.faults.add(f"GET /okta/api/v1/users/{ids[0]}", "refuse", status=status)

    for _ in range(3):
        await watched.watcher.check()

    async with watched.database.transaction() as session:
        found = await cases.list_open(session, causes=["create_failed"])
    assert [case.about_id for case in found if not case.of_many] == [ids[0]]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(down=timedelta(days=20), apart=timedelta(minutes=4), count=8)
@given(
    down=st.timedeltas(timedelta(minutes=1), timedelta(days=89)),
    apart=st.timedeltas(timedelta(), timedelta(minutes=10)),
    count=st.integers(1, 12),
)
async def test_however_long_it_was_down_nothing_is_told_a_second_time(
    logs, database, down, apart, count
):
    feed = InsightsFeed(logs.jumpcloud_client, LOOK_BACK, limit=1)
    watcher = Watched(logs, database, feeds=(feed,)).watcher
    async with database.transaction() as session:
        for rows in (SeenEvent, Cursor):
            await session.exec(delete(rows))
    before = await told(database)
    logs.world.move(timedelta(days=1))
    await watcher.look(feed)
    for _ in range(count):
        logs.insights.about_user("user_suspended", logs.jumpcloud.user("grace"))
        logs.world.move(apart)
        await watcher.look(feed)

    logs.world.move(down)
    await watcher.tidy()
    for _ in range(8):  # far enough to be past what was read before
        await watcher._read(feed)
        await watcher.tidy()

    assert await told(database) - before == count


async def told(database):
    """Count how often something was told of an event."""
    async with database.transaction() as session:
        return (await session.exec(select(func.sum(Case.count)))).one() or 0
