"""The states that a person and a device can be in, and the tables that say what an action does.

A table is data: rows that are read from the top, and the first that fits decides. Its pages in
the docs are printed from it, and each row is a test. A state that no row expects, such as one that
Okta adds, is refused.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from bot.clients.jumpcloud import JumpCloudUser, System
from bot.clients.okta import OktaUser
from bot.principal import Machine, Principal


class Okta(enum.StrEnum):
    """A person's status in Okta, or that there is none."""

    STAGED = "STAGED"
    PROVISIONED = "PROVISIONED"
    ACTIVE = "ACTIVE"
    PASSWORD_EXPIRED = "PASSWORD_EXPIRED"  # noqa: S105 - a status
    RECOVERY = "RECOVERY"
    LOCKED_OUT = "LOCKED_OUT"
    SUSPENDED = "SUSPENDED"
    DEPROVISIONED = "DEPROVISIONED"
    ABSENT = "absent"


class JumpCloud(enum.StrEnum):
    """A person's state in JumpCloud; `PENDING` and `LOCKED` are of activated people."""

    STAGED = "STAGED"
    ACTIVATED = "ACTIVATED"
    PENDING = "password pending"
    LOCKED = "locked"
    SUSPENDED = "SUSPENDED"
    ABSENT = "absent"


class Device(enum.StrEnum):
    """A device's system and whether its agent is connected; `JOINED` is in a Windows domain."""

    MAC = "macOS, online"
    MAC_OFFLINE = "macOS, offline"
    WINDOWS = "Windows, online"
    WINDOWS_OFFLINE = "Windows, offline"
    HOME = "Windows Home, online"
    HOME_OFFLINE = "Windows Home, offline"
    LINUX = "Linux, online"
    LINUX_OFFLINE = "Linux, offline"
    JOINED = "AD-joined"
    OTHER = "phone or other"
    ABSENT = "none"


LIVING: Final = frozenset({Okta.ACTIVE, Okta.PASSWORD_EXPIRED, Okta.RECOVERY, Okta.LOCKED_OUT})
"""Statuses of people who have an account and a way in, or had one a moment ago."""

OFFLINE: Final = frozenset(
    {Device.MAC_OFFLINE, Device.WINDOWS_OFFLINE, Device.HOME_OFFLINE, Device.LINUX_OFFLINE}
)


class Then(enum.StrEnum):
    """What an action does about a row."""

    PROCEED = "proceed"
    DIFFERENTLY = "proceed differently"
    ALREADY = "already done"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Situation:
    """A person on both sides, and one device."""

    okta: Okta
    jumpcloud: JumpCloud
    device: Device = Device.ABSENT


@dataclass(frozen=True)
class Row:
    """A part of a table.

    Attributes:
        name: By which a plan asks which row it is; unique in its table.
        okta: The statuses it is about; empty for any. The same for the other two.
        why: What is the case, and what follows, for the review and the docs.
        way_out: What to do instead, where it is refused.
    """

    name: str
    then: Then
    why: str
    way_out: str = ""
    okta: frozenset[Okta] = frozenset()
    jumpcloud: frozenset[JumpCloud] = frozenset()
    device: frozenset[Device] = frozenset()

    def fits(self, situation: Situation) -> bool:
        """Whether this row is about a situation, if none above it is."""
        return (
            (not self.okta or situation.okta in self.okta)
            and (not self.jumpcloud or situation.jumpcloud in self.jumpcloud)
            and (not self.device or situation.device in self.device)
        )


@dataclass(frozen=True)
class Table:
    """What an action does in every situation: the first row that fits decides.

    Attributes:
        left: What decides in place of a row that is done already, while a device of the person
            does not show that it is.
    """

    rows: tuple[Row, ...]
    left: Row | None = None
    by_name: dict[str, Row] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        every = (*self.rows, self.left) if self.left else self.rows
        object.__setattr__(self, "by_name", {row.name: row for row in every})

    def row(self, situation: Situation) -> Row:
        """Give the row that decides.

        Raises:
            LookupError: no row fits; a test sees to it that none is left out.
        """
        for row in self.rows:
            if row.fits(situation):
                return row
        raise LookupError(f"no row fits {situation}")


def situations() -> Iterator[Situation]:
    """Give every situation there is."""
    for okta, jumpcloud, device in product(Okta, JumpCloud, Device):
        yield Situation(okta, jumpcloud, device)


def situations_of(principal: Principal) -> Sequence[Situation] | None:
    """Tell the situations that a person is in: one for each device, or one without any.

    None if Okta or JumpCloud shows a state that no table knows.
    """
    okta, jumpcloud = okta_state(principal.okta), jumpcloud_state(principal.jumpcloud)
    if okta is None or jumpcloud is None:
        return None
    devices = [device_state(machine) for machine in principal.machines] or [Device.ABSENT]
    return [Situation(okta, jumpcloud, device) for device in devices]


def okta_state(user: OktaUser | None) -> Okta | None:
    """Tell a person's status; None for one that Okta added since."""
    if user is None:
        return Okta.ABSENT
    return Okta(user.status) if user.status in set(Okta) - {Okta.ABSENT} else None


def jumpcloud_state(user: JumpCloudUser | None) -> JumpCloud | None:
    """Tell a person's state; None for one that JumpCloud added since."""
    if user is None:
        return JumpCloud.ABSENT
    if user.state == "ACTIVATED":
        if user.account_locked:
            return JumpCloud.LOCKED
        return JumpCloud.ACTIVATED if user.activated else JumpCloud.PENDING
    return {"STAGED": JumpCloud.STAGED, "SUSPENDED": JumpCloud.SUSPENDED}.get(user.state)


def device_state(machine: Machine) -> Device:
    """Tell a device's state."""
    return system_state(machine.system)


def system_state(system: System) -> Device:
    """Tell a device's state, whoever is bound to it."""
    if system.domain_joined or system.azure_ad_joined:
        return Device.JOINED
    kind = "home" if system.home_edition else system.os_family
    online, offline = _KINDS.get(kind, (Device.OTHER, Device.OTHER))
    return online if system.active else offline


_KINDS: Final = {
    "darwin": (Device.MAC, Device.MAC_OFFLINE),
    "windows": (Device.WINDOWS, Device.WINDOWS_OFFLINE),
    "home": (Device.HOME, Device.HOME_OFFLINE),
    "linux": (Device.LINUX, Device.LINUX_OFFLINE),
}
