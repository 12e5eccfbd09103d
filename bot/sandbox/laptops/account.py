"""An account on a laptop, and what the systems do differently with it."""

from dataclasses import dataclass
from typing import Any, Final, Literal

System = Literal["macOS", "Windows Pro", "Windows Home", "Linux"]
SELF_SERVICE: Final = {"macOS": "MACOS", "Windows Pro": "WINDOWS"}
HOMES: Final = {"macOS": "/Users/", "Linux": "/home/"}
SHELLS: Final = {"macOS": "/bin/zsh", "Linux": "/bin/bash"}
FIRST_UID: Final = {"macOS": 501, "Linux": 1000}


@dataclass
class Account:
    """One account.

    Attributes:
        owner: Id of the JumpCloud user whom it belongs to; empty while it is nobody's there.
        password: None where nobody knows it.
        service: Whether it is for a program; no login screen lists it.
        signed_in: Whether a session is open; `screen_locked` is whether it asks to be unlocked.
        hidden: Whether the login screen leaves it out.
        last_login: Unix time; None before the first.
        synced: Whether the owner's password in JumpCloud becomes this account's.
        locked_out: Whether too many bad passwords have shut it.
        microsoft: Whether it is linked to a Microsoft account, and so is managed in part only.
        ad: Whether it is of Active Directory or Entra, and so cannot be managed at all.
        secure_token: Whether it may unlock the disk of a Mac.
        keychain: The password that opens the keychain of a Mac: empty where nobody knows it, None
            before there is a keychain.
        pin: The PIN of Windows Hello; empty without one. It is good while `hello` is true.
    """

    username: str
    full_name: str
    admin: bool = False
    owner: str = ""
    password: str | None = None
    service: bool = False
    disabled: bool = False
    hidden: bool = False
    signed_in: bool = False
    screen_locked: bool = False
    last_login: int | None = None
    synced: bool = False
    locked_out: bool = False
    bad_sign_ins: int = 0
    microsoft: bool = False
    ad: bool = False
    secure_token: bool = False
    keychain: str | None = None
    pin: str = ""
    hello: bool = False

    @property
    def managed(self) -> bool:
        """Whether JumpCloud manages it, and says so."""
        return bool(self.owner) and not self.microsoft

    @property
    def asks_previous_password(self) -> bool:
        """Whether the next sign-in asks for the password before, to open the keychain."""
        return self.keychain is not None and self.keychain != self.password

    def set_password(self, password: str) -> None:
        """Take a password that somebody else chose: PIN and keychain do not know it yet."""
        if password != self.password:
            self.password = password
            self.hello = False

    def open_session(self, now: int) -> None:
        """Let the owner in."""
        self.signed_in, self.screen_locked = True, False
        self.last_login, self.bad_sign_ins = now, 0

    def close_session(self) -> None:
        """End the session, if there is one."""
        self.signed_in = self.screen_locked = False

    def open_keychain(self, previous: str) -> str:
        """Open the keychain on the way in, and say how that went where there is anything to say.

        Args:
            previous: The password before; empty when the question was skipped.
        """
        asked, known = self.asks_previous_password, previous and previous == self.keychain
        self.keychain = self.password
        if not asked:
            return ""
        return "The keychain was kept." if known else "A new, empty keychain was made."

    def shown(self) -> dict[str, Any]:
        """Draw it as the login screen lists it; see `Laptop.as_dict`."""
        return {
            "username": self.username,
            "full_name": self.full_name,
            "managed": self.managed,
            "disabled": self.disabled,
            "admin": self.admin,
            "signed_in": self.signed_in,
            "screen_locked": self.screen_locked,
            "locked_out": self.locked_out,
            "asks_previous_password": self.asks_previous_password,
            "hello": ("ready" if self.hello else "off") if self.pin else None,
        }

    def metrics(self) -> dict[str, Any]:
        """Write it as a row of a device's `userMetrics`."""
        return {
            "userName": self.username,
            "admin": self.admin,
            "managed": self.managed,
            "suspended": self.disabled,
            "secureTokenEnabled": self.secure_token,
        }

    def insight(self, system_id: str, system: System, number: int, now: str) -> dict[str, Any]:
        r"""Write it as a row of System Insights; numbers are strings there.

        On Windows `directory` is `C:\Users\...` and `uuid` the SID.
        """
        uid = str(FIRST_UID.get(system, 1001) + number)
        windows = system not in HOMES
        sid = f"S-1-5-21-1004336348-1177238915-682003330-{uid}"
        return {
            "system_id": system_id,
            "username": self.username,
            "uid": uid,
            "uid_signed": uid,
            "gid": "20",
            "gid_signed": "20",
            "uuid": sid if windows else f"FFFFEEEE-DDDD-CCCC-BBBB-AAAA{int(uid):08X}",
            "directory": HOMES.get(system, "C:\\Users\\") + self.username,
            "shell": SHELLS.get(system, "C:\\Windows\\system32\\cmd.exe"),
            "description": self.full_name,
            "type": "local" if windows else "",
            "real_user": not self.service,
            "signed_in": self.signed_in,
            "admin": self.admin,
            "suspended": self.disabled,
            "managed": self.managed,
            "ad_managed": self.ad,
            "last_login": None if self.last_login is None else str(self.last_login),
            "collection_time": now,
        }


@dataclass(frozen=True)
class Outcome:
    """What a login screen says to somebody; true if it let them in."""

    ok: bool
    message: str

    def __bool__(self) -> bool:
        return self.ok
