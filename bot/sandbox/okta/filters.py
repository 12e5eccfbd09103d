"""The filter language of Okta's lists and of its log, as far as anybody needs it.

`attribute op "value"`, joined by `and`, `or`, `not` and parentheses. An attribute that leads
through a list, such as `target.id`, holds when any of the list's items does.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.okta.errors import OktaError


@dataclass(frozen=True)
class Test:
    """What a filter says of an object.

    Attributes:
        starts: Attributes and beginnings in lower case, one of which has to be there; None where
            nothing of the kind is known.
    """

    holds: Callable[[Any], bool]
    starts: tuple[tuple[str, str], ...] | None = None

    def __call__(self, item: Any) -> bool:
        """Say whether it holds."""
        return self.holds(item)


LEXEMES: Final = re.compile(
    r'\s*(?:(?P<mark>[()])|(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>[^\s()"]+))'
)
OPERATORS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda have, want: have == want,
    "ne": lambda have, want: have != want,
    "co": lambda have, want: str(want) in str(have),
    "sw": lambda have, want: str(have).startswith(str(want)),
    "ew": lambda have, want: str(have).endswith(str(want)),
    "gt": lambda have, want: str(have) > str(want),
    "ge": lambda have, want: str(have) >= str(want),
    "lt": lambda have, want: str(have) < str(want),
    "le": lambda have, want: str(have) <= str(want),
}


@dataclass(frozen=True)
class Rules:
    """What a list's filter may say.

    Attributes:
        code: The error of a filter that it may not.
        operators: The operators allowed, `pr` included where it is.
        fields: The attributes allowed; None is any.
        folded: Whether values are compared without regard to case.
        contains: The attributes that `co` may be used on; None is any.
    """

    code: str
    operators: Collection[str] = frozenset({*OPERATORS, "pr"})
    fields: Collection[str] | None = None
    folded: bool = True
    contains: Collection[str] | None = None


def compiled(text: str, rules: Rules) -> Test:
    """Read a filter; the test takes a rendered object.

    Raises:
        OktaError: with the rules' code, when it is not a filter or not an allowed one.
    """
    return _Reader(text, rules).whole()


class _Reader:
    def __init__(self, text: str, rules: Rules) -> None:
        self._text = text
        self._rules = rules
        self._lexemes = self._split(text)

    def whole(self) -> Test:
        test = self._either()
        if self._lexemes:
            raise self._wrong()
        return test

    def _wrong(self) -> OktaError:
        return OktaError(self._rules.code, "", f"Invalid filter '{self._text}'")

    def _split(self, text: str) -> list[str]:
        lexemes, at = [], 0
        text = text.rstrip()
        while at < len(text):
            found = LEXEMES.match(text, at)
            if not found:
                raise self._wrong()
            lexemes.append(found[found.lastgroup or 0])
            at = found.end()
        lexemes.reverse()
        return lexemes

    def _next(self) -> str:
        if not self._lexemes:
            raise self._wrong()
        return self._lexemes.pop()

    def _sees(self, word: str) -> bool:
        seen = bool(self._lexemes) and self._lexemes[-1].lower() == word
        if seen:
            self._lexemes.pop()
        return seen

    def _either(self) -> Test:
        tests = [self._both()]
        while self._sees("or"):
            tests.append(self._both())
        if len(tests) == 1:
            return tests[0]
        known = [test.starts for test in tests if test.starts is not None]
        all_known = len(known) == len(tests)
        starts = tuple(each for some in known for each in some) if all_known else None
        return Test(lambda item: any(test(item) for test in tests), starts)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._sees("and"):
            tests.append(self._one())
        if len(tests) == 1:
            return tests[0]
        known = (test.starts for test in tests if test.starts is not None)
        return Test(lambda item: all(test(item) for test in tests), next(known, None))

    def _one(self) -> Test:
        if self._sees("not"):
            test = self._one()
            return Test(lambda item: not test(item))
        if self._sees("("):
            test = self._either()
            if not self._sees(")"):
                raise self._wrong()
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        attribute, operator = self._next(), self._next().lower()
        rules = self._rules
        if operator not in rules.operators or not _allowed(attribute, rules.fields):
            raise self._wrong()
        if operator == "co" and not _allowed(attribute, rules.contains):
            raise self._wrong()
        path = attribute.split(".")
        if operator == "pr":
            return Test(lambda item: any(have is not None for have in values(item, path)))
        want = self._folded(self._value(self._next()))
        compare = OPERATORS[operator]
        starts = None
        if operator in ("eq", "sw") and isinstance(want, str) and want:
            starts = ((attribute, want.casefold()),)
        return Test(
            lambda item: any(compare(self._folded(have), want) for have in values(item, path)),
            starts,
        )

    def _value(self, lexeme: str) -> Any:
        if lexeme.startswith('"'):
            return re.sub(r"\\(.)", r"\1", lexeme[1:-1])
        words = {"true": True, "false": False, "null": None}
        if lexeme in words:
            return words[lexeme]
        if not lexeme.isdigit():
            raise self._wrong()
        return int(lexeme)

    def _folded(self, value: Any) -> Any:
        return value.casefold() if self._rules.folded and isinstance(value, str) else value


def _allowed(attribute: str, fields: Collection[str] | None) -> bool:
    return fields is None or attribute in fields


def values(item: Any, path: list[str]) -> list[Any]:
    """List what an object has at a path; several where it leads through a list."""
    if isinstance(item, list):
        return [value for each in item for value in values(each, path)]
    if not path:
        return [item]
    return values(item.get(path[0]), path[1:]) if isinstance(item, dict) else [None]
