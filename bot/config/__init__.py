"""What may be asked for and how: the typed contents of deskhand.toml.

Nothing here is secret; tokens and addresses come from the environment (`bot.settings`).
A file with faults is refused whole, and every fault is named in one go: a bot that ran on half
a policy would be worse than one that does not start.
"""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from bot.config.audit import Audit
from bot.config.identity import Identity
from bot.config.policy import ActionRules, Limits, Protect, TargetRules
from bot.config.sections import SHAPES, Onboard, People, Requests, Secrets, Section
from bot.config.watch import WATCH_SHAPES, Watch
from bot.errors import SettingsError


class Config(Section):
    """The whole file; every section may be left out."""

    requests: Requests = Requests()
    policy: dict[str, ActionRules] = Field(default={})
    onboard: Onboard = Onboard()
    people: People = People()
    protect: Protect = Protect()
    limits: dict[str, Limits] = Field(default={})
    secrets: Secrets = Secrets()
    identity: Identity = Identity()
    audit: Audit = Audit()
    watch: Watch = Watch()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file.

        Raises:
            SettingsError: it is missing, no TOML, or has faults; all of them.
        """
        try:
            return cls.model_validate(tomllib.loads(path.read_text("utf-8")))
        except OSError as error:
            reason = error.strerror or "unreadable"
            raise SettingsError([f"{path} cannot be read ({reason.lower()})."]) from None
        except UnicodeDecodeError:
            raise SettingsError([f"{path} is not UTF-8 text."]) from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError([f"{path} is not TOML: {error}."]) from None
        except ValidationError as error:
            raise SettingsError([f"{path}: {_told(fault)}." for fault in error.errors()]) from None


SECTIONS: Final[Mapping[str, type[Section]]] = {
    "requests": Requests,
    "policy": ActionRules,
    "onboard": Onboard,
    "people": People,
    "protect": Protect,
    "limits": Limits,
    "secrets": Secrets,
    "identity": Identity,
    "audit": Audit,
    "watch": Watch,
}


_BY_ACTION: Final = frozenset({"policy", "limits"})
_KINDS: Final = frozenset({("protected",), ("admin",)})


def keys() -> Iterator[tuple[str, type[Section]]]:
    """Give every section of the file by the name it is written with."""
    for name, section in SECTIONS.items():
        yield (f"{name}.<action>" if name in _BY_ACTION else name), section
        if name == "policy":
            yield "policy.<action>.<kind>", TargetRules


def _told(fault: ErrorDetails) -> str:
    """Say a fault in words that name the section, the key and what is expected."""
    where = fault["loc"]
    depth = 1 if not where or where[0] not in _BY_ACTION else 3 if where[2:3] in _KINDS else 2
    section = ".".join(str(part) for part in where[:depth])
    key = ".".join(str(part) for part in where[depth:] if isinstance(part, str))
    if fault["type"] == "extra_forbidden":
        return f"{_unknown(section, key)}{_likely(where)}"
    return " ".join(filter(None, [f"[{section}]", key, _wrong(fault)]))


def _unknown(section: str, key: str) -> str:
    return f"[{section}] has no key {key}" if key else f"there is no section or key {section}"


def _likely(where: tuple[int | str, ...]) -> str:
    section = SECTIONS.get(str(where[0]), Config) if len(where) > 1 else Config
    section = TargetRules if where[2:3] in _KINDS else section
    known = list(section.model_fields)
    near = difflib.get_close_matches(str(where[-1]), known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"


def _wrong(fault: ErrorDetails) -> str:
    context: dict[str, Any] = fault.get("ctx", {})
    if fault["type"] == "string_pattern_mismatch":
        return (SHAPES | WATCH_SHAPES)[context["pattern"]]
    if fault["type"] == "value_error":
        return str(context["error"])
    return fault["msg"].replace("Input should be", "must be").replace("Input should", "must")
