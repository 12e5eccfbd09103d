"""Users, and what happens to them: created, changed, suspended, locked out, deleted.

What bites is in `user_rules`: names that must be unique, a username that is fixed once its user
is bound, `state` and `suspended` that must agree, fields that are mastered elsewhere.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.jumpcloud.agenda import Agenda
from bot.sandbox.jumpcloud.graph import Graph, Node
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.membership import Membership
from bot.sandbox.jumpcloud.passwords import Passwords
from bot.sandbox.jumpcloud.problem import Duplicate, Problem, not_found
from bot.sandbox.jumpcloud.records import USER_FLAGS, USER_LISTS, USER_TEXTS, stamp, user_row
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.jumpcloud.user_rules import (
    STATES,
    check_mastered,
    check_shapes,
    externally_managed,
    mastered,
    read_state,
)
from bot.sandbox.store import World

RENAME_REFUSED: Final = (
    "The username cannot be modified because the user is bound to one or more resources."
)
WRITABLE: Final = frozenset(
    {*USER_TEXTS, *USER_FLAGS, *USER_LISTS, "email", "restrictedFields", "manager"}
)
INNER: Final = frozenset(
    {
        "state",
        "suspended",
        "badLoginAttempts",
        "password_expired",
        "mfa",
        "totp_enabled",
        "mfaEnrollment",
    }
)
INDEXED: Final = ("_id", "username", "email", "systemUsername", "employeeIdentifier", "manager")
SEARCHED: Final = (
    *("email", "username", "firstname", "lastname", "displayname"),
    *("systemUsername", "department", "jobTitle", "employeeIdentifier"),
)


class Directory:
    """The users.

    Attributes:
        secrets: Their passwords, and the rules for them.
        mails: The e-mails sent, oldest first: `to` and `kind` (welcome or activation).
        default_state: State of users created without one, ACTIVATED or STAGED.
    """

    def __init__(
        self,
        *,
        world: World,
        agenda: Agenda,
        users: Table,
        graph: Graph,
        membership: Membership,
        insights: Insights,
    ) -> None:
        self.users = users
        self.secrets = Passwords()
        self.mails: list[dict[str, str]] = []
        self.default_state = "ACTIVATED"
        self._world = world
        self._agenda = agenda
        self._graph = graph
        self._membership = membership
        self._insights = insights
        self._number = 0

    @property
    def passwords(self) -> dict[str, str]:
        """What each user's id signs in with; absent where no password was ever set."""
        return self.secrets.current

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

    def create(self, fields: Row, *, user_id: str = "", source: str = "") -> Row:
        """Create a user; `source` becomes their creationSource.

        Raises:
            Duplicate: username, e-mail or another unique field is taken.
            Problem: 400, the username breaks the rules, or something is missing.
        """
        for name in ("username", "email"):
            if not fields.get(name):
                raise Problem(400, f"Bad Request: {name} is required")
        state = fields.get("state", self.default_state)
        if state not in STATES:
            raise Problem(400, f"Bad Request: state must be one of {', '.join(STATES)}")
        if fields.get("suspended", state == "SUSPENDED") != (state == "SUSPENDED"):
            raise Problem(400, "Cannot save conflicting state and suspended fields.")
        self._number += 1
        now = self._world.now()
        user = user_row(user_id or self._world.jumpcloud_id(), self._number, now)
        user |= {"state": state, "suspended": state == "SUSPENDED"}
        user["creationSource"] = source or user["creationSource"]
        given = {key: value for key, value in fields.items() if key not in INNER}
        return self._write(user, given)

    def enter(self, user: Row, password: str) -> None:
        """Take in somebody as if they had been there for long: nothing is checked or logged."""
        self.secrets.put(user["_id"], password)
        self.users.put(user)
        with self._insights.silence():
            self._membership.user_changed(user)

    def change(self, user_id: str, fields: Row, *, by_scim: bool = False) -> Row:
        """Merge fields into a user: what is left out stays, an empty string clears.

        Raises:
            Duplicate: a unique field is taken.
            Problem: 400, one of the rules forbids it; 404, there is no such user.
        """
        user = self.get(user_id)
        if not by_scim:
            check_mastered(user, fields)
        renamed = "username" in fields and fields["username"] != user["username"]
        if renamed and self._graph.systems_of(user_id):
            raise Problem(400, RENAME_REFUSED)
        given = {name: value for name, value in fields.items() if name not in INNER}
        given |= read_state(user, fields) | externally_managed(fields)
        return self._write(user, given, history=not by_scim)

    def delete(self, user_id: str, *, cascade: bool) -> Row:
        """Delete a user; there is no way back.

        Args:
            cascade: Whether those whose manager they are shall have none afterwards.

        Raises:
            Problem: 404, or 409 because they are somebody's manager.
        """
        user = self.get(user_id)
        reports = self.users.find("manager", user_id)
        if reports and not cascade:
            raise Problem(409, "Conflict: the user is the manager of other users")
        for each in reports:
            self._write(each, {"manager": ""})
        self._graph.remove(Node("user", user_id))
        self.users.remove(user_id)
        self.secrets.forget(user_id)
        self._insights.about_user("user_delete", user)
        self._world.changed()
        return user

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
            self.write_to(user, str(email) if isinstance(email, str) else "")
        return self._write(user, {"state": "ACTIVATED"})

    def write_to(self, user: Row, address: str = "") -> None:
        """Send somebody a welcome, or without a password the mail in which they choose one."""
        kind = "welcome" if user["activated"] else "activation"
        private = "" if user["activated"] else user["alternateEmail"]
        self.mails.append({"to": address or private or user["email"], "kind": kind})
        if kind == "activation":
            self._insights.about_user("user_activation_email", user)
        self._world.changed()

    def unlock(self, user_id: str) -> Row:
        """End a lock-out by bad passwords."""
        return self._write(self.get(user_id), {"account_locked": False, "badLoginAttempts": 0})

    def expire(self, user_id: str) -> Row:
        """Make a user's password expired; they must choose another."""
        user = self._write(self.get(user_id), {"password_expired": True})
        self._insights.about_user("user_password_expired", user)
        return user

    def sign_in_failed(self, user_id: str) -> Row:
        """Count a bad password; too many of them lock the user out, for a time or for good."""
        user = self.get(user_id)
        failures = user["badLoginAttempts"] + 1
        locked = user["account_locked"] or self.secrets.locks_out(failures)
        policy = self.secrets.policy
        if locked and not user["account_locked"] and policy["enableLockoutTimeInSeconds"]:
            due = self._world.now() + timedelta(seconds=policy["lockoutTimeInSeconds"])
            self._agenda.at(due, lambda: self._unlock_again(user_id))
        return self._write(user, {"badLoginAttempts": failures, "account_locked": locked})

    def signed_in(self, user_id: str) -> None:
        """Forget the bad passwords of somebody who knew the good one."""
        if self.get(user_id)["badLoginAttempts"]:
            self._write(self.get(user_id), {"badLoginAttempts": 0})

    def set_mfa(self, user_id: str, mfa: Row, **fields: Any) -> Row:
        """Write what is known of a user's second factor; an exclusion ends by itself."""
        enrolled = self.get(user_id)["totp_enabled"]
        user = self._write(self.get(user_id), {"mfa": mfa, **fields})
        if enrolled and not user["totp_enabled"]:
            self._insights.about_user("totp_delete_enrollment", user)
        if until := mfa.get("exclusionUntil"):
            due = datetime.fromisoformat(until)
            self._agenda.at(due, lambda: self._end_exclusion(user_id, until))
        return user

    def _write(self, user: Row, fields: Row, *, history: bool = True) -> Row:
        check_shapes(fields)
        self._check_others(user, fields)
        changes = {name: fields[name] for name in fields if name in WRITABLE | INNER}
        password = fields.get("password")
        if password:
            self.secrets.check(user | changes, password, history=history)
            changes |= self._with_password(user | changes, password)
        if "account_locked" in changes:
            locked = changes["account_locked"]
            since = user["account_locked_date"] or stamp(self._world.now())
            changes["account_locked_date"] = since if locked else None
        row = {**user, **changes}
        before = self.users.get(user["_id"])
        self.users.put(row)
        self._insights.user_written(before, row, password=bool(password))
        self._membership.user_changed(row)
        self._graph.touch(list(self._graph.systems_of(row["_id"])))
        self._world.changed()
        return row

    def _with_password(self, user: Row, password: str) -> Row:
        self.secrets.put(user["_id"], password)
        now = self._world.now()
        # Nobody's password expires here that is mastered elsewhere.
        ends = None if "password" in mastered(user) else self.secrets.expires(now)
        if ends and not user["password_never_expires"]:
            self._agenda.at(ends, lambda: self._expire_again(user["_id"], stamp(ends)))
        return {
            "activated": True,
            "password_date": stamp(now),
            "password_expired": False,
            "password_expiration_date": stamp(ends) if ends else None,
        }

    def _expire_again(self, user_id: str, ends: str) -> None:
        user = self.users.get(user_id)
        if user and user["password_expiration_date"] == ends and not user["password_expired"]:
            self.expire(user_id)

    def _unlock_again(self, user_id: str) -> None:
        if user_id in self.users:
            self.unlock(user_id)

    def _end_exclusion(self, user_id: str, until: str) -> None:
        user = self.users.get(user_id)
        if user and user["mfa"].get("exclusionUntil") == until:
            user = self._write(user, {"mfa": {"configured": False, "exclusion": False}})
            self._insights.about_user("user_mfa_exclusion_expired", user)

    def _check_others(self, user: Row, fields: Row) -> None:
        # A Local User Account shares one name space with the usernames: either would claim the
        # same account on a device.
        names = ("username", "systemUsername")
        for name in (*names, "email", "employeeIdentifier"):
            value = fields.get(name)
            rivals = names if name in names else (name,)
            found = [row for each in rivals for row in self.users.find(each, value or "")]
            if any(row["_id"] != user["_id"] for row in found):
                raise Duplicate(f"Bad Request: {name} is already in use")
        manager = fields.get("manager")
        if manager and (manager == user["_id"] or manager not in self.users):
            raise Problem(400, "Bad Request: manager must be the id of another user")
