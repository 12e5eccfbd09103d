"""What taking over an account does in every state: its table, as data."""

from typing import Final

from bot.states import OFFLINE, Device, JumpCloud, Okta, Row, Table, Then

TAKEOVER: Final = Table((
    Row(
        "not_in_okta", Then.REFUSE, "Okta does not have them, and only Okta makes people.",
        "Create them with `/onboard`.",
        okta=frozenset({Okta.ABSENT}),
    ),
    Row(
        "closed", Then.REFUSE, "Okta does not let them in.", "Restore them first: `/restore`.",
        okta=frozenset({Okta.SUSPENDED, Okta.DEPROVISIONED}),
    ),
    Row(
        "no_password", Then.REFUSE,
        "They have not chosen a password in Okta yet, so the account would get none.",
        "Have them follow the activation e-mail first.",
        okta=frozenset({Okta.STAGED, Okta.PROVISIONED}),
    ),
    Row(
        "resetting", Then.REFUSE,
        "Their password in Okta is being reset: nobody knows yet which one the account would get.",
        "Wait until they have chosen it.",
        okta=frozenset({Okta.RECOVERY}),
    ),
    Row(
        "okta_locked", Then.REFUSE, "They are locked out of Okta.", "Unlock them in Okta first.",
        okta=frozenset({Okta.LOCKED_OUT}),
    ),
    Row(
        "not_in_jumpcloud", Then.REFUSE, "JumpCloud has no account of theirs to bind.",
        "Assign the JumpCloud app to them in Okta, and wait until they are there.",
        jumpcloud=frozenset({JumpCloud.ABSENT}),
    ),
    Row(
        "staged", Then.REFUSE, "JumpCloud has them staged, so nothing would reach the device.",
        "Activate them in JumpCloud, without a mail.",
        jumpcloud=frozenset({JumpCloud.STAGED}),
    ),
    Row(
        "jumpcloud_suspended", Then.REFUSE, "JumpCloud has suspended them.",
        "Restore them first: `/restore`.",
        jumpcloud=frozenset({JumpCloud.SUSPENDED}),
    ),
    Row(
        "pending", Then.REFUSE, "No password of theirs has reached JumpCloud yet.",
        "Have them sign in to Okta once: that sends it.",
        jumpcloud=frozenset({JumpCloud.PENDING}),
    ),
    Row(
        "locked", Then.REFUSE, "They are locked out in JumpCloud.", "Unlock them there first.",
        jumpcloud=frozenset({JumpCloud.LOCKED}),
    ),
    Row(
        "no_device", Then.REFUSE, "JumpCloud no longer has this device.", "Choose another one.",
        device=frozenset({Device.ABSENT}),
    ),
    Row(
        "joined", Then.REFUSE,
        "It is in a Windows domain or in Entra, and accounts of a domain cannot be taken over.",
        "Move the profile with JumpCloud's migration utility.",
        device=frozenset({Device.JOINED}),
    ),
    Row(
        "home", Then.REFUSE, "Windows Home is not supported for taking an account over.",
        "Upgrade it to Windows Pro.",
        device=frozenset({Device.HOME, Device.HOME_OFFLINE}),
    ),
    Row(
        "other", Then.REFUSE, "JumpCloud takes accounts over on macOS, Windows and Linux only.",
        "Choose another device.",
        device=frozenset({Device.OTHER}),
    ),
    Row(
        "offline", Then.REFUSE,
        "It is offline, so what is known of its accounts may be old. A wrong name would make a "
        "second profile, and no error.",
        "Have it online, and ask again.",
        device=OFFLINE,
    ),
    Row(
        "expired", Then.DIFFERENTLY,
        "Their password in Okta is expired: the account gets the one that JumpCloud has, until "
        "they have chosen a new one.",
        okta=frozenset({Okta.PASSWORD_EXPIRED}),
    ),
    Row("online", Then.PROCEED, "The account is put under the person's managed identity."),
))  # fmt: skip

TABLES: Final = {"": TAKEOVER}
