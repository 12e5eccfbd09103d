"""Somebody or something got an administrator's rights."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Kind, Source, Thing
from bot.watch.rule import Rule, Scope
from bot.watch.samples import directory_event, group, log_event, person, update, user
from bot.watch.wording import tell, told

IN_OKTA: Final = (
    "user.account.privilege.grant", "group.privilege.grant", "app.oauth2.client.privilege.grant",
)  # fmt: skip
REVOKE: Final = (
    "If nobody here meant to, take it back, and look at what else was done by that hand."
)


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked; the highest of Okta's roles should wake somebody."""
    if not event.ok:
        return None
    if event.source is Source.OKTA:
        return _in_okta(event)
    if event.type == "admin_create":
        return _in_jumpcloud(event)
    return _on_devices(event)


def _in_okta(event: Event) -> Alert | None:
    who = event.person or event.thing(Kind.GROUP) or event.thing(Kind.PROGRAM)
    # Okta names programs as it likes.
    who = who or next((each for each in event.things if each.label), None)
    if who is None:
        return None
    roles = told(event, "privilegeGranted") or told(event, "privilege_granted")
    highest = "super" in roles.lower()
    return tell(
        event,
        "admin_granted.okta",
        Severity.URGENT if highest else Severity.WARNING,
        who,
        f"{who.label} has an administrator's rights in Okta",
        also=f"Their rights now: {roles}." if roles else "",
        todo=REVOKE,
        ways=(Way.OKTA, Way.SUSPEND, Way.WHOIS) if who is event.person else (),
    )


def _in_jumpcloud(event: Event) -> Alert | None:
    who = event.thing(Kind.ADMIN) or event.person
    if who is None:
        return None
    return tell(
        event,
        "admin_granted.jumpcloud",
        Severity.WARNING,
        who,
        f"{who.label} is an administrator of JumpCloud",
        means="Whoever signs in as them can change every account and device that their role "
        "covers, and Okta does not see it.",
        todo=REVOKE,
    )


def _on_devices(event: Event) -> Alert | None:
    who: Thing | None = event.person
    if who is None:
        return None
    if event.type == "user_update" and not event.changed_to("sudo", value=True):
        return None
    return tell(
        event,
        "admin_granted.devices",
        Severity.WARNING,
        who,
        f"{who.label} is an administrator on every device that they are bound to",
        todo=REVOKE,
        ways=(Way.JUMPCLOUD, Way.WHOIS),
    )


ADMIN_GRANTED: Final = Rule(
    name="admin_granted",
    title="An administrator's rights given, in Okta, in JumpCloud or on devices",
    types={
        Source.OKTA: IN_OKTA,
        Source.JUMPCLOUD: ("user_admin_granted", "user_update", "admin_create"),
    },
    judge=judge,
    fires=(
        log_event(IN_OKTA[0], person(), privilegeGranted="Super administrator"),
        log_event(IN_OKTA[0], person(), privilege_granted="Group administrator"),
        log_event(IN_OKTA[1], group(), privilegeGranted="Help Desk administrator"),
        log_event(
            IN_OKTA[2],
            {"id": "0oaprogram", "type": "PublicClientApp", "displayName": "Nightly export"},
        ),
        directory_event("user_admin_granted", resource=user()),
        update("sudo", was=False, now=True),
        directory_event(
            "admin_create", resource={"id": "65a1", "type": "admin", "email": "new@acme.example"},
        ),
    ),
    silent=(
        log_event(IN_OKTA[0], person(), result="FAILURE"),
        log_event(IN_OKTA[0]),
        update("sudo", was=True, now=False),
        directory_event("admin_create"),
    ),
)  # fmt: skip
