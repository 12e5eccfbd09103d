"""Pages of a list, and whose they are. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx

from bot.errors import Refused


class Page(NamedTuple):
    """One page of a list; `next` is the whole address of the page after it."""

    rows: list[Any]
    next: str | None
    headers: Mapping[str, str]


def refuse_stranger(provider: str, url: str, home: httpx.URL, reference: str = "") -> None:
    """Refuse an address that is not the provider's own.

    Args:
        url: Of a page; below the provider's address, or a whole one that it named.
        reference: Of the exchange that named it.

    Raises:
        Refused: it is on another host, or no address at all.
    """
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL:
        where = "where nothing can be"
    else:
        there = (target.scheme, target.netloc)
        if not target.is_absolute_url or there == (home.scheme, home.netloc):
            return
        where = f"on {target.host}, not on {home.host}"
    raise Refused(f"{provider} says the next page is {where}", provider, reference)
