"""One laptop as the person in front of it has it."""

from typing import Any, Final

from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.laptops.account import SELF_SERVICE, Account, Outcome, System
from bot.sandbox.laptops.agent import Agent
from bot.sandbox.laptops.machine import PIN_LOCKED, Machine, ServiceAccount
from bot.sandbox.store import World

WRONG: Final = Outcome(ok=False, message="The username or password is wrong.")
DISABLED: Final = Outcome(ok=False, message="This account is disabled.")
LOCKED_OUT: Final = Outcome(ok=False, message="This account is locked after too many tries.")
NO_HELLO: Final = Outcome(
    ok=False, message="The PIN is not available. Sign in with the password first."
)


class Laptop:
    """A laptop with JumpCloud's agent.

    Attributes:
        id: The device's id in JumpCloud.
        agent: What acts on it for JumpCloud.
        machine: What it is without the agent.
    """

    def __init__(
        self, world: World, jumpcloud: JumpCloud, row: Row, *, system: System, online: bool = True
    ) -> None:
        self.id = str(row["_id"])
        self.name = str(row["displayName"])
        self.os: System = system
        self.joined = bool(row["azureAdJoined"] or row["domainInfo"]["partOfDomain"])
        self.machine = Machine(system)
        self.agent = Agent(world, jumpcloud, self.machine, row, online=online)
        self._world = world
        self._jumpcloud = jumpcloud

    @property
    def accounts(self) -> dict[str, Account]:
        """The accounts by their exact name."""
        return self.machine.accounts

    @property
    def online(self) -> bool:
        """Whether the agent is connected."""
        return self.agent.online

    @property
    def enrolled(self) -> bool:
        """Whether JumpCloud has a record of it."""
        return self.agent.enrolled

    @property
    def login_screen(self) -> list[dict[str, Any]]:
        """What the login screen lists, as in `as_dict`."""
        return [account.shown() for account in self.machine.login_screen]

    @property
    def sign_in_with_jumpcloud(self) -> bool:
        """Whether the login screen offers it: where the system can, and nobody is bound."""
        family = SELF_SERVICE.get(self.os, "")
        offered = self._jumpcloud.organization.self_service.get(family, False) and not self.joined
        return offered and self.enrolled and not self._jumpcloud.graph.users_of(self.id)

    @property
    def signed_in(self) -> list[str]:
        """The usernames with an open session."""
        return [each.username for each in self.machine.sessions]

    def as_dict(self) -> dict[str, Any]:
        """Draw it for the page.

        id, name, os, online
        login_screen    the accounts in the order of the login screen, each with
            username, full_name, managed, disabled, admin
            signed_in               a session is open
            screen_locked           it asks to be unlocked, which is a sign-in too
            locked_out              too many bad passwords; only JumpCloud opens it again
            asks_previous_password  macOS asks for it at the next sign-in, for the keychain
            hello                   "ready"; "off" until a sign-in by password; null without PIN
        sign_in_with_jumpcloud      the login screen has that button
        signed_in       usernames with an open session
        front           whose session is on the screen; null: the login screen is
        pin_locked      a Mac that was locked by MDM asks for its PIN, and lists nobody
        preboot         usernames that FileVault lists before the start; null but on macOS
        joined          of Active Directory or Entra
        service_account "healthy", "no token" or "missing"; null but on macOS
        waiting         what it was told to do and has not done: lock, restart, shutdown
        """
        mac, front = self.os == "macOS", self.machine.front
        return {
            **self.agent.as_dict(),
            "name": self.name,
            "os": self.os,
            "login_screen": self.login_screen,
            "sign_in_with_jumpcloud": self.sign_in_with_jumpcloud,
            "signed_in": self.signed_in,
            "front": front.username if front else None,
            "pin_locked": bool(self.machine.pin),
            "preboot": self.machine.preboot,
            "joined": self.joined,
            "service_account": self.machine.service_account if mac else None,
        }

    def add_account(
        self,
        username: str,
        full_name: str = "",
        *,
        admin: bool = False,
        password: str = "",
        microsoft: bool = False,
        ad: bool = False,
    ) -> Account:
        """Make a local account by hand; the agent reports it at once if it can.

        Args:
            microsoft: Whether it is linked to a Microsoft account.
            ad: Whether it comes from Active Directory or Entra.
        """
        account = self.machine.add(username, full_name, admin=admin, password=password)
        account.microsoft, account.ad = microsoft, ad
        self._changed()
        return account

    def set_service_account(self, state: ServiceAccount) -> None:
        """Put JumpCloud's own account on a Mac into a state."""
        self.machine.set_service_account(state)
        self._changed()

    def go_online(self) -> None:
        """Connect the agent; it does what it missed after its delay."""
        self.agent.connect()

    def go_offline(self) -> None:
        """Take the network away."""
        self.agent.disconnect()
        self._world.changed()

    def sign_in(
        self, username: str, password: str = "", *, previous_password: str = "", pin: str = ""
    ) -> Outcome:
        """Sign in or unlock a screen, with the local name or the JumpCloud username.

        Args:
            previous_password: Given where a Mac asks for it; without the right one the keychain
                begins anew.
            pin: Of Windows Hello, in place of a password.
        """
        if self.machine.pin:
            return PIN_LOCKED
        account = self._account_of(username)
        if account is None or account.service:
            self.agent.attempted(username, None, ok=False, wrong=True)
            return WRONG
        # An outcome that refuses is false, so what counts here is whether there is one.
        refused = self._refused(account, password, pin)
        ok, wrong = refused is None, refused is WRONG
        self.agent.attempted(account.username, account, ok=ok, wrong=wrong)
        if refused is not None:
            self._world.changed()
            return LOCKED_OUT if account.locked_out else refused
        if not pin and account.pin:
            account.hello = True
        return self._open(account, previous_password)

    def sign_out(self, username: str) -> None:
        """End a person's session."""
        account = self._account_of(username)
        if account:
            account.close_session()
            self.agent.report()
            self._world.changed()

    def lock(self) -> None:
        """Lock the screen, as somebody who leaves does."""
        self.machine.lock_screens()
        self._world.changed()

    def restart(self) -> None:
        """Start it anew."""
        self.machine.restart()
        self.agent.report()
        self._world.changed()

    def unlock(self, pin: str) -> Outcome:
        """Type the PIN of a Mac that was locked by MDM."""
        if pin != self.machine.pin:
            return Outcome(ok=False, message="That is not its PIN.")
        self.machine.pin = ""
        self._world.changed()
        return Outcome(ok=True, message="It is unlocked.")

    def enrol_hello(self, username: str, pin: str) -> Outcome:
        """Set up a PIN, as somebody who is signed in does."""
        account = self._account_of(username)
        if not self.os.startswith("Windows"):
            return Outcome(ok=False, message="Only Windows has Windows Hello.")
        if account is None or not account.signed_in or not pin:
            return Outcome(ok=False, message="Sign in first, and choose a PIN.")
        account.pin, account.hello = pin, True
        self._world.changed()
        return Outcome(ok=True, message="The PIN can be used from now on.")

    def self_service(self, username: str, password: str, *, passcode: str = "") -> Outcome:
        """Use "Sign in with JumpCloud": bind the person, and make their account.

        Administrators' rights are given only where the organisation says so. A local account of
        the same name is in the way.

        Args:
            passcode: A password for this device alone, where passwords are not kept in step.
        """
        refused = self._refusal(username, password, passcode)
        if refused:
            return Outcome(ok=False, message=refused)
        user = self._jumpcloud.user(username) or {}
        permission = self._jumpcloud.organization.permission.get(SELF_SERVICE.get(self.os, ""))
        self._jumpcloud.bind(user["_id"], self.id, sudo=permission == "ADMIN")
        self.agent.apply()
        account = next(each for each in self.accounts.values() if each.owner == user["_id"])
        account.password = account.password or passcode
        return self._open(account)

    def _refused(self, account: Account, password: str, pin: str) -> Outcome | None:
        if account.locked_out:
            return LOCKED_OUT
        if pin and not account.hello:
            return NO_HELLO
        known, given = (account.pin, pin) if pin else (account.password, password)
        if known is None or known != given:
            return WRONG
        return DISABLED if account.disabled else None

    def _refusal(self, username: str, password: str, passcode: str) -> str:
        user = self._jumpcloud.user(username)
        if not self.sign_in_with_jumpcloud:
            return "This device does not offer to sign in with JumpCloud."
        if not self.online:
            return "This device is offline."
        if user is None or user["state"] != "ACTIVATED" or user["account_locked"]:
            return "JumpCloud does not let this user in."
        return self._hindrance(user, password, passcode)

    def _hindrance(self, user: Row, password: str, passcode: str) -> str:
        if self._jumpcloud.directory.passwords.get(user["_id"]) != password:
            return WRONG.message
        if self.accounts.keys() & {user["username"], user["systemUsername"]}:
            return "An account of this name exists on this device."
        if not self._jumpcloud.organization.password_sync and not passcode:
            return "Choose a passcode for this device."
        return ""

    def _account_of(self, username: str) -> Account | None:
        if username in self.accounts:
            return self.accounts[username]
        user = self._jumpcloud.user(username)
        owned = (a for a in self.accounts.values() if user and a.owner == user["_id"])
        return next(owned, None)

    def _open(self, account: Account, previous_password: str = "") -> Outcome:
        now = int(self._world.now().timestamp())
        keychain = self.machine.open_session(account, now, previous_password)
        self._changed()
        return Outcome(ok=True, message=f"Welcome, {account.full_name}. {keychain}".strip())

    def _changed(self) -> None:
        self.agent.report()
        self._world.changed()
