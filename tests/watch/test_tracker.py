"""What must follow is looked for: the most urgent first, nobody for ever last, nobody unseen."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.digest import Rows, sum_up
from bot.due import Period
from bot.errors import ProviderError
from bot.watch.following import IN_ORDER, LONGEST_PAUSE, What, pause_after
from bot.watch.tracker import AT_ONCE, MOST_LOOKS
from storage import expectations
from storage.watch_tables import Expectation, ExpectationState, SeenEvent
from tests.watch.digests import due
from tests.watch.logs import Watched, failed_push

GRACE = "grace@acme.example"
MANY = 2 * MOST_LOOKS
PERSON = "GET /okta/api/v1/users/*"
ASSIGNMENTS = "GET /okta/api/v1/apps/*"
STRANGER = "00ustranger"


@pytest.fixture
def watched(logs, database):
    return Watched(logs, database)


async def expect(watched, kind, *, who=STRANGER, count=1):
    """Expect something of so many people; strangers are in no directory."""
    now = watched.logs.world.now()
    async with watched.database.transaction() as session:
        for number in range(count):
            okta_id = f"{who}{number:09}" if who == STRANGER else who
            await expectations.add(
                session, key=f"{kind} {okta_id}", kind=str(kind), okta_id=okta_id,
                login=f"{okta_id}@acme.example", title="Somebody", at=now,
                due_at=now + timedelta(minutes=5),
            )  # fmt: skip


async def rows(watched, **of):
    async with watched.database.transaction() as session:
        return (await session.exec(select(Expectation).filter_by(**of))).all()


def grace(watched):
    return watched.logs.okta.user(GRACE)["id"]


async def changes_profile(watched, **profile):
    directory = watched.logs.okta.directory
    directory.update_profile(directory.get(GRACE), profile)
    await watched.look(seconds=20)


@pytest.mark.parametrize("kind", [What.CLOSE, What.OPEN, What.PASSWORD])
async def test_a_suspension_waits_for_no_crowd_of_changed_profiles(kind, watched):
    await expect(watched, What.PROFILE, count=MANY)
    await expect(watched, kind, who=grace(watched))
    watched.logs.world.move(timedelta(seconds=15))

    await watched.watcher.follow()

    [urgent] = await rows(watched, kind=kind)
    assert urgent.look_at
    asked = [each.path for each in watched.logs.traffic if "/api/v1/users/" in each.path]
    assert any(grace(watched) in path for path in asked[:AT_ONCE])


async def test_who_is_least_urgent_is_looked_for_in_every_round_all_the_same(watched):
    await expect(watched, What.PROFILE, who=grace(watched))
    await expect(watched, What.CLOSE, count=MANY)
    watched.logs.world.move(timedelta(seconds=15))

    await watched.watcher.follow()

    [profile] = await rows(watched, kind=What.PROFILE)
    assert profile.state is ExpectationState.FOLLOWED


async def test_a_crowd_is_through_after_as_many_rounds_as_it_takes(watched):
    await expect(watched, What.PROFILE, count=MANY)
    for _ in range(MANY // MOST_LOOKS + 1):
        watched.logs.world.move(timedelta(seconds=15))
        await watched.watcher.follow()

    assert await rows(watched, state=ExpectationState.OPEN) == []


async def test_of_one_persons_changed_profile_only_the_newest_is_looked_for(watched):
    await watched.look()
    for number in range(5):
        await changes_profile(watched, department=f"Research {number}")

    *older, newest = sorted(await rows(watched, kind=What.PROFILE), key=lambda each: each.at)

    assert newest.state is ExpectationState.OPEN
    assert {each.state for each in older} == {ExpectationState.DROPPED}
    assert {each.missed_at for each in older} == {None}


async def test_a_change_that_becomes_visible_late_takes_no_newer_ones_place(watched):
    await watched.look()
    watched.logs.log.lateness = timedelta(minutes=2)
    await changes_profile(watched, department="Research 1")
    watched.logs.log.lateness = timedelta()
    await changes_profile(watched, department="Research 2")
    [newer] = await rows(watched, kind=What.PROFILE)

    await watched.look(minutes=3)

    [still] = await rows(watched, kind=What.PROFILE)
    assert (still.key, still.state) == (newer.key, ExpectationState.OPEN)
    async with watched.database.transaction() as session:
        seen = {each.id for each in await session.exec(select(SeenEvent))}
    written = watched.logs.log.events()
    changes = {each["uuid"] for each in written if "update_profile" in each["eventType"]}
    assert len(changes) == 2
    assert changes <= seen


async def test_a_changed_profile_that_arrived_takes_none_of_the_calls_that_are_few(watched):
    await watched.look()
    await changes_profile(watched, department="Research")

    await watched.watcher.follow()

    [profile] = await rows(watched, kind=What.PROFILE)
    assert profile.state is ExpectationState.FOLLOWED
    assert watched.logs.traffic.count(ASSIGNMENTS) == 0


async def test_a_changed_profile_that_is_late_is_told_with_what_okta_shows_of_the_push(watched):
    await watched.look()
    watched.logs.scim.refuse("department is required")
    watched.logs.scim.hold()
    await changes_profile(watched, firstName="Amazing")
    watched.logs.world.move(timedelta(minutes=6))

    await watched.watcher.follow()

    assert any(
        "did not follow the change of their profile" in post for post in await watched.posts()
    )
    assert watched.logs.traffic.count(ASSIGNMENTS) == 1


@pytest.mark.parametrize(
    ("cause", "told"), [("profile_failed", 1), ("create_failed", 1), ("deactivation_failed", 0)]
)
async def test_what_is_late_has_an_alert_of_its_own_unless_its_own_reason_is_told(
    cause, told, watched
):
    await watched.look()
    now = watched.logs.world.now()
    alert = failed_push(grace(watched), now, cause=cause)
    async with watched.database.transaction() as session:
        await watched.watcher.casebook.report(session, [alert], now=now)
    watched.logs.okta.do("suspend", GRACE)
    await watched.look(seconds=20)
    watched.logs.world.move(timedelta(minutes=6))

    await watched.watcher.follow()

    posts = await watched.posts()
    assert sum("did not follow the closing" in post for post in posts) == told
    assert sum("JumpCloud shows ACTIVATED" in post for post in posts) == 1 - told


async def test_what_is_looked_at_too_late_is_not_said_to_have_been_late(watched):
    await watched.look()
    watched.logs.okta.do("suspend", GRACE)
    watched.logs.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
    await watched.look(hours=3)

    await watched.watcher.follow()

    [close] = await rows(watched, kind=What.CLOSE)
    assert close.jumpcloud_at
    assert not any("did not follow" in post for post in await watched.posts())
    assert (
        sum_up(due(Period.DAY, now=close.at + timedelta(days=1)), Rows(expectations=[close])).late
        == 0
    )


@pytest.mark.parametrize("status", [400, 500])
async def test_nobody_waits_for_those_who_cannot_be_looked_up(status, watched):
    await expect(watched, What.CLOSE, count=2 * AT_ONCE)
    await expect(watched, What.PROFILE, who=grace(watched))
    watched.logs.faults.add(f"GET /okta/api/v1/users/{STRANGER}*", "refuse", status=status)
    for _ in range(3):
        watched.logs.world.move(timedelta(seconds=15))
        await watched.watcher.follow()

    [profile] = await rows(watched, kind=What.PROFILE)
    assert profile.state is ExpectationState.FOLLOWED
    strangers = await rows(watched, kind=What.CLOSE)
    assert {each.state for each in strangers} == {ExpectationState.OPEN}
    watched.logs.faults.clear()
    watched.logs.world.move(timedelta(minutes=1))
    await watched.watcher.follow()
    strangers = await rows(watched, kind=What.CLOSE)
    assert {each.state for each in strangers} == {ExpectationState.DROPPED}


async def test_while_a_directory_is_away_nothing_is_said_to_be_late(watched):
    await watched.look()
    watched.logs.okta.do("suspend", GRACE)
    await watched.look(seconds=20)
    watched.logs.faults.add("* /jumpcloud/*", "refuse", status=500)
    watched.logs.world.move(timedelta(hours=1))

    with pytest.raises(ProviderError):
        await watched.watcher.tracker.look()

    assert not any("did not follow" in post for post in await watched.posts())


def test_the_pause_between_two_looks_grows_with_what_has_passed():
    now = due().span.start
    ages = [timedelta(minutes=each) for each in (0, 9, 10, 60, 600, 60_000)]

    pauses = [pause_after(now - age, now=now) for age in ages]

    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (timedelta(), timedelta(), LONGEST_PAUSE)


def test_every_kind_has_its_place():
    assert sorted(IN_ORDER) == sorted(What)
