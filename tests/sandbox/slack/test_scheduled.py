"""Messages that the Slack stand-in posts later."""

from datetime import timedelta

import pytest

from tests.sandbox.workplace import refused

REQUESTS = "C0ITREQUEST"


def at(place, **later):
    return int((place.world.now() + timedelta(**later)).timestamp())


async def schedule(place, client, text="Later", **later):
    return await client.chat_scheduleMessage(
        channel=REQUESTS, text=text, post_at=at(place, **(later or {"hours": 1}))
    )


def texts(place):
    return [each["text"] for each in place.slack.messages("it-requests")]


async def test_a_message_is_posted_when_its_time_has_come(place, client):
    answer = await schedule(place, client)
    await schedule(place, client, "Much later", days=2)
    assert texts(place) == []

    place.world.move(timedelta(minutes=61))
    await place.slack.wait_until(lambda: texts(place))

    assert answer["scheduled_message_id"].startswith("Q")
    assert answer["message"]["type"] == "delayed_message"
    assert texts(place) == ["Later"]


async def test_a_message_that_was_taken_back_is_not_posted(place, client):
    first = await schedule(place, client)
    await schedule(place, client, "Second")
    taken = {"channel": REQUESTS, "scheduled_message_id": first["scheduled_message_id"]}

    await client.chat_deleteScheduledMessage(**taken)

    place.world.move(timedelta(minutes=61))
    await place.slack.wait_until(lambda: texts(place))
    assert texts(place) == ["Second"]
    again = await refused(client.chat_deleteScheduledMessage(**taken))
    assert again["error"] == "invalid_scheduled_message_id"


async def test_within_the_last_minute_it_can_no_longer_be_taken_back(place, client):
    made = await schedule(place, client, seconds=50)

    answer = await refused(
        client.chat_deleteScheduledMessage(
            channel=REQUESTS, scheduled_message_id=made["scheduled_message_id"]
        )
    )

    assert answer["error"] == "invalid_scheduled_message_id"


@pytest.mark.parametrize(
    ("post_at", "error"),
    [("soon", "invalid_time"), ("1700000000", "time_in_past"), ("9999999999", "time_too_far")],
)
async def test_a_time_must_be_one_in_the_next_120_days(client, post_at, error):
    call = client.chat_scheduleMessage(channel=REQUESTS, text="Later", post_at=post_at)

    assert (await refused(call))["error"] == error


async def test_a_channel_takes_thirty_within_five_minutes(place, client):
    for _ in range(30):
        await schedule(place, client)

    answer = await refused(schedule(place, client, "One more", minutes=62))

    assert answer["error"] == "restricted_too_many"
    assert (await schedule(place, client, "Elsewhen", hours=2))["ok"]


async def test_a_text_that_is_cut_is_warned_of(place, client):
    answer = await schedule(place, client, "x" * 40_001)

    assert answer["warning"] == "message_truncated"
