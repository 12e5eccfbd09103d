"""Somebody's password changed: in Okta, or on a device, where it should not."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import (
    BY_SCIM,
    directory_event,
    log_event,
    person,
    reporting,
    user,
)
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; what reaches JumpCloud by SCIM is the same change, arriving.

    Okta pushes the password at every sign-in with one: each of those would be an alert.
    """
    who = event.person
    if who is None or not event.ok:
        return None
    if event.source is Source.OKTA:
        return tell(
            event,
            "password_changed.okta",
            Severity.NOTICE,
            who,
            f"{who.label}'s password changed in Okta",
            ways=(Way.WHOIS,),
        )
    if event.detail.get("service") != "systems":
        return None
    device = event.thing(Kind.DEVICE)
    return tell(
        event,
        "password_changed.on_device",
        Severity.WARNING,
        who,
        f"{who.label}'s password changed on "
        + (device.label if device and device.label else "a device"),
        means="Passwords are Okta's. It has not heard of this one, and what it pushes next "
        "replaces it.",
        todo="Have them change it in Okta.",
        ways=(Way.WHOIS, Way.ROTATE),
    )


PASSWORD_CHANGED: Final = Rule(
    name="password_changed",
    title="Password changed in Okta, or on a device",
    types={
        Source.OKTA: ("user.account.update_password",),
        Source.JUMPCLOUD: ("user_password_change",),
    },
    judge=judge,
    fires=(
        log_event("user.account.update_password", person()),
        directory_event(
            "user_password_change", service="systems", resource=user(), system=reporting(),
            by=user(),
        ),
    ),
    silent=(
        log_event("user.account.update_password", person(), result="FAILURE"),
        directory_event("user_password_change", resource=user(), by=BY_SCIM),
        directory_event("user_password_change", resource=user()),
    ),
)  # fmt: skip
