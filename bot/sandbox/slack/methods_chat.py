"""`chat.*` and `reactions.add`: what the bot says."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.responses import drawn
from bot.sandbox.slack.workspace import Channel, Message

METADATA_BYTES: Final = 16_000
MARKDOWN_TEXT: Final = 12_000
EMOJI: Final = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")
WRITE: Final = ("chat:write",)


def _place(call: Call) -> Channel:
    """Find where to post; a person's id means the direct message with them."""
    where = call.required("channel")
    if where in call.parts.workspace.members:
        return call.parts.workspace.dm(where)
    channel = call.parts.channel(where)
    if channel.is_archived:
        raise ApiError("is_archived")
    if call.parts.app.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _content(call: Call) -> dict[str, Any]:
    """Read what is to be said; what was not given is left out."""
    content: dict[str, Any] = {}
    blocks = call.json("blocks", error="invalid_blocks_format")
    if call.text("markdown_text"):
        if blocks or call.text("text"):
            raise ApiError("markdown_text_conflict")
        content["text"] = call.text("markdown_text")[:MARKDOWN_TEXT]
    elif call.has("text"):
        content["text"] = call.text("text")
    if blocks is not None:
        content["blocks"] = drawn(blocks, call.parts.workspace)
    attachments = call.json("attachments")
    if attachments is not None:
        content["attachments"] = attachments
    metadata = call.json("metadata", error="invalid_metadata_format")
    if metadata is not None:
        content["metadata"] = _metadata(metadata)
    return content


def _metadata(metadata: Any) -> dict[str, Any]:
    if metadata == {}:
        return {}
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise ApiError("metadata_too_large")
    return dict(metadata)


def _says_something(content: Mapping[str, Any]) -> bool:
    return any(content.get(name) for name in ("text", "blocks", "attachments"))


def _thread(call: Call, channel: Channel) -> str:
    thread_ts = call.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise ApiError("cannot_reply_to_message")
    return thread_ts


def _message(call: Call, channel: Channel, ts: str) -> Message:
    message = channel.messages.get(ts)
    if message is None:
        raise ApiError("message_not_found")
    return message


async def post_message(call: Call) -> Answer:
    """Say something in a channel, a thread or a direct message."""
    channel = _place(call)
    content = _content(call)
    if not _says_something(content):
        raise ApiError("no_text")
    workspace = call.parts.workspace
    thread_ts = _thread(call, channel)
    message = workspace.post(channel, thread_ts, **workspace.author(), **content)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


async def update_message(call: Call) -> Answer:
    """Change what the bot said; blocks and metadata that are not given stay."""
    channel = call.parts.channel(call.required("channel"))
    message = _message(call, channel, call.required("ts"))
    if message.get("bot_id") != call.parts.app.bot_id:
        raise ApiError("cant_update_message")
    content = _content(call)
    if not content or not _says_something(message | content):
        raise ApiError("no_text")
    message.update(content)
    for name in ("attachments", "blocks", "metadata"):
        if message.get(name) in ([], {}):
            del message[name]
    edited = call.parts.world.slack_ts()
    message["edited"] = {"user": call.parts.app.bot_user_id, "ts": edited}
    call.parts.world.changed()
    shown = {name: value for name, value in message.items() if name != "ts"}
    answer = {"channel": channel.id, "ts": message["ts"], "text": message["text"]}
    return {**answer, "message": shown}


async def delete_message(call: Call) -> Answer:
    """Take back what the bot said."""
    channel = call.parts.channel(call.required("channel"))
    message = _message(call, channel, call.required("ts"))
    if message.get("bot_id") != call.parts.app.bot_id:
        raise ApiError("cant_delete_message")
    call.parts.workspace.delete(channel, message["ts"])
    return {"channel": channel.id, "ts": message["ts"]}


async def post_ephemeral(call: Call) -> Answer:
    """Say something that one person sees."""
    channel = _place(call)
    user_id = call.required("user")
    content = _content(call)
    if not _says_something(content):
        raise ApiError("no_text")
    if user_id not in channel.members:
        raise ApiError("user_not_in_channel")
    workspace = call.parts.workspace
    thread_ts = _thread(call, channel)
    message = workspace.whisper(user_id, channel, thread_ts, **workspace.author(), **content)
    return {"message_ts": message["ts"]}


async def get_permalink(call: Call) -> Answer:
    """Tell a message's address."""
    channel = call.parts.channel(call.required("channel"))
    message = _message(call, channel, call.required("message_ts"))
    domain = call.parts.app.team_domain
    stamp = message["ts"].replace(".", "")
    link = f"https://{domain}.slack.com/archives/{channel.id}/p{stamp}"
    parent = message.get("thread_ts", message["ts"])
    if parent != message["ts"]:
        link += f"?thread_ts={parent}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


async def add_reaction(call: Call) -> Answer:
    """Put an emoji on a message."""
    name = call.required("name").strip(":")
    channel = call.parts.channel(call.required("channel"))
    message = _message(call, channel, call.required("timestamp"))
    if not EMOJI.fullmatch(name):
        raise ApiError("invalid_name")
    reactions: list[dict[str, Any]] = message.setdefault("reactions", [])
    reaction = next((each for each in reactions if each["name"] == name), None)
    if reaction is None:
        reaction = {"name": name, "users": [], "count": 0}
        reactions.append(reaction)
    if call.parts.app.bot_user_id in reaction["users"]:
        raise ApiError("already_reacted")
    reaction["users"].append(call.parts.app.bot_user_id)
    reaction["count"] += 1
    call.parts.world.changed()
    return {}


METHODS: Final[Mapping[str, Method]] = {
    "chat.delete": Method(delete_message, WRITE),
    "chat.getPermalink": Method(get_permalink),
    "chat.postEphemeral": Method(post_ephemeral, WRITE),
    "chat.postMessage": Method(post_message, WRITE),
    "chat.update": Method(update_message, WRITE),
    "reactions.add": Method(add_reaction, ("reactions:write",)),
}
