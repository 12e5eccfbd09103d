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
        owner: Id of the JumpCloud user whom it belongs to; empty while nobody manages it.
        password: None where nobody knows it.
        service: Whether it is for a program; no login screen lists it.
        signed_in: Whether a session is open.
        hidden: Whether the login screen leaves it out.
        last_login: Unix time; None before the first.
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
    last_login: int | None = None

    @property
    def managed(self) -> bool:
        """Whether JumpCloud manages it."""
        return bool(self.owner)

    def shown(self) -> dict[str, Any]:
        """Draw it as the login screen lists it."""
        return {
            "username": self.username,
            "full_name": self.full_name,
            "managed": self.managed,
            "disabled": self.disabled,
            "admin": self.admin,
        }

    def metrics(self) -> dict[str, Any]:
        """Write it as a row of a device's `userMetrics`."""
        return {
            "userName": self.username,
            "admin": self.admin,
            "managed": self.managed,
            "suspended": self.disabled,
            "secureTokenEnabled": self.service,
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
            "admin": self.admin,
            "suspended": self.disabled,
            "managed": self.managed,
            "ad_managed": False,
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
