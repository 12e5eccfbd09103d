"""Users, and the rules for creating and changing them.

The rules are the ones that bite: names that must be unique, a username that is fixed once its
user is bound, `state` and `suspended` that must agree, fields that are mastered elsewhere.
Passwords are kept as they are, in memory: this is a stand-in, and the laptops must check them.
"""

import re
from typing import Any, Final

from bot.sandbox.jumpcloud.graph import Graph
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.problem import Duplicate, Problem, not_found
from bot.sandbox.jumpcloud.records import USER_FLAGS, USER_LISTS, USER_TEXTS, stamp, user_row
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.store import World

USERNAME: Final = re.compile(r"[A-Za-z][^\s@]{0,29}")
RENAME_REFUSED: Final = (
    "The username cannot be modified because the user is bound to one or more resources."
)
SHORTEST_PASSWORD: Final = 8
WRITABLE: Final = frozenset(
    {*USER_TEXTS, *USER_FLAGS, *USER_LISTS, "email", "restrictedFields", "manager"}
)
INDEXED: Final = ("_id", "username", "email", "systemUsername", "employeeIdentifier")
SEARCHED: Final = (
    *("email", "username", "firstname", "lastname", "displayname"),
    *("systemUsername", "department", "jobTitle", "employeeIdentifier"),
)


class Directory:
    """The users.

    Attributes:
        passwords: What each user's id signs in with; absent where no password was ever set.
        mails: The e-mails sent, oldest first: `to` and `kind` (welcome or activation).
        default_state: State of users created without one, ACTIVATED or STAGED.
    """

    def __init__(self, world: World, users: Table, graph: Graph, insights: Insights) -> None:
        self.users = users
        self.passwords: dict[str, str] = {}
        self.mails: list[dict[str, str]] = []
        self.default_state = "ACTIVATED"
        self._world = world
        self._graph = graph
        self._insights = insights
        self._number = 0

    def get(self, user_id: str) -> Row:
        """Return the user of this id.

        Raises:
            Problem: 404, there is none.
        """
        user = self.users.get(user_id)
        if user is None:
            raise not_found()
        return user

    def find(self, name: str) -> Row | None:
        """Find a user by username, e-mail or id."""
        found = self.users.find("username", name) or self.users.find("email", name)
        return found[0] if found else self.users.get(name)

    def create(self, fields: dict[str, Any], *, user_id: str = "", source: str = "") -> Row:
        """Create a user; `source` becomes their creationSource.

        Raises:
            Duplicate: username, e-mail or another unique field is taken.
            Problem: 400, the username breaks the rules, or something is missing.
        """
        for name in ("username", "email"):
            if not fields.get(name):
                raise Problem(400, f"Bad Request: {name} is required")
        state = fields.get("state", self.default_state)
        if state not in ("STAGED", "ACTIVATED", "SUSPENDED"):
            raise Problem(400, "Bad Request: state must be STAGED, ACTIVATED or SUSPENDED")
        self._number += 1
        now = self._world.now()
        user = user_row(user_id or self._world.jumpcloud_id(), self._number, now)
        user |= {"state": state, "suspended": state == "SUSPENDED"}
        user["creationSource"] = source or user["creationSource"]
        given = {key: value for key, value in fields.items() if key not in ("state", "suspended")}
        return self._write(user, given)

    def change(self, user_id: str, fields: dict[str, Any], *, by_scim: bool = False) -> Row:
        """Merge fields into a user: what is left out stays, an empty string clears.

        Raises:
            Duplicate: a unique field is taken.
            Problem: 400, one of the rules forbids it; 404, there is no such user.
        """
        user = self.get(user_id)
        if not by_scim:
            _check_mastered(user, fields)
        renamed = "username" in fields and fields["username"] != user["username"]
        if renamed and self._graph.systems_of(user_id):
            raise Problem(400, RENAME_REFUSED)
        return self._write(user, {**fields, **_state(user, fields)})

    def suspend(self, user_id: str) -> Row:
        """Suspend a user; one who is suspended stays so."""
        return self.change(user_id, {"state": "SUSPENDED", "suspended": True})

    def activate(self, user_id: str, *, email: object = True) -> Row:
        """Let a STAGED user in, and write to them unless `email` is False.

        Whether the real endpoint takes a SUSPENDED user is not published; here it does not.
        """
        user = self.get(user_id)
        if user["state"] != "STAGED":
            raise Problem(400, f"Bad Request: the user is not STAGED but {user['state']}")
        if email is not False:
            kind = "welcome" if user["activated"] else "activation"
            to = email if isinstance(email, str) else user["alternateEmail"] or user["email"]
            self.mails.append({"to": to, "kind": kind})
        return self._write(user, {"state": "ACTIVATED"})

    def unlock(self, user_id: str) -> Row:
        """End a lock-out by bad passwords."""
        return self._write(self.get(user_id), {"account_locked": False, "badLoginAttempts": 0})

    def _write(self, user: Row, fields: dict[str, Any]) -> Row:
        self._check(user, fields)
        inner = {"state", "suspended", "badLoginAttempts"}
        changes = {name: fields[name] for name in fields if name in WRITABLE | inner}
        password = fields.get("password")
        if password:
            self.passwords[user["_id"]] = password
            changes |= {"activated": True, "password_date": stamp(self._world.now())}
            changes |= {"password_expired": False}
        if "account_locked" in changes:
            locked = bool(changes["account_locked"])
            changes["account_locked_date"] = stamp(self._world.now()) if locked else None
        row = {**user, **changes}
        before = self.users.get(user["_id"])
        self.users.put(row)
        self._insights.user_written(before, row, password=bool(password))
        self._graph.user_changed(row)
        self._world.changed()
        return row

    def _check(self, user: Row, fields: dict[str, Any]) -> None:
        for name in (*USER_TEXTS, "email", "password"):
            if not isinstance(fields.get(name, ""), str | None):
                raise Problem(400, f"Bad Request: {name} must be a string")
        for name in USER_LISTS:
            if not isinstance(fields.get(name, []), list):
                raise Problem(400, f"Bad Request: {name} must be a list")
        if "username" in fields and not USERNAME.fullmatch(fields["username"] or ""):
            raise Problem(400, "Bad Request: username is not valid")
        if "email" in fields and "@" not in (fields["email"] or ""):
            raise Problem(400, "Bad Request: email is not valid")
        if fields.get("password") and len(fields["password"]) < SHORTEST_PASSWORD:
            raise weak_password("passwordMinLength")
        self._check_unique(user, fields)

    def _check_unique(self, user: Row, fields: dict[str, Any]) -> None:
        # A Local User Account shares one name space with the usernames: either would claim the
        # same account on a device.
        names = ("username", "systemUsername")
        for name in (*names, "email", "employeeIdentifier"):
            value = fields.get(name)
            rivals = names if name in names else (name,)
            found = [row for each in rivals for row in self.users.find(each, value or "")]
            if any(row["_id"] != user["_id"] for row in found):
                raise Duplicate(f"Bad Request: {name} is already in use")


