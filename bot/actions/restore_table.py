"""What restoring does in every state: its table, as data."""

from typing import Final

from bot.states import LIVING, OFFLINE, Device, JumpCloud, Okta, Row, Table, Then

ACCOUNTS: Final = "accounts"
DEVICES: Final = "devices"

_SUSPENDED: Final = frozenset({JumpCloud.SUSPENDED})
_IN: Final = LIVING - {Okta.LOCKED_OUT} | {Okta.PROVISIONED}

_ACCOUNTS: Final = Table((
    Row(
        "nobody", Then.REFUSE, "Okta does not have them, and only Okta lets people in.",
        "Create them anew with `/onboard`.",
        okta=frozenset({Okta.ABSENT}),
    ),
    Row(
        "never_in", Then.REFUSE, "They were never activated in Okta, so nothing was closed.",
        "Activate them in Okta.",
        okta=frozenset({Okta.STAGED}),
    ),
    Row(
        "locked_out", Then.REFUSE, "They are locked out of Okta, which is no suspension.",
        "Unlock them in Okta.",
        okta=frozenset({Okta.LOCKED_OUT}),
    ),
    Row(
        "jumpcloud_only", Then.DIFFERENTLY,
        "Okta has not closed them, and JumpCloud is suspended: only JumpCloud is opened.",
        okta=_IN, jumpcloud=_SUSPENDED,
    ),
    Row(
        "open", Then.ALREADY, "Neither Okta nor JumpCloud has closed them.",
        "There is nothing to restore.",
        okta=_IN,
    ),
    Row(
        "leave", Then.PROCEED, "Okta is unsuspended, and JumpCloud with it.",
        okta=frozenset({Okta.SUSPENDED}), jumpcloud=_SUSPENDED,
    ),
    Row(
        "staged", Then.DIFFERENTLY,
        "JumpCloud has them staged, which no restoring ends: only Okta is opened, and no device "
        "lets them in before they are activated in JumpCloud.",
        okta=frozenset({Okta.SUSPENDED}), jumpcloud=frozenset({JumpCloud.STAGED}),
    ),
    Row(
        "jumpcloud_locked", Then.DIFFERENTLY,
        "They are locked out in JumpCloud, which no restoring ends: only Okta is opened. Unlock "
        "them in JumpCloud too.",
        okta=frozenset({Okta.SUSPENDED}), jumpcloud=frozenset({JumpCloud.LOCKED}),
    ),
    Row(
        "okta_only", Then.DIFFERENTLY,
        "JumpCloud has not suspended them, or has no account of theirs: only Okta is opened.",
        okta=frozenset({Okta.SUSPENDED}),
    ),
    Row(
        "leaver", Then.DIFFERENTLY,
        "Okta had deactivated them: they get an activation e-mail and choose a new password, and "
        "their apps come with their groups again.",
        okta=frozenset({Okta.DEPROVISIONED}),
    ),
), left=Row(
    "devices_left", Then.DIFFERENTLY,
    "Neither Okta nor JumpCloud has closed them, and not every device shows it: only the devices "
    "are watched.",
))  # fmt: skip

_DEVICES: Final = Table((
    Row("none", Then.PROCEED, "No device is bound to them.", device=frozenset({Device.ABSENT})),
    Row(
        "joined", Then.DIFFERENTLY,
        "in a Windows domain, so JumpCloud may not rule the account there. Look at it in the "
        "domain too.",
        device=frozenset({Device.JOINED}),
    ),
    Row(
        "other", Then.DIFFERENTLY, "JumpCloud keeps no account there that could be enabled.",
        device=frozenset({Device.OTHER}),
    ),
    Row(
        "offline", Then.DIFFERENTLY,
        "offline: the account stays disabled there until it reports. It is watched until then.",
        device=OFFLINE,
    ),
    Row(
        "mac", Then.DIFFERENTLY,
        "with FileVault the login screen before the start shows the account only after a restart, "
        "or when somebody else has signed in.",
        device=frozenset({Device.MAC}),
    ),
    Row("online", Then.PROCEED, "The account is enabled again."),
))  # fmt: skip

TABLES: Final = {ACCOUNTS: _ACCOUNTS, DEVICES: _DEVICES}
