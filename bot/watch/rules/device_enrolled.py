"""A device is new in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import device, directory_event, reporting
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; device management and the agent each tell of it."""
    what = event.thing(Kind.DEVICE)
    if what is None or not event.ok:
        return None
    return tell(
        event,
        "device_enrolled",
        Severity.NOTICE,
        what,
        f"{what.label} was enrolled in JumpCloud",
        ways=(Way.JUMPCLOUD,),
    )


DEVICE_ENROLLED: Final = Rule(
    name="device_enrolled",
    title="Device enrolled",
    types={Source.JUMPCLOUD: ("system_create", "device_enrollment")},
    judge=judge,
    fires=(
        directory_event("system_create", resource=device()),
        directory_event(
            "device_enrollment", service="mdm", system=reporting(),
            by={"type": "user", "username": ""},
        ),
    ),
    silent=(
        directory_event("system_create", resource=device(), success=False),
        directory_event("device_enrollment", service="mdm"),
    ),
)  # fmt: skip
