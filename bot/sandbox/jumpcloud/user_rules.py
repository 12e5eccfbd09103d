"""The rules that a write to a user must keep, as pure checks."""

import re
from typing import Any, Final

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.records import USER_FLAGS, USER_LISTS, USER_TEXTS
from bot.sandbox.jumpcloud.table import Row

USERNAME: Final = re.compile(r"[A-Za-z][^\s@]{0,29}")
STATES: Final = ("STAGED", "ACTIVATED", "SUSPENDED")
MASTERS: Final = ("active_directory", "federated_identity_provider", "scim")
MASTERED: Final = frozenset(
    {
        *("addresses", "company", "costCenter", "department", "description", "displayname"),
        *("email", "employeeIdentifier", "employeeType", "firstname", "jobTitle", "lastname"),
        *("location", "middlename", "password", "phoneNumbers", "sudo", "username"),
    }
)


def check_shapes(fields: Row) -> None:
    """Refuse values that have not the type or the form that their field has.

    Raises:
        Problem: 400.
    """
    for name in (*USER_TEXTS, "email", "password"):
        if not isinstance(fields.get(name, ""), str | None):
            raise Problem(400, f"Bad Request: {name} must be a string")
    for name in USER_FLAGS:
        if not isinstance(fields.get(name, False), bool):
            raise Problem(400, f"Bad Request: {name} must be a boolean")
    for name in (*USER_LISTS, "restrictedFields"):
        if not isinstance(fields.get(name, []), list):
            raise Problem(400, f"Bad Request: {name} must be a list")
    if "username" in fields and not USERNAME.fullmatch(fields["username"] or ""):
        raise Problem(400, "Bad Request: username is not valid")
    if "email" in fields and "@" not in (fields["email"] or ""):
        raise Problem(400, "Bad Request: email is not valid")
    _check_attributes(fields.get("attributes", []))
    _check_masters(fields.get("restrictedFields", []))


def check_mastered(user: Row, fields: Row) -> None:
    """Refuse a change to what is mastered elsewhere; what it is already may be said again.

    What JumpCloud answers here is not published.

    Raises:
        Problem: 400.
    """
    for name in mastered(user):
        if name in fields and fields[name] != user.get(name):
            raise Problem(400, f"Bad Request: {name} is managed by an external source")


def mastered(user: Row) -> list[str]:
    """List the fields of a user that are mastered elsewhere."""
    return [str(each["field"]) for each in user["restrictedFields"]]


def read_state(user: Row, fields: Row) -> Row:
    """Read `state` and `suspended`, which must agree, out of a change.

    Raises:
        Problem: 400, they do not, or one is none.
    """
    if "state" in fields:
        state, suspended = fields["state"], fields.get("suspended", user["suspended"])
        if state not in ("ACTIVATED", "SUSPENDED"):
            raise Problem(400, "Bad Request: state must be ACTIVATED or SUSPENDED")
        if suspended != (state == "SUSPENDED"):
            pair = f"(state={state} suspended={str(suspended).lower()})"
            raise Problem(400, f"Cannot save conflicting state and suspended fields. {pair}")
        return {"state": state, "suspended": suspended}
    if "suspended" not in fields:
        return {}
    if not isinstance(fields["suspended"], bool):
        raise Problem(400, "Bad Request: suspended must be a boolean")
    if fields["suspended"]:
        return {"state": "SUSPENDED", "suspended": True}
    return {"suspended": False} | ({"state": "ACTIVATED"} if user["suspended"] else {})


def externally_managed(fields: Row) -> Row:
    """Read the old flag, which writes `restrictedFields` and is itself deprecated."""
    if "externally_managed" not in fields or "restrictedFields" in fields:
        return {}
    master = {"field": "password", "type": "active_directory", "id": None}
    return {"restrictedFields": [master] if fields["externally_managed"] else []}


def _check_attributes(given: list[Any]) -> None:
    names = []
    for each in given:
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            raise Problem(400, "Bad Request: an attribute must have name and value")
        names.append(each["name"])
    if len(set(names)) < len(names):
        raise Problem(400, "Bad Request: the names of attributes must be unique")


def _check_masters(given: list[Any]) -> None:
    for each in given:
        known = isinstance(each, dict) and each.get("field") in MASTERED
        if not known or each.get("type") not in MASTERS:
            raise Problem(400, "Bad Request: restrictedFields must hold field and type")
