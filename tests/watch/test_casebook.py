"""Alerts become threads: one for each cause and person, told once, and closed when it is over."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.config.watch import Watch
from bot.watch.alert import Alert, Severity, Way
from bot.watch.casebook import MOST_NOTES, QUIETED, Casebook
from bot.watch.event import Kind, Thing
from storage import cases
from storage.database import Database
from storage.tables import AuditEntry, Post
from storage.watch_tables import Case

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
QUIET = {"quiet_hours": "22:00-07:00"}


def okta_id(who):
    return f"00u{who:0<12}"


def alert(who="jane", *, cause="push.create", severity=Severity.WARNING, **fields):
    given = {
        "headline": f"Okta could not create {who} in JumpCloud",
        "seen": f"Okta's log shows it of {who}.",
        "reason": "department is required",
        "at": NOON,
        "ways": (Way.RETRY, Way.OKTA),
        "lasting": True,
    }
    about = Thing(Kind.PERSON, okta_id(who), f"{who}@acme.example", who.title())
    return Alert(cause=cause, severity=severity, about=about, **{**given, **fields})


def book(**watch):
    return Casebook("C0ALERTS", Watch.model_validate(watch), "UTC", "https://acme.okta.com")


async def report(database, *alerts, casebook=None, now=NOON):
    async with database.transaction() as session:
        return await (casebook or book()).report(session, alerts, now=now)


async def posts(database):
    async with database.transaction() as session:
        return (await session.exec(select(Post).order_by(Post.id))).all()


async def all_cases(database):
    async with database.transaction() as session:
        return (await session.exec(select(Case).order_by(Case.id))).all()


async def close(database, case, why="It is gone.", *, now=NOON, casebook=None):
    async with database.transaction() as session:
        return await (casebook or book()).close(session, case, why, now=now)


async def test_a_new_cause_begins_a_thread_with_the_way_out(database):
    [case] = await report(database, alert())

    [post] = await posts(database)
    assert (post.key, post.channel, post.thread_key) == (case.key, "C0ALERTS", None)
    assert "Okta could not create jane in JumpCloud" in post.text
    assert "department is required" in str(post.blocks)
    assert "case_retry" in str(post.blocks)
    assert "acme-admin.okta.com" in str(post.blocks)
    async with database.transaction() as session:
        acts = [(entry.actor, entry.act) for entry in await session.exec(select(AuditEntry))]
    assert acts == [("deskhand", "case opened")]


async def test_the_same_again_is_counted_and_told_no_second_time(database):
    await report(database, alert())
    [case] = await report(database, alert(), now=NOON + timedelta(hours=1))

    [post] = await posts(database)
    assert case.count == 2
    assert "2 times" in str(post.blocks)


async def test_what_is_new_about_it_stands_in_its_thread(database):
    [case] = await report(database, alert())
    await report(database, alert(reason="title is required"))

    head, note = await posts(database)
    assert note.thread_key == case.key
    assert "title is required" in note.text
    assert "title is required" in str(head.blocks)


async def test_two_people_and_two_causes_have_threads_of_their_own(database):
    await report(database, alert(), alert("lee"), alert(cause="push.password"))

    assert len(await posts(database)) == 3


async def test_a_thread_gets_no_endless_number_of_replies(database):
    for number in range(MOST_NOTES + 5):
        await report(database, alert(reason=f"attempt {number}"))

    head, *notes = await posts(database)
    assert len(notes) == MOST_NOTES
    assert f"attempt {MOST_NOTES + 4}" in str(head.blocks)


@pytest.mark.parametrize("pages", [1, 50])
async def test_a_thousand_with_one_cause_are_five_posts_at_most(database, pages):
    people = [f"p{number:03}" for number in range(1000)]
    size = len(people) // pages
    for start in range(0, len(people), size):
        await report(database, *map(alert, people[start : start + size]))

    sent = await posts(database)
    assert len(sent) == 4
    assert "The same of 997 more" in sent[-1].text
    assert "and 987 more" in str(sent[-1].blocks)
    assert "997 of them still open" in str(sent[-1].blocks)
    assert "Okta could not create p003 in JumpCloud" in str(sent[-1].blocks)
    assert "p003: " not in str(sent[-1].blocks)
    assert len(await all_cases(database)) == 1001


async def test_a_thread_of_many_is_closed_with_the_last_of_them(database):
    await report(database, *map(alert, ("a", "b", "c", "d", "e")))
    rolled = [case for case in await all_cases(database) if case.rolled_into]

    await close(database, rolled[0])
    assert "1 of them still open" in str((await posts(database))[3].blocks)
    await close(database, rolled[1])

    assert "All of it is over" in str((await posts(database))[3].blocks)
    async with database.transaction() as session:
        assert await cases.find_burst(session, "push.create") is None


async def test_what_is_gone_is_said_once_and_told_anew_when_it_comes_back(database):
    [case] = await report(database, alert())

    assert await close(database, case)
    assert not await close(database, case)

    head, note = await posts(database)
    assert note.text == "It is gone."
    assert head.text.startswith("✓")
    assert "case_retry" not in str(head.blocks)
    [again] = await report(database, alert())
    assert again.id != case.id
    assert len(await posts(database)) == 3


async def test_at_night_only_what_is_urgent_is_told_and_the_rest_in_the_morning(database):
    night = book(**QUIET)
    await report(
        database, alert(), alert("lee", severity=Severity.URGENT), casebook=night, now=NIGHT
    )
    assert [post.text for post in await posts(database)] == [
        "\N{POLICE CARS REVOLVING LIGHT} Okta could not create lee in JumpCloud"
    ]

    for now, count in ((NIGHT + timedelta(hours=7), 1), (NIGHT + timedelta(hours=8), 2)):
        async with database.transaction() as session:
            await night.begin_waiting(session, now=now)
        assert len(await posts(database)) == count


async def test_what_is_over_before_the_morning_is_never_told(database):
    night = book(**QUIET)
    [case] = await report(database, alert(), casebook=night, now=NIGHT)
    await close(database, case, casebook=night, now=NIGHT)

    async with database.transaction() as session:
        await night.begin_waiting(session, now=NIGHT + timedelta(hours=9))
    assert await posts(database) == []


async def test_what_gets_urgent_at_night_is_told_at_once(database):
    night = book(**QUIET)
    await report(database, alert(), casebook=night, now=NIGHT)
    await report(database, alert(severity=Severity.URGENT), casebook=night, now=NIGHT)

    [post] = await posts(database)
    assert "Urgent" in str(post.blocks)


async def test_a_moment_is_closed_when_it_has_been_quiet_and_says_nothing(database):
    await report(database, alert(lasting=False))
    for after, state in ((QUIETED - timedelta(minutes=1), "open"), (QUIETED, "closed")):
        async with database.transaction() as session:
            await book().settle(session, now=NOON + after)
        [case] = await all_cases(database)
        assert case.state == state
    assert len(await posts(database)) == 1


async def test_rules_go_to_their_channels_and_silenced_ones_nowhere(database):
    routed = book(channels={"push": "C0SYNC", "push.password": "C0PASSWORDS"}, silenced=["device"])
    await report(
        database, alert(), alert(cause="push.password"), alert(cause="device.enrolled"),
        alert(cause="devices"), casebook=routed,
    )  # fmt: skip

    assert [post.channel for post in await posts(database)] == [
        "C0SYNC", "C0PASSWORDS", "C0ALERTS",
    ]  # fmt: skip


async def test_what_a_source_wrote_breaks_out_of_nothing(database):
    await report(database, alert(headline="<!channel> *now*", reason="</x> <@U0MINA>"))

    [post] = await posts(database)
    assert "<!channel>" not in post.text
    assert all(
        block.get("text", {}).get("type") != "mrkdwn"
        for block in post.blocks
        if "<" in str(block) and block["type"] != "section"
    )


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["report", "close"]),
        st.sampled_from(["a", "b", "c", "d", "e", "f"]),
        st.sampled_from(["one", "two"]),
    ),
    max_size=30,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
async def test_in_any_order_each_cause_and_person_has_one_open_case_at_most(database, acts):
    open_ = set()
    for act, who, cause in acts:
        if act == "report":
            [case] = await report(database, alert(who, cause=cause))
            open_.add((who, cause))
        else:
            async with database.transaction() as session:
                case = await cases.find_open(session, f"{cause}|person|{okta_id(who)}")
            assert (case is not None) == ((who, cause) in open_)
            if case:
                await close(database, case)
            open_.discard((who, cause))

    found = [case for case in await all_cases(database) if case.open_key and not case.of_many]
    seen = sorted((case.about_id, case.cause) for case in found)
    assert seen == sorted((okta_id(who), cause) for who, cause in open_)
    keys = [post.key for post in await posts(database)]
    assert len(keys) == len(set(keys))
    told = {post.key for post in await posts(database) if post.thread_key is None}
    for case in await all_cases(database):
        head = case.rolled_into or case.id
        assert f"case:{head}" in told
    for case in found:
        await close(database, case)


@pytest.fixture
async def shared(postgres):
    """A database that several write to at once."""
    async with Database(postgres) as database:
        yield database


async def test_who_tell_of_one_case_at_once_overwrite_nothing_of_each_other(shared):
    await report(shared, alert())
    attempts = [f"attempt {number}" for number in range(8)]

    await asyncio.gather(*(report(shared, alert(reason=each)) for each in attempts))

    [case] = await all_cases(shared)
    _, *notes = await posts(shared)
    assert case.count == 9
    assert sorted(note.text.partition("jane. ")[2] for note in notes) == attempts


async def test_a_case_that_many_find_over_at_once_is_closed_once(shared):
    await report(shared, alert())

    async def find_over():
        async with shared.transaction() as session:
            found = await cases.find_open(session, alert().key)
            return bool(found and await book().close(session, found, "It is gone.", now=NOON))

    closed = await asyncio.gather(*(find_over() for _ in range(8)))

    _, *notes = await posts(shared)
    assert sorted(closed) == [False] * 7 + [True]
    assert [note.text for note in notes] == ["It is gone."]
