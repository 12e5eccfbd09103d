"""Files: announced, uploaded, shared, and read again by whoever may.

A file is announced with its name and length, and gets an address to which its bytes are posted;
it is a file once it was completed. Bytes are kept in memory.

Source: https://docs.slack.dev/messaging/working-with-files
"""

import mimetypes
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from bot.sandbox.slack.workspace import Channel, Message
from bot.sandbox.store import World

PRETTY: Final = {
    "csv": "CSV",
    "gif": "GIF",
    "jpg": "JPEG",
    "json": "JSON",
    "md": "Markdown",
    "pdf": "PDF",
    "png": "PNG",
    "txt": "Plain Text",
    "zip": "Zip",
}
PLACES: Final = {"channels": "channels", "groups": "groups", "mpim": "groups", "im": "ims"}


@dataclass
class File:
    """One file.

    Attributes:
        length: As announced, in bytes.
        content: None while it was not uploaded.
        complete: Whether it can be seen.
        shares: The messages that carry it, each with its channel.
        base_url: Where the stand-in is mounted.
    """

    id: str
    name: str
    user: str
    team_id: str
    created: datetime
    length: int
    base_url: str
    title: str = ""
    alt_txt: str = ""
    snippet_type: str = ""
    mimetype: str = ""
    content: bytes | None = None
    complete: bool = False
    shares: list[tuple[Channel, Message]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where it is read, below the mount."""
        return f"/files/{self.team_id}-{self.id}/{quote(self.name)}"

    def shown(self) -> dict[str, Any]:
        """Draw it as answers, payloads and messages carry it."""
        kind = self.snippet_type or PurePosixPath(self.name).suffix.removeprefix(".").lower()
        at = int(self.created.timestamp())
        guessed = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return {
            "id": self.id,
            "created": at,
            "timestamp": at,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype or guessed,
            "filetype": kind or "binary",
            "pretty_type": PRETTY.get(kind, kind.upper() or "Binary"),
            "user": self.user,
            "user_team": self.team_id,
            "editable": bool(self.snippet_type),
            "size": self.length,
            "mode": "snippet" if self.snippet_type else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(channel.kind == "channels" for channel, _ in self.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{self.base_url}{self.path}",
            "url_private_download": f"{self.base_url}{self.path}?download=1",
            "permalink": f"{self.base_url}{self.path}",
            "permalink_public": "",
            "comments_count": 0,
            "is_starred": False,
            "shares": self._shares(),
            **self._places(),
            "has_more_shares": False,
            "has_rich_preview": False,
            "file_access": "visible",
            **({"alt_txt": self.alt_txt} if self.alt_txt else {}),
        }

    def _places(self) -> dict[str, list[str]]:
        places: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
        for channel, _ in self.shares:
            places[PLACES[channel.kind]].append(channel.id)
        return places

    def _shares(self) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for channel, message in self.shares:
            share = {
                "reply_users": [],
                "reply_users_count": 0,
                "reply_count": 0,
                "ts": message["ts"],
                "channel_name": channel.name,
                "team_id": self.team_id,
                "share_user_id": self.user,
                "source": "UNKNOWN",
                "is_silent_share": False,
            }
            if "thread_ts" in message:
                share["thread_ts"] = message["thread_ts"]
            kind = "public" if channel.kind == "channels" else "private"
            told.setdefault(kind, {}).setdefault(channel.id, []).append(share)
        return told


class Files:
    """All files of the workspace."""

    def __init__(self, world: World, team_id: str) -> None:
        self._world = world
        self._team_id = team_id
        self._files: dict[str, File] = {}
        self._tickets: dict[str, File] = {}

    def get(self, file_id: str) -> File | None:
        """Find a file that is complete."""
        file = self._files.get(file_id)
        return file if file and file.complete else None

    def addresses(self) -> dict[str, str]:
        """Tell by id where each that is complete can be read."""
        return {
            file.id: f"{file.base_url}{file.path}" for file in self._files.values() if file.complete
        }

    def announced(self, file_id: str) -> File | None:
        """Find a file that was uploaded and is not complete yet."""
        file = self._files.get(file_id)
        return file if file and file.content is not None and not file.complete else None

    def announce(self, user: str, name: str, length: int, base_url: str) -> tuple[File, str]:
        """Prepare for a file; returns it, and the ticket with which its bytes are uploaded."""
        file_id = self._world.slack_id("F")
        file = File(file_id, name, user, self._team_id, self._world.now(), length, base_url)
        self._files[file.id] = file
        ticket = self._world.characters(40)
        self._tickets[ticket] = file
        return file, ticket

    def add(self, user: str, name: str, content: bytes, base_url: str, mimetype: str = "") -> File:
        """Keep a file that a person chose from their disk; nobody sees it yet but the app.

        Args:
            mimetype: What the browser says it is; guessed from the name when it says nothing.
        """
        file, ticket = self.announce(user, name, len(content), base_url)
        self.upload(ticket, content)
        file.mimetype, file.complete = mimetype, True
        return file

    def upload(self, ticket: str, content: bytes) -> bool:
        """Take the bytes of what was announced; False if it was not, or not with this length."""
        file = self._tickets.get(ticket)
        if file is None or len(content) != file.length:
            return False
        del self._tickets[ticket]
        file.content = content
        return True
