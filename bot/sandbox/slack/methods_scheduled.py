"""`chat.scheduleMessage` and `chat.deleteScheduledMessage`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.sandbox.slack import content
from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.methods_chat import WRITE, root_of
from bot.sandbox.slack.scheduled import FARTHEST
from bot.sandbox.slack.workspace import BROADCAST, LONGEST_TEXT

TRUNCATED: Final = "message_truncated"


async def schedule(call: Call) -> Answer:
    """Say something later."""
    channel = content.place(call)
    said = content.content(call)
    if not content.says_something(said):
        raise ApiError("no_text")
    post_at = _time(call)
    scheduled = call.parts.scheduled
    if scheduled.crowded(channel.id, post_at):
        raise ApiError("restricted_too_many")
    thread_ts = content.thread(call, channel)
    fields = {**call.parts.workspace.author(), **said}
    if thread_ts and call.flag("reply_broadcast"):
        fields |= {"subtype": BROADCAST, "root": root_of(channel.messages[thread_ts])}

    def post() -> None:
        call.parts.workspace.post(channel, thread_ts, **fields)

    later = scheduled.add(channel.id, post_at, post)
    shown = {"type": "delayed_message", "subtype": "bot_message", "bot_id": fields["bot_id"]}
    answer = {"channel": channel.id, "scheduled_message_id": later.id, "post_at": post_at}
    return {**answer, "message": {**said, **shown}, **_warning(said)}


def _time(call: Call) -> int:
    post_at = call.number("post_at", "invalid_time")
    now = call.parts.world.now()
    if post_at > (now + FARTHEST).timestamp():
        raise ApiError("time_too_far")
    if datetime.fromtimestamp(post_at, UTC) <= now:
        raise ApiError("time_in_past")
    return post_at


def _warning(said: Mapping[str, Any]) -> Answer:
    if len(said.get("text", "")) <= LONGEST_TEXT:
        return {}
    return {"warning": TRUNCATED, "response_metadata": {"warnings": [TRUNCATED]}}


async def delete(call: Call) -> Answer:
    """Take back what was to be said later."""
    channel = call.parts.channel(call.required("channel"))
    if not call.parts.scheduled.remove(channel.id, call.required("scheduled_message_id")):
        raise ApiError("invalid_scheduled_message_id")
    return {}


METHODS: Final[Mapping[str, Method]] = {
    "chat.deleteScheduledMessage": Method(delete, WRITE, tier=3, json=True),
    "chat.scheduleMessage": Method(schedule, WRITE, tier=3, json=True),
}
