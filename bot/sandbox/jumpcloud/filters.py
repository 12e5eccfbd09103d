"""The filters of both API versions, and the rows of a table that they mean.

grammar     how a filter is written, in each version
filters     what it means
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row, Table

View = Callable[[Row], Row]

# `(?i)(^jane$)`: how clients ask for equality whatever the case. An index can answer it.
EXACT: Final = re.compile(r"\(\?i\)\(?\^((?:\\.|[^\\.^$*+?{}\[\]|()])*)\$\)?")
NEGATIVE: Final = frozenset({"$ne", "$nin", "$nco", "ne"})
BAR: Final = re.compile(r"(?<!\\)\|")


def terms(value: Any) -> list[str]:
    r"""Read one or several terms, parted by `|`; `\|` is a bar in a term."""
    if isinstance(value, list):
        return [text(each) for each in value]
    return [each.replace("\\|", "|") for each in BAR.split(str(value))]


def _regex(have: str, pattern: str) -> bool:
    try:
        return re.search(pattern, have) is not None
    except re.error:
        raise Problem(400, "Bad Request: invalid regular expression") from None


def _wild(have: str, want: str) -> bool:
    return fnmatchcase(have, want.replace("[", "[[]").replace("?", "[?]"))


def _between(have: str, want: str) -> bool:
    low, _, high = want.replace("|", ",").partition(",")
    return low <= have <= high


Operator = Callable[[str, Any], bool]
V1: Final[dict[str, Operator]] = {
    "$eq": lambda have, want: have == want,
    "$ne": lambda have, want: have != want,
    "$in": lambda have, want: have in terms(want),
    "$nin": lambda have, want: have not in terms(want),
    "$lt": lambda have, want: _pair(have, want)[0] < _pair(have, want)[1],
    "$lte": lambda have, want: _pair(have, want)[0] <= _pair(have, want)[1],
    "$gt": lambda have, want: _pair(have, want)[0] > _pair(have, want)[1],
    "$gte": lambda have, want: _pair(have, want)[0] >= _pair(have, want)[1],
    "$sw": lambda have, want: have.startswith(str(want).replace("\\|", "|")),
}
# These are for those who bear an answer that lags behind.
V1_SEARCH: Final[dict[str, Operator]] = {
    "$sw": lambda have, want: have.startswith(tuple(terms(want))),
    "$ew": lambda have, want: have.endswith(tuple(terms(want))),
    "$co": lambda have, want: any(each in have for each in terms(want)),
    "$nco": lambda have, want: not any(each in have for each in terms(want)),
}
V1_BODY: Final[dict[str, Operator]] = {"$regex": _regex}
V2: Final[dict[str, Operator]] = {
    "eq": _wild,
    "ne": lambda have, want: not _wild(have, want),
    "gt": lambda have, want: have > want,
    "ge": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "le": lambda have, want: have <= want,
    "between": _between,
    "in": lambda have, want: have in terms(want),
    "search": lambda have, want: want.casefold() in have.casefold(),
}


def _pair(have: str, want: Any) -> tuple[Any, Any]:
    wanted = text(want)
    both = have.lstrip("-").isdecimal() and wanted.lstrip("-").isdecimal()
    return (int(have), int(wanted)) if both else (have, wanted)


def text(value: Any) -> str:
    """Write a value as filters compare it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Condition:
    """One term of a filter; without a test, which is an operator that is none, all rows hold."""

    field: str
    operator: str
    value: Any
    test: Operator | None

    def holds(self, row: Row) -> bool:
        """Say whether a row is meant; one of several values is enough."""
        if self.test is None:
            return True
        have = row_value(row, self.field)
        if isinstance(have, list):
            every = all if self.operator in NEGATIVE else any
            return every(self.test(text(each), self.value) for each in have)
        return self.test(text(have), self.value)

    def exactly(self) -> list[str] | None:
        """List the only values that can satisfy this, in any case; None when there may be more."""
        if self.test is None:
            return None
        if self.operator == "$in":
            return terms(self.value)
        if self.operator == "$eq":
            return [str(self.value)]
        exact = EXACT.fullmatch(str(self.value)) if self.operator == "$regex" else None
        return [re.sub(r"\\(.)", r"\1", exact[1])] if exact else None


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

    def rows(self, table: Table, view: View | None = None) -> list[Row]:
        """List the rows that are meant, in no order; `view` is how a row is looked at."""
        found = self._candidates(table)
        if not self.conditions:
            return list(found)
        return [row for row in found if self.holds(view(row) if view else row)]

    def _candidates(self, table: Table) -> Iterable[Row]:
        known = [
            (each.field, values)
            for each in self.conditions
            if each.field in table.indexed and (values := each.exactly()) is not None
        ]
        if not known or (self.either and len(known) < len(self.conditions)):
            return table.unsorted()
        keys = [(field, value) for field, values in known for value in values]
        keys = keys if self.either else keys[: len(known[0][1])]
        found = {row["_id"]: row for key in keys for row in table.find(*key)}
        return [found[row_id] for row_id in sorted(found, key=lambda each: each[::-1])]


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
