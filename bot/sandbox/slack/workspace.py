"""What a Slack workspace holds: people, channels, user groups, and what was said.

Messages are kept in Slack's own shape; who may see what is decided by membership.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.cast import Cast
from bot.sandbox.store import World

Message = dict[str, Any]

LONGEST_TEXT: Final = 40_000
BROADCAST: Final = "thread_broadcast"
TOMBSTONE: Final = "tombstone"
OF_THREAD: Final = (
    *("type", "ts", "thread_ts", "reply_count", "reply_users", "reply_users_count"),
    *("latest_reply", "subscribed", "is_locked"),
)
"""What a message that was deleted keeps while there are replies to it."""


@dataclass(frozen=True)
class Installation:
    """The app as it is installed in the one workspace."""

    team_id: str = "T0DESK"
    team_name: str = "Desk"
    team_domain: str = "desk"
    app_id: str = "A0DESKHAND"
    app_name: str = "deskhand"
    bot_id: str = "B0DESKHAND"
    bot_user_id: str = "U0DESKHAND"
    verification_token: str = "sandbox-verification"


@dataclass
class Member:
    """Somebody who can be seen in the workspace.

    Attributes:
        name: The handle, without @.
        team_id: Another workspace's for people in shared channels.
        is_restricted: A guest; `is_ultra_restricted`: a guest in one channel.
        is_stranger: From a workspace that shares no channel with the bot.
        email_confirmed: Whether they have shown that the address is theirs.
    """

    id: str
    name: str
    real_name: str
    email: str
    title: str = ""
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    team_id: str = "T0DESK"
    deleted: bool = False
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    email_confirmed: bool = True


@dataclass
class Channel:
    """A place where messages stand.

    Attributes:
        members: Slack ids.
        user: The person of a direct message with the bot; empty in channels.
        is_mpim: A direct message between several people.
        messages: By ts, oldest first; replies stand among them.
    """

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False
    user: str = ""
    is_mpim: bool = False
    creator: str = ""
    created: int = 0
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Tell which scopes speak of it: `im`, `mpim`, `groups` or `channels`."""
        if self.user:
            return "im"
        if self.is_mpim:
            return "mpim"
        return "groups" if self.is_private else "channels"

    def seen_by(self, member: Member) -> bool:
        """Say whether somebody can read it; a guest reads only where they were invited."""
        return member.id in self.members or (self.kind == "channels" and not member.is_restricted)

    def top_level(self) -> list[Message]:
        """List the messages that are no replies, or sent to the channel too, oldest first."""
        return [
            each
            for each in self.messages.values()
            if _parent(each) in ("", each["ts"]) or each.get("subtype") == BROADCAST
        ]

    def pinned(self) -> list[Message]:
        """List the messages that are pinned, oldest first."""
        return [each for each in self.messages.values() if "pinned_to" in each]

    def replies(self, ts: str) -> list[Message]:
        """List the replies to a message, oldest first, without the message itself."""
        return [each for each in self.messages.values() if _parent(each) == ts != each["ts"]]


@dataclass
class UserGroup:
    """A user group; `members` are Slack ids."""

    id: str
    handle: str
    name: str
    members: list[str] = field(default_factory=list)


def members_of(cast: Cast) -> list[Member]:
    """List the cast's people as the workspace has them."""
    return [
        Member(
            each.id,
            each.name,
            each.real_name,
            each.email,
            title=each.title,
            tz=each.time_zone,
            team_id=cast.team_id,
            is_restricted=each.guest,
        )
        for each in cast.slack_people
    ]


def channels_of(cast: Cast, bot_user_id: str) -> list[Channel]:
    """List the cast's channels; everyone but guests is in them, and so is the bot."""
    inside = {each.id for each in cast.slack_people if not each.guest} | {bot_user_id}
    return [Channel(each.id, each.name, set(inside), each.topic) for each in cast.channels]


def _parent(message: Message) -> str:
    return str(message.get("thread_ts", ""))


