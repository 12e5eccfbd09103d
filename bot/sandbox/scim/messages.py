"""SCIM 2.0 as Okta and JumpCloud speak it: requests, answers, and the shape of a user."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.table import Row

Json = dict[str, Any]

BASE: Final = "/scim/v2"
USERS: Final = f"{BASE}/Users"
USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
# Whatever Okta's administrators added to the profile; how JumpCloud names it is not published.
CUSTOM: Final = "urn:ietf:params:scim:schemas:extension:custom:2.0:User"
PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"


@dataclass(frozen=True)
class Ask:
    """A request; `query` is not encoded."""

    method: str
    path: str
    query: str = ""
    body: Json | None = None


@dataclass(frozen=True)
class Answer:
    """What was answered; a status of 0 is no answer at all."""

    status: int
    body: Json
    retry_after: str | None = None

    @property
    def ok(self) -> bool:
        """Whether Okta takes it for done: it looks at nothing but the status."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def detail(self) -> str:
        """What went wrong, in the answering side's words."""
        return str(self.body.get("detail", ""))


class Place(NamedTuple):
    """Where an attribute is called what: in Okta's profile, in SCIM, in JumpCloud's row."""

    okta: str
    scim: tuple[str, ...]
    jumpcloud: str


PLACES: Final = (
    Place("firstName", ("name", "givenName"), "firstname"),
    Place("middleName", ("name", "middleName"), "middlename"),
    Place("lastName", ("name", "familyName"), "lastname"),
    Place("displayName", ("displayName",), "displayname"),
    Place("title", ("title",), "jobTitle"),
    Place("userType", ("userType",), "employeeType"),
    Place("department", (ENTERPRISE, "department"), "department"),
    Place("costCenter", (ENTERPRISE, "costCenter"), "costCenter"),
    Place("organization", (ENTERPRISE, "organization"), "company"),
    Place("employeeNumber", (ENTERPRISE, "employeeNumber"), "employeeIdentifier"),
)


def error(status: int, detail: str, kind: str = "") -> Answer:
    """Make an answer that refuses; `kind` is its scimType."""
    more = {"scimType": kind} if kind else {}
    return Answer(status, {"schemas": [ERROR], "detail": detail, "status": str(status), **more})


def patch(**values: Any) -> Json:
    """Make a PATCH's body, as Okta's catalogue apps send it."""
    return {"schemas": [PATCH], "Operations": [{"op": "replace", "value": values}]}


def user(user_name: str, email: str, values: Mapping[tuple[str, ...], Any], custom: Json) -> Json:
    """Make a SCIM user out of values by their place; what is empty is left out."""
    emails = [{"primary": True, "value": email, "type": "work"}]
    made: Json = {"schemas": [USER, ENTERPRISE], "userName": user_name, "emails": emails}
    for path, value in values.items():
        if value not in (None, ""):
            _put(made, path, value)
    if custom:
        made["schemas"] = [*made["schemas"], CUSTOM]
        made[CUSTOM] = custom
    return made


def of_row(row: Row) -> Json:
    """Make the SCIM user of a user in JumpCloud."""
    values = {place.scim: row[place.jumpcloud] for place in PLACES}
    custom = {each["name"]: each["value"] for each in row["attributes"]}
    made = user(row["username"], row["email"], values, custom)
    return made | {
        "id": row["_id"],
        "active": not row["suspended"],
        "meta": {"resourceType": "User", "location": f"{USERS}/{row['_id']}"},
    }


def to_row(resource: Mapping[str, Any]) -> Row:
    """Read the fields of a JumpCloud user: what the resource leaves out is cleared.

    Raises:
        Problem: 400, something is of another kind than SCIM has it.
    """
    fields: Row = {place.jumpcloud: _get(resource, place.scim) for place in PLACES}
    emails = _objects(resource, "emails")
    primary = [each for each in emails if each.get("primary")] or emails or [{}]
    custom = resource.get(CUSTOM) or {}
    if not isinstance(custom, dict):
        raise Problem(400, f"{CUSTOM} is not valid")
    return fields | {
        "username": resource.get("userName", ""),
        "email": primary[0].get("value", ""),
        "attributes": [{"name": name, "value": str(value)} for name, value in custom.items()],
    }


def patched(body: Mapping[str, Any]) -> Json:
    """Read what a PATCH replaces, by name.

    Raises:
        Problem: 400, it is no PATCH.
    """
    values: Json = {}
    for operation in _objects(body, "Operations"):
        path, value = operation.get("path"), operation.get("value")
        named = {path: value} if isinstance(path, str) else value
        if not isinstance(named, dict):
            raise Problem(400, "Operations is not valid")
        values |= named
    return values


def _objects(body: Mapping[str, Any], name: str) -> list[Json]:
    found = body.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Problem(400, f"{name} is not valid")
    return found


def _put(resource: Json, path: tuple[str, ...], value: Any) -> None:
    *parents, last = path
    for name in parents:
        resource = resource.setdefault(name, {})
    resource[last] = value


def _get(resource: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = resource
    for name in path:
        found = found.get(name, "") if isinstance(found, Mapping) else ""
    return found
