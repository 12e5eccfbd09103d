"""Somebody's profile could not be pushed to JumpCloud."""

from typing import Final

from bot.watch.alert import Alert
from bot.watch.event import Event, Source
from bot.watch.pushes import PROFILE, REFUSAL, failed, is_renaming
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, person, push


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where Okta says that it failed; a refused username is a case of its own."""
    if is_renaming(event):
        return None
    return failed(
        event,
        scope,
        "profile_failed",
        "{person}'s profile could not be pushed to JumpCloud",
        means="JumpCloud has them as they were before. Groups there that are filled by an "
        "attribute may be wrong.",
        todo="Mend what JumpCloud answered, then retry.",
    )


PROFILE_FAILED: Final = Rule(
    name="profile_failed",
    title="Push over SCIM failed: a profile",
    types={Source.OKTA: (PROFILE,)},
    judge=judge,
    fires=(push("push_profile", "Bad Request. department is too long"), push("push_profile", "?")),
    silent=(
        push("push_profile"),
        push("push_profile", REFUSAL),
        push("push_profile", "No", targets=(app("0oaother"), person())),
    ),
)
