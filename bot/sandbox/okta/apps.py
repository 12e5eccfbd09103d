"""`/api/v1/apps`: the JumpCloud app, its groups and its users."""

from typing import Any, Final

from bot.sandbox.okta import render
from bot.sandbox.okta.app import LABEL, App
from bot.sandbox.okta.errors import OktaError, invalid, not_found
from bot.sandbox.okta.model import LIVE, AppUser, Group
from bot.sandbox.okta.web import NOTHING, Call, Endpoint, Reply, page

READ: Final = "okta.apps.read"
MANAGE: Final = "okta.apps.manage"
MOST: Final = 200
MOST_USERS: Final = 500


def _app(call: Call) -> App:
    app = call.directory.app
    if call.path["app"] != app.id:
        raise not_found(call.path["app"], "AppInstance")
    return app


def listed(call: Call) -> Reply:
    """List the apps: there is one."""
    app = call.directory.app
    fits = LABEL.casefold().startswith(call.query.get("q", "").casefold())
    return Reply([render.app(app, call.base)] if fits else [])


def got(call: Call) -> Reply:
    """Get the app, with the provisioning features that are on."""
    return Reply(render.app(_app(call), call.base))


def groups(call: Call) -> Reply:
    """List the groups that carry the app."""
    app = _app(call)
    carrying = [each for each in call.directory.groups.values() if each.carries_app]

    def shown(group: Group) -> dict[str, Any]:
        return render.app_group(group, app.id, call.base)

    return page(call, carrying, shown, limit=MOST, most=MOST)


def group(call: Call) -> Reply:
    """Get one group's assignment."""
    app, found = _app(call), call.directory.get_group(call.path["group"])
    if not found.carries_app:
        raise not_found(found.id, "ApplicationGroupAssignment")
    return Reply(render.app_group(found, app.id, call.base))


def group_assigned(call: Call) -> Reply:
    """Let a group carry the app."""
    app, found = _app(call), call.directory.get_group(call.path["group"])
    _carry(call, found, carries=True)
    return Reply(render.app_group(found, app.id, call.base))


def group_unassigned(call: Call) -> Reply:
    """Let a group carry the app no longer."""
    _app(call)
    _carry(call, call.directory.get_group(call.path["group"]), carries=False)
    return NOTHING


def _carry(call: Call, found: Group, *, carries: bool) -> None:
    found.carries_app = carries
    for user_id in found.members:
        call.directory.settle(call.directory.users[user_id])


def users(call: Call) -> Reply:
    """List the app's users; `q` is the start of a user name, first or last name."""
    app = _app(call)
    start = call.query.get("q", "").casefold()

    def fits(it: AppUser) -> bool:
        names = (it.user_name, *(it.profile.get(key) for key in ("firstName", "lastName", "email")))
        return any(str(name or "").casefold().startswith(start) for name in names)

    def shown(it: AppUser) -> dict[str, Any]:
        return render.app_user(it, app.id, call.base)

    everyone = app.users.values()
    found = [each for each in everyone if fits(each)] if start else list(everyone)
    return page(call, found, shown, limit=50, most=MOST_USERS)


def user(call: Call) -> Reply:
    """Get an app user: how far the provisioning of one person has come."""
    return Reply(render.app_user(_app_user(call), call.directory.app.id, call.base))


def _app_user(call: Call) -> AppUser:
    found = _app(call).users.get(call.path["user"])
    if found is None:
        raise not_found(call.path["user"], "AppUser")
    return found


def user_assigned(call: Call) -> Reply:
    """Assign one user; one whom a group brought becomes the app's own."""
    app = _app(call)
    found = call.directory.get(str(call.body.get("id", "")))
    if found.status not in LIVE:
        raise OktaError("E0000117")
    app_user = app.users.get(found.id)
    if app_user is not None and app_user.scope == "USER":
        raise OktaError("E0000062")
    if app_user is None:
        app_user = app.assign(found, "USER")
    app_user.scope = "USER"
    return Reply(render.app_user(app_user, app.id, call.base))


def user_unassigned(call: Call) -> Reply:
    """Unassign one user."""
    app_user = _app_user(call)
    if app_user.scope == "GROUP":
        raise invalid("appUser", "The user is assigned by a group and cannot be removed here.")
    found = call.directory.users[app_user.user_id]
    call.directory.app.unassign(found)
    call.directory.settle(found)
    return NOTHING


ONE: Final = "/api/v1/apps/{app}"
ENDPOINTS: Final = (
    Endpoint("GET", "/api/v1/apps", listed, READ, "apps"),
    Endpoint("GET", ONE, got, READ, "app"),
    Endpoint("GET", f"{ONE}/groups", groups, READ, "apps"),
    Endpoint("GET", f"{ONE}/groups/{{group}}", group, READ, "apps"),
    Endpoint("PUT", f"{ONE}/groups/{{group}}", group_assigned, MANAGE, "apps"),
    Endpoint("DELETE", f"{ONE}/groups/{{group}}", group_unassigned, MANAGE, "apps"),
    Endpoint("GET", f"{ONE}/users", users, READ, "apps"),
    Endpoint("POST", f"{ONE}/users", user_assigned, MANAGE, "apps"),
    Endpoint("GET", f"{ONE}/users/{{user}}", user, READ, "apps"),
    Endpoint("DELETE", f"{ONE}/users/{{user}}", user_unassigned, MANAGE, "apps"),
)
