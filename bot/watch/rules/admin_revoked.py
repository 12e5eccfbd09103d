"""Somebody lost an administrator's rights."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, group, log_event, person, update, user
from bot.watch.wording import tell

WHERE: Final = {
    "user.account.privilege.revoke": "okta",
    "group.privilege.revoke": "okta",
    "admin_delete": "jumpcloud",
    "user_admin_revoked": "devices",
    "user_update": "devices",
}
WORDS: Final = {"okta": "in Okta", "jumpcloud": "in JumpCloud", "devices": "on devices"}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked."""
    who = event.person or event.thing(Kind.GROUP) or event.thing(Kind.ADMIN)
    if who is None or not event.ok:
        return None
    if event.type == "user_update" and not event.changed_to("sudo", value=False):
        return None
    where = WHERE[event.type]
    return tell(
        event,
        f"admin_revoked.{where}",
        Severity.NOTICE,
        who,
        f"{who.label} no longer has an administrator's rights {WORDS[where]}",
        ways=(Way.WHOIS,) if who is event.person else (),
    )


ADMIN_REVOKED: Final = Rule(
    name="admin_revoked",
    title="An administrator's rights taken, in Okta, in JumpCloud or on devices",
    types={
        Source.OKTA: ("user.account.privilege.revoke", "group.privilege.revoke"),
        Source.JUMPCLOUD: ("user_admin_revoked", "user_update", "admin_delete"),
    },
    judge=judge,
    fires=(
        log_event("user.account.privilege.revoke", person()),
        log_event("group.privilege.revoke", group()),
        directory_event("user_admin_revoked", resource=user()),
        update("sudo", was=True, now=False),
        directory_event(
            "admin_delete", resource={"id": "65a1", "type": "admin", "email": "old@acme.example"},
        ),
    ),
    silent=(
        log_event("user.account.privilege.revoke", person(), result="FAILURE"),
        update("sudo", was=False, now=True),
        directory_event("user_update", resource=user()),
    ),
)  # fmt: skip
