"""Okta's JSON for what the directory holds; `base` is the org's address without a slash."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.okta.app import LABEL, App
from bot.sandbox.okta.log import stamp
from bot.sandbox.okta.model import AppUser, Group, User
from bot.sandbox.okta.rules import GroupRule

TYPE_ID: Final = "otydeskhandsandbox5d7"[:20]
ALWAYS_SHOWN: Final = ("mobilePhone", "secondEmail")
LIFECYCLE: Final = {
    "activate": "lifecycle/activate",
    "changePassword": "credentials/change_password",
    "changeRecoveryQuestion": "credentials/change_recovery_question",
    "deactivate": "lifecycle/deactivate",
    "expirePassword": "lifecycle/expire_password",
    "forgotPassword": "credentials/forgot_password",
    "reactivate": "lifecycle/reactivate",
    "resetFactors": "lifecycle/reset_factors",
    "resetPassword": "lifecycle/reset_password",
    "suspend": "lifecycle/suspend",
    "unlock": "lifecycle/unlock",
    "unsuspend": "lifecycle/unsuspend",
}
_SIGNED_UP: Final = (
    "changePassword",
    "changeRecoveryQuestion",
    "deactivate",
    "expirePassword",
    "forgotPassword",
    "resetFactors",
    "resetPassword",
    "suspend",
)
# What Okta offers in each status, as tallied over recorded users.
OFFERED: Final = {
    "STAGED": ("activate", "resetFactors"),
    "PROVISIONED": ("deactivate", "reactivate", "resetPassword", "suspend", "resetFactors"),
    "ACTIVE": _SIGNED_UP,
    "PASSWORD_EXPIRED": _SIGNED_UP,
    "SUSPENDED": ("deactivate", "resetFactors", "unsuspend"),
    "DEPROVISIONED": ("activate",),
    "RECOVERY": ("deactivate", "reactivate", "resetPassword"),
    "LOCKED_OUT": ("deactivate", "resetPassword", "unlock"),
}


def user(it: User, base: str, *, links: bool = True) -> dict[str, Any]:
    """Render a user; a list shows only where it is, a single one also what may be done."""
    profile = dict.fromkeys(ALWAYS_SHOWN) | it.profile
    credentials: dict[str, Any] = {"provider": {"type": "OKTA", "name": "OKTA"}}
    if it.password is not None:
        mail = {"value": profile["email"], "status": "VERIFIED", "type": "PRIMARY"}
        credentials = {"password": {}, "emails": [mail]} | credentials
    return {
        "id": it.id,
        "status": it.status,
        "created": stamp(it.created),
        "activated": stamp(it.activated),
        "statusChanged": stamp(it.status_changed),
        "lastLogin": stamp(it.last_login),
        "lastUpdated": stamp(it.last_updated),
        "passwordChanged": stamp(it.password_changed),
        "type": {"id": TYPE_ID},
        "profile": profile,
        "credentials": credentials,
        "_links": _links(it, base, full=links),
    }


def _links(it: User, base: str, *, full: bool) -> dict[str, Any]:
    here = f"{base}/api/v1/users/{it.id}"
    links: dict[str, Any] = {"self": {"href": here}}
    if not full:
        return links
    links["schema"] = {"href": f"{base}/api/v1/meta/schemas/user/osc{TYPE_ID[3:]}"}
    links["type"] = {"href": f"{base}/api/v1/meta/types/user/{TYPE_ID}"}
    for name in OFFERED.get(it.status, ()):
        links[name] = {"href": f"{here}/{LIFECYCLE[name]}", "method": "POST"}
    if it.status == "DEPROVISIONED":
        links["delete"] = {"href": here, "method": "DELETE"}
    return links


def etag(it: User) -> str:
    """Tell a profile's version; a status has none."""
    text = json.dumps(it.profile, sort_keys=True)
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()}"'


def group(it: Group, base: str) -> dict[str, Any]:
    """Render a group."""
    here = f"{base}/api/v1/groups/{it.id}"
    return {
        "id": it.id,
        "created": stamp(it.created),
        "lastUpdated": stamp(it.created),
        "lastMembershipUpdated": stamp(it.last_membership_updated),
        "objectClass": ["okta:user_group"],
        "type": it.type,
        "profile": {"name": it.name, "description": it.description},
        "_links": {
            "logo": [],
            "users": {"href": f"{here}/users"},
            "apps": {"href": f"{here}/apps"},
        },
    }


def role(name: str, holder: str, assigned: str) -> dict[str, Any]:
    """Render an administrator's role.

    Args:
        holder: Id of whom it is read for.
        assigned: Whether it is theirs (`USER`) or a group's (`GROUP`).
    """
    return {
        "id": f"ra1{holder[3:]}",
        "label": name.replace("_", " ").title(),
        "type": name,
        "status": "ACTIVE",
        "assignmentType": assigned,
    }


def group_rule(it: GroupRule) -> dict[str, Any]:
    """Render a rule of groups; it has no links."""
    expression = {"value": it.expression, "type": "urn:okta:expression:1.0"}
    return {
        "type": "group_rule",
        "id": it.id,
        "status": it.status,
        "name": it.name,
        "created": stamp(it.created),
        "lastUpdated": stamp(it.last_updated),
        "conditions": {"expression": expression},
        "actions": {"assignUserToGroups": {"groupIds": list(it.group_ids)}},
    }


def app(it: App, base: str) -> dict[str, Any]:
    """Render the JumpCloud app."""
    here = f"{base}/api/v1/apps/{it.id}"
    return {
        "id": it.id,
        "name": "jumpcloud",
        "label": LABEL,
        "status": "ACTIVE",
        "created": stamp(it.created),
        "lastUpdated": stamp(it.created),
        "features": list(it.features),
        "signOnMode": "SAML_2_0",
        "_links": {"users": {"href": f"{here}/users"}, "groups": {"href": f"{here}/groups"}},
    }


def app_group(it: Group, app_id: str, base: str) -> dict[str, Any]:
    """Render a group's assignment to the app."""
    links = {
        "app": {"href": f"{base}/api/v1/apps/{app_id}"},
        "group": {"href": f"{base}/api/v1/groups/{it.id}"},
    }
    shown: dict[str, Any] = {
        "id": it.id,
        "lastUpdated": stamp(it.created),
        "priority": 0,
        "profile": {},
    }
    return shown | {"_links": links}


def app_user(it: AppUser, app_id: str, base: str) -> dict[str, Any]:
    """Render an app user; its id is the user's own, as Okta has it."""
    shown: Mapping[str, Any] = {
        "id": it.user_id,
        "externalId": it.external_id,
        "created": stamp(it.created),
        "lastUpdated": stamp(it.last_updated),
        "scope": it.scope,
        "status": it.status,
        "statusChanged": stamp(it.status_changed),
        "passwordChanged": None,
        "syncState": it.sync_state,
        "credentials": {"userName": it.user_name},
        "profile": dict(it.profile),
    }
    # The key is missing, not null, on an app user that was never pushed.
    synced = {"lastSync": stamp(it.last_sync)} if it.last_sync else {}
    links = {
        "app": {"href": f"{base}/api/v1/apps/{app_id}"},
        "user": {"href": f"{base}/api/v1/users/{it.user_id}"},
    }
    return {**shown, **synced, "_links": links}
