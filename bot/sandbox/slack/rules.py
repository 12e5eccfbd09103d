"""The pieces that Block Kit's limits are written with: small checks that compose.

A check reads a value and yields what is wrong with it, each fault with a JSON pointer to the place.
What is not written down in a shape is refused, as Slack refuses it.

Source: https://docs.slack.dev/reference/block-kit
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Check = Callable[[Any, str], Iterator["Fault"]]


@dataclass(frozen=True)
class Fault:
    """One thing that Slack refuses.

    Attributes:
        pointer: JSON pointer into what was sent, such as `/blocks/0/text`.
        constraint: The limit that was broken, as `blocks.validate` tells it.
    """

    pointer: str
    message: str
    constraint: Mapping[str, Any]

    def line(self, root: str = "") -> str:
        """Tell it as `response_metadata.messages` does."""
        return f"[ERROR] {self.message} [json-pointer:{root}{self.pointer}]"

    def item(self) -> dict[str, Any]:
        """Tell it as the `errors` of `blocks.validate` do."""
        return {
            "code": "failed_constraint",
            "message": self.message,
            "pointer": self.pointer,
            "constraint": dict(self.constraint),
        }


def fault(pointer: str, message: str, kind: str, expected: Any = None) -> Fault:
    """Make a fault; `kind` is the constraint's type."""
    return Fault(pointer, message, {"type": kind, "expected": expected})


@dataclass(frozen=True)
class Field:
    """One property of a shape."""

    check: Check
    required: bool = False


def need(check: Check) -> Field:
    """Make a property that may not be left out."""
    return Field(check, required=True)


def anything(_value: Any, _pointer: str) -> Iterator[Fault]:
    """Accept any value."""
    yield from ()


def string(most: int, least: int = 0) -> Check:
    """Accept a string of `least` to `most` characters."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield fault(pointer, "must provide a string", "type", "string")
        elif len(value) < least:
            message = f"must be more than {least - 1} characters"
            yield fault(pointer, message, "min_length", least)
        elif len(value) > most:
            message = f"must be less than {most + 1} characters"
            yield fault(pointer, message, "max_length", most)

    return check


def boolean(value: Any, pointer: str) -> Iterator[Fault]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield fault(pointer, "must provide a boolean", "type", "boolean")


def number(least: int, most: int) -> Check:
    """Accept a whole number between the two, both included."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault(pointer, "must provide an integer", "type", "integer")
        elif not least <= value <= most:
            message = f"must be between {least} and {most}"
            yield fault(pointer, message, "range", [least, most])

    return check


def one_of(*allowed: str) -> Check:
    """Accept one of a few strings."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if value not in allowed:
            yield fault(pointer, f"unsupported value: {value}", "enum", list(allowed))

    return check


def listed(check_item: Check, most: int, least: int = 1) -> Check:
    """Accept a list of `least` to `most` items that each pass."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield fault(pointer, "must provide an array", "type", "array")
            return
        if len(value) < least:
            yield fault(pointer, f"no fewer than {least} items allowed", "min_items", least)
        if len(value) > most:
            yield fault(pointer, f"no more than {most} items allowed", "max_items", most)
        for index, item in enumerate(value):
            yield from check_item(item, f"{pointer}/{index}")

    return check


def shape(fields: Mapping[str, Field], *rules: Check) -> Check:
    """Accept an object of these properties and no others; `rules` look at it as a whole."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield fault(pointer, "must provide an object", "type", "object")
            return
        for name, field in fields.items():
            if value.get(name) is not None:
                yield from field.check(value[name], f"{pointer}/{name}")
            elif field.required:
                yield fault(pointer, f"missing required field: {name}", "required", name)
        for name in value.keys() - fields.keys():
            yield fault(pointer, f"invalid additional property: {name}", "additional", name)
        for rule in rules:
            yield from rule(value, pointer)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """Accept an object whose `type` is known, and which passes that type's check."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield fault(pointer, "must provide an object", "type", "object")
            return
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in kinds:
            yield fault(f"{pointer}/type", f"unsupported type: {kind}", "enum", sorted(kinds))
            return
        yield from kinds[kind](value, pointer)

    return check


def exactly_one(*names: str) -> Check:
    """Accept an object that has one of these properties, not none and not two."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if sum(value.get(name) is not None for name in names) != 1:
            yield fault(
                pointer, f"must provide exactly one of: {', '.join(names)}", "one_of", names
            )

    return check


def at_least_one(*names: str) -> Check:
    """Accept an object that has any of these properties."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if all(value.get(name) is None for name in names):
            yield fault(pointer, f"must provide one of: {', '.join(names)}", "any_of", names)

    return check


def unique(values: Sequence[tuple[str, str]], what: str) -> Iterator[Fault]:
    """Yield a fault for each (value, pointer) whose value came before; empty values are free."""
    seen: set[str] = set()
    for value, pointer in values:
        if value and value in seen:
            yield fault(pointer, f"`{what}` {value} already exists", "unique", value)
        seen.add(value)
