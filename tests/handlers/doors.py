"""Knocking at the doors of a running bot, as Slack does and as it never would."""

import json
import time
from itertools import count
from urllib.parse import urlencode

import httpx

from bot.sandbox.slack.signed import FORM, JSON, encoded, signature

NUMBERS = count(1)
TITLE = {"type": "plain_text", "text": "Onboard somebody"}
STRANGER = "T0SOMEBODY1"


def stamped(scene, raw, *, age=0, secret=None):
    """Give the headers that Slack would sign a body with."""
    stamp = str(int(time.time()) - age)
    signed = signature(secret or scene.slack.signing_secret, stamp, raw)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}


async def post(scene, body, headers=None, *, content_type=FORM):
    """Post a body to the request URL; signed now, unless the headers are given."""
    raw = body if isinstance(body, bytes) else body.encode()
    sent = stamped(scene, raw) if headers is None else headers
    kind = {"Content-Type": content_type} if content_type else {}
    async with httpx.AsyncClient() as client:
        return await client.post(
            scene.slack.request_url,
            content=raw,
            headers=[*kind.items(), *(sent.items() if isinstance(sent, dict) else sent)],
        )


def command(scene, name="/onboard", **changed):
    """Give the payload of a command of Mina's."""
    mina, app = scene.slack.person("mina"), scene.slack.app
    whole = {
        "team_id": app.team_id,
        "api_app_id": app.app_id,
        "channel_id": "C0ITDESK000",
        "user_id": mina.id,
        "user_name": "mina",
        "command": name,
        "text": "",
        "response_url": f"{scene.slack.base_url}/response/none",
        "trigger_id": changed.get("trigger_id") or scene.slack.trigger(mina.id),
    }
    return kept(whole | changed)


def interaction(scene, kind, who="mina", **changed):
    """Give the payload of an interaction."""
    person, app = scene.slack.person(who), scene.slack.app
    whole = {
        "type": kind,
        "team": {"id": app.team_id, "domain": "acme"},
        "user": {"id": person.id, "username": who, "team_id": app.team_id},
        "api_app_id": app.app_id,
        "trigger_id": changed.get("trigger_id") or scene.slack.trigger(person.id),
    }
    return kept(whole | changed)


def window(callback_id, **changed):
    """Give a view of ours as Slack shows it to us."""
    return {
        "id": f"V{next(NUMBERS)}",
        "type": "modal",
        "callback_id": callback_id,
        "title": TITLE,
        "private_metadata": "",
        "state": {"values": {}},
    } | changed


def press(scene, action_id, value, who="lee", **changed):
    """Give the payload of a click on a button of a message."""
    button = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
    return interaction(scene, "block_actions", who, actions=[button], **changed)


def event(scene, inner, **changed):
    """Give the payload of an event."""
    app = scene.slack.app
    whole = {
        "type": "event_callback",
        "team_id": app.team_id,
        "api_app_id": app.app_id,
        "event": inner,
        "event_id": f"Ev{next(NUMBERS)}",
    }
    return kept(whole | changed)


def kept(payload):
    return {key: value for key, value in payload.items() if value is not ...}


def kind_of(payload):
    if "command" in payload:
        return "slash_commands"
    return "events_api" if payload.get("type") == "event_callback" else "interactive"


async def deliver(scene, payload):
    """Deliver a payload by whichever way is open; gives what the acknowledgement holds."""
    kind = kind_of(payload)
    if scene.slack.connected:
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": True}
        return await scene.slack.sockets.send(envelope)
    content_type, raw = encoded(kind, payload)
    answer = await post(scene, raw, content_type=content_type)
    assert answer.status_code == httpx.codes.OK, answer.text
    if answer.headers.get("content-type", "").startswith(JSON):
        return answer.json()
    return {"text": answer.text} if answer.text else {}


def form(payload):
    """Give an interaction as the form that it is over HTTP."""
    return urlencode({"payload": json.dumps(payload)})
