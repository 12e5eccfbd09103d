"""Channels in the Slack stand-in: opened, made, joined, and who is in them."""

import pytest

from tests.sandbox.workplace import refused

MINA, LEE, GUS = "U0MINA00001", "U0LEE000001", "U0GUS000001"
REQUESTS, BOT_USER = "C0ITREQUEST", "U0DESKHAND"


async def test_a_channel_that_is_made_has_the_bot_in_it_and_takes_whom_it_invites(place, client):
    made = (await client.conversations_create(name="laptops"))["channel"]
    at = {"channel": made["id"]}

    await client.conversations_invite(**at, users=[MINA, LEE])

    assert (made["is_member"], made["creator"], made["is_private"]) == (True, BOT_USER, False)
    members = (await client.conversations_members(**at))["members"]
    assert sorted(members) == sorted([BOT_USER, MINA, LEE])


async def test_a_private_channel_is_seen_by_its_members_alone(place, client):
    made = (await client.conversations_create(name="quiet", is_private=True))["channel"]
    place.slack.workspace.channels[made["id"]].members = {MINA}

    hidden = await refused(client.conversations_info(channel=made["id"]))

    assert hidden["error"] == "channel_not_found"
    listed = await client.conversations_list(types="private_channel")
    assert listed["channels"] == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("Laptops", "invalid_name_specials"),
        ("lap tops", "invalid_name_specials"),
        ("it-desk", "name_taken"),
    ],
)
async def test_a_name_that_slack_takes_for_no_channel_is_refused(client, name, error):
    assert (await refused(client.conversations_create(name=name)))["error"] == error


async def test_joining_is_for_public_channels_and_warns_who_is_inside(place, client):
    channel = place.slack.workspace.channels[REQUESTS]
    channel.members.discard(BOT_USER)

    first = await client.conversations_join(channel=REQUESTS)
    second = await client.conversations_join(channel=REQUESTS)

    assert first["channel"]["is_member"] is True
    assert (first.get("warning"), second["warning"]) == (None, "already_in_channel")
    dm = (await client.conversations_open(users=MINA))["channel"]["id"]
    answer = await refused(client.conversations_join(channel=dm))
    assert answer["error"] == "method_not_supported_for_channel_type"
    channel.is_archived = True
    assert (await refused(client.conversations_join(channel=REQUESTS)))["error"] == "is_archived"


async def test_of_people_invited_together_all_come_or_none_unless_forced(place, client):
    at = {"channel": REQUESTS}

    answer = await refused(client.conversations_invite(**at, users=[GUS, "U0NOBODY001", BOT_USER]))
    assert answer["error"] == "user_not_found"
    assert [each["error"] for each in answer["errors"]] == ["user_not_found", "cant_invite_self"]
    assert GUS not in place.slack.workspace.channels[REQUESTS].members

    forced = await client.conversations_invite(**at, users=[GUS, MINA], force=True)
    assert forced["errors"] == [{"user": MINA, "ok": False, "error": "already_in_channel"}]
    assert GUS in place.slack.workspace.channels[REQUESTS].members


async def test_inviting_needs_people_and_membership(place, client):
    none = await refused(client.conversations_invite(channel=REQUESTS, users=""))
    place.slack.workspace.channels[REQUESTS].members.discard(BOT_USER)
    outside = await refused(client.conversations_invite(channel=REQUESTS, users=GUS))

    assert (none["error"], outside["error"]) == ("no_user", "not_in_channel")


async def test_several_people_have_one_conversation_with_the_bot(place, client):
    opened = await client.conversations_open(users=[MINA, LEE], return_im=True)
    again = await client.conversations_open(users=[LEE, MINA])
    channel = opened["channel"]

    await client.chat_postMessage(channel=channel["id"], text="Hi both")

    assert (again["channel"]["id"], again["already_open"]) == (channel["id"], True)
    assert (channel["is_mpim"], channel["name"]) == (True, "mpdm-mina--lee--deskhand-1")
    seen = [
        message["text"]
        for _, message in place.slack.workspace.visible(LEE)
        if message.get("text") == "Hi both"
    ]
    assert seen == ["Hi both"]
    assert place.slack.person("sam").dms == []
    mpims = await client.conversations_list(types="mpim")
    assert [each["id"] for each in mpims["channels"]] == [channel["id"]]


async def test_opening_says_whether_it_was_open_and_can_be_kept_from_making_one(client):
    nothing = await refused(client.conversations_open(users=MINA, prevent_creation=True))
    first = await client.conversations_open(users=MINA, return_im=True)
    second = await client.conversations_open(channel=first["channel"]["id"])

    assert nothing["error"] == "channel_not_found"
    assert first["channel"]["user"] == MINA
    assert "already_open" not in first.data
    assert (second["no_op"], second["already_open"]) == (True, True)
    public = await refused(client.conversations_open(channel=REQUESTS))
    assert public["error"] == "method_not_supported_for_channel_type"
    many = await refused(client.conversations_open(users=[MINA] * 9))
    assert many["error"] == "too_many_users"


async def test_each_kind_of_conversation_asks_for_its_own_scope(place, client):
    place.slack.access.scopes -= {"mpim:write", "channels:manage", "im:read"}

    several = await refused(client.conversations_open(users=[MINA, LEE]))
    made = await refused(client.conversations_create(name="laptops"))
    listed = await refused(client.conversations_list(types="im,public_channel"))

    assert [each["needed"] for each in (several, made, listed)] == [
        "mpim:write",
        "channels:manage",
        "im:read",
    ]


async def test_the_channels_of_the_bot_and_of_others_are_listed(place, client):
    place.slack.workspace.channels[REQUESTS].members.discard(MINA)

    own = (await client.users_conversations())["channels"]
    hers = (await client.users_conversations(user=MINA))["channels"]

    assert REQUESTS in {each["id"] for each in own} - {each["id"] for each in hers}
    assert all("is_member" not in each for each in own)


async def test_a_page_goes_on_where_the_last_one_ended_also_when_there_is_news(client):
    for number in range(5):
        await client.chat_postMessage(channel=REQUESTS, text=f"Number {number}")
    first = await client.conversations_history(channel=REQUESTS, limit=2)
    await client.chat_postMessage(channel=REQUESTS, text="News")

    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=REQUESTS, limit=2, cursor=cursor)

    assert [each["text"] for each in second["messages"]] == ["Number 2", "Number 1"]
    assert not cursor.isdecimal()
    wrong = client.conversations_history(channel=REQUESTS, cursor="2")
    assert (await refused(wrong))["error"] == "invalid_cursor"


@pytest.mark.parametrize("name", ["oldest", "latest"])
async def test_a_time_that_is_none_is_named(client, name):
    call = client.conversations_history(channel=REQUESTS, **{name: "noon"})

    assert (await refused(call))["error"] == f"invalid_ts_{name}"


async def test_a_limit_that_is_too_large_is_refused_or_cut(client):
    answer = await refused(client.conversations_members(channel=REQUESTS, limit=1001))

    assert answer["error"] == "invalid_limit"
    assert (await client.conversations_history(channel=REQUESTS, limit=2000))["ok"]
