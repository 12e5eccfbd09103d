"""Somebody, or a whole group, was bound to a device."""

from typing import Any, Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import bond, end
from bot.watch.wording import tell

SUDO: Final = {"sudo": {"enabled": True, "withoutPassword": False}}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked, whichever end JumpCloud names first."""
    device = event.thing(Kind.DEVICE) or event.thing(Kind.DEVICES)
    who = event.person or event.thing(Kind.GROUP)
    if device is None or who is None or not event.ok or event.operation != "add":
        return None
    means = (
        "The account of that name on the device is put under their identity at its next contact."
    )
    if _is_admin(event.detail.get("association")):
        means += " They are an administrator there."
    return tell(
        event,
        "bound" if event.person else "bound.group",
        Severity.NOTICE,
        who,
        f"{who.label} was bound to {device.label}",
        means=means
        if event.person
        else f"Everybody in the group gets an account on {device.label}.",
        ways=(Way.WHOIS,) if event.person else (),
    )


def _is_admin(association: Any) -> bool:
    for name in ("attributes", "sudo", "enabled"):
        association = association.get(name) if isinstance(association, dict) else None
    return association is True


BOUND: Final = Rule(
    name="bound",
    title="Bound to a device: a person, or a group",
    types={Source.JUMPCLOUD: ("association_change",)},
    judge=judge,
    fires=(
        bond("add", end("system"), end("user"), attributes=SUDO),
        bond("add", end("user"), end("system")),
        bond("add", end("user_group"), end("system")),
        bond("add", end("user"), end("system_group")),
    ),
    silent=(
        bond("remove", end("user"), end("system")),
        bond("add", end("policy"), end("system")),
        bond("add", end("user_group"), end("user")),
        bond("add", end("system_group"), end("system")),
        bond("add", end("user"), end("system"), success=False),
    ),
)
