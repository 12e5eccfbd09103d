"""The parts of OpenAPI that no library has as they are needed here: pointers, shapes, strangers."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema.validators import extend

Node = dict[str, Any]
# Values that a schema may name one by one; ids, addresses and times are nobody's enum.
WORD = re.compile(r"[A-Za-z_.:-]{1,40}")


def escape(step: str) -> str:
    """Write a key as a step of a JSON pointer."""
    return step.replace("~", "~0").replace("/", "~1")


def at(document: Node, pointer: str) -> Any:
    """Give what a JSON pointer points to."""
    node: Any = document
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        node = node[int(key)] if isinstance(node, list) else node[key]
    return node


def followed(document: Node, pointer: str) -> tuple[str, Node]:
    """Follow references to where something is written out."""
    node = at(document, pointer)
    while "$ref" in node:
        pointer = node["$ref"].removeprefix("#")
        node = at(document, pointer)
    return pointer, node


def shape(value: Any) -> Any:
    """Reduce JSON to its keys, kinds and words; two of one shape are valid or not together."""
    if isinstance(value, dict):
        return tuple(sorted((key, shape(each)) for key, each in value.items()))
    if isinstance(value, list | tuple):
        return frozenset(map(shape, value))
    if isinstance(value, str):
        return value if WORD.fullmatch(value) else "text"
    return value if value is None or isinstance(value, bool) else type(value)


def coerced(schema: Node, texts: list[str]) -> list[Any]:
    """Read a parameter's texts as the kind that its schema names."""
    if schema.get("type") == "array":
        items = schema.get("items", {})
        parts = [part for text in texts for part in text.split(",")]
        return [[_coerced(items, part) for part in parts]]
    return [_coerced(schema, text) for text in texts]


def _coerced(schema: Node, text: str) -> Any:
    if schema.get("type") in ("integer", "number") and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


@cache
def choosing(validator: Any) -> Any:
    """Make a validator that follows a discriminator to the schema which it chooses.

    OpenAPI 3.0 lets a base schema name its kinds; to JSON Schema that is no keyword.
    """
    chosen: set[tuple[int, str]] = set()

    def discriminator(checker: Any, rule: Node, instance: Any, schema: Node) -> Iterator[Any]:
        target = _target(rule, instance, schema)
        key = (id(instance), target)
        # The chosen schema has the base in it, which would choose again.
        if not target or key in chosen:
            return
        chosen.add(key)
        try:
            yield from checker.descend(instance, {"$ref": target})
        finally:
            chosen.discard(key)

    return extend(validator, {"discriminator": discriminator})


def _target(rule: Node, instance: Any, schema: Node) -> str:
    if not isinstance(instance, dict) or "oneOf" in schema or "anyOf" in schema:
        return ""
    return str(rule.get("mapping", {}).get(instance.get(rule["propertyName"]), ""))


def strangers(document: Node, schema: Node, value: Any, place: str = "") -> Iterator[str]:
    """Find the keys of a JSON value that no schema which applies to it tells of."""
    parts = list(_parts(document, schema, value, frozenset()))
    if isinstance(value, list):
        below = {"allOf": [part["items"] for part in parts if "items" in part]}
        for each in value:
            yield from strangers(document, below, each, f"{place}/*")
    if not isinstance(value, dict):
        return
    free = not any("properties" in part for part in parts)
    free = free or any(part.get("additionalProperties") for part in parts)
    for key, each in value.items():
        told = [part["properties"][key] for part in parts if key in part.get("properties", {})]
        if told:
            yield from strangers(document, {"allOf": told}, each, f"{place}/{key}")
        elif not free:
            yield f"{place}/{key}"


def _parts(document: Node, schema: Node, value: Any, seen: frozenset[str]) -> Iterator[Node]:
    if "$ref" in schema:
        reference = schema["$ref"]
        if reference not in seen:
            target = at(document, reference.removeprefix("#"))
            yield from _parts(document, target, value, seen | {reference})
        return
    yield schema
    for keyword in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(keyword, ()):
            yield from _parts(document, each, value, seen)
    if "discriminator" in schema and (target := _target(schema["discriminator"], value, schema)):
        yield from _parts(document, {"$ref": target}, value, seen)
