"""Okta limits how often it is asked, and the limit is near or passed."""

from typing import Final

from bot.watch.alert import Alert, Severity
from bot.watch.event import Event, Source
from bot.watch.facts import organization
from bot.watch.rule import Rule, Scope
from bot.watch.samples import log_event
from bot.watch.wording import tell

PASSED: Final = (
    "system.org.rate_limit.violation",
    "core.concurrency.org.limit.violation",
    "system.client.rate_limit.violation",
    "system.client.concurrency_rate_limit.violation",
)
NEAR: Final = (
    "system.org.rate_limit.warning",
    "system.org.rate_limit.burst",
    "app.oauth2.client_id_rate_limit_warning",
)


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire whatever the outcome; a call that was turned away is told as one that failed."""
    which = next((each.label for each in event.things if each.label), "")
    of = f" of {which}" if which else ""
    if event.type in PASSED:
        return tell(
            event,
            "rate_limit.passed",
            Severity.WARNING,
            organization(event),
            f"Okta turns calls away: the limit{of} is passed",
            means="Whoever asks the same gets no answer for a while: Deskhand, SCIM and other "
            "programs alike.",
            todo="Find the program that asks most, in Okta under Reports, Rate Limits.",
        )
    return tell(
        event,
        "rate_limit.near",
        Severity.NOTICE,
        organization(event),
        f"Okta is asked often: the limit{of} is near",
    )


def _bucket() -> dict[str, str]:
    return {"id": "/api/v1/users", "type": "URL Pattern", "displayName": "/api/v1/users"}


RATE_LIMIT: Final = Rule(
    name="rate_limit",
    title="Okta's rate limits, near or passed",
    types={Source.OKTA: (*PASSED, *NEAR)},
    judge=judge,
    fires=(
        log_event(PASSED[0], _bucket(), result="RATE_LIMIT"),
        *(log_event(each) for each in PASSED),
        log_event(NEAR[0], _bucket()),
        *(log_event(each) for each in NEAR),
    ),
    silent=(),
)
