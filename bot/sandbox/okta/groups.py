"""`/api/v1/groups`: find groups, and put people in and out of them."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.okta import render
from bot.sandbox.okta.checks import TAKEN
from bot.sandbox.okta.directory import membership
from bot.sandbox.okta.errors import invalid
from bot.sandbox.okta.filters import Rules, compiled
from bot.sandbox.okta.model import Group, User
from bot.sandbox.okta.web import NOTHING, Call, Endpoint, Reply, page

READ: Final = "okta.groups.read"
MANAGE: Final = "okta.groups.manage"
MOST: Final = 10_000
MOST_MEMBERS: Final = 1000
LONGEST_NAME: Final = 255
SEARCH: Final = Rules("E0000031")
FILTER: Final = Rules(
    "E0000031",
    frozenset({"eq", "gt", "ge", "lt", "le"}),
    fields=frozenset({"id", "type", "lastUpdated", "lastMembershipUpdated"}),
    folded=False,
)


def listed(call: Call) -> Reply:
    """List groups by search, filter or the start of their name."""
    query = call.query

    def shown(group: Group) -> dict[str, Any]:
        return render.group(group, call.base)

    found = list(call.directory.groups.values())
    for name, rules in (("search", SEARCH), ("filter", FILTER)):
        if query.get(name):
            test = compiled(query[name], rules)
            found = [each for each in found if test(shown(each))]
    start = query.get("q", "").casefold()
    found = [each for each in found if each.name.casefold().startswith(start)]
    return page(call, found, shown, limit=MOST, most=MOST)


def created(call: Call) -> Reply:
    """Create a group of Okta's own."""
    directory, (name, description) = call.directory, _profile(call)
    group_id = directory.world.okta_id("00g")
    group = directory.add_group(group_id, name, description, "OKTA_GROUP")
    directory.log.write("group.lifecycle.create", "Create Okta group", group)
    directory.world.changed()
    return Reply(render.group(group, call.base))


def got(call: Call) -> Reply:
    """Get a group."""
    return Reply(render.group(call.directory.get_group(call.path["group"]), call.base))


def members(call: Call) -> Reply:
    """List a group's members."""
    group = call.directory.get_group(call.path["group"])
    users = [call.directory.users[each] for each in group.members]

    def shown(user: User) -> dict[str, Any]:
        return render.user(user, call.base, links=False)

    return page(call, users, shown, limit=MOST_MEMBERS, most=MOST_MEMBERS)


def apps(call: Call) -> Reply:
    """List the apps that a group brings."""
    group = call.directory.get_group(call.path["group"])
    return Reply([render.app(call.directory.app, call.base)] if group.carries_app else [])


def roles(call: Call) -> Reply:
    """List the administrator roles that a group gives to its members."""
    group = call.directory.get_group(call.path["group"])
    return Reply([render.role(role, group.id, "GROUP") for role in group.roles])


def added(call: Call) -> Reply:
    """Add a member; one who is one stays one."""
    group = membership(call.directory.get_group(call.path["group"]))
    call.directory.join(group, call.directory.get_writable(call.path["user"]))
    return NOTHING


def removed(call: Call) -> Reply:
    """Remove a member."""
    group = membership(call.directory.get_group(call.path["group"]))
    call.directory.take_out(group, call.directory.get(call.path["user"]))
    return NOTHING


def renamed(call: Call) -> Reply:
    """Replace a group's profile."""
    group = membership(call.directory.get_group(call.path["group"]))
    group.name, group.description = _profile(call, but=group)
    call.directory.world.changed()
    return Reply(render.group(group, call.base))


def deleted(call: Call) -> Reply:
    """Delete a group of Okta's own."""
    call.directory.remove_group(membership(call.directory.get_group(call.path["group"])))
    call.directory.world.changed()
    return NOTHING


def _profile(call: Call, but: Group | None = None) -> tuple[str, str | None]:
    sent = call.body.get("profile")
    profile: Mapping[str, Any] = sent if isinstance(sent, dict) else {}
    name = profile.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= LONGEST_NAME:
        raise invalid("name", "name: The field cannot be left blank")
    if any(each.name == name and each is not but for each in call.directory.groups.values()):
        raise invalid("name", f"name: {TAKEN}")
    return name, profile.get("description")


ONE: Final = "/api/v1/groups/{group}"
ENDPOINTS: Final = (
    Endpoint("GET", "/api/v1/groups", listed, READ, "groups"),
    Endpoint("POST", "/api/v1/groups", created, MANAGE, "groups"),
    Endpoint("GET", ONE, got, READ, "group"),
    Endpoint("PUT", ONE, renamed, MANAGE, "group"),
    Endpoint("DELETE", ONE, deleted, MANAGE, "group"),
    Endpoint("GET", f"{ONE}/users", members, READ, "groups"),
    Endpoint("GET", f"{ONE}/apps", apps, READ, "groups"),
    Endpoint("GET", f"{ONE}/roles", roles, "okta.roles.read", "groups"),
    Endpoint("PUT", f"{ONE}/users/{{user}}", added, MANAGE, "groups"),
    Endpoint("DELETE", f"{ONE}/users/{{user}}", removed, MANAGE, "groups"),
)
