"""What an administrator's role lets a caller do: the permission that each endpoint wants.

A scope is not enough: a service app without a role gets empty lists, and is refused everything
else. Nobody but a super administrator touches administrators.

Source: https://help.okta.com/en-us/content/topics/security/custom-admin-role/about-role-permissions.htm
"""

import re
from collections.abc import Mapping
from typing import Final

Permissions = frozenset[str] | None
"""What a role permits; None is everything, as of a super administrator."""

_USER: Final = "/api/v1/users/{user}"
_LIFECYCLE: Final = {
    "activate": "okta.users.lifecycle.activate",
    "reactivate": "okta.users.lifecycle.activate",
    "deactivate": "okta.users.lifecycle.deactivate",
    "suspend": "okta.users.lifecycle.suspend",
    "unsuspend": "okta.users.lifecycle.unsuspend",
    "unlock": "okta.users.lifecycle.unlock",
    "expire_password": "okta.users.credentials.expirePassword",
    "expire_password_with_temp_password": "okta.users.credentials.expirePassword",
    "reset_password": "okta.users.credentials.resetPassword",
    "reset_factors": "okta.users.credentials.resetFactors",
}
_EXACT: Final[Mapping[tuple[str, str], str]] = {
    ("POST", "/api/v1/users"): "okta.users.create",
    ("POST", _USER): "okta.users.userprofile.manage",
    ("PUT", _USER): "okta.users.userprofile.manage",
    ("DELETE", _USER): "okta.users.lifecycle.deactivate",
    ("DELETE", f"{_USER}/sessions"): "okta.users.lifecycle.clearSessions",
    ("POST", f"{_USER}/credentials/forgot_password"): "okta.users.credentials.resetPassword",
    ("POST", f"{_USER}/credentials/change_password"): "okta.users.credentials.manage",
    ("GET", f"{_USER}/roles"): "okta.iam.read",
    ("GET", "/api/v1/groups/{group}/roles"): "okta.iam.read",
    **{("POST", f"{_USER}/lifecycle/{verb}"): needed for verb, needed in _LIFECYCLE.items()},
}
_STARTS: Final = (
    (re.compile(r"GET /api/v1/users"), "okta.users.read"),
    (re.compile(r"(PUT|DELETE) /api/v1/groups/\{group\}/users"), "okta.groups.members.manage"),
    (re.compile(r"GET /api/v1/groups"), "okta.groups.read"),
    (re.compile(r"\w+ /api/v1/groups"), "okta.groups.manage"),
    (re.compile(r"(POST|PUT|DELETE) /api/v1/apps/\{app\}/"), "okta.apps.assignment.manage"),
    (re.compile(r"GET /api/v1/apps"), "okta.apps.read"),
    (re.compile(r"\w+ /api/v1/users"), "okta.users.manage"),
)
COLLECTIONS: Final = frozenset(
    {
        "/api/v1/users",
        "/api/v1/groups",
        "/api/v1/groups/rules",
        "/api/v1/groups/{group}/users",
        "/api/v1/apps",
        "/api/v1/apps/{app}/users",
    }
)
"""What is empty, and not refused, for who may not see what is in it."""

SUPER: Final[Permissions] = None
NOTHING: Final[Permissions] = frozenset()
_READS: Final = frozenset({"okta.users.read", "okta.groups.read", "okta.apps.read"})
HELP_DESK: Final[Permissions] = _READS | {
    "okta.users.credentials.resetPassword",
    "okta.users.credentials.expirePassword",
    "okta.users.credentials.resetFactors",
    "okta.users.lifecycle.unlock",
    "okta.users.lifecycle.clearSessions",
}
READ_ONLY: Final[Permissions] = _READS | {"okta.iam.read"}
STANDARD: Final[Mapping[str, Permissions]] = {
    "super": SUPER,
    "help_desk": HELP_DESK,
    "read_only": READ_ONLY,
    "none": NOTHING,
}
"""The standard roles, as far as an app like this may have them."""


def needed(method: str, path: str) -> str:
    """Name the permission that an endpoint wants; empty where any role will do."""
    exact = _EXACT.get((method, path))
    call = f"{method} {path}"
    return exact or next((name for rule, name in _STARTS if rule.match(call)), "")


def permits(held: Permissions, method: str, path: str) -> bool:
    """Say whether a role lets its holder make a call at all; `.manage` has what is below it."""
    if held is None:
        return True
    wanted = needed(method, path)
    if not wanted:
        return bool(held)
    above = {f"{wanted.rpartition('.')[0]}.manage", "okta.users.manage"}
    return wanted in held or (not wanted.endswith(".read") and bool(above & held))
