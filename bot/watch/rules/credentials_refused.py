"""JumpCloud refuses the credentials that Okta provisions with."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.facts import is_jumpcloud_app, jumpcloud_app
from bot.watch.rule import Rule, Scope
from bot.watch.samples import OKTA_ITSELF, app, log_event
from bot.watch.wording import tell

REFUSED: Final = "application.integration.authentication_failure"
NOT_VERIFIED: Final = "application.configuration.update"


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it failed: nobody is created, changed or suspended any more."""
    if event.ok or not is_jumpcloud_app(event, scope):
        return None
    return tell(
        event,
        "credentials_refused",
        Severity.URGENT,
        jumpcloud_app(scope),
        f"JumpCloud refuses Okta's credentials ({scope.app_label})",
        means="While they are refused nothing that changes in Okta reaches JumpCloud: nobody is "
        "created, no password arrives, and who is deactivated stays active on their laptops.",
        todo="Make a new key for the account in JumpCloud that Okta comes with, put it into the "
        "app's provisioning settings in Okta, test it, and retry what failed.",
        ways=(Way.OKTA,),
        lasting=True,
    )


CREDENTIALS_REFUSED: Final = Rule(
    name="credentials_refused",
    title="Okta's credentials for provisioning are refused",
    types={Source.OKTA: (REFUSED, NOT_VERIFIED)},
    judge=judge,
    fires=(
        log_event(REFUSED, app(), result="FAILURE", reason="Unauthorized", actor=OKTA_ITSELF),
        log_event(NOT_VERIFIED, app(), result="FAILURE"),
        log_event(REFUSED, result="FAILURE", AppName="JumpCloud"),
    ),
    silent=(
        log_event(NOT_VERIFIED, app()),
        log_event(REFUSED, app("0oaother"), result="FAILURE"),
        log_event(REFUSED, result="FAILURE"),
    ),
)
