"""Somebody's password could not be pushed to JumpCloud."""

from typing import Final

from bot.watch.alert import Alert, Way
from bot.watch.event import Event, Source
from bot.watch.pushes import failed
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, person, push

KINDS: Final = ("password", "push_okta_password", "push_password")


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where Okta says that it failed."""
    return failed(
        event,
        scope,
        "password_failed",
        "{person}'s password could not be pushed to JumpCloud",
        means="Their laptops keep the password that they had.",
        todo="If JumpCloud wants a stronger one, have Okta want the same. Okta pushes it again "
        "when they next sign in to Okta with their password.",
        ways=(Way.WHOIS, Way.ROTATE, Way.OKTA),
    )


PASSWORD_FAILED: Final = Rule(
    name="password_failed",
    title="Push over SCIM failed: a password",
    types={Source.OKTA: tuple(f"application.provision.user.{kind}" for kind in KINDS)},
    judge=judge,
    fires=tuple(push(kind, "Password validation fail") for kind in KINDS),
    silent=(
        push("push_okta_password"),
        push("password", "No", targets=(app("0oaother"), person())),
        push("password", "No", targets=(app(),)),
    ),
)
