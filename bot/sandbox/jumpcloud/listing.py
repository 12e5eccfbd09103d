"""How API v1 answers lists: `{results, totalCount}`, sorted and cut as was asked for."""

import re
from functools import partial
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.filters import View, row_value, text
from bot.sandbox.jumpcloud.grammar import fields_of, search, v1_query
from bot.sandbox.jumpcloud.problem import Problem, read_window
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.jumpcloud.web import Call


class Listing:
    """The lists and searches of one table.

    Args:
        shown: How a row is answered.
        joined: Makes what can be searched of other rows part of a row; it takes time, so it is
            asked for only where `joins` says that a field of it is meant.
    """

    def __init__(
        self, table: Table, *, shown: View, joined: View | None = None, joins: str = ""
    ) -> None:
        self._table = table
        self._shown = shown
        self._joined = joined
        self._joins = re.compile(joins or r"(?!)")

    def listed(self, call: Call) -> Response:
        """Answer a GET."""
        wanted = v1_query(call.query, consistent=call.consistent)
        if not wanted.conditions and words(call.query.get("sort")) == ["_id"]:
            # Whoever reads everybody asks so, and asks often: only the page is looked at.
            rows = self._table.by_id(*read_window(call.query))
            return self._page(rows, call.query.get("fields"), len(self._table))
        rows = wanted.rows(self._table, self._view(fields_of(wanted)))
        return self._answer(rows, dict(call.query))

    def searched(self, call: Call) -> Response:
        """Answer a POST to a search."""
        body = call.body()
        view = self._view(fields_of(body))
        rows = search(self._table, body, consistent=call.consistent, view=view)
        return self._answer(rows, body)

    def one(self, row: Row, call: Call) -> Response:
        """Answer one row."""
        return JSONResponse(shown(self._shown(row), call.query.get("fields", "")))

    def _view(self, fields: set[str]) -> View | None:
        return self._joined if any(map(self._joins.match, fields)) else None

    def _answer(self, rows: list[Row], given: Row) -> Response:
        start, end = read_window(given)
        ordered = self._ordered(rows, words(given.get("sort")))
        return self._page(ordered[start:end], given.get("fields"), len(rows))

    def _page(self, rows: list[Row], fields: Any, total: int) -> Response:
        page = [shown(self._shown(row), fields) for row in rows]
        return JSONResponse({"results": page, "totalCount": total})

    def _ordered(self, rows: list[Row], names: list[str]) -> list[Row]:
        if names == ["_id"] and len(rows) == len(self._table):
            return self._table.by_id()
        for name in reversed(names):
            key = partial(_text_of, name.removeprefix("-"))
            rows = sorted(rows, key=key, reverse=name.startswith("-"))
        return rows


def _text_of(field: str, row: Row) -> str:
    return text(row_value(row, field))


def shown(row: Row, fields: Any) -> Row:
    """Cut a row down to the fields asked for; the id is always there."""
    names = words(fields)
    return {name: row[name] for name in ("_id", "id", *names) if name in row} if names else row


def words(given: Any) -> list[str]:
    """Read what is parted by spaces, as all lists of v1 are.

    Raises:
        Problem: 400, it is no text.
    """
    if not isinstance(given or "", str):
        raise Problem(400, "Bad Request: fields and sort must be strings")
    # Public code writes commas too, and nobody is refused for it.
    return [word for word in re.split(r"[\s,]+", given or "") if word]
