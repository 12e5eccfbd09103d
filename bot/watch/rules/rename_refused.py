"""Okta sends a new username for somebody who is bound to a device, and JumpCloud refuses it."""

from typing import Final

from bot.watch.alert import Alert, Way
from bot.watch.event import Event, Source
from bot.watch.pushes import PROFILE, PUSHED, REFUSAL, RENAMING, failed, is_renaming
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, person, push


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where JumpCloud's answer says so, however much of it Okta has kept."""
    if not is_renaming(event):
        return None
    return failed(
        event,
        scope,
        "rename_refused",
        "{person}'s new username was refused by JumpCloud",
        means="JumpCloud does not rename whoever is bound to a device, and while Okta sends the "
        "new username nothing else of their profile arrives either.",
        todo="In Okta open Applications, JumpCloud, Assignments, edit the person there, and set "
        "the username to the one that they have in JumpCloud. Do not rename them in JumpCloud.",
        ways=(Way.OKTA, Way.WHOIS, Way.RETRY),
    )


RENAME_REFUSED: Final = Rule(
    name="rename_refused",
    title="Push over SCIM failed: a new username for somebody who is bound to a device",
    types={Source.OKTA: (PROFILE, *PUSHED)},
    judge=judge,
    fires=(
        push("push_profile", REFUSAL),
        push("push_profile", REFUSAL[:255]),
        push("push_profile", f"{RENAMING}. Please fix this on the Tasks Page"),
        push("push", REFUSAL),
    ),
    silent=(
        push("push_profile"),
        push("push_profile", REFUSAL[: REFUSAL.index("desc = ") + 9]),
        push("push_profile", "Bad Request. department is too long"),
        push("push_profile", REFUSAL, targets=(app("0oaother"), person())),
    ),
)
