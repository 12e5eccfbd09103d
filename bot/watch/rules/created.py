"""Somebody was created in Okta, or is new in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import BY_SCIM, directory_event, log_event, person, user
from bot.watch.wording import tell


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; of JumpCloud's, by whose hand makes the difference."""
    who = event.person
    if who is None or not event.ok:
        return None
    if event.source is Source.OKTA:
        return tell(
            event,
            "created.okta",
            Severity.NOTICE,
            who,
            f"{who.label} was created in Okta",
            ways=(Way.WHOIS,),
        )
    if event.by_scim:
        return tell(
            event,
            "created.arrived",
            Severity.NOTICE,
            who,
            f"{who.label} arrived in JumpCloud",
            ways=(Way.WHOIS,),
        )
    return tell(
        event,
        "created.by_hand",
        Severity.WARNING,
        who,
        f"{who.label} was created in JumpCloud itself",
        means="People are created in Okta. One whom Okta does not have, or has not linked, is "
        "not suspended when they leave.",
        todo="If Okta has them, see that the JumpCloud app is linked to this account; if not, "
        "create them there.",
        ways=(Way.WHOIS, Way.JUMPCLOUD),
    )


CREATED: Final = Rule(
    name="created",
    title="Created in Okta; arrived in JumpCloud, or created there by hand",
    types={Source.OKTA: ("user.lifecycle.create",), Source.JUMPCLOUD: ("user_create",)},
    judge=judge,
    fires=(
        log_event("user.lifecycle.create", person()),
        directory_event("user_create", resource=user(), by=BY_SCIM),
        directory_event("user_create", resource=user()),
    ),
    silent=(
        log_event("user.lifecycle.create", person(), result="FAILURE"),
        log_event("user.lifecycle.create"),
        directory_event("user_create", resource=user(), success=False),
    ),
)  # fmt: skip
