"""Somebody was deactivated in Okta."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import log_event, person
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; in JumpCloud it arrives as a suspension."""
    who = event.person
    if who is None or not event.ok:
        return None
    return tell(
        event,
        "deactivated",
        Severity.WARNING,
        who,
        f"{who.label} was deactivated in Okta",
        means="Their password and their apps in Okta are gone. JumpCloud has to be told over "
        "SCIM to suspend them; until it is, their laptops let them in.",
        ways=(Way.WHOIS, Way.RESTORE),
    )


DEACTIVATED: Final = Rule(
    name="deactivated",
    title="Deactivated in Okta",
    types={Source.OKTA: ("user.lifecycle.deactivate",)},
    judge=judge,
    fires=(log_event("user.lifecycle.deactivate", person()),),
    silent=(
        log_event("user.lifecycle.deactivate", person(), result="FAILURE"),
        log_event("user.lifecycle.deactivate"),
    ),
)
