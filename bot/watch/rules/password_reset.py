"""Somebody's password is being reset."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, user
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it was begun."""
    who = event.person
    if who is None or not event.ok:
        return None
    if event.source is Source.OKTA:
        return tell(
            event,
            "password_reset.okta",
            Severity.NOTICE,
            who,
            f"{who.label}'s password is being reset in Okta",
            means="They cannot sign in to Okta until they have used the link. Their laptops keep "
            "the old password until then.",
            ways=(Way.WHOIS,),
        )
    return tell(
        event,
        "password_reset.jumpcloud",
        Severity.NOTICE,
        who,
        f"{who.label} asked JumpCloud for a new password",
        means="Passwords are Okta's: one chosen in JumpCloud would be another than Okta's.",
        todo="Tell them to reset it in Okta.",
        ways=(Way.WHOIS, Way.ROTATE),
    )


PASSWORD_RESET: Final = Rule(
    name="password_reset",
    title="Password reset begun in Okta, or asked for in JumpCloud",
    types={
        Source.OKTA: ("user.account.reset_password",),
        Source.JUMPCLOUD: ("user_password_reset_request",),
    },
    judge=judge,
    fires=(
        log_event("user.account.reset_password", person()),
        directory_event("user_password_reset_request", resource=user(), by=user()),
    ),
    silent=(
        log_event("user.account.reset_password", person(), result="FAILURE"),
        directory_event("user_password_reset_request", resource=user(), success=False),
    ),
)  # fmt: skip
