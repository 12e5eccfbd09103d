"""The chain of the audit: what an entry's hash is taken over, and what breaks the chain.

An entry as a document of plain values is the same from the database and from an export:

    seq, at, actor, act, request_id, detail, previous, hash

`hash` is the SHA-256 of the canonical JSON (RFC 8785) of all the others, `previous` is the hash
of the entry before. So nothing can be changed, taken out, put in or moved without all that
follows being written anew; and that shows to whoever has noted a later hash elsewhere.
docs/audit.md spells it out for those who verify it with tools of their own.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from bot.texts import whole

Document = dict[str, Any]

GENESIS: Final = "0" * 64
"""What the first entry has for the hash of the entry before."""
PRUNED: Final = "audit pruned"
"""The act of a checkpoint: `through` and `hash` of its detail name the last entry removed."""
LARGEST: Final = 2**53 - 1
"""Whole numbers beyond are kept as text: JSON's readers do not agree on them."""
PARTS: Final = frozenset(
    {"seq", "at", "actor", "act", "request_id", "detail", "previous", "hash"}
)  # fmt: skip


class Head(NamedTuple):
    """An entry that the chain is known by; the newest one, mostly.

    Attributes:
        seq: None where only its hash was noted.
    """

    seq: int | None
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}" if self.seq is not None else self.hash

    @classmethod
    def read(cls, text: str) -> "Head":
        """Read one as it is told: `1204:9f2c...`, or the hash alone.

        Raises:
            ValueError: it is neither.
        """
        seq, _, digest = text.strip().lower().rpartition(":")
        if len(digest) != len(GENESIS) or set(digest) - set("0123456789abcdef"):
            raise ValueError("is no hash of 64 hexadecimal digits, and no 1204:9f2c... either")
        if seq and not seq.isdecimal():
            raise ValueError("has no number before its colon")
        return cls(int(seq) if seq else None, digest)


class Fault(NamedTuple):
    """Where the chain is broken.

    Attributes:
        seq: Of the entry that is wrong, or missing.
    """

    seq: int
    what: str


def plain(value: Any) -> Any:
    """Copy a value into what has one canonical JSON: no floats, no long numbers, whole text."""
    match value:
        case Mapping():
            # Beyond these planes the order of keys is another one in RFC 8785 than in Python.
            return {_narrow(whole(str(key))): plain(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted((plain(item) for item in value), key=str)
        case list() | tuple():
            return [plain(item) for item in value]
        case None | bool():
            return value
        case int() if abs(value) <= LARGEST:
            return int(value)
        case _:
            return whole(_text(value))


def timestamp(moment: datetime) -> str:
    """Write a moment as documents have it: UTC, six digits of a second, `Z`."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is no moment")
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def canonical(document: Mapping[str, Any]) -> bytes:
    """Write plain values as RFC 8785 does.

    Raises:
        ValueError, TypeError: something in it is not plain.
    """
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def hash_of(document: Mapping[str, Any]) -> str:
    """Give the hash that a document must have: over all of it but that hash.

    Raises:
        ValueError, TypeError: something in it is not plain.
    """
    hashed = {name: value for name, value in document.items() if name != "hash"}
    return hashlib.sha256(canonical(hashed)).hexdigest()


def loads(text: str) -> Any:
    """Read JSON in which no key stands twice: readers would not agree which one counts.

    Raises:
        ValueError: it is no such JSON.
    """
    return json.loads(text, object_pairs_hook=_distinct)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return timestamp(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _narrow(text: str) -> str:
    return "".join(letter if letter <= "\uffff" else "\ufffd" for letter in text)
