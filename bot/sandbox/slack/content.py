"""What a message says: text, blocks, attachments and metadata, checked as Slack checks them."""

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.blocks import check_blocks
from bot.sandbox.slack.calls import Call
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.responses import drawn
from bot.sandbox.slack.workspace import TOMBSTONE, Channel, Message

METADATA_BYTES: Final = 16_000
MARKDOWN_TEXT: Final = 12_000
MOST_ATTACHMENTS: Final = 100
CUSTOM: Final = ("username", "icon_emoji", "icon_url")


def place(call: Call, name: str = "channel") -> Channel:
    """Find where to post; a person's id means the direct message with them.

    Raises:
        ApiError: `channel_not_found`, `is_archived`, `not_in_channel` or `messages_tab_disabled`.
    """
    where = call.required(name)
    access = call.parts.access
    if where in call.parts.workspace.members:
        channel = call.parts.workspace.dm(where)
    else:
        channel = call.parts.channel(where)
    if channel.user and not access.messages_tab:
        raise ApiError("messages_tab_disabled")
    if channel.is_archived:
        raise ApiError("is_archived")
    inside = call.parts.app.bot_user_id in channel.members
    if not inside and not (channel.kind == "channels" and "chat:write.public" in access.scopes):
        raise ApiError("not_in_channel")
    return channel


def message_at(call: Call, channel: Channel, ts: str) -> Message:
    """Find a message that is still there.

    Raises:
        ApiError: `message_not_found`.
    """
    message = channel.messages.get(ts)
    if message is None or message.get("subtype") == TOMBSTONE:
        raise ApiError("message_not_found")
    return message


def thread(call: Call, channel: Channel) -> str:
    """Tell which message is replied to; empty when none is.

    Raises:
        ApiError: `cannot_reply_to_message`; there is none.
    """
    thread_ts = call.text("thread_ts")
    if thread_ts and thread_ts not in channel.messages:
        raise ApiError("cannot_reply_to_message")
    return thread_ts


def content(call: Call, bad_attachments: str = "invalid_arguments") -> dict[str, Any]:
    """Read what is to be said; what was not given is left out.

    Args:
        bad_attachments: The method's own code for attachments that are none.

    Raises:
        ApiError: it is refused.
    """
    if call.flag("as_user"):
        raise ApiError("as_user_not_supported")
    said = _text(call)
    blocks = call.json("blocks", error="invalid_blocks_format")
    if blocks is not None:
        said["blocks"] = drawn(blocks, call.parts.workspace)
    attachments = call.json("attachments", error=bad_attachments)
    if attachments is not None:
        said["attachments"] = _attachments(attachments, bad_attachments)
    metadata = call.json("metadata", error="invalid_metadata_format")
    if metadata is not None:
        said["metadata"] = _metadata(metadata)
    return said


def _text(call: Call) -> dict[str, Any]:
    markdown = call.text("markdown_text")
    if not markdown:
        return {"text": call.text("text")} if call.has("text") else {}
    if call.text("blocks") or call.text("text"):
        raise ApiError("markdown_text_conflict")
    return {"text": markdown[:MARKDOWN_TEXT]}


def _attachments(attachments: Any, error: str) -> list[dict[str, Any]]:
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise ApiError(error)
    if len(attachments) > MOST_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    for number, each in enumerate(attachments):
        faults = check_blocks(each.get("blocks", []), "message", f"/attachments/{number}/blocks")
        if faults:
            messages = [fault.line() for fault in faults]
            raise ApiError("invalid_blocks", response_metadata={"messages": messages})
    return [
        {"id": number, "fallback": _fallback(each), **each}
        for number, each in enumerate(attachments, start=1)
    ]


def _fallback(attachment: Mapping[str, Any]) -> str:
    return str(attachment.get("text") or "[no preview available]")


def _metadata(metadata: Any) -> dict[str, Any]:
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict):
        raise ApiError("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise ApiError("metadata_too_large")
    if "entities" in metadata and "event_type" not in metadata:
        return metadata
    payload = metadata.get("event_payload")
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    return dict(metadata)


def says_something(said: Mapping[str, Any]) -> bool:
    """Say whether there is anything to show."""
    return any(said.get(name) for name in ("text", "blocks", "attachments", "files"))


def author(call: Call) -> dict[str, Any]:
    """Tell the fields by which a message is the bot's, under the name that it asked for.

    Raises:
        ApiError: `missing_scope`; another name or face needs a scope of its own.
    """
    own = call.parts.workspace.author()
    asked = {name: call.text(name) for name in CUSTOM if call.text(name)}
    if not asked:
        return own
    call.parts.access.require("chat:write.customize")
    icons = {"emoji": asked["icon_emoji"]} if "icon_emoji" in asked else {}
    if "icon_url" in asked and not icons:
        icons = {"image_64": asked["icon_url"]}
    named = {"username": asked["username"]} if "username" in asked else {}
    return {**own, **named, **({"icons": icons} if icons else {}), "subtype": "bot_message"}
