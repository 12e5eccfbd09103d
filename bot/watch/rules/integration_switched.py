"""An integration was switched off or on in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity
from bot.watch.event import Event, Kind, Source
from bot.watch.facts import integration
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event
from bot.watch.wording import tell

OFF: Final = "integration_deactivate"


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; JumpCloud does not always say which integration it was."""
    if not event.ok:
        return None
    about = integration(event)
    unnamed = about.kind is Kind.ORGANIZATION
    named = "An integration" if unnamed else f"The integration {about.label}"
    if event.type != OFF:
        return tell(
            event,
            "integration_switched.on",
            Severity.NOTICE,
            about,
            f"{named} was activated in JumpCloud",
        )
    return tell(
        event,
        "integration_switched.off",
        Severity.URGENT,
        about,
        f"{named} was deactivated in JumpCloud",
        means="If it is the one that Okta provisions through, nothing that changes in Okta "
        "arrives any more, suspensions included.",
        todo="If nobody here meant to, activate it again.",
        lasting=True,
    )


INTEGRATION_SWITCHED: Final = Rule(
    name="integration_switched",
    title="An integration switched off or on in JumpCloud",
    types={Source.JUMPCLOUD: (OFF, "integration_activate")},
    judge=judge,
    fires=(
        directory_event(OFF),
        directory_event(OFF, resource={"id": "65a1", "type": "integration", "name": "Okta SCIM"}),
        directory_event("integration_activate", resource={"type": "scim", "name": "Okta"}),
    ),
    silent=(
        directory_event(OFF, success=False),
        directory_event("integration_activate", success=False),
    ),
)
