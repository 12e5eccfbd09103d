"""How often the Slack stand-in lets the app call."""

from datetime import timedelta

import pytest

from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.limits import BURST, TIERS, Limits
from bot.sandbox.slack.web_api import METHODS
from bot.sandbox.store import World
from tests.sandbox.workplace import refused

REQUESTS, DESK = "C0ITREQUEST", "C0ITDESK001"


@pytest.mark.parametrize("method", ["usergroups.list", "emoji.list"])
async def test_a_method_answers_as_often_a_minute_as_its_tier_says(place, client, method):
    for _ in range(20):
        place.slack.access.limits.count(method, METHODS[method].tier)

    answer = await refused(client.api_call(method))

    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert int(answer.headers["Retry-After"]) in range(55, 61)


async def test_who_waits_as_long_as_told_is_let_through(place, client):
    for _ in range(TIERS[3]):
        await client.team_info()
    wait = int((await refused(client.team_info())).headers["Retry-After"])

    place.world.move(timedelta(seconds=wait))

    assert (await client.team_info())["ok"]


async def test_methods_and_tiers_do_not_share_a_limit(place, client):
    for _ in range(TIERS[3]):
        place.slack.access.limits.count("team.info", 3)

    assert (await refused(client.team_info())).status_code == 429
    assert (await client.users_info(user="U0MINA00001"))["ok"]


async def test_a_channel_takes_a_message_a_second_and_a_few_at_once_when_it_was_quiet(
    place, client
):
    for number in range(BURST):
        await client.chat_postMessage(channel=REQUESTS, text=f"Number {number}")
    answer = await refused(client.chat_postMessage(channel=REQUESTS, text="Too many"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert (await client.chat_postMessage(channel=DESK, text="Elsewhere"))["ok"]
    place.world.move(timedelta(seconds=1))
    assert (await client.chat_postMessage(channel=REQUESTS, text="Now"))["ok"]
    assert (await refused(client.chat_postMessage(channel=REQUESTS, text="x"))).status_code == 429
    assert len(place.slack.messages("it-requests")) == BURST + 1


def test_at_one_message_a_second_nothing_is_ever_refused():
    world = World()
    limits = Limits(world)

    for _ in range(300):
        limits.count_post(REQUESTS)
        world.move(timedelta(seconds=1))


def test_in_no_minute_there_are_more_calls_than_the_tier_says():
    world = World()
    limits, passed = Limits(world), []

    for _ in range(900):
        world.move(timedelta(seconds=0.4))
        try:
            limits.count("users.list", 2)
        except ApiError:
            continue
        passed.append(world.now())

    minute = timedelta(minutes=1)
    assert max(sum(a <= b < a + minute for b in passed) for a in passed) == TIERS[2]
    assert len(passed) > 5 * TIERS[2]


async def test_a_test_that_hurries_is_held_up_only_by_what_it_set_itself(place, client):
    place.slack.access.unlimited = True
    for number in range(BURST * 2):
        await client.chat_postMessage(channel=REQUESTS, text=f"Number {number}")
    for _ in range(TIERS[3] + 1):
        place.slack.access.limits.count("team.info", 3)
    place.slack.limit("team.info", per_minute=1)
    await client.team_info()

    assert (await refused(client.team_info())).status_code == 429
