"""The parts of the stand-in, as the Web API and the people on the screens share them."""

from dataclasses import dataclass

from bot.sandbox.slack.access import Access
from bot.sandbox.slack.composer import Features
from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.responses import ResponseUrls
from bot.sandbox.slack.scheduled import Scheduled
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.workspace import Channel, Installation, Member, Workspace
from bot.sandbox.store import World


@dataclass
class Parts:
    """One workspace with one app in it.

    Attributes:
        base_url: Where the stand-in is mounted, such as `http://127.0.0.1:8080/slack`; known once
            it was called, or set by who serves it.
        events: The events that the app is subscribed to.
        features: What the app has in people's clients.
        patience: Seconds that a person waits for something to appear before they give up.
    """

    world: World
    app: Installation
    workspace: Workspace
    access: Access
    modals: Modals
    responses: ResponseUrls
    files: Files
    scheduled: Scheduled
    sockets: Sockets
    delivery: Delivery
    events: set[str]
    features: Features
    base_url: str = ""
    patience: float = 3

    def member(self, user_id: str, error: str = "user_not_found") -> Member:
        """Get a person by id.

        Raises:
            ApiError: there is none.
        """
        member = self.workspace.members.get(user_id)
        if member is None:
            raise ApiError(error)
        return member

    def channel(self, where: str) -> Channel:
        """Get a channel that the bot can see: a public one, or one it is in.

        Raises:
            ApiError: `channel_not_found`.
        """
        channel = self.workspace.find_channel(where)
        inside = channel is not None and self.app.bot_user_id in channel.members
        if channel is None or not (inside or channel.kind == "channels"):
            raise ApiError("channel_not_found")
        return channel
