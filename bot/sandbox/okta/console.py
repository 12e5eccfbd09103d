"""What a test or the page sees of Okta, and what people and administrators do there by hand."""

from collections.abc import Iterable
from typing import Any, Final

from bot.sandbox.cast import PASSWORD
from bot.sandbox.okta import checks, factors, lifecycle, render, scene, users
from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError
from bot.sandbox.okta.log import Log, target
from bot.sandbox.okta.model import Group, Push, User
from bot.sandbox.okta.rules import GroupRule
from bot.sandbox.store import World

BASE: Final = "https://acme.okta.com"
ADMIN: Final = {
    "id": "00uITAdmin0000000dq7",
    "type": "User",
    "alternateId": "it@acme.example",
    "displayName": "IT Admin",
    "detailEntry": None,
}
"""Who sits at the console."""
TRIES: Final = 10
# As the log words what a user may since.
ROLES: Final = {
    "SUPER_ADMIN": "Super administrator",
    "ORG_ADMIN": "Organization administrator",
    "HELP_DESK_ADMIN": "Help Desk administrator",
}


class Console:
    """The org, without its API.

    Attributes:
        directory: Users, groups, mails, and the settings a test may change.
        app: The JumpCloud app.
    """

    def __init__(self, world: World, log: Log, directory: Directory) -> None:
        self._world = world
        self._log = log
        self.directory = directory
        self.app = directory.app

    def status(self, login: str) -> str | None:
        """Tell a user's status; None when there is no such user."""
        user = self.directory.find(login)
        return user.status if user else None

    def user(self, login: str) -> dict[str, Any] | None:
        """Get a user as in `users`, by login, id or short name."""
        user = self.directory.find(login)
        return self._shown(user) if user else None

    def app_user(self, login: str) -> dict[str, Any] | None:
        """Get a user's account in the JumpCloud app in Okta's JSON; None when not assigned."""
        user = self.directory.find(login)
        found = self.app.users.get(user.id) if user else None
        return render.app_user(found, self.app.id, BASE) if found else None

    def _shown(self, user: User) -> dict[str, Any]:
        names = [group.name for group in self.directory.groups_of(user)]
        shown = render.user(user, BASE, links=False)
        return shown | {"groups": names, "appUser": self.app_user(user.id)}

    def add_user(
        self,
        login: str,
        *,
        first_name: str = "Ada",
        last_name: str = "Lovelace",
        status: str = "ACTIVE",
        groups: Iterable[str] = (),
        password: str | None = None,
        **profile: Any,
    ) -> dict[str, Any]:
        """Add a user as an administrator would, by hand, in whichever status; groups by name.

        A user in LIVE status has a password unless it is PROVISIONED.
        """
        names = {"firstName": first_name, "lastName": last_name}
        filled = {"login": login, "email": login, **names, **profile}
        sent = checks.profile(self.directory, filled)
        if status not in ("STAGED", "PROVISIONED", "DEPROVISIONED"):
            password = password or PASSWORD
        with self._log.by(ADMIN):
            user = users.new_user(self.directory, sent, password)
            scene.place(self.directory, user, status, [self._group(name) for name in groups])
        self._world.changed()
        return self._shown(user)

    def join(self, login: str, group: str) -> None:
        """Put a user in a group, by name."""
        with self._log.by(ADMIN):
            self.directory.join(self._group(group), self.directory.get(login))
        self._world.changed()

    def leave(self, login: str, group: str) -> None:
        """Take a user out of a group, by name."""
        with self._log.by(ADMIN):
            self.directory.leave(self._group(group), self.directory.get(login))
        self._world.changed()

    def do(self, verb: str, login: str) -> None:
        """Do what the console's button does: `suspend`, `unsuspend`, `deactivate`, `activate` ...

        Raises:
            OktaError: the user's status does not allow it.
        """
        query = {"sendEmail": "true"}
        user = self.directory.get(login)
        with self._log.by(ADMIN):
            lifecycle.VERBS[f"lifecycle/{verb}"](self.directory, user, query, BASE)
        self._world.changed()

    def lock(self, login: str) -> None:
        """Lock a user out, as ten wrong passwords do."""
        user = self.directory.get(login)
        text = "Max sign in attempts exceeded"
        with self._log.by(target(user)):
            self._log.write("user.account.lock", text, user, result="FAILURE", reason="LOCKED_OUT")
        self.directory.set_status(user, "LOCKED_OUT")
        self._world.changed()

    def enrol_phone(self, login: str) -> str:
        """Let a user confirm by push on a phone, and by its code; return the push's factor id."""
        return factors.enrol_phone(self.directory, self.directory.get(login)).id

    def asked_on_phone(self, login: str) -> Push | None:
        """Give the push that a user's phone shows now; None where it shows none."""
        return factors.waiting_for(self.directory, self.directory.get(login))

    def answer_push(self, login: str, *, approve: bool = True, number: int | None = None) -> None:
        """Press the number or No on the phone, as the user does.

        Args:
            number: What is chosen; by default the right one.

        Raises:
            OktaError: nobody asks, or it is too late.
        """
        user = self.directory.get(login)
        factors.answer(self.directory, user, approve=approve, number=number)

    def make_admin(self, login: str, role: str = "SUPER_ADMIN") -> None:
        """Give a user an administrator role."""
        user = self.directory.get(login)
        user.roles.append(role)
        granted = ", ".join(ROLES.get(each, each) for each in user.roles)
        with self._log.by(ADMIN):
            self._log.write(
                "user.account.privilege.grant", "Grant user privilege", user,
                debug={"privilegeGranted": granted},
            )  # fmt: skip
        self._world.changed()

    def activate(self, login: str, password: str = PASSWORD) -> None:
        """Open the mail or link and choose a password, as the user does.

        Raises:
            OktaError: nobody sent them one, or the password is too weak.
        """
        user = self.directory.get(login)
        if user.status not in ("PROVISIONED", "RECOVERY"):
            raise OktaError("E0000038")
        with self._log.by(target(user)):
            self.directory.set_password(user, checks.password(password, user.login))
            self.directory.set_status(user, "ACTIVE")
        self._world.changed()

    def sign_in(self, login: str, password: str, *, new_password: str | None = None) -> bool:
        """Sign in as the user does; an expired password must be changed on the way.

        Where passwords are synchronised, each sign-in pushes the password again.

        Raises:
            OktaError: the new password is too weak.
        """
        user = self.directory.find(login)
        if user is None or user.status not in ("ACTIVE", "PASSWORD_EXPIRED"):
            return False
        if user.password != password:
            user.failed_sign_ins += 1
            if user.failed_sign_ins >= TRIES:
                self.lock(login)
            return False
        if user.status == "PASSWORD_EXPIRED":
            if new_password is None:
                return False
            with self._log.by(target(user)):
                self.directory.set_password(user, checks.password(new_password, user.login))
                self.directory.set_status(user, "ACTIVE")
        self._signed_in(user, pushed=new_password is not None)
        return True

    def _signed_in(self, user: User, *, pushed: bool) -> None:
        user.failed_sign_ins = 0
        user.sessions += 1
        user.last_login = self._world.now()
        with self._log.by(target(user)):
            self._log.write("user.session.start", "User login to Okta", user)
        if not pushed:
            self.app.password_changed(user)
        self._world.changed()

    def add_rule(self, name: str, expression: str, *groups: str) -> GroupRule:
        """Add a rule of groups and activate it; groups by name."""
        ids = [self._group(each).id for each in groups]
        sent = {
            "name": name,
            "conditions": {"expression": {"value": expression}},
            "actions": {"assignUserToGroups": {"groupIds": ids}},
        }
        rule_id = self._world.okta_id("0pr")
        rule = self.directory.rules.add(rule_id, sent, self.directory.groups)
        rule.status = "ACTIVE"
        for user in self.directory.users.values():
            self.directory.rules.touch(user)
        return rule

    def _group(self, name: str) -> Group:
        found = [each for each in self.directory.groups.values() if name in (each.name, each.id)]
        if not found:
            raise KeyError(name)
        return found[0]
