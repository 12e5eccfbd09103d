"""`chat.*`: what the bot says."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack import content
from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.content import message_at, says_something
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.limits import SPECIAL
from bot.sandbox.slack.workspace import BROADCAST, LONGEST_TEXT, OF_THREAD, Message

WRITE: Final = ("chat:write",)
LONGEST_UPDATE: Final = 4000
NOT_OF_A_ROOT: Final = frozenset({"blocks", "attachments", "metadata", "reactions"})


def root_of(message: Message) -> dict[str, Any]:
    """Copy a thread's first message as a reply that is sent to the channel carries it."""
    return {name: value for name, value in message.items() if name not in NOT_OF_A_ROOT}


async def post_message(call: Call) -> Answer:
    """Say something in a channel, a thread or a direct message."""
    channel = content.place(call)
    said = content.content(call)
    if not says_something(said):
        raise ApiError("no_text")
    thread_ts = content.thread(call, channel)
    fields = {**content.author(call), **said}
    if thread_ts and call.flag("reply_broadcast"):
        fields |= {"subtype": BROADCAST, "root": root_of(channel.messages[thread_ts])}
    call.parts.access.limits.count_post(channel.id)
    message = call.parts.workspace.post(channel, thread_ts, **fields)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


async def update_message(call: Call) -> Answer:
    """Change what the bot said; blocks and metadata that are not given stay."""
    channel = call.parts.channel(call.required("channel"))
    message = message_at(call, channel, call.required("ts"))
    if message.get("bot_id") != call.parts.app.bot_id:
        raise ApiError("cant_update_message")
    if channel.is_archived:
        raise ApiError("is_inactive")
    said = content.content(call, "invalid_attachments")
    if len(said.get("text", "")) > LONGEST_UPDATE:
        raise ApiError("msg_too_long")
    said |= _files(call) | _broadcast(call, message)
    if not said or not says_something(message | said):
        raise ApiError("no_text")
    message.update(said)
    for name in ("attachments", "blocks", "metadata", "files"):
        if message.get(name) in ([], {}):
            del message[name]
    edited = call.parts.world.slack_ts()
    message["edited"] = {"user": call.parts.app.bot_user_id, "ts": edited}
    call.parts.world.changed()
    untold = {*OF_THREAD, "ts"} - {"type"}
    shown = {name: value for name, value in message.items() if name not in untold}
    answer = {"channel": channel.id, "ts": message["ts"], "text": message["text"]}
    return {**answer, "message": shown}


def _files(call: Call) -> dict[str, Any]:
    if not call.has("file_ids"):
        return {}
    # Slack's own client sends a list with commas; by its description it is JSON.
    text = call.text("file_ids")
    ids = call.json("file_ids", "file_not_found") if text[:1] == "[" else call.listed("file_ids")
    found = [call.parts.files.get(str(each)) for each in ids]
    if not all(found):
        raise ApiError("file_not_found")
    return {"files": [file.shown() for file in found if file]}


def _broadcast(call: Call, message: Message) -> dict[str, Any]:
    if not call.flag("reply_broadcast"):
        return {}
    if message.get("thread_ts", message["ts"]) == message["ts"]:
        raise ApiError("cant_broadcast_message")
    channel = call.parts.channel(call.text("channel"))
    return {"subtype": BROADCAST, "root": root_of(channel.messages[message["thread_ts"]])}


async def delete_message(call: Call) -> Answer:
    """Take back what the bot said."""
    channel = call.parts.channel(call.required("channel"))
    message = message_at(call, channel, call.required("ts"))
    if message.get("bot_id") != call.parts.app.bot_id:
        raise ApiError("cant_delete_message")
    call.parts.workspace.delete(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


async def post_ephemeral(call: Call) -> Answer:
    """Say something that one person sees."""
    channel = content.place(call)
    user_id = call.required("user")
    said = content.content(call, "invalid_attachments")
    # It is kept nowhere, and nobody could read it.
    said.pop("metadata", None)
    if not says_something(said):
        raise ApiError("no_text")
    if len(said.get("text", "")) > LONGEST_TEXT:
        raise ApiError("msg_too_long")
    if user_id not in channel.members:
        raise ApiError("user_not_in_channel")
    fields = {**content.author(call), **said}
    thread_ts = content.thread(call, channel)
    message = call.parts.workspace.whisper(user_id, channel, thread_ts, **fields)
    return {"message_ts": message["ts"]}


async def get_permalink(call: Call) -> Answer:
    """Tell a message's address."""
    channel = call.parts.channel(call.required("channel"))
    message = message_at(call, channel, call.required("message_ts"))
    domain = call.parts.app.team_domain
    stamp = message["ts"].replace(".", "")
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{stamp}"
    parent = message.get("thread_ts", message["ts"])
    if parent != message["ts"]:
        link += f"?thread_ts={parent}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS: Final[Mapping[str, Method]] = {
    "chat.delete": Method(delete_message, WRITE, tier=3, json=True),
    "chat.getPermalink": Method(get_permalink, tier=SPECIAL),
    "chat.postEphemeral": Method(post_ephemeral, WRITE, tier=4, json=True),
    "chat.postMessage": Method(post_message, WRITE, tier=SPECIAL, json=True),
    "chat.update": Method(update_message, WRITE, tier=3, json=True),
}
