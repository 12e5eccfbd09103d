"""Which rows may hold a piece of text: by the words of all rows, of which there are few.

A directory of 100,000 people has fewer words than people; a piece is looked for in those.
"""

import re
from collections.abc import Iterable
from typing import Final

WORD: Final = re.compile(r"\w+")
FRESH: Final = 500


class Words:
    """The words of every row; a row that lost a word may still be named for it."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, None]] = {}
        self._text = "\n"
        self._fresh: list[str] = []

    def note(self, row_id: str, text: str) -> None:
        """Note the words of a row's text."""
        for word in WORD.findall(text):
            rows = self._rows.get(word)
            if rows is None:
                rows = self._rows[word] = {}
                self._fresh.append(word)
            rows[row_id] = None

    def candidates(self, piece: str) -> set[str] | None:
        """List the ids of the rows in whose text a piece may occur; None where it has no word."""
        parts = WORD.findall(piece)
        if not parts:
            return None
        longest = max(parts, key=len)
        return {row_id for word in self._holding(longest) for row_id in self._rows[word]}

    def _holding(self, part: str) -> Iterable[str]:
        if len(self._fresh) > FRESH:
            self._text += "\n".join(self._fresh) + "\n"
            self._fresh = []
        at = self._text.find(part)
        while at >= 0:
            start, end = self._text.rindex("\n", 0, at) + 1, self._text.index("\n", at)
            yield self._text[start:end]
            at = self._text.find(part, end)
        yield from (word for word in self._fresh if part in word)
