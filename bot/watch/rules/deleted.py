"""Somebody's account was deleted, in Okta or in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, log_event, person, user
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; Okta tells of the beginning and of the end."""
    who = event.person
    if who is None or not event.ok:
        return None
    if event.source is Source.OKTA:
        return tell(
            event,
            "deleted.okta",
            Severity.NOTICE,
            who,
            f"{who.label} was deleted in Okta",
            means="Okta never deletes anybody in JumpCloud: there they stay as they are.",
            ways=(Way.WHOIS,),
        )
    return tell(
        event,
        "deleted.jumpcloud",
        Severity.WARNING,
        who,
        f"{who.label} was deleted in JumpCloud",
        means="There is no way back. Okta never deletes there, and what it pushes for them from "
        "now on cannot arrive.",
        todo="If they still work here, take the JumpCloud app from them in Okta and assign it "
        "again: that creates them anew.",
        ways=(Way.WHOIS, Way.OKTA),
    )


DELETED: Final = Rule(
    name="deleted",
    title="Deleted, on either side",
    types={
        Source.OKTA: ("user.lifecycle.delete.initiated", "user.lifecycle.delete.completed"),
        Source.JUMPCLOUD: ("user_delete",),
    },
    judge=judge,
    fires=(
        log_event("user.lifecycle.delete.initiated", person()),
        log_event("user.lifecycle.delete.completed", person()),
        directory_event("user_delete", resource=user()),
    ),
    silent=(
        log_event("user.lifecycle.delete.initiated", person(), result="FAILURE"),
        directory_event("user_delete", resource=user(), success=False),
    ),
)  # fmt: skip
