"""What suspending does in every state: its tables, as data."""

from typing import Final

from bot.states import OFFLINE, Device, JumpCloud, Okta, Row, Table, Then

LEAVE: Final = "leave"
LEAVER: Final = "leaver"
DEVICES: Final = "devices"

_OPEN: Final = frozenset(JumpCloud) - {JumpCloud.ABSENT, JumpCloud.SUSPENDED}
_CLOSED: Final = frozenset({JumpCloud.ABSENT, JumpCloud.SUSPENDED})
_OFFERED: Final = frozenset({Okta.PROVISIONED, Okta.PASSWORD_EXPIRED})
_NOT_OFFERED: Final = frozenset({Okta.RECOVERY, Okta.LOCKED_OUT})

# What Okta no longer has, or has closed already, is the same for a leave and for a leaver.
_BEFORE: Final = (
    Row(
        "nobody", Then.REFUSE, "Neither Okta nor JumpCloud has them.", "Search again.",
        okta=frozenset({Okta.ABSENT}), jumpcloud=frozenset({JumpCloud.ABSENT}),
    ),
    Row(
        "closed", Then.ALREADY,
        "Okta has deactivated them or does not have them, and JumpCloud is closed too.",
        "There is nothing left to close.",
        okta=frozenset({Okta.DEPROVISIONED, Okta.ABSENT}), jumpcloud=_CLOSED,
    ),
    Row(
        "not_followed", Then.DIFFERENTLY,
        "Okta has deactivated them, and JumpCloud has not followed: only JumpCloud is suspended.",
        okta=frozenset({Okta.DEPROVISIONED}), jumpcloud=_OPEN,
    ),
    Row(
        "jumpcloud_only", Then.DIFFERENTLY,
        "Okta does not have them: only JumpCloud is suspended.",
        okta=frozenset({Okta.ABSENT}), jumpcloud=_OPEN,
    ),
)  # fmt: skip

_AFTER: Final = (
    Row(
        "okta_only", Then.DIFFERENTLY,
        "JumpCloud has no account of theirs: only Okta is closed, and no device is reached.",
        jumpcloud=frozenset({JumpCloud.ABSENT}),
    ),
    Row(
        "jumpcloud_closed", Then.DIFFERENTLY,
        "JumpCloud has suspended them already: only Okta is closed.",
        jumpcloud=frozenset({JumpCloud.SUSPENDED}),
    ),
    Row("both", Then.PROCEED, "Okta is closed, and JumpCloud with it.", jumpcloud=_OPEN),
)  # fmt: skip

_LEFT: Final = Row(
    "devices_left", Then.DIFFERENTLY,
    "Okta and JumpCloud are closed already, and not every device shows it: only the devices are "
    "watched.",
)  # fmt: skip

_LEAVE: Final = Table((
    *_BEFORE,
    Row(
        "suspended", Then.ALREADY, "Okta has suspended them, and JumpCloud is closed too.",
        "There is nothing left to close.",
        okta=frozenset({Okta.SUSPENDED}), jumpcloud=_CLOSED,
    ),
    Row(
        "jumpcloud_left", Then.DIFFERENTLY,
        "Okta has suspended them, of which JumpCloud never hears: only JumpCloud is suspended.",
        okta=frozenset({Okta.SUSPENDED}), jumpcloud=_OPEN,
    ),
    Row(
        "never_in", Then.REFUSE, "They were never activated in Okta: there is no leave to begin.",
        "To close the account for good choose “Leaver”.",
        okta=frozenset({Okta.STAGED}),
    ),
    Row(
        "not_offered", Then.REFUSE,
        "Okta suspends only people who are active; they are locked out, or their password is "
        "being reset.",
        "Unlock them or end the reset in Okta first, or choose “Leaver”.",
        okta=_NOT_OFFERED,
    ),
    Row(
        "tried", Then.DIFFERENTLY,
        "Okta is documented to suspend active people only, and offers it here all the same: it "
        "is tried first, and if Okta refuses nothing else is changed.",
        okta=_OFFERED,
    ),
    *_AFTER,
), left=_LEFT)  # fmt: skip

_LEAVER: Final = Table((*_BEFORE, *_AFTER), left=_LEFT)

_DEVICES: Final = Table((
    Row("none", Then.PROCEED, "No device is bound to them.", device=frozenset({Device.ABSENT})),
    Row(
        "joined", Then.DIFFERENTLY,
        "in a Windows domain, so JumpCloud may not rule the account there. Look at it in the "
        "domain too.",
        device=frozenset({Device.JOINED}),
    ),
    Row(
        "other", Then.DIFFERENTLY, "JumpCloud keeps no account there that could be disabled.",
        device=frozenset({Device.OTHER}),
    ),
    Row(
        "home", Then.DIFFERENTLY,
        "Windows Home ends no session: they are refused at the next sign-in, not before.",
        device=frozenset({Device.HOME}),
    ),
    Row(
        "home_offline", Then.DIFFERENTLY,
        "offline Windows Home: the account stays usable there until it reports, and an open "
        "session even longer.",
        device=frozenset({Device.HOME_OFFLINE}),
    ),
    Row(
        "offline", Then.DIFFERENTLY,
        "offline: the account stays usable there until it reports. It is watched until then.",
        device=OFFLINE,
    ),
    Row("online", Then.PROCEED, "The session ends, and the account is disabled."),
))  # fmt: skip

TABLES: Final = {LEAVE: _LEAVE, LEAVER: _LEAVER, DEVICES: _DEVICES}
