"""Somebody is no longer locked out."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, update, user
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; Okta may tell it twice, in two ways."""
    who = event.person
    if who is None or not event.ok:
        return None
    if event.type == "user_update" and not event.changed_to("account_locked", value=False):
        return None
    return tell(
        event,
        f"unlocked.{event.source.lower()}",
        Severity.NOTICE,
        who,
        f"{who.label} is no longer locked out of {event.source}",
        ways=(Way.WHOIS,),
    )


UNLOCKED: Final = Rule(
    name="unlocked",
    title="No longer locked out, on either side",
    types={
        Source.OKTA: ("user.account.unlock", "user.account.unlock_by_admin"),
        Source.JUMPCLOUD: ("user_unlocked", "user_update"),
    },
    judge=judge,
    fires=(
        log_event("user.account.unlock", person()),
        log_event("user.account.unlock_by_admin", person()),
        directory_event("user_unlocked", resource=user()),
        update("account_locked", was=True, now=False),
    ),
    silent=(
        log_event("user.account.unlock", person(), result="FAILURE"),
        update("account_locked", was=False, now=True),
    ),
)  # fmt: skip
