"""The exchange between Okta and JumpCloud is in trouble, whoever it is about."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.facts import is_jumpcloud_app, jumpcloud_app
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, log_event
from bot.watch.wording import tell

TOO_MANY: Final = "application.integration.rate_limit_exceeded"
GENERAL: Final = "application.integration.general_failure"
QUERY: Final = "application.integration.api_query"


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it failed; of too many requests Okta tries again, and the rest is pushed late."""
    if event.ok or not is_jumpcloud_app(event, scope):
        return None
    if event.type == TOO_MANY:
        return tell(
            event,
            "integration_error.rate_limit",
            Severity.WARNING,
            jumpcloud_app(scope),
            "JumpCloud slows Okta's pushes down",
            means="Okta tries again, at most ten times and with growing pauses; what changes in "
            "Okta reaches JumpCloud late.",
            ways=(Way.OKTA,),
        )
    return tell(
        event,
        "integration_error.general",
        Severity.WARNING,
        jumpcloud_app(scope),
        "Okta had trouble talking to JumpCloud",
        means="A push may not have arrived; each that Okta gives up has an alert of its own.",
        todo="See whether JumpCloud has an outage.",
        ways=(Way.OKTA,),
    )


INTEGRATION_ERROR: Final = Rule(
    name="integration_error",
    title="Okta's exchange with JumpCloud fails or is slowed down",
    types={Source.OKTA: (TOO_MANY, GENERAL, QUERY)},
    judge=judge,
    fires=(
        log_event(TOO_MANY, app(), result="FAILURE", reason="Too Many Requests"),
        log_event(GENERAL, app(), result="FAILURE", reason="Service Unavailable"),
        log_event(QUERY, app(), result="FAILURE"),
    ),
    silent=(
        log_event(GENERAL, app()),
        log_event(GENERAL, app("0oaother"), result="FAILURE"),
    ),
)
