"""What the page shows, as one JSON object: Slack as one person sees it, and the world around it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.sandbox.control import people
from bot.sandbox.control.lines import Lines
from bot.sandbox.faults import Fault
from bot.sandbox.laptops.laptop import Laptop
from bot.sandbox.slack import Person
from bot.sandbox.slack.workspace import Channel, Member

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]

SHOWN_DEVICES: Final = 50
SHOWN_TRAFFIC: Final = 200
SHOWN_MESSAGES: Final = 200


@dataclass(frozen=True)
class Look:
    """What the one who looks has chosen to see.

    Attributes:
        person: As whom they see Slack.
        features: The app's, as its manifest declares them; empty without one.
        find: Which people of the directories: a part of their name; empty for everybody.
        chosen: Whom of them to describe, by the `key` of their line.
    """

    person: Person
    features: Json
    find: str = ""
    chosen: str = ""


def snapshot(sandbox: "Sandbox", look: Look, lines: Lines) -> Json:
    """Draw everything as one person sees it.

    The newest people, devices and exchanges are drawn, beside the number of all of them.
    """
    return {
        "version": sandbox.world.version,
        "clock": sandbox.world.now().isoformat(),
        "commands": look.features.get("slash_commands", []),
        "shortcuts": look.features.get("shortcuts", []),
        "app": _app(sandbox, look),
        **_slack(sandbox, look.person),
        "directory": people.listed(sandbox, look.find),
        "chosen": people.described(sandbox, look.chosen) if look.chosen else None,
        "okta": _okta(sandbox),
        "jumpcloud": _jumpcloud(sandbox),
        "laptops": [_laptop(sandbox, each) for each in tuple(sandbox.laptops)[-SHOWN_DEVICES:]],
        "traffic": [lines.line(each) for each in sandbox.traffic.last(SHOWN_TRAFFIC)],
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


def _app(sandbox: "Sandbox", look: Look) -> Json:
    home = look.features.get("app_home", {})
    app = sandbox.slack.workspace.app
    return {
        "name": sandbox.slack.workspace.members[app.bot_user_id].real_name,
        "user": app.bot_user_id,
        "team_domain": app.team_domain,
        "home_tab_enabled": home.get("home_tab_enabled", False),
        "messages_tab_enabled": home.get("messages_tab_enabled", False),
        "read_only": home.get("messages_tab_read_only_enabled", False),
    }


def _slack(sandbox: "Sandbox", person: Person) -> Json:
    workspace = sandbox.slack.workspace
    rooms = [room for room in workspace.channels.values() if room.seen_by(person.member)]
    bot_id = workspace.app.bot_user_id
    return {
        "me": _member(person.member),
        "people": [_member(each) for each in workspace.members.values()],
        "usergroups": [
            {"id": each.id, "handle": each.handle} for each in workspace.user_groups.values()
        ],
        "channels": [_room(room) for room in rooms if not room.user],
        "dms": [_room(room) | {"user": bot_id} for room in rooms if room.user == person.id],
        # A picture in a block need not have been shared anywhere.
        "files": sandbox.slack.files.addresses(),
        "ephemerals": person.ephemerals,
        "home": person.home,
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
        "is_private": room.is_private,
        "messages": [each | {"replies": room.replies(each["ts"])} for each in messages],
    }


def _okta(sandbox: "Sandbox") -> Json:
    directory = sandbox.okta.directory
    return {
        "count": len(directory.users),
        "groups": [
            {"id": each.id, "name": each.name, "members": len(each.members)}
            for each in directory.groups.values()
        ],
    }


def _jumpcloud(sandbox: "Sandbox") -> Json:
    jumpcloud = sandbox.jumpcloud
    systems = jumpcloud.systems
    return {
        "count": len(jumpcloud.directory.users),
        "device_count": len(systems),
        "devices": [_device(sandbox, system) for system in systems[-SHOWN_DEVICES:]],
        "groups": [
            {"id": group.row["id"], "name": group.row["name"], "members": len(group.members)}
            for group in jumpcloud.graph.groups.values()
        ],
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


def _laptop(sandbox: "Sandbox", laptop: Laptop) -> Json:
    system = sandbox.jumpcloud.system(laptop.id)
    told = _device(sandbox, system) if system else {"last_contact": None, "bound": []}
    return (
        laptop.as_dict()
        | {"enrolled": bool(system)}
        | {
            "last_contact": told["last_contact"],
            "bound": told["bound"],
        }
    )


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
