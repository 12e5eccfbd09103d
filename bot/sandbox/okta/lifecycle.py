"""What may be done to a user in which status, and what it makes of them.

A verb is a function from the user and the query to the answer's body.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError, invalid, not_found
from bot.sandbox.okta.model import User

Query = Mapping[str, str]
Body = dict[str, Any]
Verb = Callable[[Directory, User, Query, str], Body]

EXPIRABLE: Final = frozenset({"ACTIVE", "PASSWORD_EXPIRED"})
RESETTABLE: Final = frozenset(
    {"ACTIVE", "PASSWORD_EXPIRED", "PROVISIONED", "RECOVERY", "LOCKED_OUT"}
)


def flag(query: Query, name: str, *, default: bool) -> bool:
    """Read a yes or no from a query."""
    return query.get(name, str(default)).lower() == "true"


def alive(user: User) -> None:
    """Treat a deactivated user as gone.

    Raises:
        OktaError: E0000007.
    """
    if user.status == "DEPROVISIONED":
        raise not_found(user.id, "User")


def invite(directory: Directory, user: User, base: str, *, by_mail: bool) -> Body:
    """Make the link by which a user comes in; mailed, or handed to the caller."""
    user.token = directory.world.characters(20)
    url = f"{base}/tokens/{user.token}/verify"
    if by_mail:
        directory.mail(user, "activation", url)
        return {}
    return {"activationUrl": url, "activationToken": user.token}


def activate(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Let a staged or deactivated user in."""
    if user.status not in ("STAGED", "DEPROVISIONED"):
        raise OktaError("E0000016")
    begin(directory, user)
    by_mail = flag(query, "sendEmail", default=True)
    if by_mail and user.password is not None:
        return {}
    return invite(directory, user, base, by_mail=by_mail)


def begin(directory: Directory, user: User) -> None:
    """Make a user ACTIVE, or PROVISIONED until they have chosen a password."""
    directory.log.write("user.lifecycle.activate", "Activate Okta user", user)
    user.activated = directory.world.now()
    directory.set_status(user, "ACTIVE" if user.password is not None else "PROVISIONED")


def reactivate(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Send the link again."""
    if user.status not in ("PROVISIONED", "RECOVERY"):
        raise OktaError("E0000038")
    directory.log.write("user.lifecycle.reactivate", "Reactivate Okta user", user)
    return invite(directory, user, base, by_mail=flag(query, "sendEmail", default=False))


def deactivate(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Take a user's apps and password; groups stay."""
    alive(user)
    directory.log.write("user.lifecycle.deactivate", "Deactivate Okta user", user)
    user.password = user.password_changed = user.activated = None
    user.sessions = 0
    directory.set_status(user, "DEPROVISIONED")
    return {}


def suspend(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Keep a user out, with all they have; no app hears of it."""
    alive(user)
    if user.status not in directory.suspendable:
        raise invalid("suspendUser", "Cannot suspend a user that is not active")
    directory.log.write("user.lifecycle.suspend", "Suspend Okta user", user)
    directory.clear_sessions(user)
    directory.set_status(user, "SUSPENDED")
    return {}


def unsuspend(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Let a suspended user in again."""
    alive(user)
    if user.status != "SUSPENDED":
        raise invalid("unsuspendUser", "Cannot unsuspend a user that is not suspended")
    directory.log.write("user.lifecycle.unsuspend", "Unsuspend Okta user", user)
    directory.set_status(user, "ACTIVE" if user.password is not None else "PROVISIONED")
    return {}


def unlock(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Unlock a user; the password stays."""
    alive(user)
    if user.status != "LOCKED_OUT":
        raise OktaError("E0000032", "", "The user is not locked out.")
    directory.log.write("user.account.unlock_by_admin", "User account unlock by admin", user)
    user.failed_sign_ins = 0
    directory.set_status(user, "ACTIVE")
    return {}


def temporary_password(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Replace the password by one that must be changed at the next sign-in."""
    _expire(directory, user, temporary=True)
    # Okta's own are 12 letters and digits; the ends see to it that no class is missing.
    value = f"T{directory.world.characters(9)}4e"
    directory.set_password(user, value, temporary=True)
    if flag(query, "revokeSessions", default=False):
        directory.clear_sessions(user)
    return {"tempPassword": value}


def expire(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Make a user choose a new password at the next sign-in."""
    _expire(directory, user, temporary=False)
    return {}


def _expire(directory: Directory, user: User, *, temporary: bool) -> None:
    alive(user)
    if user.status not in EXPIRABLE:
        raise OktaError("E0000038")
    debug = {"temp_password_set": str(temporary).lower()}
    directory.log.write("user.account.expire_password", "Expire user password", user, debug=debug)
    directory.set_status(user, "PASSWORD_EXPIRED")


def reset_password(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Close an account until a link was used."""
    alive(user)
    if "sendEmail" not in query:
        raise invalid("sendEmail", "sendEmail: The field cannot be left blank")
    if user.status not in RESETTABLE:
        raise OktaError("E0000017")
    event = "user.account.reset_password"
    directory.log.write(event, "Fired when the user's Okta password is reset", user)
    if flag(query, "revokeSessions", default=False):
        directory.clear_sessions(user)
    directory.set_status(user, "RECOVERY")
    return _reset_link(directory, user, query, f"{base}/reset_password/")


def _reset_link(directory: Directory, user: User, query: Query, start: str) -> Body:
    user.token = directory.world.characters(20)
    if not flag(query, "sendEmail", default=True):
        return {"resetPasswordUrl": start + user.token}
    directory.mail(user, "password reset", start + user.token)
    return {}


def reset_factors(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Unenroll every factor."""
    alive(user)
    user.factors.clear()
    directory.log.write("user.mfa.factor.reset_all", "Reset all factors for user", user)
    return {}


def forgot_password(directory: Directory, user: User, query: Query, base: str) -> Body:
    """Start self-service; the status stays."""
    alive(user)
    if user.status != "ACTIVE":
        raise OktaError("E0000034")
    return _reset_link(directory, user, query, f"{base}/signin/reset-password/")


VERBS: Final[Mapping[str, Verb]] = {
    "lifecycle/activate": activate,
    "lifecycle/reactivate": reactivate,
    "lifecycle/deactivate": deactivate,
    "lifecycle/suspend": suspend,
    "lifecycle/unsuspend": unsuspend,
    "lifecycle/unlock": unlock,
    "lifecycle/expire_password": expire,
    "lifecycle/expire_password_with_temp_password": temporary_password,
    "lifecycle/reset_password": reset_password,
    "lifecycle/reset_factors": reset_factors,
    "credentials/forgot_password": forgot_password,
}
