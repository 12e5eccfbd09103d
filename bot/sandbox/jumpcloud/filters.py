"""The filter grammars: `field:$eq:value` of v1, `field:eq:value` of v2, and v1's search bodies.

A v1 operator without its `$` is undefined behaviour at JumpCloud. Here it matches everything, so
that a caller who trusts a filter blindly finds out.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from starlette.datastructures import QueryParams

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row, Table

# `(?i)(^jane$)`: how clients ask for equality whatever the case. An index can answer it.
EXACT: Final = re.compile(r"\(\?i\)\(?\^((?:\\.|[^\\.^$*+?{}\[\]|()])*)\$\)?")
V1_KEY: Final = re.compile(r"filter(?:\[(and|or)\])?(?:\[\d*\])?")
PARTS: Final = 3
UNDEFINED: Final = ""


def _list(value: Any) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list) else re.split("[|,]", value)


def _regex(have: str, pattern: str) -> bool:
    try:
        return re.search(pattern, have) is not None
    except re.error:
        raise Problem(400, "Bad Request: invalid regular expression") from None


OPERATORS: Final[dict[str, Callable[[str, Any], bool]]] = {
    "$eq": lambda have, want: have == want,
    "$ne": lambda have, want: have != want,
    "$in": lambda have, want: have in _list(want),
    "$nin": lambda have, want: have not in _list(want),
    "$lt": lambda have, want: have < want,
    "$lte": lambda have, want: have <= want,
    "$gt": lambda have, want: have > want,
    "$gte": lambda have, want: have >= want,
    "$sw": lambda have, want: have.startswith(want),
    "$ew": lambda have, want: have.endswith(want),
    "$co": lambda have, want: want in have,
    "$nco": lambda have, want: want not in have,
    "$regex": _regex,
    "eq": lambda have, want: fnmatchcase(have, want.replace("[", "[[]").replace("?", "[?]")),
    "ne": lambda have, want: have != want,
    "gt": lambda have, want: have > want,
    "ge": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "le": lambda have, want: have <= want,
    "in": lambda have, want: have in want.split("|"),
    "search": lambda have, want: want.casefold() in have.casefold(),
}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Condition:
    """One term of a filter; an operator that is not known holds for every row."""

    field: str
    operator: str
    value: Any

    def holds(self, row: Row) -> bool:
        """Say whether a row is meant."""
        test = OPERATORS.get(self.operator)
        return test is None or test(_text(row_value(row, self.field)), self.value)

    def exactly(self) -> str | None:
        """Return the one value that can satisfy this, in any case; None when there may be more."""
        if self.operator == "$eq":
            return str(self.value)
        exact = EXACT.fullmatch(str(self.value)) if self.operator == "$regex" else None
        return re.sub(r"\\(.)", r"\1", exact[1]) if exact else None


@dataclass(frozen=True)
class Filter:
    """Several terms; `either` is whether one that holds is enough."""

    conditions: tuple[Condition, ...] = ()
    either: bool = False

    def holds(self, row: Row) -> bool:
        """Say whether a row is meant; no terms mean every row."""
        if not self.conditions:
            return True
        return (any if self.either else all)(each.holds(row) for each in self.conditions)

    def rows(self, table: Table) -> list[Row]:
        """List the rows that are meant."""
        return [row for row in self._candidates(table) if self.holds(row)]

    def _candidates(self, table: Table) -> Iterable[Row]:
        known = [
            (each.field, value)
            for each in self.conditions
            if each.field in table.indexed and (value := each.exactly()) is not None
        ]
        if self.either and len(known) < len(self.conditions):
            return table
        if not known:
            return table
        found = (row for key in (known if self.either else known[:1]) for row in table.find(*key))
        return {row["_id"]: row for row in found}.values()


def row_value(row: Row, field: str) -> Any:
    """Look a field up; `attributes.x` is a custom attribute, other dots lead into objects."""
    if field in row:
        return row[field]
    first, _, rest = field.partition(".")
    value = row.get(first)
    if not rest:
        return value
    if first == "attributes":
        return next((each["value"] for each in value or () if each["name"] == rest), None)
    return row_value(value, rest) if isinstance(value, dict) else None


def v1_query(query: QueryParams) -> Filter:
    """Read `filter=`, `filter[0]=` and `filter[or][0]=`."""
    conditions, either = [], False
    for key, text in query.multi_items():
        if shape := V1_KEY.fullmatch(key):
            either = either or shape[1] == "or"
            conditions.append(_v1_condition(text))
    return Filter(tuple(conditions), either)


def v1_body(given: Any) -> Filter:
    """Read the `filter` of a search body: `{"and": [...]}`, `{"or": [...]}` or a bare list."""
    either = isinstance(given, dict) and "or" in given
    terms = given.get("or", given.get("and")) if isinstance(given, dict) else given
    if terms is None or terms == []:
        return Filter()
    if not isinstance(terms, list):
        raise Problem(400, "Bad Request: filter must hold a list")
    return Filter(tuple(each for term in terms for each in _terms(term)), either)


def _terms(term: Any) -> list[Condition]:
    if isinstance(term, str):
        return [_v1_condition(term)]
    if not isinstance(term, dict):
        raise Problem(400, "Bad Request: a term of the filter must be an object or a string")
    found = []
    for field, value in term.items():
        operators = value if isinstance(value, dict) else {_equality(value): value}
        found += [Condition(field, operator, _wanted(want)) for operator, want in operators.items()]
    return found


def _equality(value: Any) -> str:
    return "$in" if isinstance(value, list) else "$eq"


def _wanted(value: Any) -> Any:
    return value if isinstance(value, list) else _text(value)


def _v1_condition(text: str) -> Condition:
    condition = _condition(text)
    known = condition.operator.startswith("$")
    return condition if known else Condition(condition.field, UNDEFINED, condition.value)


def _condition(text: str) -> Condition:
    parts = text.split(":", 2)
    if len(parts) < PARTS:
        raise Problem(400, "Bad Request: a filter has the form field:operator:value")
    return Condition(*parts)


def v2_query(query: QueryParams, *, operators: frozenset[str] | None = None) -> Filter:
    """Read the `filter=field:op:value` of v2; several must all hold."""
    conditions = tuple(_condition(text) for text in query.getlist("filter"))
    for each in conditions:
        if each.operator not in (operators or OPERATORS) or each.operator.startswith("$"):
            raise Problem(400, f'Bad Request: invalid filter operator "{each.operator}"')
    return Filter(conditions)


def search(table: Table, body: dict[str, Any]) -> list[Row]:
    """List the rows that a v1 search body means: its `filter` and its `searchFilter`."""
    wanted = v1_body(body.get("filter"))
    partial = body.get("searchFilter") or {}
    term = partial.get("searchTerm") or []
    terms = [each.lower() for each in (term if isinstance(term, list) else [term])]
    if not terms:
        return wanted.rows(table)
    fields = partial.get("fields") or table.searched
    # The table's own text finds nearly all that do not match in one look.
    rows = table.mentioning(terms) if set(fields) <= set(table.searched) else table
    found = [row for row in rows if _mentions(row, fields, terms)]
    return [row for row in found if wanted.holds(row)] if wanted.conditions else found


def _mentions(row: Row, fields: Iterable[str], terms: list[str]) -> bool:
    for field in fields:
        text = _text(row_value(row, field)).lower()
        for term in terms:
            if term in text:
                return True
    return False
