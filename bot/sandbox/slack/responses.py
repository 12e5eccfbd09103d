"""Response URLs: five answers within thirty minutes to what a person just did.

They reach where the app is no member, and they are the only way to change an ephemeral message.

Source: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.slack.blocks import check_blocks, finished
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.workspace import Channel, Message, Workspace

MOST_USES: Final = 5
LIFE: Final = timedelta(minutes=30)
NOT_FOUND: Final = 404


@dataclass
class ResponseUrl:
    """Where one response URL leads.

    Attributes:
        original: The message that was acted on; None for a command.
    """

    user_id: str
    channel: Channel
    original: Message | None
    expires: datetime
    uses: int = 0


def drawn(blocks: Any, workspace: Workspace) -> list[dict[str, Any]]:
    """Check a message's blocks and finish them as Slack keeps them.

    Raises:
        ApiError: `invalid_blocks`, with every fault named.
    """
    faults = check_blocks(blocks, "message", "/blocks")
    if faults:
        messages = [fault.line() for fault in faults]
        errors = [f"{fault.message} [json-pointer:{fault.pointer}]" for fault in faults]
        told = {"messages": messages}
        raise ApiError("invalid_blocks", errors=errors, response_metadata=told)
    return finished(blocks, lambda: workspace.world.characters(5))


class ResponseUrls:
    """The response URLs given out."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._given: dict[str, ResponseUrl] = {}

    def give(self, user_id: str, channel: Channel, original: Message | None = None) -> str:
        """Make the id of a new response URL."""
        world = self._workspace.world
        made = world.characters(24)
        self._given[made] = ResponseUrl(user_id, channel, original, world.now() + LIFE)
        return made

    def answer(self, response_id: str, body: dict[str, Any]) -> None:
        """Do what was posted to a response URL.

        Raises:
            ApiError: it is unknown, expired or used up, or there is nothing to show.
        """
        url = self._given.get(response_id)
        if url is None or url.expires < self._workspace.world.now():
            raise ApiError("expired_url", status=NOT_FOUND)
        if url.uses >= MOST_USES:
            raise ApiError("used_url", status=NOT_FOUND)
        url.uses += 1
        if body.get("delete_original"):
            self._delete(url)
        elif body.get("replace_original") and url.original is not None:
            self._replace(url, self._content(body))
        else:
            self.show(url.user_id, url.channel, body)

    def show(self, user_id: str, channel: Channel, body: dict[str, Any]) -> Message:
        """Show a new message: to everyone where `response_type` says so, else to one person.

        Raises:
            ApiError: there is nothing to show, or the blocks are refused.
        """
        fields = {**self._workspace.author(), **self._content(body)}
        thread = body.get("thread_ts") or ""
        if body.get("response_type") == "in_channel":
            return self._workspace.post(channel, thread, **fields)
        return self._workspace.whisper(user_id, channel, thread, **fields)

    def _content(self, body: dict[str, Any]) -> dict[str, Any]:
        blocks = body.get("blocks")
        if not (body.get("text") or blocks or body.get("attachments")):
            raise ApiError("no_text")
        shown = {"text": body.get("text") or ""}
        if body.get("attachments"):
            shown["attachments"] = body["attachments"]
        return {**shown, "blocks": drawn(blocks, self._workspace)} if blocks else shown

    def _replace(self, url: ResponseUrl, content: dict[str, Any]) -> None:
        original = url.original or {}
        original.pop("blocks", None)
        original.update(content)
        self._workspace.world.changed()

    def _delete(self, url: ResponseUrl) -> None:
        if url.original is None:
            return
        own = self._workspace.ephemerals.get(url.user_id, [])
        if url.original in own:
            own.remove(url.original)
            self._workspace.world.changed()
        elif url.original["ts"] in url.channel.messages:
            self._workspace.delete(url.channel, url.original["ts"])
