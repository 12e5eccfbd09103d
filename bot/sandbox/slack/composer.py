"""The box under a conversation: who may type there, and what Slack makes of a command's text.

Source: https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.slack.access import Access
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.workspace import Channel, Member, Workspace

TOKEN: Final = re.compile(r"(<[^<>\s][^<>]*>)")
WORD: Final = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>https?://[^\s<>]+)"
    r"|(?<![\w@#])@(?P<who>[\w-]+(?:\.[\w-]+)*)"
    r"|(?<![\w@#])#(?P<channel>[\w-]+)"
)
EVERYBODY: Final = ("here", "channel", "everyone")


@dataclass
class Features:
    """What the app has in people's clients, as its manifest declares it.

    Attributes:
        commands: Whether each slash command's text is escaped, by its name; empty while Slack was
            told of no manifest, and then every command is sent as it was typed.
        read_only: Whether nothing can be typed in the app's messages tab.
    """

    commands: Mapping[str, bool] = field(default_factory=dict)
    read_only: bool = False

    def install(self, declared: Mapping[str, Any], access: Access) -> None:
        """Take over what a manifest's `features` say."""
        home = declared.get("app_home", {})
        self.commands = {
            each["command"]: bool(each.get("should_escape"))
            for each in declared.get("slash_commands", [])
        }
        self.read_only = bool(home.get("messages_tab_read_only_enabled"))
        access.home_tab = bool(home.get("home_tab_enabled"))
        access.messages_tab = bool(home.get("messages_tab_enabled"))

    def refusal(self, name: str, *, in_thread: bool) -> str:
        """Tell why Slack does not send a command; empty when it does."""
        if self.commands and name not in self.commands:
            return f"{name} is not a valid command."
        return f"{name} is not supported in threads. Sorry!" if in_thread else ""


def awake(member: Member) -> None:
    """Let through who can sign in at all.

    Raises:
        CannotAct: the account is deactivated.
    """
    if member.deleted:
        raise CannotAct(f"{member.name} is deactivated, and signed out everywhere")


def box(place: Channel, access: Access, features: Features) -> None:
    """Let through what can be typed into.

    Raises:
        CannotAct: it is archived, or the app takes no messages.
    """
    if place.is_archived:
        raise CannotAct(f"#{place.name} is archived")
    if place.user and not access.messages_tab:
        raise CannotAct("the app has no messages tab")
    if place.user and features.read_only:
        raise CannotAct("sending messages to this app has been turned off")


def escaped(text: str, workspace: Workspace) -> str:
    """Write mentions, channels, addresses and links as a command with `should_escape` gets them.

    What stands in angle brackets already is left as it is; whom nobody is called stays as typed.
    """
    parts = TOKEN.split(text)
    return "".join(
        part if number % 2 else WORD.sub(lambda found: _token(found, workspace), part)
        for number, part in enumerate(parts)
    )


def _token(found: re.Match[str], workspace: Workspace) -> str:
    if mail := found["mail"]:
        return f"<mailto:{mail}|{mail}>"
    if url := found["url"]:
        return f"<{url}>"
    if name := found["channel"]:
        channel = workspace.find_channel(name)
        return f"<#{channel.id}|{channel.name}>" if channel else found[0]
    return _mention(found["who"], workspace) or found[0]


def _mention(name: str, workspace: Workspace) -> str:
    if name in EVERYBODY:
        return f"<!{name}>"
    member = workspace.find_member(name)
    if member is not None:
        return f"<@{member.id}|{member.name}>"
    groups = (each for each in workspace.user_groups.values() if each.handle == name)
    group = next(groups, None)
    return f"<!subteam^{group.id}|@{group.handle}>" if group else ""
