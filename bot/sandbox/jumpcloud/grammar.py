"""How filters are written: `field:$eq:value` in v1, `field:eq:value` in v2, and search bodies.

A v1 operator without its `$` is undefined behaviour at JumpCloud, and so is one that wants the
header `x-eventually-consistent` without it. Here they match everything, so that a caller who
trusts a filter blindly finds out.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.datastructures import QueryParams

from bot.sandbox.jumpcloud.filters import (
    V1,
    V1_BODY,
    V1_SEARCH,
    V2,
    Condition,
    Filter,
    Operator,
    View,
    row_value,
    text,
)
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row, Table

V1_KEY: Final = re.compile(r"filter(?:\[(and|or)\])?(?:\[\d*\])?")
PARTS: Final = 3


def v1_query(query: QueryParams, *, consistent: bool = True) -> Filter:
    """Read `filter=`, `filter[0]=` and `filter[or][0]=`."""
    conditions, either = [], False
    for key, given in query.multi_items():
        if shape := V1_KEY.fullmatch(key):
            either = either or shape[1] == "or"
            conditions.append(_v1_condition(given, _operators(consistent=consistent)))
    return Filter(tuple(conditions), either)


def v1_body(given: Any, *, consistent: bool = True) -> Filter:
    """Read the `filter` of a search body: `{"and": [...]}`, `{"or": [...]}` or a bare list."""
    either = isinstance(given, dict) and "or" in given
    if isinstance(given, dict) and (len(given) > 1 or not given.keys() <= {"and", "or"}):
        raise Problem(400, "Bad Request: filter has one key, and or or")
    listed = given.get("or", given.get("and")) if isinstance(given, dict) else given
    if listed is None or listed == []:
        return Filter()
    if not isinstance(listed, list):
        raise Problem(400, "Bad Request: filter must hold a list")
    operators = _operators(consistent=consistent) | V1_BODY
    found = tuple(each for term in listed for each in _conditions(term, operators))
    return Filter(found, either)


def v2_query(query: QueryParams, *, operators: Iterable[str] = tuple(V2)) -> Filter:
    """Read the `filter=field:op:value` of v2; several must all hold."""
    conditions = []
    for given in query.getlist("filter"):
        field, operator, value = _parts(given)
        if operator not in operators:
            raise Problem(400, f'Bad Request: invalid filter operator "{operator}"')
        conditions.append(Condition(field, operator, value, V2[operator]))
    return Filter(tuple(conditions))


def search(
    table: Table, body: Row, *, consistent: bool = True, view: View | None = None
) -> list[Row]:
    """List the rows that a v1 search body means: its `filter` and its `searchFilter`."""
    wanted = v1_body(body.get("filter"), consistent=consistent)
    partial = body.get("searchFilter") or {}
    if not isinstance(partial, dict):
        raise Problem(400, "Bad Request: searchFilter must be an object")
    term = partial.get("searchTerm") or []
    terms = [str(each).lower() for each in (term if isinstance(term, list) else [term])]
    if not terms:
        return wanted.rows(table, view)
    fields = partial.get("fields") or table.searched
    # The table's own text finds nearly all that do not match in one look.
    rows = table.mentioning(terms) if set(fields) <= set(table.searched) else table.unsorted()
    seen = view or (lambda row: row)
    found = [row for row in rows if _mentions(seen(row), fields, terms)]
    return [row for row in found if wanted.holds(seen(row))] if wanted.conditions else found


def fields_of(wanted: Any) -> set[str]:
    """List the fields that a filter, or a search body, asks about."""
    if isinstance(wanted, Filter):
        return {each.field for each in wanted.conditions}
    partial = wanted.get("searchFilter")
    named = partial.get("fields") if isinstance(partial, dict) else None
    return fields_of(v1_body(wanted.get("filter"))) | set(named or ())


def _operators(*, consistent: bool) -> dict[str, Operator]:
    return V1 if consistent else V1 | V1_SEARCH


def _conditions(term: Any, operators: Mapping[str, Operator]) -> list[Condition]:
    if isinstance(term, str):
        return [_v1_condition(term, operators)]
    if not isinstance(term, dict):
        raise Problem(400, "Bad Request: a term of the filter must be an object or a string")
    found = []
    for field, value in term.items():
        wanted = value if isinstance(value, dict) else {_equality(value): value}
        for operator, want in wanted.items():
            value_ = want if isinstance(want, list) else text(want)
            found.append(Condition(field, operator, value_, operators.get(operator)))
    return found


def _equality(value: Any) -> str:
    return "$in" if isinstance(value, list) else "$eq"


def _v1_condition(given: str, operators: Mapping[str, Operator]) -> Condition:
    field, operator, value = _parts(given)
    return Condition(field, operator, value, operators.get(operator))


def _parts(given: str) -> tuple[str, str, str]:
    parts = given.split(":", 2)
    if len(parts) < PARTS:
        raise Problem(400, "Bad Request: a filter has the form field:operator:value")
    return parts[0], parts[1], parts[2]


def _mentions(row: Row, fields: Iterable[str], terms: list[str]) -> bool:
    for field in fields:
        have = text(row_value(row, field)).lower()
        for term in terms:
            if term in have:
                return True
    return False
