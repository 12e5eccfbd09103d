"""`auth.*`, `apps.*`, `team.info`, `bots.info`, `emoji.list` and `usergroups.*`: the workspace."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.limits import SPECIAL
from bot.sandbox.slack.manifests import faults_of
from bot.sandbox.slack.workspace import UserGroup


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


async def revoke(call: Call) -> Answer:
    """End the bot's token, unless it is only a test."""
    if call.flag("test"):
        return {"revoked": False}
    call.parts.access.revoked = True
    call.parts.world.changed()
    return {"revoked": True}


async def validate_manifest(call: Call) -> Answer:
    """Tell what is wrong with an app's manifest."""
    if call.text("app_id") not in ("", call.parts.app.app_id):
        raise ApiError("invalid_app_id")
    call.required("manifest")
    faults = faults_of(call.json("manifest", "invalid_manifest"))
    if faults:
        raise ApiError("invalid_manifest", errors=faults)
    return {"errors": []}


async def team_info(call: Call) -> Answer:
    """Tell about the workspace."""
    app = call.parts.app
    if call.text("team") not in ("", app.team_id):
        raise ApiError("team_not_found")
    if not call.text("team") and call.text("domain") not in ("", app.team_domain):
        raise ApiError("team_not_found")
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


async def bot_info(call: Call) -> Answer:
    """Tell about the app's bot."""
    app = call.parts.app
    if call.required("bot", "missing_argument") != app.bot_id:
        raise ApiError("bot_not_found")
    sizes = ("image_36", "image_48", "image_72")
    bot = {
        "id": app.bot_id,
        "deleted": False,
        "name": app.app_name,
        "updated": 0,
        "app_id": app.app_id,
        "user_id": app.bot_user_id,
        "icons": {size: f"https://a.slack-edge.com/{size}.png" for size in sizes},
    }
    return {"bot": bot}


async def emoji_list(call: Call) -> Answer:
    """List the workspace's own emoji: there are none."""
    sorts = {"categories_version": "1", "categories": []}
    cached = {"cache_ts": call.parts.world.slack_ts()}
    return {"emoji": {}, **cached, **(sorts if call.flag("include_categories") else {})}


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
    "apps.connections.open": Method(open_connection, tier=3, token="app", json=True),
    "apps.manifest.validate": Method(validate_manifest, tier=3, token="configuration", json=True),
    "auth.revoke": Method(revoke, tier=3),
    "auth.test": Method(auth_test, tier=SPECIAL, json=True),
    "bots.info": Method(bot_info, ("users:read",), tier=3),
    "emoji.list": Method(emoji_list, ("emoji:read",), tier=2),
    "team.info": Method(team_info, ("team:read",), tier=3, json=True),
    "usergroups.list": Method(group_list, ("usergroups:read",), tier=2),
    "usergroups.users.list": Method(group_users, ("usergroups:read",), tier=2),
}
