"""What asks an endpoint of a stand-in for what it does; a table of these asks all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call; the names in braces, in its path and its texts, are filled in.

    Attributes:
        path: As the stand-in's own route has it.
        status: In which the user must be that it is about; Okta's.
        ready: What happened before, given the world of the test and the names.
    """

    method: str
    path: str
    json: Any = None
    query: Mapping[str, Any] = field(default_factory=dict)
    status: str = "ACTIVE"
    ready: Callable[[Any, dict[str, str]], None] | None = None

    @property
    def route(self) -> tuple[str, str]:
        """The method and the path."""
        return self.method, self.path


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """Fill names into every text of a JSON value."""
    if isinstance(value, dict):
        return {key: filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [filled(each, names) for each in value]
    return value.format_map(names) if isinstance(value, str) else value
