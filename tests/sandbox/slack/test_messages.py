"""What the Slack stand-in refuses, cuts and keeps of messages."""

import pytest

from tests.sandbox.workplace import refused, section

REQUESTS, MINA = "C0ITREQUEST", "U0MINA00001"


def first(place):
    return place.slack.messages("it-requests")[0]


async def test_a_text_is_cut_at_40000_characters_and_an_update_takes_4000(place, client):
    posted = await client.chat_postMessage(channel=REQUESTS, text="x" * 50_000)

    long = client.chat_update(channel=REQUESTS, ts=posted["ts"], text="x" * 4001)

    assert len(first(place)["text"]) == 40_000
    assert (await refused(long))["error"] == "msg_too_long"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral", "chat.update"])
async def test_no_message_has_more_than_a_hundred_attachments(client, method):
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi")
    to = {"chat.postEphemeral": {"user": MINA}, "chat.update": {"ts": posted["ts"]}}
    sent = {"channel": REQUESTS, "attachments": [{}] * 101, **to.get(method, {})}

    assert (await refused(client.api_call(method, json=sent)))["error"] == "too_many_attachments"


async def test_attachments_are_numbered_and_their_blocks_are_checked(place, client):
    bad = [{"blocks": [{"type": "none"}]}]

    await client.chat_postMessage(channel=REQUESTS, text="Hi", attachments=[{"text": "One"}])

    assert first(place)["attachments"] == [{"id": 1, "fallback": "One", "text": "One"}]
    wrong = client.chat_postMessage(channel=REQUESTS, text="Hi", attachments=bad)
    assert (await refused(wrong))["error"] == "invalid_blocks"


async def test_an_empty_object_takes_metadata_away_and_nothing_keeps_it(place, client):
    metadata = {"event_type": "request", "event_payload": {"id": "REQ-1"}}
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi", metadata=metadata)
    at = {"channel": REQUESTS, "ts": posted["ts"], "text": "Ho"}

    await client.chat_update(**at)
    assert first(place)["metadata"] == metadata

    await client.chat_update(**at, metadata={})
    assert "metadata" not in first(place)


async def test_metadata_may_hold_entities_alone(place, client):
    entities = {"entities": [{"entity_type": "slack#/entities/task"}]}

    await client.chat_postMessage(channel=REQUESTS, text="Hi", metadata=entities)

    assert first(place)["metadata"] == entities


async def test_a_reply_sent_to_the_channel_too_stands_in_both(place, client):
    parent = await client.chat_postMessage(channel=REQUESTS, text="A request")
    at = {"channel": REQUESTS, "thread_ts": parent["ts"]}

    await client.chat_postMessage(**at, text="For all", reply_broadcast=True)
    quiet = await client.chat_postMessage(**at, text="For some")
    await client.chat_update(
        channel=REQUESTS, ts=quiet["ts"], text="For all now", reply_broadcast=True
    )

    shown = place.slack.messages("it-requests")
    assert [each["text"] for each in shown] == ["A request", "For all", "For all now"]
    assert shown[1]["root"]["ts"] == parent["ts"]
    assert len(place.slack.thread("it-requests", parent["ts"])) == 2
    top = client.chat_update(channel=REQUESTS, ts=parent["ts"], text="x", reply_broadcast=True)
    assert (await refused(top))["error"] == "cant_broadcast_message"


async def test_a_deleted_message_leaves_a_mark_while_it_has_replies(place, client):
    parent = await client.chat_postMessage(channel=REQUESTS, text="A request")
    reply = await client.chat_postMessage(channel=REQUESTS, text="A reply", thread_ts=parent["ts"])

    await client.chat_delete(channel=REQUESTS, ts=parent["ts"])

    assert (first(place)["subtype"], first(place)["reply_count"]) == ("tombstone", 1)
    gone = client.chat_update(channel=REQUESTS, ts=parent["ts"], text="Back")
    assert (await refused(gone))["error"] == "message_not_found"
    await client.chat_delete(channel=REQUESTS, ts=reply["ts"])
    assert place.slack.messages("it-requests") == []


async def test_another_name_needs_a_scope_of_its_own(place, client):
    call = {"channel": REQUESTS, "text": "Hi", "username": "Ecto", "icon_emoji": ":ghost:"}
    answer = await refused(client.chat_postMessage(**call))
    place.slack.access.scopes.add("chat:write.customize")

    await client.chat_postMessage(**call)

    assert answer["needed"] == "chat:write.customize"
    assert (first(place)["username"], first(place)["icons"]) == ("Ecto", {"emoji": ":ghost:"})


async def test_with_the_scope_for_it_the_bot_posts_where_it_is_not_invited(place, client):
    place.slack.workspace.channels[REQUESTS].members.discard("U0DESKHAND")
    place.slack.access.scopes.add("chat:write.public")

    assert (await client.chat_postMessage(channel=REQUESTS, text="Hi"))["ok"]


async def test_what_is_archived_stays_as_it_is(place, client):
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi")
    place.slack.workspace.channels[REQUESTS].is_archived = True

    answer = await refused(client.chat_update(channel=REQUESTS, ts=posted["ts"], text="Ho"))

    assert answer["error"] == "is_inactive"


async def test_an_app_without_a_messages_tab_writes_to_nobody(place, client):
    place.slack.access.messages_tab = False

    answer = await refused(client.chat_postMessage(channel=MINA, text="Hi"))

    assert answer["error"] == "messages_tab_disabled"


async def test_an_app_without_a_home_tab_draws_none(place, client):
    place.slack.access.home_tab = False
    view = {"type": "home", "blocks": [section("Home")]}

    assert (await refused(client.views_publish(user_id=MINA, view=view)))["error"] == "not_enabled"


async def test_nobody_posts_as_a_person(client):
    answer = await refused(client.chat_postMessage(channel=REQUESTS, text="Hi", as_user=True))

    assert answer["error"] == "as_user_not_supported"


async def test_an_ephemeral_message_keeps_no_metadata_and_has_a_longest_text(place, client):
    metadata = {"event_type": "request", "event_payload": {}}
    to = {"channel": REQUESTS, "user": MINA}
    await client.api_call("chat.postEphemeral", json={**to, "text": "Psst", "metadata": metadata})

    assert "metadata" not in place.slack.person("mina").ephemerals[0]
    long = client.chat_postEphemeral(**to, text="x" * 40_001)
    assert (await refused(long))["error"] == "msg_too_long"
