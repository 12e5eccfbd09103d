"""The policies that hide JumpCloud's tray app were changed, deleted, or reach fewer devices."""

import re
from typing import Final

from bot.watch.alert import Alert, Severity
from bot.watch.event import Event, Kind, Source
from bot.watch.rule import Rule, Scope
from bot.watch.samples import bond, directory_event, end
from bot.watch.wording import tell

TRAY: Final = re.compile(r"\bapp controls\b|\bhide\b.*\bapp\b", re.IGNORECASE)
"""JumpCloud's own names: Windows has "Hide Windows App", macOS "JumpCloud App Controls"."""

MEANS: Final = (
    "Where the tray app shows, people may change their password in it, and then it is another "
    "than Okta's."
)


def judge(event: Event, scope: Scope) -> Alert | None:
    """Fire at policies with JumpCloud's own name in theirs; events tell no more of what they do."""
    policy = event.thing(Kind.POLICY)
    if policy is None or not event.ok or not TRAY.search(policy.name):
        return None
    if event.type == "association_change":
        return _unbound(event)
    deleted = event.type == "policy_delete"
    return tell(
        event,
        "tray_policy.deleted" if deleted else "tray_policy.changed",
        Severity.WARNING,
        policy,
        f"The policy {policy.label} was {'deleted' if deleted else 'changed'}",
        means=MEANS,
        todo="Make it again, and bind it to the devices."
        if deleted
        else "See that it still hides the tray app.",
    )


def _unbound(event: Event) -> Alert | None:
    policy = event.thing(Kind.POLICY)
    if policy is None or event.operation != "remove":
        return None
    others = (each.label for each in event.things if each.kind is not Kind.POLICY)
    other = next(others, "") or (event.person.label if event.person else "")
    return tell(
        event,
        "tray_policy.unbound",
        Severity.WARNING,
        policy,
        f"The policy {policy.label} no longer reaches {other or 'something that it did'}",
        means=MEANS,
        todo="Bind it again, unless another of its kind is bound there.",
    )


def _policy(name: str) -> dict[str, str]:
    return {"id": "65a1policy", "type": "policy", "name": name}


TRAY_POLICY: Final = Rule(
    name="tray_policy",
    title="Policies that hide JumpCloud's tray app: changed, deleted, unbound",
    types={Source.JUMPCLOUD: ("policy_update", "policy_delete", "association_change")},
    judge=judge,
    fires=(
        directory_event("policy_update", resource=_policy("Hide Windows App")),
        directory_event("policy_update", resource=_policy("Windows - hide the app")),
        directory_event("policy_delete", resource=_policy("JumpCloud App Controls")),
        bond("remove", end("policy"), end("system_group")),
        bond("remove", end("system"), end("policy")),
        bond("remove", end("policy"), end("user")),
    ),
    silent=(
        directory_event("policy_update", resource=_policy("Lock Screen")),
        directory_event("policy_delete", resource=_policy("Hide Windows App"), success=False),
        bond("add", end("policy"), end("system_group")),
        bond("remove", end("policy", "Lock Screen"), end("system")),
        bond("remove", end("user"), end("system")),
    ),
)
