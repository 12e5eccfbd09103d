"""Somebody is let in again after a suspension, in Okta or in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.facts import new_state, old_state
from bot.watch.rule import Rule, Scope
from bot.watch.samples import BY_SCIM, directory_event, log_event, person, update, user
from bot.watch.wording import tell

MEANS: Final = {
    Source.OKTA: "They can sign in to Okta. Okta tells JumpCloud nothing of it: whoever was "
    "suspended there stays so.",
    Source.JUMPCLOUD: "Laptops enable their account at their next contact.",
}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; JumpCloud may tell it twice, in two ways."""
    who = event.person
    if who is None or not event.ok or not _is_return(event):
        return None
    return tell(
        event,
        f"reactivated.{event.source.lower()}",
        Severity.NOTICE,
        who,
        f"{who.label} is no longer suspended in {event.source}",
        means=MEANS[event.source],
        ways=(Way.WHOIS, Way.SUSPEND),
    )


def _is_return(event: Event) -> bool:
    if event.type == "user_update":
        return old_state(event) == "SUSPENDED" and new_state(event) == "ACTIVATED"
    return True


REACTIVATED: Final = Rule(
    name="reactivated",
    title="No longer suspended, on either side",
    types={
        Source.OKTA: ("user.lifecycle.unsuspend",),
        Source.JUMPCLOUD: ("user_unsuspended", "user_update"),
    },
    judge=judge,
    fires=(
        log_event("user.lifecycle.unsuspend", person()),
        directory_event("user_unsuspended", resource=user()),
        update("state", was="SUSPENDED", now="ACTIVATED", by=BY_SCIM),
        update("suspended", was=True, now=False),
    ),
    silent=(
        log_event("user.lifecycle.unsuspend", person(), result="FAILURE"),
        update("state", was="STAGED", now="ACTIVATED"),
        update("state", was="ACTIVATED", now="SUSPENDED"),
    ),
)  # fmt: skip
