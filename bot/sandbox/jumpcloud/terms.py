"""The search terms of Directory Insights, read into tests of an event.

Values are kept in lower case: whoever searches for upper case finds nothing.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row

Test = Callable[[Row], bool]

NOT_SEARCHABLE: Final = frozenset({"changes", "useragent", "system_timestamp"})


def read_term(given: Any) -> Test:
    """Read a search term: `and`, `or` or `not` over terms, an operator, or fields with values.

    Raises:
        Problem: 400, it says nothing that can be searched.
    """
    if not isinstance(given, dict):
        raise Problem(400, "Bad Request: search_term must be an object")
    if "operator" in given:
        return _compared(given)
    tests = [_part(name, value) for name, value in given.items()]
    return lambda row: all(test(row) for test in tests)


def _part(name: str, value: Any) -> Test:
    if name not in ("and", "or", "not"):
        return _field(name, value)
    if not isinstance(value, list):
        raise Problem(400, f"Bad Request: {name} must be an array")
    tests = [read_term(each) for each in value]
    if name == "and":
        return lambda row: all(test(row) for test in tests)
    if name == "or":
        return lambda row: any(test(row) for test in tests)
    return lambda row: not any(test(row) for test in tests)


def _field(name: str, value: Any) -> Test:
    _check_field(name)
    wanted = value if isinstance(value, list) else [value]
    if any(isinstance(each, bool) for each in wanted):
        raise Problem(400, f"Bad Request: {name} must be a string")
    return lambda row: _text(row, name) in [str(each) for each in wanted]


def _compared(given: Row) -> Test:
    name, operator, value = (given.get(key) for key in ("field", "operator", "value"))
    _check_field(str(name))
    tests: Mapping[str, Callable[[str], bool]] = {
        "eq": lambda text: text == str(value),
        "ne": lambda text: text != str(value),
        "contains": lambda text: str(value) in text,
        "startsWith": lambda text: text.startswith(str(value)),
        "endsWith": lambda text: text.endswith(str(value)),
        "in": lambda text: text in value if isinstance(value, list) else False,
        "not_in": lambda text: text not in value if isinstance(value, list) else True,
    }
    test = tests.get(str(operator))
    if test is None:
        raise Problem(400, f"Bad Request: operator must be one of {', '.join(tests)}")
    return lambda row: test(_text(row, str(name)))


def _check_field(name: str) -> None:
    if name in NOT_SEARCHABLE:
        raise Problem(400, f"Bad Request: {name} is not searchable")


def _text(row: Row, name: str) -> str:
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return json.dumps(value) if isinstance(value, bool) else str(value or "").lower()
