"""What must follow a change in Okta, and whether it did; decided from what both sides show now.

A suspension in Okta sends JumpCloud nothing, and is expected to be followed all the same: whoever
suspends somebody means their laptop too. Nothing here calls anybody.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clients.jumpcloud import JumpCloudUser
from bot.clients.okta import OktaUser
from bot.clock import SKEW
from bot.principal import Machine, Principal
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Scope


class What(enum.StrEnum):
    """What JumpCloud is expected to do."""

    CLOSE = "close"  # suspend them there, and the account on each device
    OPEN = "open"  # activate them there again
    CREATE = "create"  # have them, made or linked by Okta
    PROFILE = "profile"  # have the same name and address
    PASSWORD = "password"  # noqa: S105 - what follows, no secret


class Verdict(enum.StrEnum):
    """What is the case now."""

    NOT_YET = "not_yet"
    FOLLOWED = "followed"
    DROPPED = "dropped"  # it is no longer expected


@dataclass(frozen=True)
class Followed:
    """A verdict, and what it is made of, in words."""

    verdict: Verdict
    text: str


IN_ORDER: Final = (What.CLOSE, What.OPEN, What.PASSWORD, What.CREATE, What.PROFILE)
"""What is looked for first, where there is more than can be looked for at once."""

SOON: Final = timedelta(minutes=10)
"""How long after a change it is looked for in each round."""
SHARE: Final = 20
"""After that, the pause between two looks is this part of what has passed."""
LONGEST_PAUSE: Final = timedelta(minutes=15)

_BY_TYPE: Final[Mapping[str, What]] = {
    "user.lifecycle.suspend": What.CLOSE,
    "user.lifecycle.deactivate": What.CLOSE,
    "user.lifecycle.unsuspend": What.OPEN,
    "user.lifecycle.reactivate": What.OPEN,
    "application.user_membership.add": What.CREATE,
    "user.account.update_profile": What.PROFILE,
    "user.account.update_password": What.PASSWORD,
}

TITLES: Final[Mapping[What, str]] = {
    What.CLOSE: "the closing of their account",
    What.OPEN: "the opening of their account",
    What.CREATE: "the assignment of JumpCloud",
    What.PROFILE: "the change of their profile",
    What.PASSWORD: "the new password",
}
"""What is to be followed, as part of a sentence."""


def expected_after(event: Event, scope: Scope) -> What | None:
    """Tell what must follow an event; None for one that nothing has to follow."""
    if event.source is not Source.OKTA or not event.ok or event.person is None:
        return None
    what = _BY_TYPE.get(event.type)
    if what is What.CREATE:
        app = event.thing(Kind.APP)
        return what if app and app.id == scope.app_id else None
    return what


def pause_after(at: datetime, *, now: datetime) -> timedelta:
    """Give how long to wait for the next look: none at first, and longer the older a change is.

    Args:
        at: When Okta did it.
    """
    age = now - at
    return timedelta() if age < SOON else min(age / SHARE, LONGEST_PAUSE)


def judge(what: What, at: datetime, person: Principal) -> Followed:
    """Judge from what is seen now whether JumpCloud has followed.

    Args:
        at: When Okta did it.
    """
    okta, jumpcloud = person.okta, person.jumpcloud
    if okta is None:
        return Followed(Verdict.DROPPED, "Okta has nobody of that login any more.")
    if what is not What.CREATE and jumpcloud is None:
        return Followed(Verdict.DROPPED, "JumpCloud has no account of theirs.")
    if jumpcloud is None:
        assigned = person.app_user
        if assigned is None:
            return Followed(Verdict.DROPPED, "JumpCloud is no longer assigned to them.")
        state = f"{assigned.status} {assigned.sync_state}".strip()
        return Followed(Verdict.NOT_YET, f"JumpCloud has no account of theirs; Okta shows {state}.")
    return _JUDGES[what](at, okta, jumpcloud)


def _close(at: datetime, okta: OktaUser, jumpcloud: JumpCloudUser) -> Followed:
    if not okta.shut_out:
        return Followed(Verdict.DROPPED, f"Okta shows {okta.status} again.")
    state = jumpcloud.state
    verdict = Verdict.FOLLOWED if state == "SUSPENDED" else Verdict.NOT_YET
    return Followed(verdict, f"JumpCloud shows {state}.")


def _open(at: datetime, okta: OktaUser, jumpcloud: JumpCloudUser) -> Followed:
    if okta.shut_out:
        return Followed(Verdict.DROPPED, f"Okta shows {okta.status} again.")
    state = jumpcloud.state
    verdict = Verdict.NOT_YET if state == "SUSPENDED" else Verdict.FOLLOWED
    return Followed(verdict, f"JumpCloud shows {state}.")


def _create(at: datetime, okta: OktaUser, jumpcloud: JumpCloudUser) -> Followed:
    return Followed(Verdict.FOLLOWED, f"JumpCloud has {jumpcloud.username}.")


def _profile(at: datetime, okta: OktaUser, jumpcloud: JumpCloudUser) -> Followed:
    if okta.shut_out:
        return Followed(Verdict.DROPPED, f"Okta shows {okta.status}, and pushes no profile.")
    apart = [
        f"{name} is {there or 'empty'} in JumpCloud and {here or 'empty'} in Okta"
        for name, here, there in (
            ("the address", okta.email, jumpcloud.email),
            ("the first name", okta.first_name, jumpcloud.first_name),
            ("the last name", okta.last_name, jumpcloud.last_name),
        )
        if here.casefold() != there.casefold()
    ]
    if apart:
        return Followed(Verdict.NOT_YET, f"{'; '.join(apart)}.".capitalize())
    return Followed(Verdict.FOLLOWED, "JumpCloud has the same names and address.")


def _password(at: datetime, okta: OktaUser, jumpcloud: JumpCloudUser) -> Followed:
    if okta.shut_out:
        return Followed(Verdict.DROPPED, f"Okta shows {okta.status}, and pushes no password.")
    date = jumpcloud.password_date
    if date is not None and date >= at - SKEW:
        return Followed(Verdict.FOLLOWED, "JumpCloud has a password of that time.")
    shown = f"{date:%Y-%m-%d %H:%M} UTC" if date else "no time"
    return Followed(Verdict.NOT_YET, f"JumpCloud's password is of {shown}.")


_JUDGES: Final = {
    What.CLOSE: _close,
    What.OPEN: _open,
    What.CREATE: _create,
    What.PROFILE: _profile,
    What.PASSWORD: _password,
}


def line(
    at: datetime, jumpcloud_at: datetime | None, devices: Mapping[str, str], machines: list[Machine]
) -> str:
    """Say how far a suspension has come: Okta, JumpCloud, and each device by name.

    Args:
        jumpcloud_at: When JumpCloud was first seen to have followed.
        devices: When each device was first seen closed, as ISO time, by its name.
    """
    said = [f"Okta {at:%H:%M:%S}"]
    said.append(f"JumpCloud by {jumpcloud_at:%H:%M:%S}" if jumpcloud_at else "JumpCloud not yet")
    said += [_reached(machine, devices.get(machine.name, "")) for machine in machines]
    return f"{', '.join(said)} (UTC)."


def _reached(machine: Machine, closed: str) -> str:
    if closed:
        return f"{machine.name} by {datetime.fromisoformat(closed):%H:%M:%S}"
    system = machine.system
    if not system.active:
        last = f"{system.last_contact:%a %d %b %H:%M}" if system.last_contact else "ever"
        return f"{machine.name} offline since {last}, the account is still usable there"
    return f"{machine.name} not yet"
