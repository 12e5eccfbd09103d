"""What it means that the two directories say different things about somebody. Pure.

Okta is the master: where they differ, JumpCloud is what did not follow, and the finding says how.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot.clients.jumpcloud import DeviceRow, PersonRow
from bot.watch.reconcile.people import DEACTIVATED, OktaPerson

LET_IN: Final = frozenset({"ACTIVE", "PASSWORD_EXPIRED", "RECOVERY", "LOCKED_OUT", "PROVISIONED"})
"""Okta's statuses of people who work here. One who is STAGED has not begun."""

QUEUED: Final = frozenset({"STAGED", "PENDING"})


class Drift(enum.StrEnum):
    """What is found; its value is the end of the alert's cause."""

    MISSING_IN_JUMPCLOUD = "missing_in_jumpcloud"
    MISSING_IN_OKTA = "missing_in_okta"
    ACTIVE_AFTER_DEACTIVATION = "active_after_deactivation"
    SUSPENDED_IN_OKTA_ONLY = "suspended_in_okta_only"
    SUSPENDED_IN_JUMPCLOUD_ONLY = "suspended_in_jumpcloud_only"
    NOT_ASSIGNED = "not_assigned"
    LINK = "link"
    EMAIL = "email"
    NAME = "name"
    USERNAME = "username"
    RENAME = "rename"
    SYNC_ERROR = "sync_error"
    QUEUED = "queued"
    STAGED = "staged"
    NOT_FEDERATED = "not_federated"
    PASSWORD = "password"  # noqa: S105 - a name
    LOCAL_ACCOUNT = "local_account"
    DEVICE_OPEN = "device_open"
    DEVICE_BOUND = "device_bound"


@dataclass(frozen=True)
class ReconcileSettings:
    """How strict to be.

    Attributes:
        settle: What changed within this time is still on its way and is no drift.
        staged: How long somebody may wait to be let in, or made, in JumpCloud.
        password_slack: How much later than Okta's password JumpCloud's may be.
        least_percent: Of what the last whole reading saw; fewer is no answer to believe. 0 takes
            any but an empty one.
        most_lookups: How many people of each finding are looked at once more, one by one.
        local_people: Usernames that JumpCloud has and Okta need not know.
    """

    settle: timedelta = timedelta(minutes=15)
    staged: timedelta = timedelta(hours=24)
    password_slack: timedelta = timedelta(hours=1)
    least_percent: int = 50
    most_lookups: int = 50
    local_people: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """One difference; `person` or `user` is None where there is nobody on that side.

    Attributes:
        detail: What is needed to say it: names of devices, a difference, a rival.
        devices: Ids of the devices that it is about.
        reason: The source's own words, if it gave any.
    """

    drift: Drift
    person: OktaPerson | None
    user: PersonRow | None
    detail: str = ""
    devices: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Judge:
    """Compares one person with one account.

    Attributes:
        now: In seconds since 1970.
        members: Ids of the accounts in the federated group; None where there is no such group.
    """

    settings: ReconcileSettings
    now: float
    members: frozenset[str] | set[str] | None = None

    def findings(self, person: OktaPerson | None, user: PersonRow | None) -> Iterator[Finding]:
        """Say what is different; nothing while it may still be on its way."""
        if self.on_its_way(person, user):
            return
        drifts = (
            self._without_okta(user)
            if person is None
            else self._without_account(person)
            if user is None
            else self._both(person, user)
        )
        for drift, detail in drifts:
            yield Finding(drift, person, user, detail)

    def on_its_way(self, person: OktaPerson | None, user: PersonRow | None) -> bool:
        """Whether something of either changed a moment ago."""
        newest = max(person.changed if person else 0.0, user.created if user else 0.0)
        return newest > self.now - self.settings.settle.total_seconds()

    def _without_okta(self, user: PersonRow | None) -> Iterator[tuple[Drift, str]]:
        if user and user.state == "ACTIVATED" and user.username not in self.settings.local_people:
            yield Drift.MISSING_IN_OKTA, ""

    def _without_account(self, person: OktaPerson) -> Iterator[tuple[Drift, str]]:
        if not person.assigned or person.status not in LET_IN:
            return
        if person.sync_state == "ERROR":
            yield Drift.SYNC_ERROR, "create the account"
        elif person.external_id or person.app_status not in QUEUED:
            yield Drift.MISSING_IN_JUMPCLOUD, person.external_id
        elif self._longer(person.since, self.settings.staged):
            yield Drift.QUEUED, ""

    def _both(self, person: OktaPerson, user: PersonRow) -> Iterator[tuple[Drift, str]]:
        active, suspended = user.state == "ACTIVATED", user.state == "SUSPENDED"
        if person.status == DEACTIVATED and active:
            yield Drift.ACTIVE_AFTER_DEACTIVATION, ""
        elif person.status == "SUSPENDED" and active:
            yield Drift.SUSPENDED_IN_OKTA_ONLY, ""
        if person.status not in LET_IN:
            return
        if suspended and person.assigned:
            yield Drift.SUSPENDED_IN_JUMPCLOUD_ONLY, ""
        elif active and not person.assigned:
            yield Drift.NOT_ASSIGNED, ""
        elif person.assigned:
            yield from self._account(person, user)

    def _account(self, person: OktaPerson, user: PersonRow) -> Iterator[tuple[Drift, str]]:
        failed = person.sync_state == "ERROR"
        if failed:
            yield Drift.SYNC_ERROR, "change their profile"
        if person.external_id and person.external_id != user.id:
            yield Drift.LINK, person.external_id
        if _renamed(person.user_name, user.username):
            yield Drift.USERNAME, ""
        if not failed:
            yield from _profile(person, user)
        if user.state == "STAGED":
            if self._longer(user.created, self.settings.staged):
                yield Drift.STAGED, ""
            return
        if self.members is not None and user.id not in self.members:
            yield Drift.NOT_FEDERATED, ""
        slack = self.settings.password_slack.total_seconds()
        if user.password_date > max(person.password_from, user.created) + slack:
            yield Drift.PASSWORD, ""

    def _longer(self, since: float, patience: timedelta) -> bool:
        return since < self.now - patience.total_seconds()


