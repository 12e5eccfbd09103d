"""Rows by id, with look-ups by value that do not slow down with their number."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bot.sandbox.words import Words

Row = dict[str, Any]


class Table:
    """Rows in the order of their arrival.

    A row is changed by putting it again; nothing is learnt of a change made behind the table.

    Attributes:
        indexed: The fields that `find` answers from an index.
        searched: The fields whose text `mentioning` looks through.
    """

    def __init__(self, *, indexed: tuple[str, ...], searched: tuple[str, ...]) -> None:
        self.indexed = indexed
        self.searched = searched
        self._rows: dict[str, Row] = {}
        self._ids: list[str] = []
        self._scattered: list[str] = []
        self._turned: dict[str, Row] = {}
        self._sorted = True
        self._index: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._keys: dict[str, list[tuple[str, str]]] = {}
        self._text: dict[str, str] = {}
        self._words = Words()
        self._arrival: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, row_id: str) -> bool:
        return row_id in self._rows

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def __reversed__(self) -> Iterator[Row]:
        return reversed(self._rows.values())

    def get(self, row_id: str) -> Row | None:
        """Find a row by its id."""
        return self._rows.get(row_id)

    def put(self, row: Row) -> None:
        """Add a row, or replace the one of its id."""
        row_id = row["_id"]
        self._forget(row_id)
        if row_id not in self._rows:
            self._ids.append(row_id)
            self._scattered.append(row_id[::-1])
            self._sorted = False
            self._arrival.setdefault(row_id, len(self._arrival))
        self._rows[row_id] = self._turned[row_id[::-1]] = row
        self._keys[row_id] = [
            (name, str(row[name]).casefold()) for name in self.indexed if row.get(name)
        ]
        for key in self._keys[row_id]:
            self._index[key][row_id] = None
        self._text[row_id] = "\n".join(str(row.get(name, "")).lower() for name in self.searched)
        self._words.note(row_id, self._text[row_id])

    def remove(self, row_id: str) -> None:
        """Take a row out; one that is not there is no error."""
        if self._rows.pop(row_id, None) is not None:
            self._forget(row_id)
            self._text.pop(row_id)
            del self._turned[row_id[::-1]]
            self._sort()
            del self._ids[bisect_left(self._ids, row_id)]
            del self._scattered[bisect_left(self._scattered, row_id[::-1])]

    def find(self, field: str, value: str) -> list[Row]:
        """List the rows with this value in an indexed field, whatever its case."""
        return [self._rows[row_id] for row_id in self._index.get((field, value.casefold()), ())]

    def by_id(self, start: int = 0, end: int | None = None) -> list[Row]:
        """List all rows in the order of their ids, or a part of them."""
        self._sort()
        return [self._rows[row_id] for row_id in self._ids[start:end]]

    def unsorted(self) -> list[Row]:
        """List all rows as they come when no order was asked for: not by id, nor by arrival."""
        self._sort()
        return [self._turned[each] for each in self._scattered]

    def mentioning(self, terms: list[str]) -> list[Row]:
        """List the rows in whose searched fields one of these lower-case terms occurs."""
        found: dict[str, None] = {}
        for term in terms:
            # Few rows are looked at: this runs at every key that somebody types into a live search.
            known = self._words.candidates(term)
            ids = self._text if known is None else sorted(known, key=self._arrival.__getitem__)
            found |= {row_id: None for row_id in ids if term in self._text.get(row_id, "")}
        return [self._rows[row_id] for row_id in found]

    def _sort(self) -> None:
        # Nearly in order already: what came last is at the end.
        if not self._sorted:
            self._ids.sort()
            self._scattered.sort()
            self._sorted = True

    def _forget(self, row_id: str) -> None:
        for key in self._keys.pop(row_id, ()):
            self._index[key].pop(row_id)
            if not self._index[key]:
                del self._index[key]
