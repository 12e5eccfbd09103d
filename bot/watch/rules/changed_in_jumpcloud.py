"""What Okta is the master of was changed in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source, Thing
from bot.watch.rule import Rule, Scope
from bot.watch.samples import BY_SCIM, directory_event, update, user
from bot.watch.wording import tell

PASSWORDS: Final = ("user_password_change", "user_password_set")
FIELDS: Final = {
    "email": ("e-mail address", "Federation needs the same address on both sides."),
    "username": ("username", "Okta looks for them by the one that it knows."),
}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked and was not Okta's doing.

    A state and an administrator's rights are told by rules of their own, with the hand.
    """
    who = event.person
    if who is None or not event.ok or event.by_scim:
        return None
    if event.type in PASSWORDS:
        return None if event.detail.get("service") == "systems" else _password(event, who)
    name = next((each for each in FIELDS if _changed(event, each)), None)
    if name is None:
        return None
    what, why = FIELDS[name]
    return tell(
        event,
        f"changed_in_jumpcloud.{name}",
        Severity.WARNING,
        who,
        f"{who.label}'s {what} was changed in JumpCloud",
        means=f"Okta is not told, and replaces it with its own at its next push. {why}",
        todo="Change it in Okta, or take it back.",
        ways=(Way.WHOIS, Way.OKTA, Way.JUMPCLOUD),
    )


def _password(event: Event, who: Thing) -> Alert:
    return tell(
        event,
        "changed_in_jumpcloud.password",
        Severity.WARNING,
        who,
        f"{who.label}'s password was changed in JumpCloud",
        means="Okta is not told: JumpCloud and the laptops have another one than Okta, until "
        "Okta pushes its own again.",
        todo="Have them sign in to Okta with their password, which pushes it; or force a new one.",
        ways=(Way.ROTATE, Way.WHOIS),
    )


def _changed(event: Event, name: str) -> bool:
    return name in event.changes and event.changed_to(name, event.changes[name][1])


CHANGED_IN_JUMPCLOUD: Final = Rule(
    name="changed_in_jumpcloud",
    title="E-mail address, username or password changed in JumpCloud itself",
    types={Source.JUMPCLOUD: ("user_update", *PASSWORDS)},
    judge=judge,
    fires=(
        update("email", was="jane@acme.example", now="j@acme.example"),
        update("username", was="jane", now="jdoe", auth_method="api key"),
        directory_event("user_password_change", resource=user()),
        directory_event("user_password_set", resource=user(), by=user()),
    ),
    silent=(
        update("email", was="jane@acme.example", now="j@acme.example", by=BY_SCIM),
        update("department", was="IT", now="HR"),
        update("state", was="ACTIVATED", now="SUSPENDED"),
        directory_event("user_password_change", resource=user(), by=BY_SCIM),
        directory_event("user_password_change", resource=user(), service="systems"),
    ),
)
