"""`conversations.*` that read, and `users.conversations`: channels, and what was said there."""

import math
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method, Pages
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.workspace import Channel, Message

KINDS: Final[Mapping[str, str]] = {
    "public_channel": "channels",
    "private_channel": "groups",
    "im": "im",
    "mpim": "mpim",
}


def _scopes(right: str) -> tuple[str, ...]:
    return tuple(f"{kind}:{right}" for kind in ("channels", "groups", "im", "mpim"))


READ: Final = _scopes("read")
HISTORY: Final = _scopes("history")
CHANNELS: Final = Pages("id", strict=True)
MEMBERS: Final = Pages(None, strict=True)
MESSAGES: Final = Pages("ts", most=999)
REPLIES: Final = Pages("ts", usual=1000)


def seen(call: Call, right: str) -> Channel:
    """Find a channel that the bot sees, and has a right to.

    Raises:
        ApiError: `channel_not_found` or `missing_scope`.
    """
    channel = call.parts.channel(call.required("channel"))
    call.parts.access.require(f"{channel.kind}:{right}")
    return channel


def drawn(call: Call, channel: Channel) -> dict[str, Any]:
    """Draw a channel as answers carry it."""
    common: dict[str, Any] = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": bool(channel.user),
        "is_org_shared": False,
        "updated": channel.created,
        "context_team_id": call.parts.app.team_id,
    }
    if channel.user:
        gone = call.parts.workspace.members[channel.user].deleted
        return {**common, "user": channel.user, "is_user_deleted": gone, "priority": 0}
    text = {"value": channel.topic, "creator": "", "last_set": 0}
    return {
        **common,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channels",
        "is_group": channel.kind in ("groups", "mpim"),
        "is_mpim": channel.is_mpim,
        "is_private": channel.kind != "channels",
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "shared_team_ids": [call.parts.app.team_id],
        "pending_connected_team_ids": [],
        "unlinked": 0,
        "creator": channel.creator,
        "is_member": call.parts.app.bot_user_id in channel.members,
        "topic": text,
        "purpose": text,
        "previous_names": [],
    }


async def info(call: Call) -> Answer:
    """Tell about one channel."""
    channel = seen(call, "read")
    counted = {"num_members": len(channel.members)} if call.flag("include_num_members") else {}
    spoken = {"locale": "en-US"} if call.flag("include_locale") else {}
    return {"channel": {**drawn(call, channel), **counted, **spoken}}


async def list_all(call: Call) -> Answer:
    """List channels of the kinds asked for; private ones only where the bot is in."""
    found = [
        {**drawn(call, channel), **({} if channel.user else {"num_members": len(channel.members)})}
        for channel in _of_kinds(call)
    ]
    return call.page(found, "channels", CHANNELS)


def _of_kinds(call: Call) -> list[Channel]:
    """List the channels that the bot sees, of the kinds asked for."""
    types = call.listed("types") or ["public_channel"]
    if not KINDS.keys() >= set(types):
        raise ApiError("invalid_types")
    kinds = {KINDS[each] for each in types}
    for kind in sorted(kinds):
        call.parts.access.require(f"{kind}:read")
    bot = call.parts.app.bot_user_id
    return [
        channel
        for channel in call.parts.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channels" or bot in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]


async def list_own(call: Call) -> Answer:
    """List the channels that the bot or somebody else is in."""
    user_id = call.text("user") or call.parts.app.bot_user_id
    of_channels = ("is_member", "num_members")
    found = [
        {name: value for name, value in drawn(call, channel).items() if name not in of_channels}
        for channel in _of_kinds(call)
        if user_id in channel.members
    ]
    return call.page(found, "channels", CHANNELS)


async def members(call: Call) -> Answer:
    """List the ids of a channel's members."""
    return call.page(sorted(seen(call, "read").members), "members", MEMBERS)


def _told(call: Call, messages: list[Message]) -> list[Message]:
    if call.flag("include_all_metadata"):
        return messages
    return [{key: each[key] for key in each if key != "metadata"} for each in messages]


def _between(call: Call, messages: list[Message]) -> list[Message]:
    first, last = _time(call, "oldest", 0), _time(call, "latest", math.inf)
    if call.flag("inclusive"):
        return [each for each in messages if first <= float(each["ts"]) <= last]
    return [each for each in messages if first < float(each["ts"]) < last]


def _time(call: Call, name: str, usual: float) -> float:
    try:
        return float(call.text(name) or usual)
    except ValueError as error:
        raise ApiError(f"invalid_ts_{name}") from error


def _page(call: Call, messages: list[Message], pages: Pages) -> Answer:
    answer = call.page(_told(call, messages), "messages", pages)
    more = bool(answer["response_metadata"]["next_cursor"])
    if not more:
        del answer["response_metadata"]
    return {**answer, "has_more": more}


async def history(call: Call) -> Answer:
    """Read what stands in a channel, newest first, without replies."""
    channel = seen(call, "history")
    if call.parts.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    answer = _page(call, _between(call, channel.top_level())[::-1], MESSAGES)
    told = {"pin_count": len(channel.pinned()), "channel_actions_ts": None}
    asked = {name: call.text(name) for name in ("oldest", "latest") if call.text(name)}
    return {**answer, **told, "channel_actions_count": 0, **asked}


async def replies(call: Call) -> Answer:
    """Read a thread, its parent first, oldest first."""
    channel = seen(call, "history")
    ts = call.required("ts")
    message = channel.messages.get(ts)
    if message is None:
        raise ApiError("thread_not_found")
    root = channel.messages.get(message.get("thread_ts", ts), message)
    found = [root, *_between(call, channel.replies(root["ts"]))]
    return _page(call, found, REPLIES)


METHODS: Final[Mapping[str, Method]] = {
    "conversations.history": Method(history, HISTORY, tier=3, json=True),
    "conversations.info": Method(info, READ, tier=3),
    "conversations.list": Method(list_all, READ, tier=2),
    "conversations.members": Method(members, READ, tier=4),
    "conversations.replies": Method(replies, HISTORY, tier=3),
    "users.conversations": Method(list_own, READ, tier=3),
}
