"""What forcing a new password does in every state: its tables, as data."""

from typing import Final

from bot.states import Device, JumpCloud, Okta, Row, Table, Then

ROUTINE: Final = "routine"
COMPROMISED: Final = "compromised"
DEVICES: Final = "devices"

_BEFORE: Final = (
    Row(
        "not_in_okta", Then.REFUSE, "Okta does not have them, and passwords are Okta's.",
        "Somebody whom only JumpCloud has is looked after there.",
        okta=frozenset({Okta.ABSENT}),
    ),
    Row(
        "closed", Then.REFUSE, "Okta does not let them in, so no password opens anything.",
        "Restore them first: `/restore`.",
        okta=frozenset({Okta.SUSPENDED, Okta.DEPROVISIONED}),
    ),
    Row(
        "no_password", Then.REFUSE, "They have not chosen a password in Okta yet.",
        "Send the activation e-mail again in Okta.",
        okta=frozenset({Okta.STAGED, Okta.PROVISIONED}),
    ),
    Row(
        "resetting", Then.REFUSE,
        "Their password is being reset already: nothing opens before they have chosen a new one.",
        "Wait until they have.",
        okta=frozenset({Okta.RECOVERY}),
    ),
    Row(
        "locked_out", Then.REFUSE,
        "They are locked out of Okta, and unlocking keeps the old password.",
        "Unlock them in Okta first, then rotate.",
        okta=frozenset({Okta.LOCKED_OUT}),
    ),
)  # fmt: skip

_AFTER: Final = (
    Row(
        "okta_only", Then.DIFFERENTLY,
        "JumpCloud has no account of theirs: the password changes in Okta, and reaches no device.",
        jumpcloud=frozenset({JumpCloud.ABSENT}),
    ),
    Row(
        "jumpcloud_closed", Then.DIFFERENTLY,
        "JumpCloud has suspended them, though Okta lets them in: the password reaches JumpCloud, "
        "and no device.",
        jumpcloud=frozenset({JumpCloud.SUSPENDED}),
    ),
    Row(
        "staged", Then.DIFFERENTLY,
        "JumpCloud has them staged: the password reaches JumpCloud, and no device.",
        jumpcloud=frozenset({JumpCloud.STAGED}),
    ),
    Row(
        "jumpcloud_locked", Then.DIFFERENTLY,
        "They are locked out in JumpCloud: a new password does not end that. Unlock them there.",
        jumpcloud=frozenset({JumpCloud.LOCKED}),
    ),
)  # fmt: skip

_FOLLOWED: Final = Row(
    "followed", Then.PROCEED, "Okta asks for a new one, which is followed to each device."
)

_ROUTINE: Final = Table((
    *_BEFORE,
    *_AFTER,
    Row(
        "expired", Then.DIFFERENTLY,
        "Their password is expired already: it is only followed.",
        okta=frozenset({Okta.PASSWORD_EXPIRED}),
    ),
    _FOLLOWED,
))  # fmt: skip

_COMPROMISED: Final = Table((*_BEFORE, *_AFTER, _FOLLOWED))

_DEVICES: Final = Table((
    Row("none", Then.PROCEED, "No device is bound to them.", device=frozenset({Device.ABSENT})),
    Row(
        "joined", Then.DIFFERENTLY,
        "in a Windows domain: its password is the domain's, and not changed by this.",
        device=frozenset({Device.JOINED}),
    ),
    Row(
        "other", Then.DIFFERENTLY, "JumpCloud sends no password there.",
        device=frozenset({Device.OTHER}),
    ),
    Row(
        "mac_offline", Then.DIFFERENTLY,
        "a Mac that is offline. It has to be online when the password changes, or the old one "
        "opens it until then. Have it started first.",
        device=frozenset({Device.MAC_OFFLINE}),
    ),
    Row(
        "offline", Then.DIFFERENTLY,
        "offline: the old password opens it until it reports. It is watched until then.",
        device=frozenset({Device.WINDOWS_OFFLINE, Device.HOME_OFFLINE, Device.LINUX_OFFLINE}),
    ),
    Row("online", Then.PROCEED, "The new password reaches it within about a minute."),
))  # fmt: skip

TABLES: Final = {ROUTINE: _ROUTINE, COMPROMISED: _COMPROMISED, DEVICES: _DEVICES}
