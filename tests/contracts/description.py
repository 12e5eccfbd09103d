"""A vendor's own description of its API, and what an exchange does that it does not allow.

An OpenAPI file is read once, where it is. An exchange is held against its operation: path, query,
body, status and answer. What has been seen in the same shape before is not looked at again, so
that whole suites can be listened to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.sandbox.traffic import Exchange
from tests.contracts import schemas
from tests.contracts.heard import Heard, read
from tests.contracts.schemas import Node

FOLDER = Path(__file__).parents[2].parent / "shared/reference/openapi"
# Where a stand-in is mounted, and which file tells of what is below; the first that fits counts.
MOUNTS = (
    ("/okta", "okta"),
    ("/jumpcloud/api/v2", "jumpcloud-v2"),
    ("/jumpcloud/api", "jumpcloud-v1"),
    ("/insights/directory/v1", "jumpcloud-insights"),
    ("/jumpcloud", "jumpcloud-v1"),
)
# What an error looks like whose status the operation does not tell of.
ERRORS = {
    "okta": "/components/schemas/Error",
    "jumpcloud-v1": "/components/schemas/ErrorDetails",
    "jumpcloud-v2": "/components/schemas/Error",
    "jumpcloud-insights": "/components/schemas/ErrorMessage",
}
METHODS = ("get", "post", "put", "delete", "patch")


@dataclass(frozen=True)
class Fault:
    """Something that a description does not allow.

    Attributes:
        operation: File, method and path template: `okta GET /api/v1/users/{id}`.
        where: `answer 200 /profile/login`, `body /profile`, `query limit` or `path id`; a place
            in a list is `*`.
        what: What is wrong there.
    """

    operation: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.where}: {self.what}"


@dataclass(frozen=True)
class Operation:
    """One method on one path template."""

    name: str
    method: str
    template: str
    pattern: re.Pattern[str]
    pointer: str


class Description:
    """One OpenAPI file."""

    def __init__(self, name: str) -> None:
        self.name = name
        text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
        self.document = yaml.load(text, yaml.CSafeLoader)
        resource = Resource.from_contents(self.document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(f"urn:{name}", resource)
        old = self.document["openapi"].startswith("3.0")
        self._reader = schemas.choosing(OAS30ReadValidator) if old else OAS31Validator
        self._writer = schemas.choosing(OAS30WriteValidator) if old else OAS31Validator
        self._validators: dict[tuple[str, bool], Any] = {}
        self._known: dict[Any, tuple[Fault, ...]] = {}

    @cached_property
    def operations(self) -> list[Operation]:
        """Every operation; a path that is written out comes before one with a parameter in it."""
        found = []
        for template, item in self.document["paths"].items():
            escaped = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
            for method in METHODS:
                if method in item:
                    pointer = f"/paths/{schemas.escape(template)}/{method}"
                    name = f"{self.name} {method.upper()} {template}"
                    pattern = re.compile(escaped)
                    found.append(Operation(name, method.upper(), template, pattern, pointer))
        return sorted(found, key=lambda each: each.template.count("{"))

    def find(self, method: str, path: str) -> Operation | None:
        """Find the operation of a call; the path is without the server's part."""
        fitting = (each for each in self.operations if each.pattern.fullmatch(path))
        return next((each for each in fitting if each.method == method), None)

    def faults(self, heard: Heard, path: str) -> tuple[Fault, ...]:
        """List what an exchange does that this file does not allow."""
        operation = self.find(heard.method, path)
        if operation is None:
            return (Fault(f"{self.name} {heard.method} {path}", "path", "is not described"),)
        asked, answered = read(heard.body), read(heard.answer_body)
        key = (
            operation.name,
            heard.status,
            heard.injected,
            heard.headers.get("content-type"),
            heard.answer_headers.get("content-type"),
            schemas.shape(parse_qsl(heard.query)),
            schemas.shape(asked),
            schemas.shape(answered),
        )
        if key not in self._known:
            found = [*self._request(operation, heard, path, asked)]
            if heard.status and not heard.injected:
                found += self._answer(operation, heard, answered)
            self._known[key] = tuple(dict.fromkeys(found))
        return self._known[key]

    def _request(self, operation: Operation, heard: Heard, path: str, body: Any) -> Iterator[Fault]:
        node = schemas.at(self.document, operation.pointer)
        declared = self._parameters(operation)
        values = operation.pattern.fullmatch(path).groupdict()
        sent = {("path", name): [text] for name, text in values.items()}
        for name, text in parse_qsl(heard.query, keep_blank_values=True):
            sent.setdefault(("query", name), []).append(text)
        for (place, name), texts in sent.items():
            pointer = declared.get((place, name))
            if pointer is None:
                yield Fault(operation.name, f"{place} {name}", "is not described")
                continue
            for value in schemas.coerced(self._schema(pointer), texts):
                for error in self._validate(pointer, value, reading=False):
                    yield Fault(operation.name, f"{place} {name}", error.message)
        for place, name in declared.keys() - sent.keys():
            needed = schemas.at(self.document, declared[place, name].removesuffix("/schema"))
            if needed.get("required") and heard.headers.get(name.lower()) is None:
                yield Fault(operation.name, f"{place} {name}", "is required")
        if heard.body and "requestBody" not in node:
            yield Fault(operation.name, "body", "none is described")
        elif "requestBody" in node:
            yield from self._body(operation, heard, f"{operation.pointer}/requestBody", body)

    def _body(self, operation: Operation, heard: Heard, place: str, body: Any) -> Iterator[Fault]:
        pointer, node = schemas.followed(self.document, place)
        if not heard.body:
            if node.get("required"):
                yield Fault(operation.name, "body", "is required")
            return
        kind = heard.headers.get("content-type", "").partition(";")[0]
        if kind not in node["content"]:
            yield Fault(operation.name, "body", f"{kind or 'no content type'} is not described")
            return
        schema = f"{pointer}/content/{schemas.escape(kind)}/schema"
        yield from self._content(operation, "body", schema, body, reading=False)

    def _answer(self, operation: Operation, heard: Heard, body: Any) -> Iterator[Fault]:
        where = f"answer {heard.status}"
        responses = schemas.at(self.document, operation.pointer)["responses"]
        told = next((each for each in (str(heard.status), "default") if each in responses), None)
        if told is None:
            yield Fault(operation.name, where, "is not described")
            yield from self._content(operation, where, ERRORS[self.name], body, reading=True)
            return
        place = f"{operation.pointer}/responses/{told}"
        pointer, node = schemas.followed(self.document, place)
        content = node.get("content") or {}
        if heard.answer_body and not content:
            if heard.status < 400:
                yield Fault(operation.name, where, "no body is described")
            else:
                yield from self._content(operation, where, ERRORS[self.name], body, reading=True)
        elif content and not heard.answer_body:
            yield Fault(operation.name, where, "has no body")
        elif content:
            kind = heard.answer_headers.get("content-type", "").partition(";")[0]
            if kind not in content:
                yield Fault(operation.name, where, f"{kind} is not described")
                return
            schema = f"{pointer}/content/{schemas.escape(kind)}/schema"
            yield from self._content(operation, where, schema, body, reading=True)

    def _content(
        self, operation: Operation, where: str, pointer: str, body: Any, *, reading: bool
    ) -> Iterator[Fault]:
        for error in self._validate(pointer, body, reading=reading):
            yield Fault(operation.name, f"{where} {_place(error)}", error.message[:300])
        for place in schemas.strangers(self.document, self._schema(pointer), body):
            yield Fault(operation.name, f"{where} {place}", "is not described")

    def _validate(self, pointer: str, value: Any, *, reading: bool) -> Iterator[Any]:
        key = (pointer, reading)
        if key not in self._validators:
            kind = self._reader if reading else self._writer
            self._validators[key] = kind(
                {"$ref": f"urn:{self.name}#{pointer}"},
                registry=self._registry,
                format_checker=kind.FORMAT_CHECKER,
            )
        yield from self._validators[key].iter_errors(value)

    def _schema(self, pointer: str) -> Node:
        return schemas.followed(self.document, pointer)[1]

    def _parameters(self, operation: Operation) -> dict[tuple[str, str], str]:
        found = {}
        for holder in (operation.pointer.rpartition("/")[0], operation.pointer):
            count = len(schemas.at(self.document, holder).get("parameters", []))
            for number in range(count):
                place = f"{holder}/parameters/{number}"
                pointer, node = schemas.followed(self.document, place)
                found[node["in"], node["name"]] = f"{pointer}/schema"
        return found


def _place(error: Any) -> str:
    steps = ("*" if isinstance(step, int) else str(step) for step in error.absolute_path)
    return "/" + "/".join(steps)


@cache
def described(name: str) -> Description:
    """Give one of the files, read once."""
    return Description(name)


def missing() -> str:
    """Tell which file is not there; empty when all are."""
    names = dict.fromkeys(name for _, name in MOUNTS)
    gone = [f"{name}.yaml" for name in names if not (FOLDER / f"{name}.yaml").exists()]
    return f"not in {FOLDER}: {', '.join(gone)}" if gone else ""


def faults_of(exchange: Exchange) -> tuple[Fault, ...]:
    """List what an exchange with Okta or JumpCloud does that their own files do not allow."""
    bodies = exchange.raw.asked, exchange.raw.answered
    # A body that is too long is not kept, and an envelope is none.
    if exchange.source != "Bot" or not all(isinstance(each, bytes) for each in bodies):
        return ()
    for mount, name in MOUNTS:
        if exchange.path.startswith(f"{mount}/"):
            return described(name).faults(Heard.of(exchange), exchange.path.removeprefix(mount))
    return ()
