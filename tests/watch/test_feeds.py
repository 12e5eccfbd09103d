"""Both feeds on the stand-ins: what is read, what is told, and what a bad day does to it."""

import json
from datetime import timedelta

import pytest

from bot.errors import NotLicensed, Refused, Unavailable
from bot.watch.event import Source
from bot.watch.feeds import OKTA_FILTER, OKTA_TYPES, Feed
from bot.watch.rules import RULES
from tests.watch.logs import INSIGHTS, MINUTE, OKTA_LOG, Reader, opened

LONGEST_FILTER = 1000
REFUSED = {"errorCode": "E0000031", "errorSummary": "Invalid search criteria."}


@pytest.fixture(params=["okta", "jumpcloud"])
def source(request, logs):
    return {"okta": Okta, "jumpcloud": JumpCloud}[request.param](logs)


class Okta:
    """How a test makes Okta's log longer, and reads it."""

    path = OKTA_LOG

    def __init__(self, logs):
        self.logs = logs

    def feed(self, look_back=timedelta(), **options) -> Feed:
        return self.logs.okta_feed(look_back, **options)

    def reader(self, look_back=timedelta(), **options):
        return Reader(self.logs, self.feed(look_back, **options))

    def happens(self, *, late=timedelta()):
        self.logs.log.lateness = late
        grace = self.logs.okta.directory.find("grace")
        return self.logs.log.write("user.lifecycle.suspend", "Suspend", grace)["uuid"]

    def odd(self, **fields):
        self.happens()
        self.logs.log.events()[-1].update(fields)


class JumpCloud(Okta):
    """The same for JumpCloud's."""

    path = INSIGHTS

    def feed(self, look_back=timedelta(), **options) -> Feed:
        return self.logs.insights_feed(look_back, **options)

    def happens(self, *, late=timedelta()):
        self.logs.insights.lateness = late
        grace = self.logs.jumpcloud.user("grace")
        self.logs.insights.about_user("user_suspended", grace)
        return self.logs.insights.events[-1]["id"]

    def odd(self, **fields):
        self.happens()
        self.logs.insights.events[-1].update(fields)


def test_every_rules_types_are_read_from_oktas_log():
    unread = {
        kind
        for rule in RULES
        for kind in rule.types.get(Source.OKTA, ())
        if not kind.startswith(OKTA_TYPES)
    }

    assert unread == set()
    assert len(OKTA_FILTER) < LONGEST_FILTER


async def test_what_happens_after_the_start_is_read_once_there_is_something(source, logs):
    reader = source.reader()
    first = await reader.look()
    happened = source.happens()
    logs.world.move(MINUTE)

    [event] = await reader.look()

    assert first == []
    assert (event.id, event.source) == (happened, reader.feed.source)
    assert reader.notes == reader.gaps == []


async def test_the_first_start_looks_back_as_far_as_it_is_told(source, logs):
    source.happens()
    logs.world.move(20 * MINUTE)
    recent = source.happens()
    logs.world.move(MINUTE)
    reader = source.reader(10 * MINUTE)

    seen = {event.id for event in await reader.look()}
    logs.world.move(MINUTE)
    seen |= {event.id for event in await reader.look()}

    assert seen == {recent}


async def test_a_provider_that_is_away_leaves_the_cursor_as_it_was(source, logs):
    reader = source.reader()
    await reader.look()
    happened = source.happens()
    logs.world.move(MINUTE)
    fault = logs.faults.add(source.path, "refuse", status=500)

    with pytest.raises(Unavailable):
        await reader.read()
    logs.faults.remove(fault)

    assert [event.id for event in await reader.look()] == [happened]


@pytest.mark.parametrize(
    ("kind", "options"),
    [("refuse", {"status": 500}), ("throttle", {}), ("down", {}), ("stop", {}), ("lost", {})],
)
async def test_a_bad_moment_is_waited_out(kind, options, source, logs):
    reader = source.reader(MINUTE)
    happened = source.happens()
    logs.world.move(timedelta(seconds=1))
    logs.faults.add(source.path, kind, times=2, **options)

    assert happened in [event.id for event in await reader.look()]
    assert len(logs.waits) == 2


async def test_a_long_absence_is_caught_up_with_in_steps(source, logs):
    reader = source.reader(limit=10)
    await reader.look()
    happened = []
    for _ in range(20):
        happened += [source.happens() for _ in range(5)]
        logs.world.move(timedelta(hours=12))

    reads = 1
    while (await reader.read()).more:
        reads += 1

    assert set(reader.ids) == set(happened)
    assert reads >= 10


async def test_a_cursor_that_nobody_can_read_is_told_and_begun_anew(source, logs):
    reader = source.reader(10 * MINUTE)
    reader.cursor = '{"since": "some other version"}'
    happened = source.happens()
    logs.world.move(MINUTE)

    events = await reader.look()

    assert happened in [event.id for event in events]
    [gap] = reader.gaps
    assert gap.startswith("How far it had been read could not be made out. Reading begins anew at ")


async def test_what_comes_twice_in_one_reading_is_there_once(logs):
    logs.insights.doubled = True
    source = JumpCloud(logs)
    reader = source.reader()
    await reader.look()
    happened = [source.happens() for _ in range(3)]
    logs.world.move(MINUTE)

    events = await reader.look()

    assert [event.id for event in events] == happened


