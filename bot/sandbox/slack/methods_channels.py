"""`conversations.*` that change: open, create, join and invite."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.methods_conversations import drawn
from bot.sandbox.slack.workspace import Channel, Member

LONGEST_NAME: Final = 80
NAME: Final = re.compile(r"[a-z0-9_\u00e0-\U0010ffff-]+")
NEVER: Final = "0000000000.000000"
MOST_OPENED: Final = 8
MOST_INVITED: Final = 100
MANAGE: Final = {"channels": "channels:manage", "groups": "groups:write"}
INVITE: Final = {
    "channels": ("channels:write.invites", "channels:manage"),
    "groups": ("groups:write.invites", "groups:write"),
}


async def open_dm(call: Call) -> Answer:
    """Open the direct message with one person, or with several."""
    if call.text("channel"):
        channel, was_open = call.parts.channel(call.text("channel")), True
        if channel.kind not in ("im", "mpim"):
            raise ApiError("method_not_supported_for_channel_type")
    else:
        channel, was_open = _opened(call)
    told = {"no_op": True, "already_open": True} if was_open else {}
    whole = _read(call, channel) if call.flag("return_im") else {"id": channel.id}
    return {"channel": whole, **told}


def _read(call: Call, channel: Channel) -> dict[str, Any]:
    """Draw a conversation with how far the bot has read in it: nobody keeps a bot's place."""
    shown = drawn(call, channel)
    shown.pop("is_user_deleted", None)
    unread = {"unread_count": 0, "unread_count_display": 0}
    return {**shown, "is_open": True, "last_read": NEVER, "latest": None, **unread}


def _opened(call: Call) -> tuple[Channel, bool]:
    users = call.listed("users")
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > MOST_OPENED:
        raise ApiError("too_many_users")
    people = [call.parts.member(each) for each in users]
    if any(each.deleted for each in people):
        raise ApiError("user_disabled")
    call.parts.access.require("im:write" if len(people) == 1 else "mpim:write")
    found = _found(call, people)
    if found is None and call.flag("prevent_creation"):
        raise ApiError("channel_not_found")
    return found or _made(call, people), found is not None


def _found(call: Call, people: list[Member]) -> Channel | None:
    workspace = call.parts.workspace
    if len(people) == 1:
        return workspace.find_dm(people[0].id)
    inside = {each.id for each in people} | {call.parts.app.bot_user_id}
    groups = (each for each in workspace.channels.values() if each.is_mpim)
    return next((each for each in groups if each.members == inside), None)


def _made(call: Call, people: list[Member]) -> Channel:
    workspace, bot = call.parts.workspace, call.parts.app.bot_user_id
    if len(people) == 1:
        return workspace.dm(people[0].id)
    names = [*(each.name for each in people), call.parts.app.app_name]
    name = f"mpdm-{'--'.join(names)}-1"
    return _add(call, name, {each.id for each in people} | {bot}, is_mpim=True)


def _add(call: Call, name: str, members: set[str], **more: Any) -> Channel:
    world = call.parts.world
    created = int(world.now().timestamp())
    channel = Channel(
        world.slack_id("C"),
        name,
        members,
        creator=call.parts.app.bot_user_id,
        created=created,
        **more,
    )
    call.parts.workspace.channels[channel.id] = channel
    world.changed()
    return channel


async def create(call: Call) -> Answer:
    """Make a channel; the bot is its first member."""
    private = call.flag("is_private")
    call.parts.access.require(MANAGE["groups" if private else "channels"])
    name = call.text("name")
    _check_name(call, name)
    channel = _add(call, name, {call.parts.app.bot_user_id}, is_private=private)
    return {"channel": drawn(call, channel)}


def _check_name(call: Call, name: str) -> None:
    if not name:
        raise ApiError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise ApiError("invalid_name_maxlength")
    if not any(character.isalnum() for character in name):
        raise ApiError("invalid_name_punctuation")
    if not NAME.fullmatch(name) or name != name.lower():
        raise ApiError("invalid_name_specials")
    if call.parts.workspace.find_channel(name) is not None:
        raise ApiError("name_taken")


async def join(call: Call) -> Answer:
    """Go into a public channel."""
    channel = call.parts.channel(call.required("channel"))
    if channel.kind != "channels":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    bot = call.parts.app.bot_user_id
    inside = bot in channel.members
    channel.members.add(bot)
    call.parts.world.changed()
    warned = {
        "warning": "already_in_channel",
        "response_metadata": {"warnings": ["already_in_channel"]},
    }
    return {"channel": drawn(call, channel), **(warned if inside else {})}


async def invite(call: Call) -> Answer:
    """Bring people into a channel: all of them, or nobody."""
    channel = call.parts.channel(call.required("channel"))
    if channel.kind not in INVITE:
        raise ApiError("method_not_supported_for_channel_type")
    call.parts.access.require(*INVITE[channel.kind])
    users = call.listed("users")
    if not users:
        raise ApiError("no_user")
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.parts.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    wrong = {user: code for user in users[:MOST_INVITED] if (code := _refusal(call, channel, user))}
    errors = [{"user": user, "ok": False, "error": code} for user, code in wrong.items()]
    welcome = set(users[:MOST_INVITED]) - wrong.keys()
    if errors and not (call.flag("force") and welcome):
        raise ApiError(next(iter(wrong.values())), errors=errors)
    channel.members |= welcome
    call.parts.world.changed()
    return {"channel": drawn(call, channel), **({"errors": errors} if errors else {})}


def _refusal(call: Call, channel: Channel, user: str) -> str:
    """Say why somebody cannot be brought in; empty when they can."""
    if user == call.parts.app.bot_user_id:
        return "cant_invite_self"
    member = call.parts.workspace.members.get(user)
    if member is None or member.deleted:
        return "user_not_found"
    if user in channel.members:
        return "already_in_channel"
    elsewhere = any(user in each.members for each in call.parts.workspace.channels.values())
    return "ura_max_channels" if member.is_ultra_restricted and elsewhere else ""


METHODS: Final[Mapping[str, Method]] = {
    "conversations.create": Method(
        create,
        ("channels:manage", "channels:write", "groups:write", "im:write", "mpim:write"),
        tier=2,
        json=True,
    ),
    "conversations.invite": Method(
        invite,
        (
            *("channels:manage", "channels:write.invites", "groups:write"),
            *("groups:write.invites", "im:write", "mpim:write"),
        ),
        tier=3,
        json=True,
    ),
    "conversations.join": Method(join, ("channels:join",), tier=3, json=True),
    "conversations.open": Method(
        open_dm, ("channels:manage", "groups:write", "im:write", "mpim:write"), tier=3, json=True
    ),
}
