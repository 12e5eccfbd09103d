"""The JumpCloud app in Okta was changed, switched off or deleted."""

from typing import Final

from bot.watch.alert import Alert, Severity, Way
from bot.watch.event import Event, Source
from bot.watch.facts import is_jumpcloud_app, jumpcloud_app
from bot.watch.rule import Rule, Scope
from bot.watch.samples import app, log_event
from bot.watch.wording import tell

OFF: Final = {
    "application.lifecycle.deactivate": "deactivated",
    "application.lifecycle.delete": "deleted",
}


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire where it worked, and at this app only."""
    if not event.ok or not is_jumpcloud_app(event, scope):
        return None
    label = scope.app_label
    if event.type in OFF:
        return tell(
            event,
            "app_changed.off",
            Severity.URGENT,
            jumpcloud_app(scope),
            f"The app {label} was {OFF[event.type]} in Okta",
            means="Nothing that changes in Okta reaches JumpCloud any more, suspensions included.",
            todo="If nobody here meant to, activate it again.",
            ways=(Way.OKTA,),
            lasting=True,
        )
    if event.type == "application.lifecycle.activate":
        return tell(
            event,
            "app_changed.on",
            Severity.NOTICE,
            jumpcloud_app(scope),
            f"The app {label} was activated in Okta",
            ways=(Way.OKTA,),
        )
    return tell(
        event,
        "app_changed.updated",
        Severity.WARNING,
        jumpcloud_app(scope),
        f"The settings of the app {label} in Okta were changed",
        todo="See that it still creates, updates and deactivates people, and pushes passwords.",
        ways=(Way.OKTA,),
    )


APP_CHANGED: Final = Rule(
    name="app_changed",
    title="The JumpCloud app in Okta changed, switched off or on, deleted",
    types={
        Source.OKTA: (
            *OFF, "application.lifecycle.activate", "application.lifecycle.update",
        ),
    },
    judge=judge,
    fires=(
        log_event("application.lifecycle.update", app()),
        log_event("application.lifecycle.activate", app()),
        log_event("application.lifecycle.deactivate", app()),
        log_event("application.lifecycle.delete", app()),
    ),
    silent=(
        log_event("application.lifecycle.update", app("0oaother")),
        log_event("application.lifecycle.deactivate", app(), result="FAILURE"),
        log_event("application.lifecycle.deactivate"),
    ),
)  # fmt: skip
