"""`/api/v1/users`: create, find, change, and everything about one user."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from bot.sandbox.okta import checks, lifecycle, render
from bot.sandbox.okta.directory import Directory, membership
from bot.sandbox.okta.errors import OktaError, invalid
from bot.sandbox.okta.filters import Rules, compiled
from bot.sandbox.okta.log import stamp
from bot.sandbox.okta.model import User
from bot.sandbox.okta.projection import projected
from bot.sandbox.okta.web import NOTHING, Call, Endpoint, Reply, page

READ: Final = "okta.users.read"
MANAGE: Final = "okta.users.manage"
MOST: Final = 200
MOST_BY_Q: Final = 10
ORDER: Final = frozenset({"gt", "ge", "lt", "le"})
NAMES: Final = tuple(f"profile.{name}" for name in ("firstName", "lastName", "email", "login"))
SEARCH: Final = Rules("E0000031", frozenset({"eq", "sw", "pr", "co", *ORDER}), contains=NAMES)
TIMES: Final = {
    "created": "created",
    "activated": "activated",
    "statusChanged": "status_changed",
    "lastUpdated": "last_updated",
}
FILTER: Final = Rules(
    "E0000031",
    frozenset({"eq", *ORDER}),
    fields=frozenset({"status", "lastUpdated", "id", *NAMES}),
    folded=False,
)


def create(call: Call) -> Reply:
    """Create a user, in one of five ways; see `lifecycle.begin` for what activation does."""
    directory, body = call.directory, call.body
    activate = lifecycle.flag(call.query, "activate", default=True)
    password = checks.sent_password(body)
    expired = _expired_on_create(call.query, password, activate=activate)
    profile = checks.profile(directory, body.get("profile"))
    groups = [
        membership(directory.groups[each])
        for each in checks.group_ids(directory, body.get("groupIds"))
    ]
    if password is not None:
        checks.password(password, profile["login"])
    user = new_user(directory, profile, password)
    directory.add_user(user, groups)
    if activate:
        lifecycle.begin(directory, user)
        if password is None:
            lifecycle.invite(directory, user, call.base, by_mail=True)
    if expired:
        directory.set_status(user, "PASSWORD_EXPIRED")
    return Reply(render.user(user, call.base))


def new_user(directory: Directory, profile: Mapping[str, Any], password: str | None) -> User:
    """Make a staged user."""
    now = directory.world.now()
    return User(
        id=directory.world.okta_id("00u"),
        status="STAGED",
        created=now,
        last_updated=now,
        status_changed=now,
        profile={key: value for key, value in profile.items() if value is not None},
        password=password,
        password_changed=now if password is not None else None,
    )


def _expired_on_create(query: Mapping[str, str], password: Any, *, activate: bool) -> bool:
    wish = query.get("nextLogin")
    if wish is None:
        return False
    if wish != "changePassword":
        raise invalid("nextLogin", "nextLogin: must be changePassword")
    if password is None:
        raise OktaError("E0000124")
    if not activate:
        raise OktaError("E0000125")
    return True


def listed(call: Call) -> Reply:
    """List users; each way of asking sees other ones (see the docstrings below)."""
    query, directory = call.query, call.directory
    if query.get("search"):
        users = _searched(directory, query)
    elif query.get("filter"):
        users = _matching(directory, query["filter"], FILTER)
    else:
        users = directory.alive()
    if query.get("q") and not query.get("search"):
        users = [each for each in users if _starts(each, query["q"])]
        # `q` has no pages.
        limit = query.get("limit", "")
        users = users[: min(int(limit), MOST) if limit.isdigit() else MOST_BY_Q]

    cut = projected(query.get("fields", ""))

    def shown(user: User) -> dict[str, Any]:
        return cut(render.user(user, call.base, links=False))

    return page(call, users, shown, limit=MOST, most=MOST)


def _searched(directory: Directory, query: Mapping[str, str]) -> list[User]:
    """Search the index: deactivated users too, new ones after the lag."""
    latest = directory.world.now() - directory.search_lag
    users = [
        user
        for user in _matching(directory, query["search"], SEARCH)
        if directory.search_lag == timedelta() or user.created <= latest
    ]
    if query.get("sortBy"):
        path = query["sortBy"].split(".")
        backwards = query.get("sortOrder", "asc").lower().startswith("desc")
        users.sort(key=lambda user: _sort_key(user, path), reverse=backwards)
    return users


def _matching(directory: Directory, text: str, rules: Rules) -> list[User]:
    test = compiled(text, rules)
    return [user for user in directory.meant(test.starts) if test(_Searchable(user))]


class _Searchable(dict[str, Any]):
    """A user as a filter sees them; what it does not look at is not rendered."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self._user = user

    def get(self, name: str, default: Any = None) -> Any:
        """Render one attribute."""
        if name in TIMES:
            return stamp(getattr(self._user, TIMES[name]))
        return getattr(self._user, name) if name in ("id", "status", "profile") else default


def _sort_key(user: User, path: list[str]) -> str:
    value: Any = _Searchable(user)
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return str(value or "").casefold()


