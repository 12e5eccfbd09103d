"""Okta let somebody go, and JumpCloud could not be told."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.pushes import failed
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, person, push

KINDS: Final = ("deactivate", "deprovision")


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where Okta says that it failed: a laptop may still be open to who has left."""
    return failed(
        event,
        scope,
        "deactivation_failed",
        "{person} may still be active in JumpCloud",
        severity=Severity.URGENT,
        means="Okta could not tell JumpCloud to suspend them. If nobody else did, their laptops "
        "still let them in.",
        todo="Suspend them in JumpCloud directly, then mend what JumpCloud answered.",
        # Nothing is pushed for who has left the app: a retry by a touched attribute is none.
        ways=(Way.SUSPEND_DIRECTLY, Way.WHOIS, Way.JUMPCLOUD, Way.OKTA),
    )


DEACTIVATION_FAILED: Final = Rule(
    name="deactivation_failed",
    title="Push over SCIM failed: a deactivation",
    types={Source.OKTA: tuple(f"application.provision.user.{kind}" for kind in KINDS)},
    judge=judge,
    fires=tuple(push(kind, "Internal Server Error") for kind in KINDS),
    silent=(
        push("deactivate"),
        push("deactivate", "No", targets=(app("0oaother"), person())),
        push("deactivate", "No", targets=(app(),)),
    ),
)
