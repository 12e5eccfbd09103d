"""What somebody confirms with was taken away."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, user
from bot.watch.wording import tell

ALL: Final = "user.mfa.factor.reset_all"


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; Okta tells of all at once, of each, or of both."""
    who = event.person
    if who is None or not event.ok:
        return None
    which = "every second factor" if event.type == ALL else "a second factor"
    return tell(
        event,
        f"mfa_reset.{event.source.lower()}",
        Severity.WARNING,
        who,
        f"{who.label} lost {which} in {event.source}",
        means="Until another is set up, whoever has the password may have all that is needed.",
        todo="If they did not ask for it, treat the account as taken over.",
        ways=(Way.WHOIS, Way.SUSPEND, Way.ROTATE),
    )


MFA_RESET: Final = Rule(
    name="mfa_reset",
    title="A second factor taken away, on either side",
    types={
        Source.OKTA: (ALL, "user.mfa.factor.deactivate"),
        Source.JUMPCLOUD: ("totp_delete_enrollment",),
    },
    judge=judge,
    fires=(
        log_event(ALL, person()),
        log_event("user.mfa.factor.deactivate", person()),
        directory_event("totp_delete_enrollment", resource=user()),
    ),
    silent=(
        log_event(ALL, person(), result="FAILURE"),
        log_event("user.mfa.factor.deactivate"),
        directory_event("totp_delete_enrollment", resource=user(), success=False),
    ),
)  # fmt: skip
