"""A password was made to expire, or expired."""

from typing import Any, Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source, Thing
from bot.watch.facts import organization
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, user
from bot.watch.wording import tell, told

EVERYBODY: Final = "user.lifecycle.password_mass_expiry"
TEMPORARY: Final[dict[str, Any]] = {"temp_password_set": "true"}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked."""
    if not event.ok:
        return None
    if event.type == EVERYBODY:
        return tell(
            event,
            "password_expired.everybody",
            Severity.WARNING,
            organization(event),
            "Everybody's password was made to expire in Okta",
            means="Each person has to choose a new one at their next sign-in. Until they have, "
            "laptops keep the old one.",
        )
    if event.person is None:
        return None
    of_one = _of_okta if event.source is Source.OKTA else _of_jumpcloud
    return of_one(event, event.person)


def _of_okta(event: Event, who: Thing) -> Alert:
    # The catalogue writes the name one way, the log may write it the other.
    given = told(event, "temp_password_set") or told(event, "tempPasswordSet")
    if given.lower() == "true":
        cause, headline = "temporary", f"{who.label} was given a temporary password in Okta"
    else:
        cause, headline = "okta", f"{who.label}'s password was made to expire in Okta"
    return tell(
        event,
        f"password_expired.{cause}",
        Severity.NOTICE,
        who,
        headline,
        means="They have to choose a new one at their next sign-in. Until they have, their "
        "laptops keep the old one.",
        ways=(Way.WHOIS,),
    )


def _of_jumpcloud(event: Event, who: Thing) -> Alert:
    return tell(
        event,
        "password_expired.jumpcloud",
        Severity.WARNING,
        who,
        f"{who.label}'s password expired in JumpCloud",
        means="Okta may still take it. It is the one on their laptops, which may ask for another.",
        todo="Have them change it in Okta: that replaces it in JumpCloud.",
        ways=(Way.ROTATE, Way.WHOIS),
    )


PASSWORD_EXPIRED: Final = Rule(
    name="password_expired",
    title="Password made to expire, of one person or of everybody; a temporary one given",
    types={
        Source.OKTA: ("user.account.expire_password", EVERYBODY),
        Source.JUMPCLOUD: ("user_password_expired",),
    },
    judge=judge,
    fires=(
        log_event("user.account.expire_password", person()),
        log_event("user.account.expire_password", person(), **TEMPORARY),
        log_event(EVERYBODY),
        directory_event("user_password_expired", resource=user()),
    ),
    silent=(
        log_event("user.account.expire_password", person(), result="FAILURE"),
        log_event("user.account.expire_password"),
        directory_event("user_password_expired", success=False, resource=user()),
    ),
)  # fmt: skip
