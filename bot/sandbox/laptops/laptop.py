"""One laptop: its accounts, its agent, its login screen."""

from typing import Any, Final

from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.graph import sudo
from bot.sandbox.jumpcloud.records import stamp
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.laptops.account import SELF_SERVICE, Account, Outcome, System
from bot.sandbox.store import World

SERVICE_ACCOUNT: Final = "_jumpcloudserviceaccount"
LISTS_DISABLED: Final = ("macOS", "Linux")
WRONG: Final = Outcome(ok=False, message="The username or password is wrong.")


class Laptop:
    """A laptop with JumpCloud's agent.

    Attributes:
        id: The device's id in JumpCloud.
        accounts: By their exact name; the systems compare names byte for byte.
    """

    def __init__(
        self, world: World, jumpcloud: JumpCloud, row: Row, *, system: System, online: bool = True
    ) -> None:
        self.id = str(row["_id"])
        self.name = str(row["displayName"])
        self.os: System = system
        self.accounts: dict[str, Account] = {}
        self._online = online
        self._world = world
        self._jumpcloud = jumpcloud
        if system == "macOS":
            # Whoever looks for an account to take over must not offer this one.
            self.accounts[SERVICE_ACCOUNT] = Account(
                SERVICE_ACCOUNT, "JumpCloud", admin=True, service=True
            )

    @property
    def online(self) -> bool:
        """Whether the agent is connected."""
        return self._online

    @property
    def enrolled(self) -> bool:
        """Whether JumpCloud has a record of it; deleting the record takes the agent away."""
        return self._jumpcloud.system(self.id) is not None

    @property
    def login_screen(self) -> list[dict[str, Any]]:
        """What the login screen lists: username, full_name, managed, disabled, admin of each."""
        return [
            account.shown()
            for account in self.accounts.values()
            if not account.service
            and not account.hidden
            and (not account.disabled or self.os in LISTS_DISABLED)
        ]

    @property
    def sign_in_with_jumpcloud(self) -> bool:
        """Whether the login screen offers it: where the system can, and nobody is bound."""
        family = SELF_SERVICE.get(self.os, "")
        offered = self._jumpcloud.organization.self_service.get(family, False)
        return offered and not self._jumpcloud.graph.users_of(self.id)

    @property
    def signed_in(self) -> list[str]:
        """The usernames with an open session."""
        return [each.username for each in self.accounts.values() if each.signed_in]

    def as_dict(self) -> dict[str, Any]:
        """Draw it for the page."""
        return {
            "id": self.id,
            "name": self.name,
            "os": self.os,
            "online": self.online,
            "login_screen": self.login_screen,
            "sign_in_with_jumpcloud": self.sign_in_with_jumpcloud,
            "signed_in": self.signed_in,
        }

    def add_account(
        self, username: str, full_name: str = "", *, admin: bool = False, password: str = ""
    ) -> Account:
        """Make a local account by hand; the agent reports it at once if it can."""
        account = Account(username, full_name or username, admin, password=password or None)
        self.accounts[username] = account
        self.report()
        return account

    def go_online(self) -> None:
        """Connect the agent; it does what it missed after its delay."""
        self._online = True
        self.report()
        self._jumpcloud.graph.touch([self.id])

    def go_offline(self) -> None:
        """Take the network away."""
        self._online = False
        if not self.enrolled:
            return
        now = stamp(self._world.now())
        insights = self._jumpcloud.system_insights.get(self.id, [])
        self._jumpcloud.report(self.id, insights, active=False, lastContact=now)

    def sign_in(self, username: str, password: str) -> Outcome:
        """Sign in as a person does, with the local name or the JumpCloud username."""
        account = self._account_of(username)
        if account is None or account.service or account.password is None:
            return WRONG
        if account.password != password:
            return WRONG
        if account.disabled:
            return Outcome(ok=False, message="This account is disabled.")
        return self._open(account)

    def sign_out(self, username: str) -> None:
        """End a person's session."""
        account = self._account_of(username)
        if account:
            account.signed_in = False
            self._world.changed()

    def self_service(self, username: str, password: str) -> Outcome:
        """Use "Sign in with JumpCloud": bind the person, and make their account.

        Administrators' rights are not given. A local account of the same name is in the way.
        """
        refused = self._refusal(username, password)
        if refused:
            return Outcome(ok=False, message=refused)
        user = self._jumpcloud.user(username) or {}
        self._jumpcloud.bind(user["_id"], self.id)
        self.apply()
        return self._open(self.accounts[str(user["username"])])

    def apply(self) -> None:
        """Do what the agent does: bring the accounts in line with JumpCloud, and report."""
        if not self.enrolled:
            return
        bound = self._jumpcloud.graph.users_of(self.id)
        for account in self.accounts.values():
            if account.managed and account.owner not in bound:
                self._release(account)
        for user_id, paths in bound.items():
            self._settle(self._jumpcloud.directory.get(user_id), admin=sudo(paths))
        self.report()

    def report(self) -> None:
        """Tell JumpCloud what is there, if the agent can."""
        if not self.online or not self.enrolled:
            return
        now = stamp(self._world.now())
        accounts = list(self.accounts.values())
        self._jumpcloud.report(
            self.id,
            [each.insight(self.id, self.os, n, now) for n, each in enumerate(accounts)],
            active=True,
            userMetrics=[each.metrics() for each in accounts],
        )

    def _settle(self, user: Row, *, admin: bool) -> None:
        account = next((a for a in self.accounts.values() if a.owner == user["_id"]), None)
        if user["state"] == "SUSPENDED":
            if account:
                self._suspend(account)
            return
        if user["state"] != "ACTIVATED" or not user["activated"]:
            # A STAGED user, or one without a password, gets nothing on a device.
            return
        if account is None:
            account = self._adopt(user)
        account.full_name = str(user["displayname"] or user["username"])
        account.admin = admin
        account.disabled = account.hidden = False
        # On Linux the passwords are always kept in step.
        if self._jumpcloud.organization.password_sync or self.os == "Linux":
            account.password = self._jumpcloud.directory.passwords[user["_id"]]

    def _adopt(self, user: Row) -> Account:
        # Only the exact name is taken over: any other makes a second profile, and no error.
        name = str(user["systemUsername"] or user["username"])
        account = self.accounts.setdefault(name, Account(name, ""))
        account.owner = str(user["_id"])
        return account

    def _suspend(self, account: Account) -> None:
        account.disabled = True
        # Windows Home logs nobody out by itself: the next sign-in is refused, not this session.
        account.signed_in = account.signed_in and self.os == "Windows Home"

    def _release(self, account: Account) -> None:
        account.owner = ""
        account.disabled = True
        account.hidden = self.os == "macOS"
        account.signed_in = False
        if self.os.startswith("Windows"):
            account.admin = False

    def _refusal(self, username: str, password: str) -> str:
        user = self._jumpcloud.user(username)
        if not self.sign_in_with_jumpcloud:
            return "This device does not offer to sign in with JumpCloud."
        if not self.online:
            return "This device is offline."
        if user is None or user["state"] != "ACTIVATED" or user["account_locked"]:
            return "JumpCloud does not let this user in."
        if self._jumpcloud.directory.passwords.get(user["_id"]) != password:
            return WRONG.message
        if user["username"] in self.accounts:
            return "An account of this name exists on this device."
        return ""

    def _account_of(self, username: str) -> Account | None:
        if username in self.accounts:
            return self.accounts[username]
        user = self._jumpcloud.user(username)
        owned = (a for a in self.accounts.values() if user and a.owner == user["_id"])
        return next(owned, None)

    def _open(self, account: Account) -> Outcome:
        account.signed_in = True
        account.last_login = int(self._world.now().timestamp())
        self.report()
        self._world.changed()
        return Outcome(ok=True, message=f"Welcome, {account.full_name}.")
