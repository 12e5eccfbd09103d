"""What the bot says in the Slack stand-in: messages, threads, ephemerals, direct messages."""

import pytest

from tests.sandbox.workplace import refused, section, serve_slack

REQUESTS = "C0ITREQUEST"


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture
def client(place):
    return place.client()


@pytest.mark.parametrize("channel", ["C0NOWHERE01", "#nowhere"])
async def test_nothing_is_posted_where_nothing_is(client, channel):
    answer = await refused(client.chat_postMessage(channel=channel, text="Hi"))

    assert answer["error"] == "channel_not_found"


async def test_the_bot_posts_only_where_it_was_invited(place, client):
    place.slack.workspace.channels[REQUESTS].members.discard("U0DESKHAND")

    answer = await refused(client.chat_postMessage(channel=REQUESTS, text="Hi"))

    assert answer["error"] == "not_in_channel"


async def test_an_empty_message_is_none(client):
    answer = await refused(client.api_call("chat.postMessage", json={"channel": REQUESTS}))

    assert answer["error"] == "no_text"


async def test_replies_stand_in_their_thread_and_are_counted(place, client):
    parent = await client.chat_postMessage(channel=REQUESTS, text="A request")
    reply = await client.chat_postMessage(channel=REQUESTS, text="One", thread_ts=parent["ts"])
    await client.chat_postMessage(channel=REQUESTS, text="Two", thread_ts=reply["ts"])

    assert [each["text"] for each in place.slack.messages("it-requests")] == ["A request"]
    texts = [each["text"] for each in place.slack.thread("it-requests", parent["ts"])]
    assert texts == ["One", "Two"]
    found = await client.conversations_replies(channel=REQUESTS, ts=parent["ts"])
    assert found["messages"][0]["reply_count"] == 2
    link = await client.chat_getPermalink(channel=REQUESTS, message_ts=reply["ts"])
    assert link["permalink"].endswith(f"?thread_ts={parent['ts']}&cid={REQUESTS}")


async def test_metadata_is_told_only_to_who_asks_for_all_of_it(client):
    metadata = {"event_type": "request", "event_payload": {"id": "REQ-1"}}
    await client.chat_postMessage(channel=REQUESTS, text="Hi", metadata=metadata)

    without = await client.conversations_history(channel=REQUESTS)
    whole = await client.conversations_history(channel=REQUESTS, include_all_metadata=True)

    assert "metadata" not in without["messages"][0]
    assert whole["messages"][0]["metadata"] == metadata


async def test_an_update_without_blocks_keeps_them_and_an_empty_list_removes_them(place, client):
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi", blocks=[section("Hi")])

    kept = await client.chat_update(channel=REQUESTS, ts=posted["ts"], text="Ho")
    assert kept["message"]["blocks"][0]["text"]["text"] == "Hi"

    gone = await client.chat_update(channel=REQUESTS, ts=posted["ts"], text="Ho", blocks=[])
    assert "blocks" not in gone["message"]
    assert place.slack.messages("it-requests")[0]["text"] == "Ho"


async def test_only_own_messages_that_are_there_can_be_changed(place, client):
    said = await place.slack.person("mina").message("Mine", channel="it-requests")

    others = await refused(client.chat_update(channel=REQUESTS, ts=said["ts"], text="Ours"))
    none = await refused(client.chat_update(channel=REQUESTS, ts="1.000001", text="Ours"))
    delete = await refused(client.chat_delete(channel=REQUESTS, ts=said["ts"]))

    assert others["error"] == "cant_update_message"
    assert none["error"] == "message_not_found"
    assert delete["error"] == "cant_delete_message"


async def test_an_ephemeral_message_is_seen_by_one_and_is_in_no_history(place, client):
    answer = await client.chat_postEphemeral(channel=REQUESTS, user="U0MINA00001", text="Psst")

    assert place.slack.person("mina").ephemerals[0]["ts"] == answer["message_ts"]
    assert place.slack.person("lee").ephemerals == []
    assert (await client.conversations_history(channel=REQUESTS))["messages"] == []
    update = client.chat_update(channel=REQUESTS, ts=answer["message_ts"], text="Ho")
    assert (await refused(update))["error"] == "message_not_found"
    outside = client.chat_postEphemeral(channel=REQUESTS, user="U0GUS000001", text="Psst")
    assert (await refused(outside))["error"] == "user_not_in_channel"


async def test_a_direct_message_goes_to_one_person(place, client):
    opened = await client.conversations_open(users="U0MINA00001")
    await client.chat_postMessage(channel=opened["channel"]["id"], text="Hi")
    again = await client.chat_postMessage(channel="U0MINA00001", text="Ho")

    assert again["channel"] == opened["channel"]["id"]
    assert [each["text"] for each in place.slack.person("mina").dms] == ["Hi", "Ho"]
    assert place.slack.person("lee").dms == []


async def test_a_reaction_is_put_once(place, client):
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi")
    at = {"channel": REQUESTS, "timestamp": posted["ts"], "name": "eyes"}
    await client.reactions_add(**at)

    assert (await refused(client.reactions_add(**at)))["error"] == "already_reacted"
    assert place.slack.messages("it-requests")[0]["reactions"][0]["count"] == 1


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"metadata": "request"}, "invalid_metadata_format"),
        ({"metadata": {"event_type": 1, "event_payload": {}}}, "invalid_metadata_format"),
        (
            {"metadata": {"event_type": "a", "event_payload": {"b": "c" * 16_000}}},
            "metadata_too_large",
        ),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"markdown_text": "*Hi*"}, "markdown_text_conflict"),
        ({"thread_ts": "1.2"}, "cannot_reply_to_message"),
    ],
)
async def test_a_message_that_slack_refuses_is_not_posted(place, client, sent, error):
    call = client.api_call("chat.postMessage", json={"channel": REQUESTS, "text": "Hi", **sent})

    assert (await refused(call))["error"] == error
    assert place.slack.messages("it-requests") == []


async def test_a_deleted_reply_is_counted_no_more(place, client):
    parent = await client.chat_postMessage(channel=REQUESTS, text="A request")
    reply = await client.chat_postMessage(channel=REQUESTS, text="One", thread_ts=parent["ts"])

    await client.chat_delete(channel=REQUESTS, ts=reply["ts"])

    assert place.slack.messages("it-requests")[0]["reply_count"] == 0
    assert place.slack.thread("it-requests", parent["ts"]) == []


async def test_an_archived_channel_takes_nothing_more(place, client):
    place.slack.workspace.channels[REQUESTS].is_archived = True

    answer = await refused(client.chat_postMessage(channel="it-requests", text="Hi"))

    assert answer["error"] == "is_archived"
