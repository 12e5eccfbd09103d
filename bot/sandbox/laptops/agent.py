"""JumpCloud's agent on a laptop: it does what it is told while it is connected, and reports.

told by JumpCloud                       done on the laptop
a binding                               the account of exactly that name is taken over, or made
no binding any more                     the account is disabled, and kept
suspended                               disabled, and signed out; Windows Home signs nobody out
active again                            the account as it was
another password                        the same, where passwords are kept in step
lock, restart, shutdown                 at once
"""

from dataclasses import dataclass
from typing import Any, Final

from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.commands import Command
from bot.sandbox.jumpcloud.graph import sudo
from bot.sandbox.jumpcloud.records import stamp
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.laptops.account import Account
from bot.sandbox.laptops.machine import Machine
from bot.sandbox.store import World

PROCESSES: Final = {"macOS": "loginwindow", "Windows Pro": "LogonUI", "Windows Home": "LogonUI"}


@dataclass(frozen=True)
class Untold:
    """Something that happened on the laptop, until JumpCloud hears of it.

    Attributes:
        kind: Of the event in Directory Insights; empty where there is none.
        owner: Id of the JumpCloud user whom it is about; empty when of none.
        wrong: Whether it counts as a bad password.
    """

    kind: str
    owner: str
    fields: Row
    ok: bool
    wrong: bool


