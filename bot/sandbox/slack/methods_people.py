"""`users.*` and `dnd.info`: people."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.calls import Answer, Call, Method, Pages
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.workspace import Member

PEOPLE: Final = Pages("id", usual=1000)
MOST_AT_ONCE: Final = 1000
FACES: Final = {
    f"image_{size}": f"https://ca.slack-edge.com/face-{size}.png"
    for size in (24, 32, 48, 72, 192, 512)
}


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
        "status_text_canonical": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": "",
        "skype": "",
        "team": member.team_id,
        **FACES,
        **(_app(call) if member.is_bot else {}),
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


def _app(call: Call) -> dict[str, Any]:
    app = call.parts.app
    return {"api_app_id": app.app_id, "bot_id": app.bot_id, "always_active": True}


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
        "is_email_confirmed": member.email_confirmed,
        "who_can_share_contact_card": "EVERYONE",
    }


async def user_info(call: Call) -> Answer:
    """Tell about one person."""
    return {"user": _told(call, call.parts.member(call.required("user")))}


def _told(call: Call, member: Member) -> dict[str, Any]:
    spoken = {"locale": "en-US"} if call.flag("include_locale") else {}
    return {**drawn(call, member), **spoken}


async def user_list(call: Call) -> Answer:
    """List everyone, also who is gone."""
    members = list(call.parts.workspace.members.values())
    if not call.text("limit").strip("0") and len(members) > MOST_AT_ONCE:
        raise ApiError("limit_required")
    page = call.page([{"id": each.id, "of": each} for each in members], "members", PEOPLE)
    page["members"] = [_told(call, each["of"]) for each in page["members"]]
    return {**page, "cache_ts": int(call.parts.world.now().timestamp())}


async def lookup_by_email(call: Call) -> Answer:
    """Find an active person of this workspace by address."""
    email = call.required("email").lower()
    for member in call.parts.workspace.members.values():
        if member.email.lower() == email and not member.deleted:
            return {"user": drawn(call, member)}
    raise ApiError("users_not_found")


async def profile(call: Call) -> Answer:
    """Tell the profile of somebody, or the bot's own."""
    member = call.parts.member(call.text("user") or call.parts.app.bot_user_id)
    return {"profile": {**drawn(call, member)["profile"], "fields": {}}}


async def dnd_info(call: Call) -> Answer:
    """Tell whether somebody wants to be left alone; nobody does here."""
    call.parts.member(call.text("user") or call.parts.app.bot_user_id)
    return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


METHODS: Final[Mapping[str, Method]] = {
    "dnd.info": Method(dnd_info, ("dnd:read",), tier=3),
    "users.info": Method(user_info, ("users:read",), tier=4),
    "users.list": Method(user_list, ("users:read",), tier=2),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",), tier=3),
    "users.profile.get": Method(profile, ("users.profile:read",), tier=4),
}
