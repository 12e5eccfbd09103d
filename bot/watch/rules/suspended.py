"""Somebody was suspended, in Okta or in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, user
from bot.watch.wording import by_whom, where

MEANS: Final = {
    Source.OKTA: "They cannot sign in to Okta. Okta tells JumpCloud nothing of a suspension, so "
    "their laptops let them in until JumpCloud is suspended too.",
    Source.JUMPCLOUD: "Laptops end their session and disable their account at their next contact.",
}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked."""
    if event.person is None or not event.ok or not _is_suspension(event):
        return None
    return Alert(
        cause=f"suspended.{event.source.lower()}",
        severity=Severity.WARNING,
        about=event.person,
        headline=f"{event.person.label} was suspended in {event.source}",
        seen=f"{where(event)} shows it, {by_whom(event)}.",
        means=MEANS[event.source],
        at=event.at,
        ways=(Way.WHOIS, Way.RESTORE),
        event_id=event.id,
    )


def _is_suspension(event: Event) -> bool:
    if event.type == "user_update":
        return event.changed_to("state", "SUSPENDED") or event.changed_to("suspended", value=True)
    return True


SUSPENDED: Final = Rule(
    name="suspended",
    title="Suspended, on either side",
    types={
        Source.OKTA: ("user.lifecycle.suspend",),
        Source.JUMPCLOUD: ("user_suspended", "user_update"),
    },
    judge=judge,
    fires=(
        log_event("user.lifecycle.suspend", person()),
        directory_event("user_suspended", resource=user()),
        directory_event(
            "user_update", resource=user(),
            changes=[{"field": "state", "from": "ACTIVATED", "to": "SUSPENDED"}],
        ),
    ),
    silent=(
        log_event("user.lifecycle.suspend", person(), result="FAILURE"),
        directory_event(
            "user_update", resource=user(),
            changes=[{"field": "state", "from": "SUSPENDED", "to": "ACTIVATED"}],
        ),
        directory_event(
            "user_update", resource=user(),
            changes=[{"field": "department", "from": "IT", "to": "HR"}],
        ),
    ),
)  # fmt: skip
