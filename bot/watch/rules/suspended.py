"""Somebody was suspended, in Okta or in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.facts import new_state
from bot.watch.rule import Rule, Scope
from bot.watch.samples import BY_SCIM, directory_event, log_event, person, update, user
from bot.watch.wording import tell

IN_OKTA: Final = (
    "They cannot sign in to Okta. Okta tells JumpCloud nothing of a suspension, so their "
    "laptops let them in until JumpCloud is suspended too."
)
IN_JUMPCLOUD: Final = "Laptops end their session and disable their account at their next contact."


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; JumpCloud may tell one suspension twice, in two ways."""
    who = event.person
    if who is None or not event.ok:
        return None
    if event.type == "user_update" and new_state(event) != "SUSPENDED":
        return None
    return tell(
        event,
        f"suspended.{event.source.lower()}",
        Severity.WARNING,
        who,
        f"{who.label} was suspended in {event.source}",
        means=_means(event),
        ways=(Way.WHOIS, Way.RESTORE),
    )


def _means(event: Event) -> str:
    if event.source is Source.OKTA:
        return IN_OKTA
    by_hand = " Okta is not told, and lets them in as before."
    return IN_JUMPCLOUD + ("" if event.by_scim else by_hand)


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
        update("state", was="ACTIVATED", now="SUSPENDED", by=BY_SCIM),
        update("suspended", was=False, now=True),
    ),
    silent=(
        log_event("user.lifecycle.suspend", person(), result="FAILURE"),
        update("state", was="SUSPENDED", now="ACTIVATED"),
        update("department", was="IT", now="HR"),
        directory_event("user_update", resource=user()),
    ),
)  # fmt: skip