class Workspace:
    """People, channels and messages; every change is told to the world."""

    def __init__(self, world: World, app: Installation, cast: Cast) -> None:
        self.world = world
        self.app = app
        self.members = {each.id: each for each in members_of(cast)}
        self.channels = {each.id: each for each in channels_of(cast, app.bot_user_id)}
        self.user_groups = {
            each.id: UserGroup(each.id, each.handle, each.name, list(each.members))
            for each in cast.user_groups
        }
        self.ephemerals: dict[str, list[Message]] = {}
        bot = Member(app.bot_user_id, app.app_name, "Deskhand", "", is_bot=True)
        self.members.setdefault(bot.id, bot)

    def find_member(self, who: str) -> Member | None:
        """Find a person by id, handle or e-mail address."""
        if who in self.members:
            return self.members[who]
        wanted = who.removeprefix("@").lower()
        same = (each for each in self.members.values() if wanted in (each.name, each.email.lower()))
        return next(same, None)

    def find_channel(self, where: str) -> Channel | None:
        """Find a channel by id, or by name with or without #."""
        if where in self.channels:
            return self.channels[where]
        wanted = where.removeprefix("#")
        return next((each for each in self.channels.values() if each.name == wanted), None)

    def find_dm(self, user_id: str) -> Channel | None:
        """Find the direct message between the bot and a person, if it was opened."""
        return next((each for each in self.channels.values() if each.user == user_id), None)

    def dm(self, user_id: str) -> Channel:
        """Find or open the direct message between the bot and a person."""
        found = self.find_dm(user_id)
        if found is not None:
            return found
        members = {user_id, self.app.bot_user_id}
        made = int(self.world.now().timestamp())
        channel = Channel(
            self.world.slack_id("D"), "directmessage", members, user=user_id, created=made
        )
        self.channels[channel.id] = channel
        self.world.changed()
        return channel

    def post(self, channel: Channel, thread_ts: str = "", **fields: Any) -> Message:
        """Add a message; a reply to a reply goes under the same parent.

        Args:
            fields: The message as Slack shows it, without `type`, `ts` and `team`.
        """
        head = {"type": "message", "ts": self.world.slack_ts(), "team": self.app.team_id}
        message: Message = head | fields
        message["text"] = message.get("text", "")[:LONGEST_TEXT]
        parent = channel.messages.get(thread_ts)
        if parent is not None:
            root = channel.messages[_parent(parent) or thread_ts]
            message |= {"thread_ts": root["ts"], "parent_user_id": root.get("user", "")}
        channel.messages[message["ts"]] = message
        if parent is not None:
            self._count_replies(channel, message["thread_ts"])
        self.world.changed()
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        """Take a message away; one with replies leaves a mark, until the last of them is gone."""
        message = channel.messages[ts]
        if channel.replies(ts):
            kept: Message = {name: message[name] for name in OF_THREAD if name in message}
            gone = {"user": "USLACKBOT", "text": "This message was deleted.", "hidden": True}
            channel.messages[ts] = {**kept, "subtype": TOMBSTONE, **gone}
        else:
            del channel.messages[ts]
        if _parent(message) not in ("", ts):
            self._count_replies(channel, _parent(message))
        self.world.changed()

    def _count_replies(self, channel: Channel, ts: str) -> None:
        replies = channel.replies(ts)
        root = channel.messages.get(ts)
        if root is None:
            return
        if not replies and root.get("subtype") == TOMBSTONE:
            del channel.messages[ts]
            return
        authors = list(dict.fromkeys(each.get("user", "") for each in replies))
        root |= {
            "thread_ts": ts,
            "reply_count": len(replies),
            "reply_users": authors,
            "reply_users_count": len(authors),
            "latest_reply": replies[-1]["ts"] if replies else ts,
            "subscribed": False,
            "is_locked": False,
        }

    def whisper(
        self, user_id: str, channel: Channel, thread_ts: str = "", **fields: Any
    ) -> Message:
        """Show a message to one person only; it is in no history."""
        message: Message = {
            "type": "message",
            "ts": self.world.slack_ts(),
            "is_ephemeral": True,
            "channel": channel.id,
            **({"thread_ts": thread_ts} if thread_ts else {}),
            **fields,
        }
        self.ephemerals.setdefault(user_id, []).append(message)
        self.world.changed()
        return message

    def visible(self, user_id: str) -> list[tuple[Channel, Message]]:
        """List all that a person can see, ephemerals too, oldest first."""
        seen = [
            (channel, message)
            for channel in self.channels.values()
            if channel.seen_by(self.members[user_id])
            for message in channel.messages.values()
        ]
        own = self.ephemerals.get(user_id, [])
        seen += [(self.channels[each["channel"]], each) for each in own]
        return sorted(seen, key=lambda pair: float(pair[1]["ts"]))

    def author(self) -> dict[str, Any]:
        """Tell the fields by which a message is the bot's."""
        app = self.app
        profile = {
            "id": app.bot_id,
            "app_id": app.app_id,
            "name": app.app_name,
            "deleted": False,
            "updated": 0,
            "icons": {},
            "team_id": app.team_id,
        }
        ids = {"user": app.bot_user_id, "bot_id": app.bot_id, "app_id": app.app_id}
        return {**ids, "bot_profile": profile}
