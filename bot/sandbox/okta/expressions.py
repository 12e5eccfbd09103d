"""The part of Okta's expression language that group rules are written in.

    or and not ( )      also as || && !
    == !=               of attributes and texts, null too
    String.startsWith(user.login, "a")  String.stringContains(...)
    isMemberOfAnyGroup("00g...", ...)

Source: https://developer.okta.com/docs/reference/okta-expression-language/
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.okta.errors import invalid

TOKEN: Final = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<sign>==|!=|&&|\|\||[!(),])|(?P<word>[\w.]+))'
)


@dataclass(frozen=True)
class Subject:
    """Who is asked about: a profile, and the ids of their groups."""

    profile: Mapping[str, Any]
    groups: Collection[str]


Test = Callable[[Subject], Any]


def compiled(text: str) -> Test:
    """Make a test of an expression.

    Raises:
        OktaError: E0000001, it cannot be read.
    """
    reader = _Reader(_tokens(text))
    try:
        test = reader.either()
        reader.end()
    except (IndexError, KeyError, ValueError):
        raise invalid("conditions.expression", f"Invalid expression: {text}") from None
    return test


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while text[at:].strip():
        found = TOKEN.match(text, at)
        if found is None:
            raise invalid("conditions.expression", f"Invalid expression: {text}")
        tokens.append(found[0].strip())
        at = found.end()
    return tokens


class _Reader:
    """Reads an expression from its first token to its last; IndexError where it ends too soon."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def either(self) -> Test:
        left = self.both()
        while self._takes("||", "or", "OR"):
            left = _any(left, self.both())
        return left

    def both(self) -> Test:
        left = self.one()
        while self._takes("&&", "and", "AND"):
            left = _all(left, self.one())
        return left

    def one(self) -> Test:
        if self._takes("!", "not", "NOT"):
            inner = self.one()
            return lambda subject: not inner(subject)
        if self._takes("("):
            inner = self.either()
            self._expect(")")
            return inner
        left = self.value()
        if self._takes("=="):
            right = self.value()
            return lambda subject: left(subject) == right(subject)
        if self._takes("!="):
            right = self.value()
            return lambda subject: left(subject) != right(subject)
        return left

    def value(self) -> Test:
        token = self._next()
        if token.startswith('"'):
            return _constant(re.sub(r"\\(.)", r"\1", token[1:-1]))
        if token in ("true", "false", "null"):
            return _constant({"true": True, "false": False, "null": None}[token])
        if token.startswith("user."):
            name = token.removeprefix("user.")
            return lambda subject: subject.profile.get(name)
        return _call(token, self._arguments())

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise ValueError(self._tokens[self._at])

    def _arguments(self) -> list[Test]:
        self._expect("(")
        found: list[Test] = []
        while not self._takes(")"):
            found.append(self.value())
            self._takes(",")
        return found

    def _next(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _takes(self, *wanted: str) -> bool:
        here = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += here in wanted
        return here in wanted

    def _expect(self, sign: str) -> None:
        if not self._takes(sign):
            raise ValueError(sign)


def _constant(value: Any) -> Test:
    return lambda subject: value


def _any(left: Test, right: Test) -> Test:
    return lambda subject: left(subject) or right(subject)


def _all(left: Test, right: Test) -> Test:
    return lambda subject: left(subject) and right(subject)


def _call(name: str, given: list[Test]) -> Test:
    if name == "isMemberOfAnyGroup":
        return lambda subject: any(each(subject) in subject.groups for each in given)
    compare = {"String.startsWith": str.startswith, "String.stringContains": str.__contains__}[name]
    text, piece = given
    return lambda subject: compare(str(text(subject) or ""), str(piece(subject) or ""))
