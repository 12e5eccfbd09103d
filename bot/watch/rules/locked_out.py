"""Somebody is locked out after too many wrong passwords."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, reporting, update, user
from bot.watch.wording import tell

LIMIT: Final = "user.account.lock.limit"


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire whatever the outcome says: a lock-out is told as a failure to sign in."""
    who = event.person
    if who is None:
        return None
    if event.type == "user_update" and not event.changed_to("account_locked", value=True):
        return None
    device = event.thing(Kind.DEVICE)
    at = f" It happened on {device.label}." if device and device.label else ""
    return tell(
        event,
        f"locked_out.{event.source.lower()}",
        Severity.WARNING,
        who,
        f"{who.label} is locked out of {event.source}",
        also=at.strip(),
        means="Okta will not unlock them by itself." if event.type == LIMIT else "",
        todo=f"If it was them, unlock them in {event.source}. If not, somebody is trying "
        "passwords.",
        ways=(Way.WHOIS, Way.OKTA if event.source is Source.OKTA else Way.JUMPCLOUD),
    )


LOCKED_OUT: Final = Rule(
    name="locked_out",
    title="Locked out, on either side or on a device",
    types={
        Source.OKTA: ("user.account.lock", LIMIT),
        Source.JUMPCLOUD: ("user_lockout", "user_update"),
    },
    judge=judge,
    fires=(
        log_event("user.account.lock", person(), result="FAILURE", reason="LOCKED_OUT"),
        log_event(LIMIT, person()),
        directory_event("user_lockout", resource=user(), by=user()),
        directory_event(
            "user_lockout", service="systems", resource=user(), system=reporting(), by=user(),
            success=False,
        ),
        directory_event("user_lockout", by={"type": "user", "username": "jane"}),
        update("account_locked", was=False, now=True),
    ),
    silent=(
        log_event("user.account.lock"),
        directory_event("user_lockout", by={"type": "user", "username": ""}),
        update("account_locked", was=True, now=False),
    ),
)  # fmt: skip
