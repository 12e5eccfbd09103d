"""Somebody was activated, in Okta or in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.facts import new_state, old_state
from bot.watch.rule import Rule, Scope
from bot.watch.samples import BY_SCIM, directory_event, log_event, person, update, user
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; who comes back from a suspension is reactivated instead."""
    who = event.person
    if who is None or not event.ok or not _is_activation(event):
        return None
    if event.type == "user.lifecycle.reactivate":
        return tell(
            event,
            "activated.sent_again",
            Severity.NOTICE,
            who,
            f"{who.label}'s activation in Okta was started again",
            means="The link they had before no longer works.",
            ways=(Way.WHOIS,),
        )
    return tell(
        event,
        f"activated.{event.source.lower()}",
        Severity.NOTICE,
        who,
        f"{who.label} was activated in {event.source}",
        ways=(Way.WHOIS,),
    )


def _is_activation(event: Event) -> bool:
    if event.type == "user_update":
        return new_state(event) == "ACTIVATED" and old_state(event) == "STAGED"
    return True


ACTIVATED: Final = Rule(
    name="activated",
    title="Activated, on either side; the activation started again",
    types={
        Source.OKTA: ("user.lifecycle.activate", "user.lifecycle.reactivate"),
        Source.JUMPCLOUD: ("user_activated", "user_update"),
    },
    judge=judge,
    fires=(
        log_event("user.lifecycle.activate", person()),
        log_event("user.lifecycle.reactivate", person()),
        directory_event("user_activated", resource=user()),
        update("state", was="STAGED", now="ACTIVATED", by=BY_SCIM),
    ),
    silent=(
        log_event("user.lifecycle.activate", person(), result="FAILURE"),
        update("state", was="SUSPENDED", now="ACTIVATED"),
        update("state", was="ACTIVATED", now="STAGED"),
    ),
)  # fmt: skip
