"""The Slack app's manifest, written from the registry of actions.

A new action is a new slash command here and nowhere else. `python -m bot manifest` writes
manifest.yml anew, and a test fails while the file and the registry differ.

Source: Slack's manifest schema, major version 2.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import yaml

from bot.errors import SettingsError
from bot.lookups import COMMANDS, SHORTCUTS, Shortcut

Mode = Literal["socket", "http"]

EVENTS_PATH: Final = "/slack/events"
"""Where Slack's requests arrive in http mode, all kinds of them."""

SCOPES: Final[Mapping[str, str]] = {
    "commands": "the slash commands",
    "chat:write": "posts and redraws the cards and what stands in their threads",
    "users:read": "refuses guests, deactivated people and other workspaces, and knows its own app",
    "users:read.email": "finds people by the work address that Okta has, and the other way round",
    "usergroups:read": "who is in the user groups that may ask and approve",
    "channels:read": "checks that the bot is in its public channels",
    "groups:read": "the same for private channels",
    "channels:history": "finds a card again after a crash instead of posting it twice",
    "groups:history": "the same in private channels",
    "im:write": "opens the direct message in which a person is told",
    "im:history": "the same in direct messages to a person",
    "files:write": "uploads the charts of the weekly digest; without it the digest has none",
}
"""Every scope of the bot's token with its one use."""

HEADER: Final = """\
# The Slack app. Written by `python -m bot manifest`: change an action, or bot/manifest.py.
"""


class Command(Protocol):
    """What the manifest needs to know of an action."""

    @property
    def name(self) -> str:
        """The slash command without its slash."""

    @property
    def title(self) -> str:
        """What it does, in a few words."""

    @property
    def usage(self) -> str:
        """The hint behind the command; may be empty."""


def build_manifest(
    actions: Iterable[Command], mode: Mode = "socket", *, public_url: str = ""
) -> dict[str, Any]:
    """Build the manifest.

    Args:
        public_url: Where Slack reaches the bot, https, needed in http mode only.

    Raises:
        SettingsError: http mode without a public https address.
    """
    if mode == "http" and not public_url.startswith("https://"):
        raise SettingsError(["http mode needs the public address of the bot, https://..."])
    url = f"{public_url.rstrip('/')}{EVENTS_PATH}" if mode == "http" else ""
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Deskhand",
            "description": "IT helpdesk for Okta accounts and JumpCloud laptops, with approvals",
            "background_color": "#1f3a4d",
        },
        "features": {
            # The messages tab is where a person is told what to do; nobody has to answer there.
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Deskhand", "always_online": True},
            "shortcuts": [_shortcut(each) for each in SHORTCUTS],
            "slash_commands": [_slash_command(each, url) for each in (*actions, *COMMANDS)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "interactivity": {"is_enabled": True, **_interactivity(url)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def render(actions: Iterable[Command], mode: Mode = "socket", *, public_url: str = "") -> str:
    """Write the manifest as YAML, with the use of each scope beside it."""
    manifest = build_manifest(actions, mode, public_url=public_url)
    text = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)
    return HEADER + "".join(f"{_explained(line)}\n" for line in text.splitlines())


def check(path: Path, actions: Sequence[Command]) -> list[str]:
    """Compare a file with what would be written for socket mode.

    Returns:
        The differences as lines of a unified diff; empty when there are none.
    """
    found = path.read_text("utf-8") if path.is_file() else ""
    wanted = render(actions)
    lines = difflib.unified_diff(
        found.splitlines(), wanted.splitlines(), str(path), "the registry", lineterm=""
    )
    return list(lines)


def _slash_command(action: Command, url: str) -> dict[str, Any]:
    return {
        "command": f"/{action.name}",
        **({"url": url} if url else {}),
        "description": action.title,
        **({"usage_hint": action.usage} if action.usage else {}),
        # An @mention then arrives as an id, which cannot be mistaken.
        "should_escape": True,
    }


def _shortcut(shortcut: Shortcut) -> dict[str, Any]:
    return {
        "name": shortcut.title,
        "type": shortcut.kind,
        "callback_id": shortcut.callback_id,
        "description": shortcut.description,
    }


def _interactivity(url: str) -> dict[str, str]:
    return {"request_url": url, "message_menu_options_url": url} if url else {}


def _explained(line: str) -> str:
    use = SCOPES.get(line.strip().removeprefix("- "))
    return f"{line}  # {use}" if use and line.strip().startswith("- ") else line