def weak_password(rule: str) -> Problem:
    """Make the answer to a password that breaks a rule; `details` go out only when asked for."""
    detail = {
        "fieldViolationsList": [{"field": "password", "description": rule}],
        "@type": "type.googleapis.com/google.rpc.BadRequest",
    }
    more = {"code": 400, "status": "INVALID_ARGUMENT", "details": [detail]}
    return Problem(400, "Password validation fail", more)


def _state(user: Row, fields: dict[str, Any]) -> dict[str, Any]:
    if "state" in fields:
        state, suspended = fields["state"], fields.get("suspended", user["suspended"])
        if state not in ("ACTIVATED", "SUSPENDED"):
            raise Problem(400, "Bad Request: state must be ACTIVATED or SUSPENDED")
        if suspended != (state == "SUSPENDED"):
            pair = f"(state={state} suspended={str(suspended).lower()})"
            raise Problem(400, f"Cannot save conflicting state and suspended fields. {pair}")
        return {"state": state, "suspended": suspended}
    if "suspended" not in fields:
        return {}
    if not isinstance(fields["suspended"], bool):
        raise Problem(400, "Bad Request: suspended must be a boolean")
    if fields["suspended"]:
        return {"state": "SUSPENDED"}
    return {"state": "ACTIVATED"} if user["suspended"] else {}


def _check_mastered(user: Row, fields: dict[str, Any]) -> None:
    for name in (each["field"] for each in user["restrictedFields"]):
        if name in fields and fields[name] != user.get(name):
            raise Problem(400, f"Bad Request: {name} is managed by an external source")
