"""Who is who: what Okta knows of a person, put together from two lists, and their account.

A hundred thousand people are held at a time, so that each is held once and small: texts that are
equal are one, and whoever has met their account is let go.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bot.clients.jumpcloud import PersonRow
from bot.clients.okta import AssignmentRow, UserRow

DEACTIVATED: Final = "DEPROVISIONED"


@dataclass(slots=True)
class OktaPerson:
    """A person in Okta, and their assignment to the JumpCloud app; times are seconds since 1970.

    Attributes:
        status: Okta's; empty where the list of people does not have them, though the app's has.
        changed: When anything of it changed last.
        password_from: When Okta last had a reason to push a password.
        assigned: Whether they have the app.
        external_id: Their account's id in JumpCloud, as Okta knows it.
        pushed: E-mail, first and last name that Okta pushes; empty where it is the profile's.
        since: Since when the assignment has its status.
    """

    id: str
    status: str = ""
    login: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    changed: float = 0.0
    password_from: float = 0.0
    assigned: bool = False
    external_id: str = ""
    app_status: str = ""
    sync_state: str = ""
    user_name: str = ""
    pushed: tuple[str, str, str] = ("", "", "")
    since: float = 0.0

    @property
    def name(self) -> str:
        """First and last name, or the login of one who has none."""
        return f"{self.first_name} {self.last_name}".strip() or self.login or self.id

    @property
    def expected(self) -> tuple[str, str, str]:
        """E-mail, first and last name that JumpCloud should have."""
        own = (self.email, self.first_name, self.last_name)
        email, first, last = (pushed or mine for pushed, mine in zip(self.pushed, own, strict=True))
        return email, first, last


class OktaPeople:
    """Everybody in Okta, from two lists that come at the same time in any order."""

    def __init__(self) -> None:
        self._people: dict[str, OktaPerson] = {}

    def take_user(self, row: UserRow) -> None:
        """Take in a row of the list of people."""
        person = self._of(row.id)
        person.status = row.status
        person.login = row.login
        person.email = row.login if row.email == row.login else row.email
        person.first_name, person.last_name = row.first_name, row.last_name
        person.changed = max(person.changed, row.changed)
        person.password_from = max(person.password_from, row.password_from)
        self._slim(person)

    def take_assignment(self, row: AssignmentRow) -> None:
        """Take in a row of the app's list."""
        person = self._of(row.user_id)
        person.assigned = True
        person.external_id = row.external_id
        person.app_status, person.sync_state = row.status, row.sync_state
        person.user_name = row.user_name
        person.pushed = (row.email, row.first_name, row.last_name)
        person.since = row.since
        person.changed = max(person.changed, row.changed)
        # The password goes along with whoever is made or let in again.
        person.password_from = max(person.password_from, row.since)
        self._slim(person)

    def release(self) -> Iterator[OktaPerson]:
        """Give everybody, and keep nobody."""
        people, self._people = self._people, {}
        while people:
            yield people.popitem()[1]

    def _of(self, user_id: str) -> OktaPerson:
        person = self._people.get(user_id)
        if person is None:
            person = self._people[user_id] = OktaPerson(user_id)
        return person

    def _slim(self, person: OktaPerson) -> None:
        if person.pushed == (person.email, person.first_name, person.last_name):
            person.pushed = ("", "", "")


@dataclass
class Pairs:
    """Brings each account in JumpCloud together with its person in Okta.

    First by the id that Okta knows; whoever is left on both sides, by address.
    """

    _linked: dict[str, OktaPerson] = field(default_factory=dict)
    _others: list[OktaPerson] = field(default_factory=list)
    _orphans: list[PersonRow] = field(default_factory=list)

    @classmethod
    def of(cls, people: OktaPeople) -> "Pairs":
        """Take in everybody in Okta."""
        pairs = cls()
        for person in people.release():
            if not person.external_id:
                pairs._others.append(person)
            elif pairs._linked.setdefault(person.external_id, person) is not person:
                pairs._twice(person)
        return pairs

    def take(self, row: PersonRow) -> OktaPerson | None:
        """Give the person whom Okta has linked to an account; None keeps the account for later."""
        person = self._linked.pop(row.id, None)
        if person is None:
            self._orphans.append(row)
        return person

    def rest(self) -> Iterator[tuple[OktaPerson | None, PersonRow | None]]:
        """Pair by address who is left, and give those who have nobody."""
        left: dict[str, OktaPerson] = {
            each.id: each for each in sorted([*self._others, *self._linked.values()], key=_by_id)
        }
        by_address: dict[str, list[OktaPerson]] = {}
        for person in left.values():
            for address in dict.fromkeys((person.email.casefold(), person.login.casefold())):
                by_address.setdefault(address, []).append(person)
        for row in sorted(self._orphans, key=_by_id):
            address = row.email.casefold()
            found = [each for each in by_address.get(address, ()) if address and each.id in left]
            # Somebody's e-mail goes before somebody else's login.
            found.sort(key=lambda each: each.email.casefold() != address)
            yield (left.pop(found[0].id) if found else None), row
        for person in left.values():
            yield person, None

    def _twice(self, person: OktaPerson) -> None:
        """Two people with one account: the first by id has it, whatever the order of the lists."""
        rival = self._linked[person.external_id]
        first, second = sorted((person, rival), key=_by_id)
        self._linked[person.external_id] = first
        self._others.append(second)


def _by_id(each: OktaPerson | PersonRow) -> str:
    return each.id
