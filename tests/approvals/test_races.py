"""Two who approve one request at once, over and over: it is approved once, and each time."""

import asyncio
import contextlib

import pytest

from bot.errors import Stale
from bot.sandbox.slack import CannotAct
from storage import requests
from storage.tables import State
from tests.approvals.room import LATER, LEADS, LEE, MINA, SAM, Roster, opened
from tests.process import process
from tests.scene import playing

POLICY = {"request": [MINA], "approve": [LEADS]}
RACES = {"sqlite": 700, "postgresql": 300}  # a thousand
AT_ONCE = 20
NEW = ("Ann", "Ben", "Cleo")
RUNS = "Deskhand is running"


@pytest.fixture
def races(database_url):
    return RACES[database_url.partition(":")[0]]


async def race(room, number):
    """Have two approve at once; gives the one who was too late, and what they were told."""
    both = (LEE, SAM) if number % 2 else (SAM, LEE)
    answers = await asyncio.gather(
        *(room.decisions.approve(number, 1, by=by) for by in both), return_exceptions=True
    )
    ((loser, told),) = [each for each in zip(both, answers, strict=True) if each[1] is not None]
    assert isinstance(told, Stale), told
    return loser, str(told)


@pytest.mark.timeout(300)  # it is the work of ten seconds, on a machine that has nothing else to do
async def test_of_two_approvers_at_once_one_counts_each_time_and_the_other_is_told_who(
    database_url, races
):
    async with opened(database_url, Roster(**{LEADS: {LEE, SAM}}), POLICY) as room:
        async with room.database.transaction() as session:
            sent = [await requests.add(session, room.asked(key=f"r{n}")) for n in range(races)]
        numbers = [request.id for request in sent]

        # Some requests at a time, so that races are in each other's way too.
        for first in range(0, races, AT_ONCE):
            some = numbers[first : first + AT_ONCE]
            lost = await asyncio.gather(*(race(room, number) for number in some))
            for number, (loser, told) in zip(some, lost, strict=True):
                winner = {LEE: SAM, SAM: LEE}[loser]
                assert told == (
                    f"REQ-{number} was approved by <@{winner}>. Your click changed nothing."
                )
                assert await room.words(number) == [(winner, winner, True)]

        async with room.database.transaction() as session:
            states = await requests.count_by_state(session)
            ready = await requests.list_to_hand_over(session, now=room.clock() + LATER)
        assert states == {("onboard", State.SCHEDULED): races}
        assert [request.id for request in ready] == numbers


async def test_two_who_approve_at_once_on_two_replicas_have_it_done_once(tmp_path, postgres):
    async with (
        playing(tmp_path, database=postgres, start=False) as scene,
        process(scene, name="one") as one,
        process(scene, name="two") as two,
    ):
        await asyncio.gather(one.start(), two.start())
        await scene.slack.wait_until(lambda: RUNS in one.said and RUNS in two.said, timeout=60)
        lee, sam = scene.slack.person("lee"), scene.slack.person("sam")
        for name in NEW:
            await scene.request(first_name=name, email=f"{name.lower()}@acme.example")
            with contextlib.suppress(CannotAct):  # the buttons are gone before the second click
                await asyncio.gather(lee.click("approve"), sam.click("approve"))
            await scene.card_says("They have not signed in on a laptop yet")

        assert scene.traffic.count("POST /okta/api/v1/users") == len(NEW)
        told = scene.told("lee") + scene.told("sam")
        assert told.count("Your click changed nothing.") <= len(NEW)
        assert one.said.count("Traceback") == two.said.count("Traceback") == 0