def _renamed(wanted: str, username: str) -> bool:
    # Where Okta's name in the app is an address, its local part is what is pushed.
    meant = (wanted.casefold(), wanted.casefold().partition("@")[0])
    return bool(wanted) and username.casefold() not in meant


def _profile(person: OktaPerson, user: PersonRow) -> Iterator[tuple[Drift, str]]:
    email, first, last = person.expected
    if email.casefold() != user.email.casefold():
        yield Drift.EMAIL, f"Okta has {email}, JumpCloud {user.email or 'none'}"
    theirs = f"{user.first_name} {user.last_name}".strip()
    if (first, last) != (user.first_name, user.last_name):
        yield Drift.NAME, f"Okta has {first} {last}, JumpCloud {theirs or 'none'}"


@dataclass
class Names:
    """Finds people who claim the same account on a device."""

    _usernames: dict[str, str] = field(default_factory=dict)
    _local: dict[str, list[PersonRow]] = field(default_factory=dict)

    def take(self, user: PersonRow) -> None:
        """Note the names that somebody has."""
        self._usernames[_folded(user.username)] = user.id
        if user.local_account:
            self._local.setdefault(_folded(user.local_account), []).append(user)

    def findings(self) -> Iterator[Finding]:
        """Say whose Local User Account is a name of somebody else too."""
        for name, users in self._local.items():
            for user in users:
                rivals = [f"{each.username}'s Local User Account" for each in users if each != user]
                if self._usernames.get(name, user.id) != user.id:
                    rivals.append("somebody else's username")
                if rivals:
                    yield Finding(Drift.LOCAL_ACCOUNT, None, user, " and ".join(rivals))


def _folded(name: str) -> str:
    folded = name.casefold()
    return name if folded == name else folded  # the same text is held once


@dataclass
class Closed:
    """People who are suspended in JumpCloud, and laptops that do not know it, or have them still.

    Devices name accounts, not people; the names are unique in JumpCloud, and case counts.
    """

    _by_account: dict[str, tuple[OktaPerson | None, PersonRow]] = field(default_factory=dict)
    _open: dict[str, list[DeviceRow]] = field(default_factory=dict)
    _bound: dict[str, list[DeviceRow]] = field(default_factory=dict)

    def take(self, person: OktaPerson | None, user: PersonRow) -> None:
        """Note somebody who is suspended."""
        self._by_account[user.account_name] = (person, user)

    def take_device(self, device: DeviceRow) -> None:
        """Note what a device has of them."""
        for account, disabled in device.managed:
            if account in self._by_account:
                found = self._bound if disabled else self._open
                found.setdefault(account, []).append(device)

    def findings(self) -> Iterator[tuple[Finding, list[DeviceRow]]]:
        """Say which laptops still let somebody in, and which a leaver still has."""
        for account, devices in self._open.items():
            person, user = self._by_account[account]
            yield Finding(Drift.DEVICE_OPEN, person, user), devices
        for account, devices in self._bound.items():
            person, user = self._by_account[account]
            if person is None and account not in self._open:
                yield Finding(Drift.DEVICE_BOUND, person, user), devices
