"""The search terms of Directory Insights, read into tests of an event.

Values are kept in lower case: whoever searches for upper case finds nothing.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
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


def mentions(row: Row, words: Any) -> bool:
    """Say whether a text stands anywhere in what can be searched; nothing stands everywhere."""
    return not words or any(str(words).lower() in each for each in _texts(row))


def has_exactly(row: Row, words: Any) -> bool:
    """Say whether a text is one of the values that can be searched."""
    return not words or str(words).lower() in _texts(row)


def field_text(row: Row, name: str) -> str:
    """Write a field's value as it is searched; dots lead into objects.

    Raises:
        Problem: 400, it cannot be searched.
    """
    if name.partition(".")[0] in NOT_SEARCHABLE:
        raise Problem(400, f"Bad Request: {name} is not searchable")
    value: Any = row
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool | dict | list):
        return json.dumps(value).lower()
    return "" if value is None else str(value).lower()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name not in NOT_SEARCHABLE:
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    else:
        yield _text(value)


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
    wanted = value if isinstance(value, list) else [value]
    if any(isinstance(each, bool) for each in wanted):
        raise Problem(400, f"Bad Request: {name} must be a string")
    field_text({}, name)
    return lambda row: field_text(row, name) in [str(each) for each in wanted]


def _compared(given: Row) -> Test:
    name, operator, value = (given.get(key) for key in ("field", "operator", "value"))
    field_text({}, str(name))
    tests: Mapping[str, Callable[[str], bool]] = {
        "eq": lambda text: text == str(value),
        "ne": lambda text: text != str(value),
        "contains": lambda text: str(value) in text,
        "startsWith": lambda text: text.startswith(str(value)),
        "endsWith": lambda text: text.endswith(str(value)),
        "in": lambda text: text in value if isinstance(value, list) else False,
        "not_in": lambda text: text not in value if isinstance(value, list) else True,
        "lt": lambda text: _order(text, value) < 0,
        "gt": lambda text: _order(text, value) > 0,
        "lte": lambda text: _order(text, value) <= 0,
        "gte": lambda text: _order(text, value) >= 0,
        "before": lambda text: _moment(text) < _moment(value),
        "after": lambda text: _moment(text) > _moment(value),
    }
    test = tests.get(str(operator))
    if test is None:
        raise Problem(400, f"Bad Request: operator must be one of {', '.join(tests)}")
    if operator in ("before", "after"):
        _moment(value)
    absent = operator in ("ne", "not_in")

    def compare(row: Row) -> bool:
        have = field_text(row, str(name))
        return test(have) if have else absent

    return compare


def _order(text: str, value: Any) -> int:
    try:
        have, want = float(text), float(value)
    except (TypeError, ValueError):
        return (text > str(value)) - (text < str(value))
    return (have > want) - (have < want)


def _moment(given: Any) -> datetime:
    try:
        # Nanoseconds are more than Python has.
        moment = datetime.fromisoformat(str(given).upper())
    except ValueError:
        raise Problem(400, f"Bad Request: {given} is not an RFC 3339 time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
