"""Somebody could not be created in JumpCloud."""

from typing import Final

from bot.watch.alert import Alert
from bot.watch.event import Event, Source
from bot.watch.pushes import PUSHED, REFUSAL, failed, is_renaming
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, person, push

REFUSED: Final = (
    "Automatic provisioning of user Jane Doe to app JumpCloud failed: Bad Request. "
    "Errors reported by remote server: department is required"
)


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where Okta says that it failed; a refused username is a case of its own."""
    if is_renaming(event):
        return None
    return failed(
        event,
        scope,
        "create_failed",
        "{person} could not be put into JumpCloud",
        means="Without an account there they cannot sign in to a laptop. One that they have "
        "already is not linked to Okta, and is not suspended when they leave.",
        todo="Mend what JumpCloud answered, then retry.",
    )


CREATE_FAILED: Final = Rule(
    name="create_failed",
    title="Push over SCIM failed: a person could not be put into JumpCloud",
    types={Source.OKTA: PUSHED},
    judge=judge,
    fires=(
        push("push", REFUSED),
        push("sync", "Conflict"),
        push("verify_exists", "No answer"),
        push("push", REFUSED, targets=(person(),)),
    ),
    silent=(
        push("push"),
        push("push", REFUSAL),
        push("push", REFUSED, targets=(app("0oaother"), person())),
        push("push", REFUSED, targets=(app(),)),
    ),
)
