"""When a digest is told: once each, whoever looks, however often, and whatever was missed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.config.watch import Watch
from bot.errors import Unavailable
from bot.watch.digests import Digests
from storage.tables import Picture, Post
from tests.scene import playing, text_of
from tests.watch.digests import MONDAY, ago, case

GRACE, ALAN = "grace@acme.example", "alan@acme.example"
DAYS_ONLY = {"silenced": ["digest.week"]}
UPLOAD = "POST /slack/api/files.completeUploadExternal"
UPDATE = "POST /slack/api/chat.update"


class Silent:
    """Slack, when it names nobody."""

    async def find(self, slack_id):
        raise Unavailable("Slack does not answer.", "Slack")


def digests(database, **watch):
    settings = Watch.model_validate({"digest_at": "08:00", **watch})
    return Digests(database, Silent(), settings, "Europe/Berlin", "C0ALERTS")


async def tell(database, *moments, **watch):
    """Have it look at some moments; gives the keys of what was told so far."""
    for moment in moments:
        await digests(database, **watch).tell(now=moment)
    async with database.transaction() as session:
        return [post.key for post in (await session.exec(select(Post).order_by(Post.id))).all()]


async def test_the_first_start_tells_nothing_and_the_next_days_are_told_once_each(database):
    tuesday = MONDAY + timedelta(days=1)
    assert await tell(database, MONDAY + timedelta(hours=2)) == []

    moments = [MONDAY + timedelta(minutes=minutes) for minutes in range(120, 24 * 60)]
    assert await tell(database, *moments[::7], tuesday - timedelta(seconds=1)) == []
    assert await tell(database, tuesday, tuesday, tuesday + timedelta(hours=23)) == [
        "digest:day:2026-03-03"
    ]


@pytest.mark.parametrize(
    "changing", [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]
)
@pytest.mark.parametrize("at", ["02:30", "08:00", "00:00", "23:59"])
async def test_each_day_has_one_digest_also_where_the_clock_is_changed(database, changing, at):
    watch = {"digest_at": at, **DAYS_ONLY}
    moments = [changing + timedelta(minutes=20 * number) for number in range(3 * 72 + 3 * 24)]
    told = await tell(database, *moments, **watch)

    days = [changing.date() + timedelta(days=number) for number in range(5)]
    keys = [f"digest:day:{day}" for day in days]
    assert told in (keys[:4], keys[1:5], keys[:5], keys[1:4])


async def test_who_was_down_tells_it_the_same_day_and_one_of_several_that_were_missed(database):
    await tell(database, MONDAY + timedelta(hours=1), **DAYS_ONLY)

    assert await tell(database, MONDAY + timedelta(days=1, hours=9), **DAYS_ONLY) == [
        "digest:day:2026-03-03"
    ]
    later = MONDAY + timedelta(days=6, hours=3)
    assert await tell(database, later, later, **DAYS_ONLY) == [
        "digest:day:2026-03-03",
        "digest:day:2026-03-08",
    ]


async def test_the_week_is_told_on_monday_with_its_charts(database):
    async with database.transaction() as session:
        session.add(case(opened=ago(days=3)))
    told = await tell(database, ago(days=1), ago(hours=1), MONDAY)

    assert (
        told
        == ["digest:day:2026-03-01", "digest:day:2026-03-02", "digest:week:2026-03-02"][
            -len(told) :
        ]
    )
    async with database.transaction() as session:
        found = (await session.exec(select(Picture))).all()
    assert {picture.post_key for picture in found} == {"digest:week:2026-03-02"}
    assert [picture.name for picture in found] == ["failures.png", "open.png"]


async def test_of_two_that_look_at_once_one_tells(database):
    async with database.transaction() as session:
        session.add(case(opened=ago(days=3)))
    await tell(database, ago(days=1))

    await asyncio.gather(*(digests(database).tell(now=MONDAY) for _ in range(3)))

    assert await tell(database) == ["digest:day:2026-03-02", "digest:week:2026-03-02"]
    async with database.transaction() as session:
        assert len((await session.exec(select(Picture))).all()) == 2


async def test_who_cannot_be_named_now_is_still_said_to_look_at_it(database):
    async with database.transaction() as session:
        session.add(case(taken_by="U0LEE"))
    await tell(database, ago(days=1), MONDAY, **DAYS_ONLY)

    async with database.transaction() as session:
        [post] = (await session.exec(select(Post))).all()
    assert "somebody looks at it" in text_of(post.blocks)


async def test_digests_have_channels_of_their_own_or_are_silenced_or_never_told(database):
    routed = {"channels": {"digest.week": "C0WEEKS"}, "silenced": ["digest.day"]}
    assert await tell(database, ago(days=1), MONDAY, digest_at="") == []
    await tell(database, ago(days=1), MONDAY, **routed)

    async with database.transaction() as session:
        [post] = (await session.exec(select(Post))).all()
    assert (post.channel, post.key) == ("C0WEEKS", "digest:week:2026-03-02")


def weeks(scene):
    return [one for one in scene.slack.messages("it-alerts") if "The week from" in one["text"]]


def shown(scene):
    """Give the pictures of the week's digest, as a person sees them."""
    found = [block for one in weeks(scene) for block in one["blocks"] if block["type"] == "image"]
    return {block["title"]["text"]: block for block in found}


async def test_a_week_arrives_once_with_its_charts_though_everything_is_cut_off(tmp_path):
    async with playing(tmp_path, start=False) as scene:
        scene.configure(watch='digest_at = "08:00"\n')
        await scene.start()
        await scene.watch()
        scene.okta.do("suspend", GRACE)
        scene.okta.do("suspend", ALAN)
        await scene.watch(minutes=6)
        scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
        await scene.watch()
        for match in (UPLOAD, UPDATE, "POST /slack/api/chat.postMessage"):
            scene.faults.add(match, "lost", times=1)

        await scene.watch(days=7)
        await scene.restart()
        await scene.watch(hours=1)

        await scene.until(lambda: len(shown(scene)) == 3, what="the charts")
        await scene.restart()
        await scene.watch(hours=1)
        assert len(weeks(scene)) == 1
        charts = shown(scene)
        assert set(charts) == {
            "Time to suspend, by day", "What failed or differed, by cause",
            "Open at the end of each day",
        }  # fmt: skip
        for chart in charts.values():
            file = scene.slack._parts.files.get(chart["slack_file"]["id"])
            assert file.content.startswith(b"\x89PNG")
        assert (
            "not_followed.close 2 of which 1 still open"
            in charts["What failed or differed, by cause"]["alt_text"]
        )
