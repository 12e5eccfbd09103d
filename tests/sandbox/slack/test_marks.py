"""Reactions and pins in the Slack stand-in."""

import pytest

from tests.sandbox.workplace import refused

REQUESTS = "C0ITREQUEST"


@pytest.fixture
async def at(client):
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi")
    return {"channel": REQUESTS, "timestamp": posted["ts"]}


def message(place):
    return place.slack.messages("it-requests")[0]


async def test_a_reaction_goes_as_it_came(place, client, at):
    await client.reactions_add(**at, name="eyes")
    assert message(place)["reactions"] == [{"name": "eyes", "users": ["U0DESKHAND"], "count": 1}]

    await client.reactions_remove(**at, name="eyes")

    assert "reactions" not in message(place)
    assert (await refused(client.reactions_remove(**at, name="eyes")))["error"] == "no_reaction"


async def test_a_reaction_of_somebody_else_stays(place, client, at):
    message(place)["reactions"] = [{"name": "eyes", "users": ["U0MINA00001"], "count": 1}]
    await client.reactions_add(**at, name="eyes")

    await client.reactions_remove(**at, name="eyes")

    assert message(place)["reactions"][0]["users"] == ["U0MINA00001"]


async def test_one_may_put_so_many_emoji_on_a_message_and_all_together_more(place, client, at):
    for number in range(23):
        await client.reactions_add(**at, name=f"e{number}")
    own = await refused(client.reactions_add(**at, name="one_more"))
    message(place)["reactions"] = [
        {"name": f"x{number}", "users": ["U0MINA00001"], "count": 1} for number in range(50)
    ]
    others = await refused(client.reactions_add(**at, name="one_more"))

    assert (own["error"], others["error"]) == ("too_many_reactions", "too_many_emoji")


@pytest.mark.parametrize("method", ["reactions.add", "reactions.remove"])
@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"name": "Not an emoji"}, "invalid_name"),
        ({"timestamp": "yesterday"}, "bad_timestamp"),
        ({"timestamp": "1.000001"}, "message_not_found"),
        ({"timestamp": ""}, "no_item_specified"),
        ({"channel": "C0NOWHERE01"}, "channel_not_found"),
    ],
)
async def test_a_reaction_needs_a_message_and_a_name(client, at, method, changed, error):
    call = client.api_call(method, params={"name": "eyes", **at, **changed})

    assert (await refused(call))["error"] == error


async def test_a_pin_is_on_its_message_and_counted_in_the_channel(place, client, at):
    await client.pins_add(**at)

    assert message(place)["pinned_to"] == [REQUESTS]
    assert message(place)["pinned_info"]["pinned_by"] == "U0DESKHAND"
    assert (await client.conversations_history(channel=REQUESTS))["pin_count"] == 1
    assert (await refused(client.pins_add(**at)))["error"] == "already_pinned"

    await client.pins_remove(**at)
    assert "pinned_to" not in message(place)
    assert (await refused(client.pins_remove(**at)))["error"] == "no_pin"


async def test_the_bot_pins_only_where_it_is(place, client, at):
    place.slack.workspace.channels[REQUESTS].members.discard("U0DESKHAND")

    assert (await refused(client.pins_add(**at)))["error"] == "not_in_channel"


async def test_a_channel_has_room_for_a_hundred_pins(place, client, at):
    channel = place.slack.workspace.channels[REQUESTS]
    for _ in range(100):
        place.slack.workspace.post(channel, text="Pinned", pinned_to=[REQUESTS])

    assert (await refused(client.pins_add(**at)))["error"] == "too_many_pins"


async def test_in_an_archived_channel_nothing_is_marked(place, client, at):
    place.slack.workspace.channels[REQUESTS].is_archived = True

    assert (await refused(client.reactions_add(**at, name="eyes")))["error"] == "is_archived"
    assert (await refused(client.pins_add(**at)))["error"] == "restricted_action"
