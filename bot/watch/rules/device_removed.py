"""A device's record was deleted in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import device, directory_event
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked."""
    what = event.thing(Kind.DEVICE)
    if what is None or not event.ok:
        return None
    return tell(
        event,
        "device_removed",
        Severity.WARNING,
        what,
        f"{what.label} was removed from JumpCloud",
        means="The agent is uninstalled, and the accounts on the device stay as they are: a "
        "suspension no longer reaches them.",
        todo="If the device is still in use, enrol it again.",
    )


DEVICE_REMOVED: Final = Rule(
    name="device_removed",
    title="Device removed",
    types={Source.JUMPCLOUD: ("system_delete",)},
    judge=judge,
    fires=(directory_event("system_delete", resource=device()),),
    silent=(
        directory_event("system_delete", resource=device(), success=False),
        directory_event("system_delete"),
    ),
)
