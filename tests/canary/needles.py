"""What is looked for: secrets, in every spelling in which a program might write one down."""

import base64
import json
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus


def spellings(secret: str) -> dict[str, bytes]:
    """Give every spelling of a secret by its name; those that are the same only once."""
    raw = secret.encode()
    spelled = {
        "plain": raw,
        "JSON": json.dumps(secret)[1:-1].encode(),
        "JSON, not ASCII": json.dumps(secret, ensure_ascii=False)[1:-1].encode(),
        "JSON in JSON": json.dumps(json.dumps(secret))[3:-3].encode(),
        "URL": quote(secret, safe="").encode(),
        "form": quote_plus(secret).encode(),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
    }
    for shift in range(3):
        inner = inside_base64(raw, shift)
        spelled[f"base64+{shift}"] = inner
        spelled[f"base64url+{shift}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    known: set[bytes] = set()
    return {
        name: each
        for name, each in spelled.items()
        if not (each in known or known.add(each))  # type: ignore[func-returns-value] - it adds
    }


def inside_base64(raw: bytes, shift: int) -> bytes:
    """Give what of some bytes stays the same in base64, whatever stands before and after them.

    Args:
        shift: Bytes before them, as far as they matter: 0, 1 or 2.
    """
    begins, ends = (shift * 8 + 5) // 6, (shift + len(raw)) * 8 // 6
    return base64.b64encode(b"\0" * shift + raw)[begins:ends]


@dataclass(frozen=True)
class Needle:
    """A secret to look for.

    Attributes:
        home: The provider that gave it and is given it again; empty where nobody is.
        typed: Whether a person types it into Slack, where it is and may be.
    """

    name: str
    secret: str
    home: str = ""
    typed: bool = False
    spelled: dict[str, bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        assert len(self.secret) >= 12, f"{self.name} is too short to be looked for"
        object.__setattr__(self, "spelled", spellings(self.secret))

    def found_in(self, blob: bytes) -> list[str]:
        """Name the spellings in which it stands somewhere."""
        return [
            f"{self.name} ({spelling})" for spelling, each in self.spelled.items() if each in blob
        ]


def hits(needles: list[Needle], places: dict[str, bytes]) -> dict[str, list[str]]:
    """Name what stands in which place; empty where nothing does."""
    found = {
        place: [hit for needle in needles for hit in needle.found_in(blob)]
        for place, blob in places.items()
    }
    return {place: each for place, each in found.items() if each}
