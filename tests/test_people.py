"""Slack's people as policy sees them: groups are read when asked for, at Slack's pace."""

import asyncio

import pytest
from aiolimiter import AsyncLimiter

from bot.errors import Unauthorized
from bot.people import READS, People
from bot.sandbox.slack.limits import TIERS
from tests.sandbox.workplace import serve_slack

GROUP, MINA, LEE, SAM = "S0HELPDESK1", "U0MINA00001", "U0LEE000001", "U0SAM000001"


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


def readings(place):
    return place.world.traffic.count("GET /slack/api/usergroups.list")


async def test_people_who_are_looked_up_together_share_one_reading_of_the_groups(place):
    people = People(place.client(), team_id="T0DESK", groups=[GROUP, "S0LEADS0001"], paced=True)

    found = await asyncio.gather(*(people.find(each, fresh=True) for each in (MINA, LEE, SAM)))

    assert [len(each.groups) for each in found] == [1, 2, 2]
    assert readings(place) == 1


async def test_who_waits_for_a_reading_is_told_what_is_true_after_they_asked(place):
    people = People(place.client(), team_id="T0DESK", groups=[GROUP], paced=True)
    people._pace = AsyncLimiter(1, 0.2)
    await people.find(MINA, fresh=True)

    waiting = [asyncio.ensure_future(people.find(each, fresh=True)) for each in (MINA, LEE, SAM)]
    await asyncio.sleep(0)
    place.slack.workspace.user_groups[GROUP].members.remove(LEE)
    mina, lee, sam = await asyncio.gather(*waiting)

    assert (mina.groups, lee.groups, sam.groups) == ({GROUP}, set(), {GROUP})
    assert readings(place) == 2


async def test_an_answer_a_minute_old_is_enough_where_nothing_is_decided(place):
    people = People(place.client(), team_id="T0DESK", groups=[GROUP], paced=True)
    await people.find(MINA)
    place.slack.workspace.user_groups[GROUP].members.remove(MINA)

    assert (await people.find(MINA)).groups == {GROUP}
    assert (await people.find(MINA, fresh=True)).groups == set()


async def test_a_reading_that_fails_is_not_the_next_ones(place):
    people = People(place.client(), team_id="T0DESK", groups=[GROUP], paced=True)
    place.slack.access.scopes.discard("usergroups:read")
    with pytest.raises(Unauthorized, match="usergroups:read"):
        await people.find(MINA, fresh=True)
    place.slack.access.scopes.add("usergroups:read")

    assert (await people.find(MINA, fresh=True)).groups == {GROUP}


def test_all_readings_of_a_minute_are_within_slacks_tier():
    assert TIERS[2] > 2 * READS