def _starts(user: User, text: str) -> bool:
    names = (user.profile.get(name) for name in ("firstName", "lastName", "email"))
    return any(str(name or "").casefold().startswith(text.casefold()) for name in names)


def got(call: Call) -> Reply:
    """Get a user, a deactivated one too; "me" is whose API token calls, and nobody of a client."""
    key = call.path["user"]
    user = call.directory.get(call.directory.log.origin.actor["id"] if key == "me" else key)
    return Reply(render.user(user, call.base), headers=[("ETag", render.etag(user))])


def updated(call: Call) -> Reply:
    """Change what was sent (POST), and set a password on behalf."""
    return _update(call, {})


def replaced(call: Call) -> Reply:
    """Replace the profile (PUT): what was not sent is gone."""
    user = call.directory.get_writable(call.path["user"])
    checks.profile(call.directory, call.body.get("profile"), user)
    return _update(call, dict.fromkeys(user.profile))


def _update(call: Call, cleared: Mapping[str, None]) -> Reply:
    directory = call.directory
    user = directory.get_writable(call.path["user"])
    password = checks.sent_password(call.body)
    sent = checks.profile(directory, call.body.get("profile", {}), user, whole=False)
    if password is not None:
        checks.password(password, user.login)
    directory.update_profile(user, {**cleared, **sent})
    if password is not None:
        directory.set_password(user, password)
    return Reply(render.user(user, call.base))


def deleted(call: Call) -> Reply:
    """Deactivate a live user; delete a deactivated one."""
    user = call.directory.get(call.path["user"])
    if user.status == "DEPROVISIONED":
        call.directory.delete(user)
    else:
        lifecycle.deactivate(call.directory, user, call.query, call.base)
        return Reply(status=204, after=_pause(call))
    return NOTHING


def verb(name: str) -> Endpoint:
    """Make the endpoint of a lifecycle call."""
    act = lifecycle.VERBS[name]

    def handler(call: Call) -> Reply:
        user = call.directory.get(call.path["user"])
        body = act(call.directory, user, call.query, call.base)
        return Reply(body, after=_pause(call) if name == "lifecycle/deactivate" else 0)

    return Endpoint("POST", f"/api/v1/users/{{user}}/{name}", handler, MANAGE, "users")


def _pause(call: Call) -> float:
    at_once = call.headers.get("prefer") == "respond-async"
    return 0 if at_once else call.directory.deactivation_seconds


def expired(call: Call) -> Reply:
    """Expire a password; the answer is the user, with a `statusChanged` that is not yet true."""
    user = call.directory.get(call.path["user"])
    before = user.status_changed
    lifecycle.expire(call.directory, user, call.query, call.base)
    return Reply(render.user(user, call.base) | {"statusChanged": stamp(before)})


def password_changed(call: Call) -> Reply:
    """Change a password with the old one."""
    directory = call.directory
    user = directory.get_writable(call.path["user"])
    if user.status not in ("STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"):
        raise OktaError("E0000035")
    if checks.sent_password(call.body, "oldPassword") != user.password or not user.password:
        raise OktaError("E0000014", "", "oldPassword: Old Password is not correct")
    value = checks.password(checks.sent_password(call.body, "newPassword"), user.login)
    directory.set_password(user, value)
    if user.status in ("PASSWORD_EXPIRED", "RECOVERY"):
        directory.set_status(user, "ACTIVE")
    return Reply(render.user(user, call.base)["credentials"])


def signed_out(call: Call) -> Reply:
    """Clear a user's sessions."""
    call.directory.clear_sessions(call.directory.get(call.path["user"]))
    return NOTHING


def groups(call: Call) -> Reply:
    """List a user's groups."""
    found = call.directory.groups_of(call.directory.get(call.path["user"]))
    return Reply([render.group(each, call.base) for each in found])


def roles(call: Call) -> Reply:
    """List a user's administrator roles, those of their groups too."""
    user = call.directory.get(call.path["user"])
    held = call.directory.roles_of(user)
    return Reply([render.role(role, user.id, assigned) for role, assigned in held])


ONE: Final = "/api/v1/users/{user}"
ENDPOINTS: Final = (
    Endpoint("POST", "/api/v1/users", create, MANAGE, "users"),
    Endpoint("GET", "/api/v1/users", listed, READ, "users"),
    Endpoint("GET", ONE, got, READ, "user.get"),
    Endpoint("POST", ONE, updated, MANAGE, "user.write"),
    Endpoint("PUT", ONE, replaced, MANAGE, "user.write"),
    Endpoint("DELETE", ONE, deleted, MANAGE, "user.write"),
    Endpoint("DELETE", f"{ONE}/sessions", signed_out, MANAGE, "users"),
    Endpoint("GET", f"{ONE}/groups", groups, READ, "users"),
    Endpoint("GET", f"{ONE}/roles", roles, "okta.roles.read", "users"),
    Endpoint("POST", f"{ONE}/credentials/change_password", password_changed, MANAGE, "users"),
    Endpoint("POST", f"{ONE}/lifecycle/expire_password", expired, MANAGE, "users"),
    *(verb(name) for name in lifecycle.VERBS if name != "lifecycle/expire_password"),
)
