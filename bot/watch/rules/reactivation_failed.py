"""Okta let somebody in again, and JumpCloud could not be told."""

from typing import Final

from bot.watch.alert import Alert
from bot.watch.event import Event, Source
from bot.watch.pushes import failed
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, person, push

KINDS: Final = ("reactivate", "activate")


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where Okta says that it failed."""
    return failed(
        event,
        scope,
        "reactivation_failed",
        "{person} may still be suspended in JumpCloud",
        means="Okta could not tell JumpCloud to let them in again, so their laptops may not.",
        todo="Mend what JumpCloud answered, then retry.",
    )


REACTIVATION_FAILED: Final = Rule(
    name="reactivation_failed",
    title="Push over SCIM failed: a reactivation",
    types={Source.OKTA: tuple(f"application.provision.user.{kind}" for kind in KINDS)},
    judge=judge,
    fires=tuple(push(kind, "Internal Server Error") for kind in KINDS),
    silent=(
        push("reactivate"),
        push("reactivate", "No", targets=(app("0oaother"), person())),
        push("reactivate", "No", targets=(app(),)),
    ),
)
