"""The laptop without its agent: accounts, sessions, screens, a disk that is locked."""

from collections.abc import Callable
from typing import Any, Final, Literal

from bot.sandbox.laptops.account import Account, Outcome, System

SERVICE_ACCOUNT: Final = "_jumpcloudserviceaccount"
LISTS_DISABLED: Final = ("macOS", "Linux")
PIN_LOCKED: Final = Outcome(ok=False, message="This Mac is locked. It asks for its PIN.")

ServiceAccount = Literal["healthy", "no token", "missing"]


class Machine:
    """What stands on somebody's desk.

    Attributes:
        accounts: By their exact name; the systems compare names byte for byte.
        pin: What a Mac that was locked by MDM asks for; empty while it is not.
        service_account: How JumpCloud's own account on a Mac is; without its secure token it
            gives none to others.
    """

    def __init__(self, system: System) -> None:
        self.os: System = system
        self.accounts: dict[str, Account] = {}
        self.pin = ""
        self.service_account: ServiceAccount = "healthy"
        self._front = ""
        self._preboot: list[str] = []
        if system == "macOS":
            self.set_service_account("healthy")

    @property
    def login_screen(self) -> list[Account]:
        """The accounts that the login screen lists, in its order."""
        return [
            account
            for account in self.accounts.values()
            if not account.service
            and not account.hidden
            and (not account.disabled or self.os in LISTS_DISABLED)
        ]

    @property
    def sessions(self) -> list[Account]:
        """The accounts with an open session."""
        return [each for each in self.accounts.values() if each.signed_in]

    @property
    def front(self) -> Account | None:
        """Whose session is on the screen; None while the login screen is."""
        account = self.accounts.get(self._front)
        return account if account and account.signed_in else None

    @property
    def preboot(self) -> list[str] | None:
        """The usernames that may unlock a Mac's disk at its start; None on other systems.

        The list is made anew at a restart and when anybody signs in: who was shut out stands there
        again only then.
        """
        if self.os != "macOS":
            return None
        names = (name for name in self._preboot if name in self.accounts)
        return [name for name in names if not self.accounts[name].disabled]

    def set_service_account(self, state: ServiceAccount) -> None:
        """Put JumpCloud's own account on a Mac into a state."""
        self.service_account = state
        if state == "missing":
            self.accounts.pop(SERVICE_ACCOUNT, None)
            return
        # Whoever looks for an account to take over must not offer this one.
        self.accounts[SERVICE_ACCOUNT] = Account(
            SERVICE_ACCOUNT,
            "JumpCloud",
            admin=True,
            service=True,
            secure_token=state == "healthy",
        )

    def add(self, username: str, full_name: str, *, admin: bool, password: str) -> Account:
        """Make a local account by hand."""
        mac = self.os == "macOS"
        account = Account(
            username,
            full_name or username,
            admin,
            password=password or None,
            secure_token=mac,
            keychain=password if mac else None,
        )
        self.accounts[username] = account
        self.refresh_preboot()
        return account

    def open_session(self, account: Account, now: int, previous: str) -> str:
        """Let somebody in; return what the screen says of their keychain."""
        if self.os == "Windows Home":
            # It logs nobody out by itself; who was shut out is out at the next switch.
            self.end_sessions(lambda each: each.disabled)
        account.open_session(now)
        self._front = account.username
        self.refresh_preboot()
        return account.open_keychain(previous) if self.os == "macOS" else ""

    def end_sessions(self, which: Callable[[Account], bool] = lambda _: True) -> None:
        """End the sessions of those meant; of everyone by default."""
        for account in self.sessions:
            if which(account):
                account.close_session()

    def lock_screens(self) -> None:
        """Let every session ask to be unlocked."""
        for account in self.sessions:
            account.screen_locked = True

    def lock_by_pin(self, pin: str) -> None:
        """Lock a Mac as MDM does: it restarts, and asks for the PIN before all else."""
        self.restart()
        self.pin = pin

    def restart(self) -> None:
        """Start anew: nobody is signed in."""
        self.end_sessions()
        self.refresh_preboot()

    def refresh_preboot(self) -> None:
        """Make the list of who may unlock the disk."""
        names = [each for each in self.accounts.values() if each.secure_token and not each.service]
        self._preboot = [each.username for each in names if not each.disabled]

    def service_state(self) -> dict[str, Any]:
        """Write what a device's row says of JumpCloud's own account; only Macs have it."""
        if self.os != "macOS":
            return {}
        healthy = self.service_account == "healthy"
        checks = ("hasSecureToken", "passwordODValid", "passwordAPFSValid")
        return {
            "hasServiceAccount": self.service_account != "missing",
            "serviceAccountState": dict.fromkeys(checks, healthy),
        }
