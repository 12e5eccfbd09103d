"""Where it is looked: everything that the bot writes, sends and says."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import sqlalchemy as sa

from bot.sandbox.masking import SECRET_KEYS
from bot.sandbox.traffic import Exchange
from tests.canary.needles import Needle

CREDENTIALS = {b"authorization", b"x-api-key", b"dpop"}
PASSED = 3  # of one kind, such as tokens: as many as these are looked for
THE_WINDOW = b"The one-time password"


def rows(url: str) -> bytes:
    """Give every cell of every table, and what is encoded in some, as one text."""
    address = sa.make_url(url)
    if address.get_backend_name() == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        tables = sa.MetaData()
        for schema in (None, "dbos") if engine.name == "postgresql" else (None,):
            tables.reflect(connection, schema=schema)
        cells = [
            _bytes(cell)
            for table in tables.tables.values()
            for row in connection.execute(table.select())
            for cell in row
        ]
    engine.dispose()
    return b"\n".join([*cells, *map(_decoded, cells)])


def _bytes(cell: Any) -> bytes:
    if isinstance(cell, bytes):
        return cell
    return (json.dumps(cell) if isinstance(cell, dict | list) else str(cell)).encode()


def _decoded(cell: bytes) -> bytes:
    try:
        return base64.b64decode(cell, validate=True)
    except ValueError:
        return b""


def files(folder: Path, *but: str) -> bytes:
    """Give the bytes of every file in a folder, freed pages and write-ahead logs too."""
    kept = [file for file in sorted(folder.iterdir()) if file.is_file() and file.name not in but]
    return b"\n".join(file.read_bytes() for file in kept)


def sent(exchanges: list[Exchange], to: str, *, shown: bool | None = None) -> bytes:
    """Give what the bot sent to a provider, without the headers that let it in.

    Args:
        shown: Only the window that shows a password to its requester, or only all else; None is
            both.
    """
    parts: list[bytes] = []
    for each in exchanges:
        is_window = each.path.endswith("views.update") and THE_WINDOW in _raw(each.raw.asked)
        if each.to != to or each.source != "Bot" or shown not in (None, is_window):
            continue
        headers = [value for name, value in each.raw.headers if name not in CREDENTIALS]
        parts += [each.path.encode(), each.raw.query.encode(), *headers]
        parts += [] if each.path.endswith("/token") else [_raw(each.raw.asked)]
    return b"\n".join(parts)


def answered(exchanges: list[Exchange]) -> bytes:
    """Give what the bot answered to Slack, which asked it."""
    return b"\n".join(_raw(each.raw.answered) for each in exchanges if each.source == "Slack")


def _raw(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


class Passed:
    """Keeps the exchanges, and every secret in them, as they pass.

    Exchanges are forgotten by the log of the sandbox; not here.
    """

    def __init__(self, listeners: list[Callable[[Exchange], None]]) -> None:
        self.exchanges: list[Exchange] = []
        self._found: dict[str, dict[str, Needle]] = {}
        listeners.append(self._hear)

    @property
    def needles(self) -> list[Needle]:
        """Every secret that passed, of each kind as many as are looked for."""
        return [needle for kind in self._found.values() for needle in list(kind.values())[-PASSED:]]

    def named(self, name: str) -> list[Needle]:
        """Those of one kind."""
        return list(self._found.get(name.casefold(), {}).values())

    def _hear(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        raw = exchange.raw
        for name, value in raw.headers:
            if name in CREDENTIALS:
                self._keep(name.decode(), value.decode().rpartition(" ")[2], exchange.to)
        for body in (raw.asked, raw.answered):
            for name, value in _secrets_in(_parsed(body)):
                self._keep(name, value, exchange.to)

    def _keep(self, name: str, secret: str, home: str) -> None:
        # With a ticket Slack lets the bot's socket in, whichever side speaks of it.
        home = "Slack" if name == "ticket" else home
        if len(secret) >= 12:
            needle = Needle(f"{name} of {home}", secret, home)
            self._found.setdefault(name.casefold(), {})[secret] = needle


def _parsed(body: Any) -> Any:
    if not isinstance(body, bytes):
        return body
    text = body.decode(errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return dict(parse_qsl(text))


def _secrets_in(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            telling = key if key.casefold() in SECRET_KEYS else name
            yield from _secrets_in(item, telling)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets_in(item, name)
    elif name and isinstance(value, str):
        yield name, value
