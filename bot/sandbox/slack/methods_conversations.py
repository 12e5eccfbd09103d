"""`conversations.*`: channels, direct messages, and what was said there."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method
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
OPEN: Final = ("im:write", "mpim:write", "channels:manage", "groups:write")


def _channel(call: Call, right: str) -> Channel:
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
        return {**common, "user": channel.user, "is_user_deleted": False, "priority": 0}
    text = {"value": channel.topic, "creator": "", "last_set": 0}
    return {
        **common,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "unlinked": 0,
        "creator": "",
        "is_member": call.parts.app.bot_user_id in channel.members,
        "topic": text,
        "purpose": text,
        "previous_names": [],
    }


async def info(call: Call) -> Answer:
    """Tell about one channel."""
    channel = _channel(call, "read")
    counted = {"num_members": len(channel.members)} if call.flag("include_num_members") else {}
    return {"channel": {**drawn(call, channel), **counted}}


async def list_all(call: Call) -> Answer:
    """List channels of the kinds asked for; private ones only where the bot is in."""
    types = (call.text("types") or "public_channel").split(",")
    if not KINDS.keys() >= set(types):
        raise ApiError("invalid_types")
    kinds = {KINDS[each] for each in types}
    for kind in sorted(kinds):
        call.parts.access.require(f"{kind}:read")
    bot = call.parts.app.bot_user_id
    found = [
        {**drawn(call, channel), "num_members": len(channel.members)}
        for channel in call.parts.workspace.channels.values()
        if channel.kind in kinds
        and (channel.kind == "channels" or bot in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    return call.page(found, "channels")


async def members(call: Call) -> Answer:
    """List the ids of a channel's members."""
    return call.page(sorted(_channel(call, "read").members), "members")


async def open_dm(call: Call) -> Answer:
    """Open the direct message with one person."""
    where = call.text("channel")
    channel = call.parts.channel(where) if where else _dm(call)
    whole = drawn(call, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": whole}


def _dm(call: Call) -> Channel:
    users = [each for each in call.text("users").split(",") if each]
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 1:
        raise ApiError("method_not_supported_for_channel_type")
    member = call.parts.member(users[0])
    if member.deleted:
        raise ApiError("user_disabled")
    call.parts.access.require("im:write")
    return call.parts.workspace.dm(member.id)


def _told(call: Call, messages: list[Message]) -> list[Message]:
    if call.flag("include_all_metadata"):
        return messages
    return [{key: each[key] for key in each if key != "metadata"} for each in messages]


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest") or "0", call.text("latest") or "inf"
    try:
        first, last = float(oldest), float(latest)
    except ValueError as error:
        raise ApiError("invalid_ts_oldest") from error
    if call.flag("inclusive"):
        return [each for each in messages if first <= float(each["ts"]) <= last]
    return [each for each in messages if first < float(each["ts"]) < last]


def _page(call: Call, messages: list[Message]) -> Answer:
    answer = call.page(_told(call, messages), "messages")
    more = bool(answer["response_metadata"]["next_cursor"])
    if not more:
        del answer["response_metadata"]
    return {**answer, "has_more": more}


async def history(call: Call) -> Answer:
    """Read what stands in a channel, newest first, without replies."""
    channel = _channel(call, "history")
    if call.parts.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    found = _between(call, channel.top_level())
    return {**_page(call, found[::-1]), "pin_count": 0}


async def replies(call: Call) -> Answer:
    """Read a thread, its parent first, oldest first."""
    channel = _channel(call, "history")
    ts = call.required("ts")
    message = channel.messages.get(ts)
    if message is None:
        raise ApiError("thread_not_found")
    root = channel.messages.get(message.get("thread_ts", ts), message)
    found = [root, *_between(call, channel.replies(root["ts"]))]
    return _page(call, found)


METHODS: Final[Mapping[str, Method]] = {
    "conversations.history": Method(history, HISTORY),
    "conversations.info": Method(info, READ),
    "conversations.list": Method(list_all, READ),
    "conversations.members": Method(members, READ),
    "conversations.open": Method(open_dm, OPEN),
    "conversations.replies": Method(replies, HISTORY),
}