@pytest.mark.parametrize("code", ["E0000031", "E0000053"])
async def test_a_refused_address_is_recovered_from_and_told(code, logs):
    source = Okta(logs)
    reader = source.reader()
    await reader.look()
    before = source.happens()
    logs.world.move(MINUTE)
    await reader.look()
    late = source.happens(late=2 * MINUTE)
    logs.world.move(MINUTE)
    happened = source.happens()
    logs.world.move(MINUTE)
    body = REFUSED | {"errorCode": code}
    logs.faults.add(OKTA_LOG, "refuse", status=400, body=body, times=1)

    events = await reader.look()

    assert [event.id for event in events] == [before, late, happened]
    assert "reading again from a little earlier: Okta refused" in reader.notes[-1]


async def test_addresses_that_are_always_refused_are_not_asked_for_in_a_hurry(logs):
    source = Okta(logs)
    reader = source.reader(limit=2)
    await reader.look()
    for _ in range(9):
        source.happens()

    assert (await reader.read()).more
    logs.faults.add(OKTA_LOG, "refuse", status=400, body=REFUSED, times=1)
    assert not (await reader.read()).more
    assert (await reader.read()).more


async def test_a_filter_that_is_wrong_is_refused_whatever_the_cursor(logs):
    reader = Okta(logs).reader()
    await reader.look()
    wrong = Okta(logs).reader(expression="eventType eqq 1")
    wrong.cursor = reader.cursor

    with pytest.raises(Refused, match="Invalid filter"):
        await wrong.read()


async def test_another_filter_begins_again_a_little_earlier(logs):
    source = Okta(logs)
    reader = source.reader()
    await reader.look()
    newest = source.happens()
    logs.world.move(MINUTE)
    await reader.look()
    reader.feed = source.feed(expression='eventType sw "user."')
    logs.log.write("user.session.start", "Sign in", logs.okta.directory.find("grace"))
    logs.world.move(MINUTE)

    events = await reader.look()

    assert events[0].id == newest
    assert [event.type for event in events] == ["user.lifecycle.suspend", "user.session.start"]
    assert reader.notes[-1].endswith("the filter is another one")


async def test_an_organisation_without_directory_insights_is_told_as_that(logs):
    logs.insights.licensed = False

    with pytest.raises(NotLicensed, match="Directory Insights is not enabled"):
        await JumpCloud(logs).reader(MINUTE).look()


async def test_a_licence_that_does_not_reach_far_back_is_read_as_far_as_it_does(logs):
    source = JumpCloud(logs)
    reader = source.reader()
    await reader.look()
    source.happens()
    logs.world.move(timedelta(days=20))
    logs.insights.history = timedelta(days=15)
    recent = source.happens()
    logs.world.move(MINUTE)

    events = await reader.look()

    assert {event.id for event in events} == {recent}
    [gap] = reader.gaps
    assert gap.endswith(" was not read: JumpCloud's licence does not reach back far enough.")


async def test_what_is_older_than_the_log_itself_is_told_as_not_read(source, logs):
    reader = source.reader()
    await reader.look()
    begun = logs.world.now()
    logs.world.move(timedelta(days=91))
    recent = source.happens()
    logs.world.move(MINUTE)

    events = await reader.look()

    [gap] = reader.gaps
    assert [event.id for event in events] == [recent]
    assert gap.startswith(f"What happened from {begun:%Y-%m-%d %H:%M} to ")
    assert gap.endswith(f"was not read: {reader.feed.source} keeps events for 90 days.")


@pytest.mark.parametrize("days", [0.01, 13, 15, 89])
async def test_an_absence_that_the_licence_covers_leaves_nothing_out(days, source, logs):
    reader = source.reader()
    await reader.look()
    happened = source.happens()
    logs.world.move(timedelta(days=days))

    events = await reader.look()

    assert [event.id for event in events] == [happened]
    assert reader.gaps == []


async def test_a_burst_is_read_a_part_at_a_time(logs):
    source = JumpCloud(logs)
    reader = source.reader(limit=10)
    await reader.look()
    happened = {source.happens() for _ in range(400)}
    logs.world.move(MINUTE)

    sizes = []
    more = True
    while more:
        batch = await reader.read()
        sizes.append(len(batch.events))
        more = batch.more

    assert set(reader.ids) == happened
    assert max(sizes) < 400


async def test_a_burst_within_one_millisecond_is_read_as_well(logs):
    source = JumpCloud(logs)
    reader = source.reader(limit=3)
    await reader.look()
    happened = {source.happens() for _ in range(100)}
    moment = logs.world.now()
    for event in logs.insights._events:
        event.at = moment
        event.row["timestamp"] = moment.isoformat()
    logs.world.move(MINUTE)

    await reader.look()

    assert set(reader.ids) == happened


@pytest.mark.parametrize("kind", [Okta, JumpCloud])
async def test_events_that_cannot_be_read_are_told_and_keep_nobody_back(kind):
    async with opened(described=False) as logs:
        source = kind(logs)
        reader = source.reader()
        await reader.look()
        happened = source.happens()
        source.odd(uuid=["?"], id=["?"])
        logs.world.move(MINUTE)

        events = await reader.look()

    assert [event.id for event in events] == [happened]
    assert reader.notes[-1] == "1 unreadable and skipped"


async def test_a_cursor_says_nothing_but_where_to_go_on(source):
    reader = source.reader()
    await reader.look()

    kept = json.loads(reader.cursor)

    assert "SSWS" not in reader.cursor
    assert {"since"} <= set(kept) <= {
        "since", "reached", "next", "question", "done", "rest_from", "rest_to",
    }  # fmt: skip
