"""`auth.test`, `apps.connections.open`, `users.*`, `usergroups.*` and `team.info`."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.workspace import Member, UserGroup


def _url(call: Call) -> str:
    return f"https://{call.parts.app.team_domain}.slack.com/"


async def auth_test(call: Call) -> Answer:
    """Tell whose token it is."""
    app = call.parts.app
    return {
        "url": _url(call),
        "team": app.team_name,
        "user": app.app_name,
        "team_id": app.team_id,
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


async def open_connection(call: Call) -> Answer:
    """Give out the address of a socket, on the host by which the app came."""
    scheme, _, rest = call.origin.partition("://")
    secure = "wss" if scheme == "https" else "ws"
    ticket = call.parts.sockets.ticket()
    return {"url": f"{secure}://{rest}/socket?ticket={ticket}&app_id={call.parts.app.app_id}"}


async def team_info(call: Call) -> Answer:
    """Tell about the workspace."""
    app = call.parts.app
    team = {
        "id": app.team_id,
        "name": app.team_name,
        "domain": app.team_domain,
        "url": _url(call),
        "email_domain": "",
        "icon": {"image_default": True},
        "is_verified": False,
        "avatar_base_url": "https://ca.slack-edge.com/",
    }
    return {"team": team}


def drawn(call: Call, member: Member) -> dict[str, Any]:
    """Draw a person as answers carry them; the address needs its own scope."""
    first, _, last = member.real_name.partition(" ")
    profile: dict[str, Any] = {
        "title": member.title,
        "phone": "",
        "real_name": member.real_name,
        "real_name_normalized": member.real_name,
        "display_name": member.name,
        "display_name_normalized": member.name,
        "first_name": first,
        "last_name": last,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "",
        "team": member.team_id,
    }
    if "users:read.email" in call.parts.access.scopes and not member.is_bot:
        profile["email"] = member.email
    common: dict[str, Any] = {
        "id": member.id,
        "team_id": member.team_id,
        "name": member.name,
        "deleted": member.deleted,
        "profile": profile,
        "is_bot": member.is_bot,
        "is_app_user": False,
        "updated": 0,
        **({"is_stranger": True} if member.is_stranger else {}),
    }
    # Slack leaves these out for people who are gone.
    return common if member.deleted else {**common, **_standing(member)}


def _standing(member: Member) -> dict[str, Any]:
    return {
        "real_name": member.real_name,
        "color": "9f69e7",
        "tz": member.tz,
        "tz_label": member.tz,
        "tz_offset": member.tz_offset,
        "is_admin": member.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": member.is_restricted or member.is_ultra_restricted,
        "is_ultra_restricted": member.is_ultra_restricted,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


async def user_info(call: Call) -> Answer:
    """Tell about one person."""
    return {"user": drawn(call, call.parts.member(call.required("user")))}


async def user_list(call: Call) -> Answer:
    """List everyone, also who is gone."""
    everyone = [drawn(call, each) for each in call.parts.workspace.members.values()]
    now = int(call.parts.world.now().timestamp())
    return {**call.page(everyone, "members"), "cache_ts": now}


async def lookup_by_email(call: Call) -> Answer:
    """Find an active person of this workspace by address."""
    email = call.required("email").lower()
    for member in call.parts.workspace.members.values():
        if member.email.lower() == email and not member.deleted:
            return {"user": drawn(call, member)}
    raise ApiError("users_not_found")


async def group_users(call: Call) -> Answer:
    """List the ids of a user group's members; people who are gone are not among them."""
    group = call.parts.workspace.user_groups.get(call.required("usergroup"))
    if group is None:
        raise ApiError("no_such_subteam")
    return {"users": _active(call, group)}


def _active(call: Call, group: UserGroup) -> list[str]:
    members = call.parts.workspace.members
    return [each for each in group.members if each in members and not members[each].deleted]


async def group_list(call: Call) -> Answer:
    """List the user groups."""
    return {"usergroups": [_group(call, g) for g in call.parts.workspace.user_groups.values()]}


def _group(call: Call, group: UserGroup) -> dict[str, Any]:
    users = _active(call, group)
    return {
        "id": group.id,
        "team_id": call.parts.app.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": "USLACKBOT",
        "updated_by": "USLACKBOT",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        **({"users": users} if call.flag("include_users") else {}),
        **({"user_count": len(users)} if call.flag("include_count") else {}),
    }


METHODS: Final[Mapping[str, Method]] = {
    "apps.connections.open": Method(open_connection, token="app"),
    "auth.test": Method(auth_test),
    "team.info": Method(team_info, ("team:read",)),
    "usergroups.list": Method(group_list, ("usergroups:read",)),
    "usergroups.users.list": Method(group_users, ("usergroups:read",)),
    "users.info": Method(user_info, ("users:read",)),
    "users.list": Method(user_list, ("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",)),
}
