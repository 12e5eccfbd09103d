"""The organisation: its settings, in v1, and those of its devices, in v2."""

from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.directory import Directory
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.listing import shown
from bot.sandbox.jumpcloud.passwords import POLICY
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.records import MASTERED_BY_SCIM, ORGANIZATION
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.web import Call, Endpoint

ORGANIZATION_NAME: Final = "ACME"
READ: Final = "organizations organizations.readonly"
DEVICES: Final = "systems systems.readonly"
FAMILIES: Final = ("MACOS", "WINDOWS")
PERMISSIONS: Final = ("STANDARD", "ADMIN")


class Organization:
    """The settings and their endpoints.

    Attributes:
        self_service: Whether devices of a family (MACOS, WINDOWS) offer "Sign in with JumpCloud".
        permission: What whoever signs in so becomes there, by family: STANDARD or ADMIN.
        password_sync: Whether a new binding carries the password to the device.
        masters: The `restrictedFields` that new users of SCIM get.
    """

    def __init__(self, directory: Directory, insights: Insights) -> None:
        self.self_service = dict.fromkeys(FAMILIES, True)
        self.permission = dict.fromkeys(FAMILIES, "STANDARD")
        self.password_sync = True
        self.masters: list[Row] = list(MASTERED_BY_SCIM)
        self._directory = directory
        self._insights = insights
        self._contact: Row = {"contactName": "IT", "contactEmail": "it@acme.example"}

    def v1(self) -> list[Endpoint]:
        """List the endpoints below /api."""
        everyone = f"commandrunner.legacy {READ}"
        one = "/organizations/{id}"
        return [
            Endpoint("GET", "/organizations", self._list, everyone),
            Endpoint("POST", "/search/organizations", self._list, everyone),
            Endpoint("GET", one, self._get, READ),
            Endpoint("PUT", one, self._change, "organizations"),
        ]

    def v2(self) -> list[Endpoint]:
        """List the endpoints below /api/v2."""
        settings = "/devices/settings"
        sign_in, sync = f"{settings}/signinwithjumpcloud", f"{settings}/defaultpasswordsync"
        policy = "/passwordpolicies/user/{id}"
        return [
            Endpoint("GET", sign_in, self._sign_in, DEVICES),
            Endpoint("PUT", sign_in, self._set_sign_in, "systems"),
            Endpoint("GET", sync, self._sync, DEVICES),
            Endpoint("PUT", sync, self._set_sync, "systems"),
            Endpoint("GET", policy, self._password_policy, "groups groups.readonly"),
        ]

    def _list(self, call: Call) -> Response:
        one = {"_id": ORGANIZATION, "displayName": ORGANIZATION_NAME, "logoUrl": None}
        return JSONResponse({"results": [one], "totalCount": 1})

    def _get(self, call: Call) -> Response:
        self._check(call)
        return JSONResponse(shown(self._row(), call.query.get("fields")))

    def _change(self, call: Call) -> Response:
        """Replace the settings: what is left out has its default again."""
        self._check(call)
        given = call.body().get("settings")
        if not isinstance(given, dict):
            raise Problem(400, "Bad Request: settings must be an object")
        self._directory.default_state = _state(given.get("newSystemUserStateDefaults") or {})
        self._directory.secrets.policy = _policy(given.get("passwordPolicy") or {})
        defaults = given.get("systemUserDefaults") or {}
        self.masters = list(defaults.get("restrictedFields") or [])
        self._contact = {name: given.get(name, "") for name in ("contactName", "contactEmail")}
        about = {"id": ORGANIZATION, "type": "organization", "name": ORGANIZATION_NAME}
        self._insights.write("organization_update", resource=about)
        return JSONResponse(self._row())

    def _check(self, call: Call) -> None:
        named = call.headers.get("x-org-id")
        if named and named != call.id:
            raise Problem(400, "Bad Request: x-org-id and the path name two organizations")
        if call.id != ORGANIZATION:
            raise not_found()

    def _row(self) -> Row:
        states = {"manualEntry": self._directory.default_state}
        states |= {"applicationImport": "STAGED", "csvImport": "STAGED"}
        licensed = self._insights.licensed
        features = {"directoryInsights": {"enabled": licensed}, "systemInsights": {"enabled": True}}
        settings = {
            "name": ORGANIZATION_NAME,
            **self._contact,
            "features": features,
            "newSystemUserStateDefaults": states,
            "passwordCompliance": "custom",
            "passwordPolicy": self._directory.secrets.policy,
            "systemUserDefaults": {"restrictedFields": self.masters},
        }
        return {
            "_id": ORGANIZATION,
            "id": ORGANIZATION,
            "displayName": ORGANIZATION_NAME,
            "logoUrl": None,
            "settings": settings,
        }

    def _sign_in(self, call: Call) -> Response:
        settings = [
            {
                "osFamily": family,
                "enabled": self.self_service[family],
                "defaultPermission": self.permission[family],
            }
            for family in FAMILIES
        ]
        return JSONResponse({"organizationObjectId": ORGANIZATION, "settings": settings})

    def _set_sign_in(self, call: Call) -> Response:
        settings = call.body().get("settings")
        if not isinstance(settings, list) or not all(map(_is_sign_in, settings)):
            raise Problem(400, "Bad Request: settings must hold osFamily and enabled")
        for each in settings:
            family = each["osFamily"]
            self.self_service[family] = each["enabled"]
            self.permission[family] = each.get("defaultPermission", self.permission[family])
        return JSONResponse({})

    def _sync(self, call: Call) -> Response:
        return JSONResponse({"enabled": self.password_sync})

    def _set_sync(self, call: Call) -> Response:
        enabled = call.body().get("enabled")
        if not isinstance(enabled, bool):
            raise Problem(400, "Bad Request: enabled must be a boolean")
        self.password_sync = enabled
        return JSONResponse({})

    def _password_policy(self, call: Call) -> Response:
        self._directory.get(call.id)
        policy = {**self._directory.secrets.shown()}
        return JSONResponse({"objectId": ORGANIZATION, "policy": policy, "groups": []})


def _is_sign_in(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and given.get("osFamily") in FAMILIES
        and isinstance(given.get("enabled"), bool)
        and given.get("defaultPermission", "STANDARD") in PERMISSIONS
    )


def _state(given: Row) -> str:
    state = given.get("manualEntry", "ACTIVATED")
    if state not in ("ACTIVATED", "STAGED"):
        raise Problem(400, "Bad Request: manualEntry must be ACTIVATED or STAGED")
    return str(state)


def _policy(given: Row) -> Row:
    for name, value in given.items():
        if name in POLICY and type(value) is not type(POLICY[name]):
            raise Problem(400, f"Bad Request: {name} is not valid")
    return POLICY | {name: given[name] for name in given if name in POLICY}
