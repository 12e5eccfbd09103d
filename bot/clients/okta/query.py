"""Expressions for Okta's `search` and `filter`. Pure; what people typed is always quoted."""

from collections.abc import Sequence
from typing import Final

LONGEST_TEXT: Final = 100
MOST_WORDS: Final = 4


def quoted(text: str) -> str:
    r"""Write a value: `ada "x"` becomes `"ada \"x\""`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def containing(text: str, fields: Sequence[str]) -> str:
    """Write that every word of a text stands in one of the fields; empty when it has no words."""
    terms = (
        " or ".join(f"{field} co {quoted(word)}" for field in fields)
        for word in text[:LONGEST_TEXT].split()[:MOST_WORDS]
    )
    return " and ".join(f"({term})" for term in terms)


def equal(text: str, fields: Sequence[str]) -> str:
    """Write that one of the fields is a text, as it was typed or in lower case.

    Okta's `filter` compares by case, and addresses are rarely stored in any other two ways.
    """
    spellings = dict.fromkeys((text, text.lower()))
    return " or ".join(
        f"{field} eq {quoted(spelling)}" for field in fields for spelling in spellings
    )
