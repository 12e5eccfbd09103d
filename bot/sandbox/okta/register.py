"""Finding people among many: by the start of a name, an address or an id."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from bot.sandbox.okta.model import User
from bot.sandbox.words import Words

INDEXED: Final = ("id", "profile.login", "profile.email", "profile.firstName", "profile.lastName")
FRESH: Final = 500


def text_of(user: User) -> str:
    """Give what somebody is found by: name and login, in lower case."""
    return f"{user.name}\n{user.login}".casefold()


class Column:
    """The values of one attribute, in order; what is new waits aside until there is enough."""

    def __init__(self) -> None:
        self._sorted: list[tuple[str, str]] = []
        self._fresh: list[tuple[str, str]] = []

    def add(self, value: str, user_id: str) -> None:
        """Note a user's value; one that they had before stays noted."""
        self._fresh.append((value, user_id))

    def starting(self, text: str) -> Iterable[str]:
        """List the ids of those who have, or once had, a value that starts so."""
        if len(self._fresh) > FRESH:
            self._sorted += self._fresh
            self._sorted.sort()
            self._fresh = []
        at = bisect_left(self._sorted, (text, ""))
        while at < len(self._sorted) and self._sorted[at][0].startswith(text):
            yield self._sorted[at][1]
            at += 1
        for value, user_id in self._fresh:
            if value.startswith(text):
                yield user_id


class Register:
    """Who may be meant: never too few, sometimes too many, so that each has to be looked at."""

    def __init__(self) -> None:
        self._columns = {name: Column() for name in INDEXED}
        self._numbers: dict[str, int] = {}
        self._locals: dict[str, dict[str, None]] = {}
        self._words = Words()

    def note(self, user: User) -> None:
        """Note a user who is new, or whose profile has changed."""
        self._numbers.setdefault(user.id, len(self._numbers))
        local = user.login.casefold().partition("@")[0]
        self._locals.setdefault(local, {})[user.id] = None
        self._words.note(user.id, text_of(user))
        for name, column in self._columns.items():
            value = user.id if name == "id" else user.profile.get(name.partition(".")[2])
            column.add(str(value or "").casefold(), user.id)

    def named(self, local: str) -> list[str]:
        """List the ids of those whose login has, or once had, this local part."""
        return list(self._locals.get(local.casefold(), ()))

    def mentioning(self, piece: str) -> list[str] | None:
        """List, in the order of their coming, in whose name or login a piece may occur; lower case.

        Returns:
            Ids; of some who are gone, too. None where the piece has no word in it.
        """
        found = self._words.candidates(piece)
        return None if found is None else sorted(found, key=self._numbers.__getitem__)

    def candidates(self, starts: Iterable[tuple[str, str]]) -> list[str] | None:
        """List, in the order of their coming, whom one of these beginnings may mean.

        Args:
            starts: Attributes with the text that their value has to begin with, in lower case.

        Returns:
            Ids; of some who are gone, too. None where an attribute is not indexed.
        """
        wanted = list(starts)
        if any(name not in self._columns for name, _ in wanted):
            return None
        found = {each for name, text in wanted for each in self._columns[name].starting(text)}
        return sorted(found, key=self._numbers.__getitem__)
