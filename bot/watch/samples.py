"""Builders of sample events, as the sources write them, for the rules that bring some."""

from datetime import UTC, datetime
from typing import Any, Final

from bot.clients.jumpcloud import DirectoryEvent
from bot.clients.okta import LogEvent
from bot.watch.event import Event, of_jumpcloud, of_okta
from bot.watch.rule import Sample, Scope

SCOPE: Final = Scope(
    app_id="0oajumpcloud", federated_groups=frozenset({"00gfederated", "Federated with Okta"})
)
"""What is known beforehand wherever samples are judged."""

AT: Final = "2026-03-02T09:15:00.000Z"
CONSOLE: Final = {"id": "00uadmin", "type": "User", "alternateId": "it@acme.example",
                  "displayName": "Dana Admin"}  # fmt: skip
ADMIN: Final = {"id": "5f0c", "type": "admin", "email": "it@acme.example"}
BY_SCIM: Final = ADMIN | {"source": "jumpcloud:scim"}
OKTA_ITSELF: Final = {"id": "okta", "type": "SystemPrincipal", "alternateId": "system@okta.com",
                      "displayName": "Okta System"}  # fmt: skip


def read(sample: Sample) -> Event:
    """Read a sample as the feed of its source does."""
    now = datetime(2026, 3, 2, 9, 20, tzinfo=UTC)
    if "uuid" in sample:
        return of_okta(LogEvent.model_validate(sample), now=now)
    return of_jumpcloud(DirectoryEvent.model_validate(sample), now=now)


def log_event(
    event_type: str, *targets: dict[str, Any], result: str = "SUCCESS", reason: str = "",
    actor: dict[str, Any] = CONSOLE, **debug: Any,
) -> Sample:  # fmt: skip
    """Write an entry of Okta's System Log."""
    return {
        "uuid": f"sample-{event_type}",
        "eventType": event_type,
        "published": AT,
        "outcome": {"result": result, "reason": reason or None},
        "actor": actor,
        "target": list(targets) or None,
        "debugContext": {"debugData": debug},
    }


def directory_event(event_type: str, *, by: dict[str, Any] = ADMIN, **fields: Any) -> Sample:
    """Write an event of Directory Insights."""
    return {
        "id": f"sample-{event_type}",
        "event_type": event_type,
        "service": "directory",
        "timestamp": AT,
        "success": True,
        "initiated_by": by,
        "auth_method": "session",
        **fields,
    }


def person() -> dict[str, Any]:
    """Give a person as Okta's log names one."""
    return {"id": "00ujane", "type": "User", "alternateId": "jane@acme.example",
            "displayName": "Jane Doe"}  # fmt: skip


def app(app_id: str = "0oajumpcloud") -> dict[str, Any]:
    """Give the JumpCloud app as Okta's log names it."""
    return {"id": app_id, "type": "AppInstance", "alternateId": "JumpCloud",
            "displayName": "JumpCloud"}  # fmt: skip


def user() -> dict[str, Any]:
    """Give a person as Directory Insights names one."""
    return {"id": "628cf9c0", "type": "user", "username": "jane"}


def group(name: str = "Federated with Okta") -> dict[str, Any]:
    """Give a group as Okta's log names one."""
    ids = {"Federated with Okta": "00gfederated"}
    return {"id": ids.get(name, "00gother"), "type": "UserGroup", "alternateId": "unknown",
            "displayName": name}  # fmt: skip


def app_user() -> dict[str, Any]:
    """Give a person's account in an app as Okta's log names one."""
    return {"id": "0uajane", "type": "AppUser", "alternateId": "jane", "displayName": "jane"}


def push(kind: str, reason: str = "", **fields: Any) -> Sample:
    """Write an entry of Okta's log about a push to JumpCloud; one with a reason failed.

    Args:
        kind: The last part of the type.
    """
    targets = fields.pop("targets", (app_user(), app(), person()))
    return log_event(
        f"application.provision.user.{kind}", *targets, actor=OKTA_ITSELF,
        result="FAILURE" if reason else "SUCCESS", reason=reason, AppName="JumpCloud", **fields,
    )  # fmt: skip


def update(field: str, *, was: Any, now: Any, **fields: Any) -> Sample:
    """Write an event of Directory Insights about a field of a person that changed."""
    changes = [{"field": field, "from": was, "to": now}]
    return directory_event("user_update", resource=user(), changes=changes, **fields)


def bond(
    operation: str, start: dict[str, Any], end: dict[str, Any], *,
    attributes: Any = None, **fields: Any,
) -> Sample:  # fmt: skip
    """Write an event of Directory Insights about two things that were bound, or no longer are.

    Args:
        attributes: Of the bond, such as the rights on a device.
    """
    association = {
        "op": operation,
        "action_source": "manual",
        "connection": {"from": start, "to": end},
        "attributes": attributes,
    }
    return directory_event("association_change", association=association, **fields)


def end(kind: str, name: str = "") -> dict[str, Any]:
    """Give one end of a bond: user, system, user_group, system_group or policy."""
    names = {"user": "jane", "system": "MBP-JANE", "policy": "JumpCloud App Controls"}
    names |= {"user_group": "Federated with Okta", "system_group": "Laptops"}
    return {"object_id": f"65a1{kind}", "type": kind, "name": name or names[kind]}


def device() -> dict[str, Any]:
    """Give a device as Directory Insights names one."""
    return {"id": "65a1system", "type": "system", "name": "MBP-JANE"}


def reporting() -> dict[str, Any]:
    """Give a device as Directory Insights names it in what its agent told."""
    return {"id": "65a1system", "hostname": "MBP-JANE.local", "displayName": "MBP-JANE"}
