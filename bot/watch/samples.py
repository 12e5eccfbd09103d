"""Builders of sample events, as the sources write them, for the rules that bring some."""

from typing import Any, Final

from bot.watch.rule import Sample

AT: Final = "2026-03-02T09:15:00.000Z"
CONSOLE: Final = {"id": "00uadmin", "type": "User", "alternateId": "it@acme.example",
                  "displayName": "Dana Admin"}  # fmt: skip
ADMIN: Final = {"id": "5f0c", "type": "admin", "email": "it@acme.example"}
BY_SCIM: Final = ADMIN | {"source": "jumpcloud:scim"}
OKTA_ITSELF: Final = {"id": "okta", "type": "SystemPrincipal", "alternateId": "system@okta.com",
                      "displayName": "Okta System"}  # fmt: skip


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
