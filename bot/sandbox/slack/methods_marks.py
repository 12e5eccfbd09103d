"""`reactions.*` and `pins.*`: what is put on messages."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.content import message_at
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.workspace import Channel, Message

EMOJI: Final = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
TS: Final = re.compile(r"\d+\.\d+")
MOST_EMOJI: Final = 50
MOST_OF_ONE: Final = 23
MOST_PINS: Final = 100


def _item(call: Call) -> tuple[Channel, Message]:
    """Find the message that is meant."""
    channel = call.parts.channel(call.required("channel", "no_item_specified"))
    ts = call.required("timestamp", "no_item_specified")
    if not TS.fullmatch(ts):
        raise ApiError("bad_timestamp")
    return channel, message_at(call, channel, ts)


def _emoji(call: Call) -> str:
    name = call.text("name").strip(":")
    if not EMOJI.fullmatch(name):
        raise ApiError("invalid_name")
    return name


async def add_reaction(call: Call) -> Answer:
    """Put an emoji on a message."""
    name = _emoji(call)
    channel, message = _item(call)
    if channel.is_archived:
        raise ApiError("is_archived")
    reactions: list[dict[str, Any]] = message.get("reactions", [])
    own = [each["name"] for each in reactions if call.parts.app.bot_user_id in each["users"]]
    reaction = next((each for each in reactions if each["name"] == name), None)
    if name in own:
        raise ApiError("already_reacted")
    if len(own) >= MOST_OF_ONE:
        raise ApiError("too_many_reactions")
    if reaction is None:
        if len(reactions) >= MOST_EMOJI:
            raise ApiError("too_many_emoji")
        reaction = {"name": name, "users": [], "count": 0}
        message["reactions"] = [*reactions, reaction]
    reaction["users"].append(call.parts.app.bot_user_id)
    reaction["count"] += 1
    call.parts.world.changed()
    return {}


async def remove_reaction(call: Call) -> Answer:
    """Take the bot's emoji off a message."""
    name = _emoji(call)
    if call.text("file"):
        raise ApiError("file_not_found")
    if call.text("file_comment"):
        raise ApiError("file_comment_not_found")
    _, message = _item(call)
    bot = call.parts.app.bot_user_id
    for reaction in message.get("reactions", []):
        if reaction["name"] == name and bot in reaction["users"]:
            reaction["users"].remove(bot)
            reaction["count"] -= 1
            break
    else:
        raise ApiError("no_reaction")
    message["reactions"] = [each for each in message["reactions"] if each["count"]]
    if not message["reactions"]:
        del message["reactions"]
    call.parts.world.changed()
    return {}


async def add_pin(call: Call) -> Answer:
    """Pin a message to its channel."""
    channel, message = _item(call)
    if call.parts.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("restricted_action")
    if "pinned_to" in message:
        raise ApiError("already_pinned")
    if len(channel.pinned()) >= MOST_PINS:
        raise ApiError("too_many_pins")
    message["pinned_to"] = [channel.id]
    message["pinned_info"] = {
        "channel": channel.id,
        "pinned_by": call.parts.app.bot_user_id,
        "pinned_ts": int(call.parts.world.now().timestamp()),
    }
    call.parts.world.changed()
    return {}


async def remove_pin(call: Call) -> Answer:
    """Take a pin off."""
    _, message = _item(call)
    if "pinned_to" not in message:
        raise ApiError("no_pin")
    del message["pinned_to"], message["pinned_info"]
    call.parts.world.changed()
    return {}


METHODS: Final[Mapping[str, Method]] = {
    "pins.add": Method(add_pin, ("pins:write",), tier=2, json=True),
    "pins.remove": Method(remove_pin, ("pins:write",), tier=2, json=True),
    "reactions.add": Method(add_reaction, ("reactions:write",), tier=3, json=True),
    "reactions.remove": Method(remove_reaction, ("reactions:write",), tier=2, json=True),
}
