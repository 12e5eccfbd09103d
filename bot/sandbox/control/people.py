"""The people of both directories, joined: what each says of a person, and where they disagree."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.control.deeds.console import JUMPCLOUD_BUTTONS, OKTA_BUTTONS
from bot.sandbox.okta.log import stamp
from bot.sandbox.okta.model import AppUser, User

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]

SHOWN: Final = 100
SCIM: Final = "jumpcloud:scim"


def listed(sandbox: "Sandbox", find: str = "") -> list[Json]:
    """List the newest people, those of either directory, at most `SHOWN`.

    Args:
        find: A part of a name, a login or a username; empty finds everybody.
    """
    word = find.strip().casefold()
    pairs: dict[str, tuple[User | None, Json | None]] = {}
    for user in islice(_okta_users(sandbox, word), SHOWN):
        pairs[user.id] = (user, _in_jumpcloud(sandbox, user))
    for row in islice(_jumpcloud_users(sandbox, word), SHOWN):
        known = _in_okta(sandbox, row)
        pairs.setdefault(known.id if known else row["_id"], (known, row))
    newest = sorted(pairs.items(), key=lambda pair: _created(*pair[1]), reverse=True)
    return [_line(sandbox, key, user, row) for key, (user, row) in newest[:SHOWN]]


def described(sandbox: "Sandbox", key: str) -> Json | None:
    """Describe one person as both directories know them; None where neither does.

    Args:
        key: Their id in Okta, or in JumpCloud where Okta has not got them.
    """
    user = sandbox.okta.directory.users.get(key)
    row = _in_jumpcloud(sandbox, user) if user else sandbox.jumpcloud.user(key)
    if user is None and row is None:
        return None
    return _line(sandbox, key, user, row) | {
        "okta": _okta(sandbox, user) if user else None,
        "jumpcloud": _jumpcloud(sandbox, row) if row else None,
    }


def disagreement(user: User | None, link: AppUser | None, row: Json | None) -> str:
    """Say in a sentence where the directories disagree on a person; empty where they do not."""
    return next(_disagreements(user, link, row), "")


def _disagreements(user: User | None, link: AppUser | None, row: Json | None) -> Iterator[str]:
    if link and link.sync_state == "ERROR":
        yield "Okta could not bring JumpCloud up to date."
    if user is None:
        if row and row["creationSource"] == SCIM:
            yield "JumpCloud has them from Okta, and Okta knows nobody of this address."
        return
    if row is None:
        if link and link.external_id:
            yield "Okta has provisioned them, and JumpCloud has nobody of this id."
        return
    if user.status in ("SUSPENDED", "DEPROVISIONED") and row["state"] == "ACTIVATED":
        yield f"{user.status} in Okta, and still let in by JumpCloud."
    if user.status == "ACTIVE" and row["state"] != "ACTIVATED":
        yield f"ACTIVE in Okta, and {row['state']} in JumpCloud."
    if row["email"].casefold() != str(user.profile["email"]).casefold():
        yield f"{user.profile['email']} in Okta, and {row['email']} in JumpCloud."


def _okta_users(sandbox: "Sandbox", word: str) -> Iterable[User]:
    directory = sandbox.okta.directory
    return reversed(directory.mentioning(word) if word else directory.users.values())


def _jumpcloud_users(sandbox: "Sandbox", word: str) -> Iterable[Json]:
    users = sandbox.jumpcloud.directory.users
    if not word:
        return reversed(users)
    named = ("displayname", "firstname", "lastname", "username", "email")
    found = reversed(users.mentioning([word]))
    return (row for row in found if any(word in str(row[name]).casefold() for name in named))


def _link(sandbox: "Sandbox", user: User | None) -> AppUser | None:
    return sandbox.okta.app.users.get(user.id) if user else None


def _in_jumpcloud(sandbox: "Sandbox", user: User) -> Json | None:
    link = _link(sandbox, user)
    if link and link.external_id:
        return sandbox.jumpcloud.user(link.external_id)
    return sandbox.jumpcloud.user(str(user.profile["email"]))


def _in_okta(sandbox: "Sandbox", row: Json) -> User | None:
    user = sandbox.okta.directory.find(row["email"])
    same = user and _in_jumpcloud(sandbox, user)
    return user if same and same["_id"] == row["_id"] else None


def _created(user: User | None, row: Json | None) -> str:
    return str(stamp(user.created) if user else row["created"] if row else "")


def _line(sandbox: "Sandbox", key: str, user: User | None, row: Json | None) -> Json:
    names = (row["displayname"], f"{row['firstname']} {row['lastname']}".strip()) if row else ()
    return {
        "key": key,
        "name": user.name if user else next(filter(None, names), key),
        "login": user.login if user else row["username"] if row else key,
        "status": user.status if user else None,
        "state": row["state"] if row else None,
        "disagreement": disagreement(user, _link(sandbox, user), row),
        "asked": user is not None and sandbox.okta.asked_on_phone(user.id) is not None,
    }


def _okta(sandbox: "Sandbox", user: User) -> Json:
    profile = user.profile
    return {
        "id": user.id,
        "login": user.login,
        "status": user.status,
        "created": stamp(user.created),
        "status_changed": stamp(user.status_changed),
        "last_login": stamp(user.last_login),
        "password_changed": stamp(user.password_changed),
        "failed_sign_ins": user.failed_sign_ins,
        "sessions": user.sessions,
        "factors": [each.kind for each in user.factors],
        "push": _push(sandbox, user),
        "roles": [role for role, _ in sandbox.okta.directory.roles_of(user)],
        "groups": [group.name for group in sandbox.okta.directory.groups_of(user)],
        "department": profile.get("department"),
        "title": profile.get("title"),
        "manager": profile.get("manager") or profile.get("managerId"),
        "app_user": _app_user(sandbox, user),
        "mailed": user.status in ("PROVISIONED", "RECOVERY"),
        "buttons": OKTA_BUTTONS.get(user.status, ()),
    }


def _push(sandbox: "Sandbox", user: User) -> Json | None:
    """Draw what the phone asks now, without saying which number is the right one."""
    push = sandbox.okta.asked_on_phone(user.id)
    if push is None:
        return None
    return {"offered": list(push.offered), "expires": stamp(push.expires)}


def _app_user(sandbox: "Sandbox", user: User) -> Json | None:
    link = _link(sandbox, user)
    if link is None:
        return None
    return {
        "status": link.status,
        "sync_state": link.sync_state,
        "scope": link.scope,
        "external_id": link.external_id,
        "last_sync": stamp(link.last_sync),
        "error": _reason(sandbox, user) if link.sync_state == "ERROR" else None,
    }


def _reason(sandbox: "Sandbox", user: User) -> str | None:
    """Find why a push failed where an administrator does: in the log, and nowhere else."""
    reasons = (
        event["outcome"].get("reason")
        for event in reversed(sandbox.okta.log)
        if event["outcome"]["result"] == "FAILURE"
        and any(target["id"] == user.id for target in event["target"] or ())
    )
    return next(reasons, None)


def _jumpcloud(sandbox: "Sandbox", row: Json) -> Json:
    jumpcloud = sandbox.jumpcloud
    locked = ("unlock",) if row["account_locked"] else ()
    return {
        "id": row["_id"],
        "username": row["username"],
        "email": row["email"],
        "state": row["state"],
        "activated": row["activated"],
        "suspended": row["suspended"],
        "created": row["created"],
        "managed_by": "Okta" if row["creationSource"] == SCIM else "JumpCloud",
        "local_account": row["systemUsername"],
        "password_date": row["password_date"],
        "password_expired": row["password_expired"],
        "locked": row["account_locked"],
        "restricted": sorted({each["field"] for each in row["restrictedFields"]}),
        "attributes": {each["name"]: each["value"] for each in row["attributes"]},
        "groups": [group.row["name"] for group in jumpcloud.graph.groups_of(row["_id"])],
        "devices": jumpcloud.bindings(row["_id"]),
        "buttons": (*JUMPCLOUD_BUTTONS.get(row["state"], ()), *locked),
    }
