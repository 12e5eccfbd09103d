"""Directory Insights: a window of time is read page by page, and what is not paid for is told."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clients.jumpcloud import JumpCloudClient
from bot.errors import NotLicensed, Refused, Unauthorized
from tests.clients.conftest import Directories, Scripted, answer, cut_off

START = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
END = START + timedelta(minutes=5)


@pytest.fixture
def client(directories: Directories) -> JumpCloudClient:
    return directories.clients.jumpcloud


def told(events, *, after=None, **headers):
    response = answer(200, events, **headers)
    if after is not None:
        response.headers["X-Search_after"] = json.dumps(after)
    return response


def scripted_client(scripted: Scripted) -> JumpCloudClient:
    return JumpCloudClient(scripted.api("JumpCloud"), scripted.api("JumpCloud"))


async def test_a_window_is_read_page_by_page_and_no_tie_is_torn(client, directories):
    start = datetime.now(UTC)
    rows = [directories.jumpcloud.insights.write("user_update") for _ in range(5)]
    for event in directories.jumpcloud.insights._events:
        event.at = start + timedelta(milliseconds=1)

    ids, after = [], None
    for number in range(3):
        page = await client.read_events(start, start + timedelta(seconds=9), after=after, limit=2)
        after = page.search_after
        ids += [event.id for event in page.events]
        assert page.full == (number < 2)

    assert sorted(ids) == sorted(row["id"] for row in rows)


async def test_a_window_is_asked_for_in_utc_with_all_that_is_watched(scripted: Scripted):
    scripted.tell(told([], after=[]))

    await scripted_client(scripted).read_events(START, END, after=[1, "x"])

    assert scripted.asked[0].target == "/directory/v1/events"
    assert json.loads(scripted.asked[0].body) == {
        "service": ["directory", "systems", "mdm", "alerts", "notifications"],
        "start_time": "2026-03-02T09:00:00.123Z",
        "end_time": "2026-03-02T09:05:00.123Z",
        "sort": "ASC",
        "limit": 1000,
        "search_after": [1, "x"],
    }


async def test_an_organisation_without_a_licence_is_told_apart(client, directories):
    directories.jumpcloud.insights.licensed = False

    with pytest.raises(NotLicensed, match="Directory Insights is not enabled"):
        await client.read_events(START, END)


async def test_credentials_that_are_refused_are_no_lack_of_a_licence(scripted: Scripted):
    scripted.tell(answer(401, {"message": "Unauthorized"}))

    with pytest.raises(Unauthorized):
        await scripted_client(scripted).read_events(START, END)


async def test_a_window_whose_end_comes_first_is_refused_in_jumpclouds_words(client):
    with pytest.raises(Refused, match="Start Time not after End Time"):
        await client.read_events(END, START)


async def test_to_read_is_tried_again_although_it_is_a_post(scripted: Scripted):
    scripted.tell(cut_off, answer(503), told([{"id": "1"}], after=[1, "1"]))

    page = await scripted_client(scripted).read_events(START, END)

    assert [event.id for event in page.events] == ["1"]


async def test_fewer_than_asked_for_are_a_full_page_where_jumpcloud_gives_no_more(scripted):
    scripted.tell(told([{"id": "1"}, {"id": "2"}], after=[2, "2"], X_Limit="2"))

    assert (await scripted_client(scripted).read_events(START, END)).full


@pytest.mark.parametrize("after", [None, [], [1, "1"]])
async def test_a_full_page_that_leads_nowhere_new_is_refused(after, scripted: Scripted):
    scripted.tell(told([{"id": "1"}], after=after))

    with pytest.raises(Refused, match="does not say where the next page starts"):
        await scripted_client(scripted).read_events(START, END, after=[1, "1"], limit=1)


async def test_times_are_read_in_milliseconds_and_in_nanoseconds(scripted: Scripted):
    times = ["2026-03-02T09:00:00.123Z", "2026-03-02T09:00:00.495420839Z", "soon", None]
    scripted.tell(told([{"id": "1", "timestamp": each} for each in times]))

    page = await scripted_client(scripted).read_events(START, END)

    noon = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert [event.timestamp for event in page.events] == [
        noon.replace(microsecond=123_000),
        noon.replace(microsecond=495_420),
        None,
        None,
    ]


async def test_an_event_that_cannot_be_read_is_skipped_and_named(scripted: Scripted, caplog):
    scripted.tell(told([{"id": "1"}, {"id": {"odd": 1}}, {"event_type": "x"}]))

    with caplog.at_level(logging.WARNING):
        page = await scripted_client(scripted).read_events(START, END)

    assert ([event.id for event in page.events], page.skipped) == (["1"], 2)
    assert [record.entry for record in caplog.records] == ["{'odd': 1}", "None"]
