"""What the page shows, as one JSON object: Slack as one person sees it, and the world around it."""

from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.faults import Fault
from bot.sandbox.slack import Person
from bot.sandbox.slack.workspace import Channel, Member
from bot.sandbox.traffic import Exchange

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]

SHOWN_PEOPLE: Final = 100
SHOWN_TRAFFIC: Final = 200
SHOWN_MESSAGES: Final = 200


def snapshot(sandbox: "Sandbox", person: Person, commands: list[Json]) -> Json:
    """Draw everything as one person sees it.

    Directories list the newest people first, at most `SHOWN_PEOPLE`, beside their number.

    Args:
        commands: The app's slash commands, as its manifest declares them.
    """
    return {
        "version": sandbox.world.version,
        "clock": sandbox.world.now().isoformat(),
        "commands": commands,
        **_slack(sandbox, person),
        "okta": _okta(sandbox),
        "jumpcloud": _jumpcloud(sandbox),
        "laptops": [laptop.as_dict() for laptop in sandbox.laptops],
        "traffic": [_line(each) for each in sandbox.traffic.last(SHOWN_TRAFFIC)],
        "faults": [_fault(each) for each in sandbox.faults.in_force],
        "tokens": {
            "Slack": not sandbox.slack.access.revoked,
            "Okta": not sandbox.okta.auth.revoked,
            "JumpCloud": not sandbox.jumpcloud.access.revoked,
        },
        "ahead": sandbox.world.ahead.total_seconds(),
        "scim": sandbox.scim.as_dict(),
        "bot": _bot(sandbox),
    }


def bodies(sandbox: "Sandbox", number: int) -> Json | None:
    """Draw one exchange whole; None when it is no longer kept."""
    found = next((each for each in sandbox.traffic if each.number == number), None)
    if found is None:
        return None
    return _line(found) | {
        "query": found.query,
        "headers": found.headers,
        "request_id": found.request_id,
        "request_body": found.request_body,
        "response_body": found.response_body,
    }


def _slack(sandbox: "Sandbox", person: Person) -> Json:
    workspace = sandbox.slack.workspace
    rooms = [
        room
        for room in workspace.channels.values()
        if person.id in room.members
        or (room.kind == "channels" and not person.member.is_restricted)
    ]
    bot_id = workspace.app.bot_user_id
    return {
        "me": _member(person.member),
        "people": [_member(each) for each in workspace.members.values()],
        "usergroups": [
            {"id": each.id, "handle": each.handle} for each in workspace.user_groups.values()
        ],
        "channels": [_room(room) for room in rooms if not room.user],
        "dms": [_room(room) | {"user": bot_id} for room in rooms if room.user == person.id],
        "ephemerals": person.ephemerals,
        "modal": person.modal,
        "modals": [{"id": each["id"]} for each in person.modals],
        "notices": [{"id": n, "text": text} for n, text in enumerate(person.errors)],
    }


def _member(it: Member) -> Json:
    return {
        "id": it.id,
        "name": it.name,
        "real_name": it.real_name,
        "title": it.title,
        "is_bot": it.is_bot,
    }


def _room(room: Channel) -> Json:
    messages = room.top_level()[-SHOWN_MESSAGES:]
    return {
        "id": room.id,
        "name": room.name,
        "purpose": room.topic,
        "messages": [each | {"replies": room.replies(each["ts"])} for each in messages],
    }


def _okta(sandbox: "Sandbox") -> Json:
    okta = sandbox.okta
    newest = list(okta.directory.users)[: -SHOWN_PEOPLE - 1 : -1]
    shown = (okta.user(each) for each in newest)
    return {
        "count": len(okta.directory.users),
        "users": [_okta_user(sandbox, user) for user in shown if user],
        "groups": [
            {"id": each.id, "name": each.name, "members": len(each.members)}
            for each in okta.directory.groups.values()
        ],
    }


def _okta_user(sandbox: "Sandbox", user: Json) -> Json:
    profile, link = user["profile"], user["appUser"]
    return {
        "id": user["id"],
        "login": profile["login"],
        "name": f"{profile['firstName']} {profile['lastName']}",
        "status": user["status"],
        "created": user["created"],
        "password_changed": user["passwordChanged"],
        "groups": user["groups"],
        "department": profile.get("department"),
        "title": profile.get("title"),
        "manager": profile.get("manager") or profile.get("managerId"),
        "app_user": {
            "status": link["status"],
            "sync_state": link.get("syncState"),
            "error": _sync_error(sandbox, user["id"], link),
        }
        if link
        else None,
    }


def _sync_error(sandbox: "Sandbox", user_id: str, link: Json) -> str | None:
    """Find the reason where an administrator does: in the log, and nowhere else."""
    if link.get("syncState") != "ERROR":
        return None
    reasons = (
        event["outcome"].get("reason")
        for event in reversed(sandbox.okta.log)
        if any(target["id"] == user_id for target in event["target"] or ())
        and event["outcome"]["result"] == "FAILURE"
    )
    return next(reasons, None)


def _jumpcloud(sandbox: "Sandbox") -> Json:
    jumpcloud = sandbox.jumpcloud
    users = jumpcloud.users
    return {
        "count": len(users),
        "users": [_jumpcloud_user(sandbox, user) for user in users[: -SHOWN_PEOPLE - 1 : -1]],
        "devices": [_device(sandbox, system) for system in jumpcloud.systems],
        "groups": [
            {"id": group.row["id"], "name": group.row["name"], "members": len(group.members)}
            for group in jumpcloud.graph.groups.values()
        ],
    }


def _jumpcloud_user(sandbox: "Sandbox", user: Json) -> Json:
    jumpcloud = sandbox.jumpcloud
    return {
        "id": user["_id"],
        "username": user["username"],
        "name": user["displayname"] or f"{user['firstname']} {user['lastname']}".strip(),
        "state": user["state"],
        "groups": [group.row["name"] for group in jumpcloud.graph.groups_of(user["_id"])],
        "devices": jumpcloud.bindings(user["_id"]),
        "managed_by": "Okta" if user["creationSource"] == "jumpcloud:scim" else "JumpCloud",
        "local_account": user["systemUsername"],
        "password_date": user["password_date"],
        "locked": user["account_locked"],
    }


def _device(sandbox: "Sandbox", system: Json) -> Json:
    graph, directory = sandbox.jumpcloud.graph, sandbox.jumpcloud.directory
    detail = system["osVersionDetail"]
    return {
        "id": system["_id"],
        "name": system["displayName"],
        "os": f"{detail['osName']} {system['version']} {detail['releaseName']}".strip(),
        "active": system["active"],
        "last_contact": system["lastContact"],
        "bound": [directory.get(each)["username"] for each in graph.users_of(system["_id"])],
    }


def _line(each: Exchange) -> Json:
    return {
        "number": each.number,
        "at": each.at.isoformat(),
        "source": each.source,
        "to": each.to,
        "method": each.method,
        "path": each.path,
        "status": each.status,
        "ms": round(each.ms, 1),
        "summary": each.summary,
        "fault": each.fault,
    }


def _fault(each: Fault) -> Json:
    return {
        "id": each.id,
        "match": each.match,
        "kind": each.kind,
        "times": each.times,
        "status": each.status,
        "seconds": each.seconds,
        "struck": each.struck,
    }


def _bot(sandbox: "Sandbox") -> Json:
    slack = sandbox.slack
    mode = "socket" if slack.connected else "http" if slack.request_url else None
    return {"connected": mode is not None, "mode": mode, "killable": sandbox.bot is not None}
