"""What Okta checks before it takes a profile or a password."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError, invalid
from bot.sandbox.okta.model import User

# Attribute: the fewest and the most characters.
LENGTHS: Final = {
    "login": (5, 100),
    "email": (5, 100),
    "firstName": (1, 50),
    "lastName": (1, 50),
}
EMAIL: Final = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")
TAKEN: Final = "An object with this field already exists in the current organization"
COMPLEXITY: Final = (
    "password: Password requirements were not met. Password requirements: at least 8 characters, "
    "a lowercase letter, an uppercase letter, a number, no parts of your username."
)
SHORTEST: Final = 8
LONGEST: Final = 72
MOST_GROUPS: Final = 20


def profile(
    directory: Directory, sent: Any, user: User | None = None, *, whole: bool = True
) -> dict[str, Any]:
    """Check a profile that was sent.

    Args:
        user: Whose it is, when there is a user already.
        whole: Whether what is required must be there.

    Raises:
        OktaError: E0000001 with a cause for each fault.
    """
    if not isinstance(sent, Mapping):
        raise invalid("profile", "profile: The field cannot be left blank")
    unknown = [key for key in sent if key not in directory.attributes]
    if unknown:
        about = "user" if user else "newUser"
        raise invalid(
            about, *(f"Property name '{key}' is not defined in profile" for key in unknown)
        )
    required = [key for key in LENGTHS if whole or key in sent]
    faults = {key: _fault(key, sent.get(key)) for key in required}
    causes = [f"{key}: {fault}" for key, fault in faults.items() if fault]
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)
    if "login" in sent and directory.taken(sent["login"], but=user):
        raise invalid("login", f"login: {TAKEN}")
    return dict(sent)


def _fault(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return "The field cannot be left blank"
    fewest, most = LENGTHS[key]
    if len(value) > most:
        return f"The field is too long: at most {most} characters"
    if len(value) < fewest:
        return f"The field is too short: at least {fewest} characters"
    if key == "login" and not EMAIL.fullmatch(value):
        return "Username must be in the form of an email address"
    return "" if key != "email" or EMAIL.fullmatch(value) else "Does not match required pattern"


def password(value: Any, login: str) -> str:
    """Check a password against the default policy.

    Raises:
        OktaError: E0000001.
    """
    fits = (
        isinstance(value, str)
        and SHORTEST <= len(value) <= LONGEST
        and all(re.search(kind, value) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
        and login.partition("@")[0].casefold() not in value.casefold()
    )
    if not fits:
        raise invalid("password", COMPLEXITY)
    return str(value)


def sent_password(body: Mapping[str, Any], name: str = "password") -> Any:
    """Find the password in what was sent; None when there is none."""
    holder: Any = body
    for key in ("credentials", name) if name == "password" else (name,):
        holder = holder.get(key) if isinstance(holder, Mapping) else None
    return holder.get("value") if isinstance(holder, Mapping) else None


def group_ids(directory: Directory, sent: Any) -> list[str]:
    """Check the groups that a new user shall be in.

    Raises:
        OktaError: E0000093 for too many, E0000007 for an unknown one.
    """
    ids = [str(each) for each in sent or []]
    if len(ids) > MOST_GROUPS:
        raise OktaError("E0000093")
    for each in ids:
        directory.get_group(each)
    return ids