class Agent:
    """The agent of one laptop.

    Attributes:
        online: Whether it is connected.
    """

    def __init__(
        self, world: World, jumpcloud: JumpCloud, machine: Machine, row: Row, *, online: bool
    ) -> None:
        self.id = str(row["_id"])
        self.online = online
        self._world = world
        self._jumpcloud = jumpcloud
        self._machine = machine
        self._untold: list[Untold] = []

    @property
    def enrolled(self) -> bool:
        """Whether JumpCloud has a record of it; deleting the record takes the agent away."""
        return self._jumpcloud.system(self.id) is not None

    def connect(self) -> None:
        """Come back to the network: tell what was missed there, and hear what was missed here."""
        self.online = True
        self.report()
        self._jumpcloud.graph.touch([self.id])

    def disconnect(self) -> None:
        """Leave the network."""
        self.online = False
        if not self.enrolled:
            return
        now = stamp(self._world.now())
        insights = self._jumpcloud.system_insights.get(self.id, [])
        self._jumpcloud.report(self.id, insights, active=False, lastContact=now)

    def apply(self) -> None:
        """Bring the accounts in line with JumpCloud, do what was ordered, and report."""
        if not self.online or not self.enrolled:
            return
        bound = self._jumpcloud.graph.users_of(self.id)
        for account in self._machine.accounts.values():
            if account.owner and account.owner not in bound:
                self._release(account)
        for user_id, paths in bound.items():
            self._settle(self._jumpcloud.directory.get(user_id), admin=sudo(paths))
        for command in self._jumpcloud.commands.take(self.id):
            self._obey(command)
        self.report()

    def report(self) -> None:
        """Tell JumpCloud what is there and what happened, if it can."""
        if not self.online or not self.enrolled:
            return
        now = stamp(self._world.now())
        accounts, os = list(self._machine.accounts.values()), self._machine.os
        self._jumpcloud.report(
            self.id,
            [each.insight(self.id, os, number, now) for number, each in enumerate(accounts)],
            active=True,
            userMetrics=[each.metrics() for each in accounts],
            **self._machine.service_state(),
        )
        untold, self._untold = self._untold, []
        for each in untold:
            self._tell(each)

    def attempted(self, username: str, account: Account | None, *, ok: bool, wrong: bool) -> None:
        """Note that somebody tried to sign in; JumpCloud hears of it when it can.

        Of Linux only sign-ins over SSH are told, and there is none here; they count all the same.

        Args:
            wrong: Whether it was the password: too many of those shut a managed account.
        """
        owner = account.owner if account and account.managed else ""
        told = "login_attempt" if self._machine.os in PROCESSES else ""
        self._note(told, username, owner, ok=ok, wrong=wrong)
        if account and owner and wrong:
            self._count(account)
        self.report()

    def _count(self, account: Account) -> None:
        user = self._jumpcloud.directory.users.get(account.owner) or {}
        if user.get("disableDeviceMaxLoginAttempts"):
            return
        account.bad_sign_ins += 1
        if self._jumpcloud.directory.secrets.locks_out(account.bad_sign_ins):
            account.locked_out = True
            self._note("user_lockout", account.username, account.owner, ok=False, wrong=False)

    def _note(self, kind: str, username: str, owner: str, *, ok: bool, wrong: bool) -> None:
        fields = {
            "username": username,
            "success": ok,
            "process_name": PROCESSES.get(self._machine.os, ""),
            "message": "" if ok else "authentication failure",
            "system_timestamp": stamp(self._world.now()),
        }
        self._untold.append(Untold(kind, owner, fields, ok, wrong))

    def _tell(self, it: Untold) -> None:
        directory, system = self._jumpcloud.directory, self._jumpcloud.system(self.id)
        user = directory.users.get(it.owner)
        if it.kind and system:
            self._jumpcloud.insights.on_device(it.kind, system, user, **it.fields)
        if user is None:
            return
        if it.wrong and not user["disableDeviceMaxLoginAttempts"]:
            directory.sign_in_failed(it.owner)
        elif it.ok:
            directory.signed_in(it.owner)

    def _settle(self, user: Row, *, admin: bool) -> None:
        accounts = self._machine.accounts.values()
        account = next((each for each in accounts if each.owner == user["_id"]), None)
        if user["state"] == "SUSPENDED":
            if account:
                self._suspend(account)
            return
        if user["state"] != "ACTIVATED" or not user["activated"]:
            # A STAGED user, or one without a password, gets nothing on a device.
            return
        account = account or self._adopt(user)
        if account.ad:
            return
        account.disabled = account.hidden = False
        self._set_lock(account, locked=bool(user["account_locked"]))
        if account.microsoft:
            return
        account.full_name = str(user["displayname"] or user["username"])
        account.admin = admin
        if account.synced:
            account.set_password(self._jumpcloud.directory.passwords[user["_id"]])

    def _adopt(self, user: Row) -> Account:
        # Only the exact name is taken over: any other makes a second profile, and no error.
        name = str(user["systemUsername"] or user["username"])
        account = self._machine.accounts.setdefault(name, Account(name, ""))
        if account.ad:
            # Nobody can take it over, and nobody is told.
            return account
        account.owner = str(user["_id"])
        # On Linux the passwords are always kept in step.
        account.synced = self._jumpcloud.organization.password_sync or self._machine.os == "Linux"
        if self._machine.os == "macOS" and self._machine.service_account == "healthy":
            account.secure_token = True
        return account

    def _set_lock(self, account: Account, *, locked: bool) -> None:
        if account.locked_out and not locked:
            account.bad_sign_ins = 0
        account.locked_out = locked

    def _suspend(self, account: Account) -> None:
        account.disabled = True
        # Windows Home logs nobody out by itself: the next sign-in is refused, not this session.
        if self._machine.os != "Windows Home":
            account.close_session()

    def _release(self, account: Account) -> None:
        account.owner = ""
        account.disabled = True
        account.hidden = self._machine.os == "macOS"
        account.locked_out = False
        account.close_session()
        if self._machine.os.startswith("Windows"):
            account.admin = False

    def _obey(self, command: Command) -> None:
        machine = self._machine
        if command.name == "restart":
            machine.restart()
        elif command.name == "shutdown":
            machine.restart()
            self.disconnect()
        elif machine.os == "macOS":
            machine.lock_by_pin(command.pin)
        else:
            machine.lock_screens()

    def as_dict(self) -> dict[str, Any]:
        """Draw its part of the laptop for the page; see `Laptop.as_dict`."""
        return {
            "id": self.id,
            "online": self.online,
            "waiting": self._jumpcloud.commands.waiting(self.id),
        }
