"""What Slack tells the app about a command, a click, a submission or an event.

Source: https://docs.slack.dev/reference/interaction-payloads
"""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.modals import View
from bot.sandbox.slack.values import SLOTS, Entry
from bot.sandbox.slack.workspace import Channel, Installation, Member, Message

Payload = dict[str, Any]


def command(
    app: Installation,
    member: Member,
    channel: Channel,
    *,
    name: str,
    text: str,
    trigger_id: str,
    response_url: str,
) -> Payload:
    """Build a slash command; every value is a string, as it may be sent as a form."""
    kinds = {"im": "directmessage", "groups": "privategroup"}
    return {
        "token": app.verification_token,
        "team_id": member.team_id,
        "team_domain": app.team_domain,
        "channel_id": channel.id,
        "channel_name": kinds.get(channel.kind, channel.name),
        "user_id": member.id,
        "user_name": member.name,
        "command": name,
        "text": text,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def _interaction(kind: str, app: Installation, member: Member) -> Payload:
    return {
        "type": kind,
        "team": {"id": member.team_id, "domain": app.team_domain},
        "user": {
            "id": member.id,
            "username": member.name,
            "name": member.name,
            "team_id": member.team_id,
        },
        "api_app_id": app.app_id,
        "token": app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_view(kind: str, app: Installation, member: Member, view: View, **more: Any) -> Payload:
    """Build what happens in a modal or on the home tab: `block_actions`, `block_suggestion`."""
    container = {"type": "view", "view_id": view.id}
    return {
        **_interaction(kind, app, member),
        "container": container,
        "view": view.shown(),
        **more,
    }


def in_message(
    app: Installation, member: Member, channel: Channel, message: Message, **more: Any
) -> Payload:
    """Build `block_actions` on a message; one on an ephemeral message carries no message."""
    hidden = bool(message.get("is_ephemeral"))
    container: Payload = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": hidden,
    }
    if "thread_ts" in message:
        container["thread_ts"] = message["thread_ts"]
    return {
        **_interaction("block_actions", app, member),
        "container": container,
        "channel": {"id": channel.id, "name": channel.name},
        **({} if hidden else {"message": message}),
        "state": {"values": {}},
        **more,
    }


def shortcut(
    app: Installation, member: Member, callback_id: str, *, trigger_id: str, action_ts: str
) -> Payload:
    """Build a global shortcut."""
    own = {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": action_ts}
    return {**_interaction("shortcut", app, member), **own}


def message_shortcut(
    app: Installation,
    member: Member,
    callback_id: str,
    channel: Channel,
    message: Message,
    **more: str,
) -> Payload:
    """Build a shortcut on a message; `more` is `trigger_id`, `action_ts` and `response_url`."""
    whole = _interaction("message_action", app, member)
    # An older shape than the others': no app's id, and only one name of the person.
    del whole["api_app_id"], whole["user"]["username"]
    return {
        **whole,
        "callback_id": callback_id,
        "channel": {"id": channel.id, "name": channel.name},
        "message_ts": message["ts"],
        "message": message,
        **more,
    }


def submission(app: Installation, member: Member, view: View, trigger_id: str) -> Payload:
    """Build `view_submission`."""
    return {
        **_interaction("view_submission", app, member),
        "trigger_id": trigger_id,
        "view": view.shown(),
        "response_urls": [],
    }


def closed(app: Installation, member: Member, view: View, *, is_cleared: bool) -> Payload:
    """Build `view_closed`."""
    return {
        **_interaction("view_closed", app, member),
        "view": view.shown(),
        "is_cleared": is_cleared,
    }


def action(block_id: str, element: Mapping[str, Any], entry: Entry | None, ts: str) -> Payload:
    """Build one of `actions`: a button as it is drawn, or a field with its value."""
    own = {"type": element["type"], "block_id": block_id, "action_id": element["action_id"]}
    if element["type"] in SLOTS and entry is not None:
        return {**own, **entry, "action_ts": ts}
    drawn = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return {**own, **drawn, **(entry or {}), "action_ts": ts}


def event(app: Installation, inner: Payload, *, event_id: str, at: int) -> Payload:
    """Wrap an event as the Events API does; `at` is epoch seconds."""
    owner = {
        "enterprise_id": None,
        "team_id": app.team_id,
        "user_id": app.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": app.verification_token,
        "team_id": app.team_id,
        "api_app_id": app.app_id,
        "event": inner,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": at,
        "authorizations": [owner],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }
