"""Somebody, or a whole group, is no longer bound to a device."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import bond, end, user
from bot.watch.wording import tell

UNLESS: Final = " is disabled at its next contact, and kept, unless a group still binds them to it."


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked, whichever end JumpCloud names first."""
    device = event.thing(Kind.DEVICE) or event.thing(Kind.DEVICES)
    who = event.person or event.thing(Kind.GROUP)
    if device is None or who is None or not event.ok or event.operation != "remove":
        return None
    whose = "Their account" if event.person else "The account of each in the group"
    return tell(
        event,
        "unbound" if event.person else "unbound.group",
        Severity.WARNING,
        who,
        f"{who.label} is no longer bound to {device.label}",
        means=f"{whose} on {device.label}{UNLESS}",
        todo=f"See that somebody can still sign in to {device.label}.",
        ways=(Way.WHOIS, Way.JUMPCLOUD) if event.person else (),
    )


UNBOUND: Final = Rule(
    name="unbound",
    title="No longer bound to a device: a person, or a group",
    types={Source.JUMPCLOUD: ("association_change",)},
    judge=judge,
    fires=(
        bond("remove", end("system"), end("user")),
        bond("remove", end("user"), end("system")),
        bond("remove", end("system"), end("user_group"), by=user()),
    ),
    silent=(
        bond("add", end("user"), end("system")),
        bond("update", end("user"), end("system")),
        bond("remove", end("system_group"), end("system")),
        bond("remove", end("policy"), end("system"), by=user()),
    ),
)
