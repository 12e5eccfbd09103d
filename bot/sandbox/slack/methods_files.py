"""`files.*`: announce, complete, look at."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack import content
from bot.sandbox.slack.calls import Answer, Call, Method, invalid
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.files import File
from bot.sandbox.slack.responses import drawn
from bot.sandbox.slack.workspace import Channel

MOST_BYTES: Final = 1_000_000_000
SNIPPET_BYTES: Final = 1_000_000
ALT_TEXT: Final = 1000
MOST_CHANNELS: Final = 100


async def get_upload_url(call: Call) -> Answer:
    """Prepare for a file, and tell where its bytes are to be posted."""
    name = call.required("filename")
    length = call.number("length", "missing_argument")
    if not length:
        raise ApiError("missing_argument")
    if length > MOST_BYTES:
        raise ApiError("file_upload_size_restricted")
    if call.text("snippet_type") and length > SNIPPET_BYTES:
        raise ApiError("snippet_too_large")
    if len(call.text("alt_txt")) > ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    user = call.parts.app.bot_user_id
    file, ticket = call.parts.files.announce(user, name, length, call.origin)
    file.alt_txt, file.snippet_type = call.text("alt_txt"), call.text("snippet_type")
    return {"upload_url": f"{call.origin}/upload/{ticket}", "file_id": file.id}


async def complete_upload(call: Call) -> Answer:
    """Make what was uploaded files, and share them where they shall be seen."""
    chosen = _chosen(call)
    channels = _channels(call)
    said = _said(call)
    threads = [content.thread(call, channel) for channel in channels]
    for file, title in chosen:
        file.title, file.complete = title, True
    for channel, thread_ts in zip(channels, threads, strict=True):
        _share(call, [file for file, _ in chosen], channel, thread_ts, said)
    call.parts.world.changed()
    return {"files": [file.shown() for file, _ in chosen]}


def _chosen(call: Call) -> list[tuple[File, str]]:
    if not call.has("files"):
        raise invalid("missing required field: files", "files")
    files = call.json("files")
    if not isinstance(files, list) or not files:
        raise invalid("must be a list", "files")
    chosen = []
    for each in files:
        file = call.parts.files.announced(each.get("id", "")) if isinstance(each, dict) else None
        if file is None:
            raise ApiError("file_not_found")
        chosen.append((file, str(each.get("title") or file.name)))
    return chosen


def _channels(call: Call) -> list[Channel]:
    one, several = call.text("channel_id"), call.listed("channels")
    if len(several) > MOST_CHANNELS:
        raise ApiError("channels_limit_exceeded")
    return (
        [_channel(call, one, "channel_not_found")]
        if one
        else [_channel(call, each, "invalid_channel") for each in several]
    )


def _channel(call: Call, where: str, error: str) -> Channel:
    workspace = call.parts.workspace
    channel = workspace.dm(where) if where in workspace.members else workspace.channels.get(where)
    bot = call.parts.app.bot_user_id
    if channel is None or (channel.kind != "channels" and bot not in channel.members):
        raise ApiError(error)
    if bot not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("posting_to_channel_denied")
    return channel


def _said(call: Call) -> dict[str, Any]:
    if call.text("initial_comment"):
        return {"text": call.text("initial_comment")}
    blocks = call.json("blocks", error="invalid_blocks")
    return {"blocks": drawn(blocks, call.parts.workspace)} if blocks else {}


def _share(
    call: Call, files: list[File], channel: Channel, thread_ts: str, said: dict[str, Any]
) -> None:
    fields = {**content.author(call), **said, "upload": False, "files": []}
    message = call.parts.workspace.post(channel, thread_ts, **fields)
    for file in files:
        file.shares.append((channel, message))
    message["files"] = [file.shown() for file in files]


async def info(call: Call) -> Answer:
    """Tell about one file."""
    file = call.parts.files.get(call.required("file"))
    if file is None:
        raise ApiError("file_not_found")
    return {
        "file": file.shown(),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


METHODS: Final[Mapping[str, Method]] = {
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), tier=4, json=True),
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), tier=4),
    "files.info": Method(info, ("files:read",), tier=4),
}
