"""Somebody said that it was not them."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import log_event, person
from bot.watch.wording import tell, told

REPORTED: Final = "user.account.report_suspicious_activity_by_enduser"


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire at every report."""
    who = event.person
    if who is None:
        return None
    what = told(event, "suspiciousActivityEventType") or told(
        event, "suspicious_activity_event_type"
    )
    return tell(
        event,
        "suspicious",
        Severity.URGENT,
        who,
        f"{who.label} says that something in their Okta account was not them",
        also=f"What they reported: {what}." if what else "",
        todo="Ask them. If they are sure, suspend them, or force a new password and end "
        "every session.",
        ways=(Way.SUSPEND, Way.ROTATE, Way.WHOIS),
    )


SUSPICIOUS: Final = Rule(
    name="suspicious",
    title="Suspicious activity reported by the person themselves",
    types={Source.OKTA: (REPORTED,)},
    judge=judge,
    fires=(
        log_event(
            REPORTED, person(), actor=person(),
            suspiciousActivityEventType="user.mfa.factor.activate",
        ),
        log_event(REPORTED, person(), actor=person()),
    ),
    silent=(log_event(REPORTED),),
)  # fmt: skip
