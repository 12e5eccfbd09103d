"""`fields=` of a list of users: only what is asked for is answered, and the id."""

import re
from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.okta.errors import invalid

FIELDS: Final = re.compile(r"\s*([A-Za-z_]\w*)\s*(?::\(([^()]*)\))?\s*(?:,|$)")

Row = dict[str, Any]


def projected(text: str) -> Callable[[Row], Row]:
    """Make what cuts a user down to `id,status,profile:(login,email)`; empty text keeps all.

    Raises:
        OktaError: E0000001, it cannot be read.
    """
    if not text:
        return lambda row: row
    wanted: dict[str, tuple[str, ...]] = {}
    at = 0
    while at < len(text):
        found = FIELDS.match(text, at)
        if found is None:
            raise invalid("fields", f"fields: cannot be read at position {at}")
        wanted[found[1]] = tuple(each.strip() for each in (found[2] or "").split(",") if each)
        at = found.end()

    def cut(row: Row) -> Row:
        shown = {name: row[name] for name in ("id", *wanted) if name in row}
        for name, inner in wanted.items():
            if inner and isinstance(shown.get(name), dict):
                shown[name] = {each: shown[name][each] for each in inner if each in shown[name]}
        return shown

    return cut
