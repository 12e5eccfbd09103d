"""`/api/v1/eventHooks`: what the org tells by itself, and to whom. Nothing is ever sent.

The bot reads the log; an org may have hooks all the same, and a client may make one.
"""

from typing import Any, Final

from bot.sandbox.okta.errors import invalid, not_found
from bot.sandbox.okta.log import stamp
from bot.sandbox.okta.web import NOTHING, Call, Endpoint, Reply

READ: Final = "okta.eventHooks.read"
MANAGE: Final = "okta.eventHooks.manage"


def listed(call: Call) -> Reply:
    """List the hooks."""
    return Reply([_shown(call, each) for each in call.directory.hooks.values()])


def got(call: Call) -> Reply:
    """Get a hook; the secret that it sends is told to nobody."""
    return Reply(_shown(call, _hook(call)))


def created(call: Call) -> Reply:
    """Create a hook, which is not verified yet."""
    name, events, channel = (call.body.get(key) for key in ("name", "events", "channel"))
    if not isinstance(name, str) or not name:
        raise invalid("name", "name: The field cannot be left blank")
    if not isinstance(events, dict) or not events.get("items"):
        raise invalid("events", "events: The field cannot be left blank")
    config = channel.get("config") if isinstance(channel, dict) else None
    if not isinstance(config, dict) or not str(config.get("uri", "")).startswith("https://"):
        raise invalid("channel.config.uri", "uri: must be an https address")
    now = stamp(call.directory.world.now())
    hook = {
        "id": call.directory.world.okta_id("who"),
        "status": "ACTIVE",
        "verificationStatus": "UNVERIFIED",
        "name": name,
        "created": now,
        "createdBy": call.directory.log.origin.actor["id"],
        "lastUpdated": now,
        "events": {"type": "EVENT_TYPE", "items": list(events["items"])},
        "channel": {"type": "HTTP", "version": "1.0.0", "config": _config(config)},
    }
    call.directory.hooks[hook["id"]] = hook
    call.directory.world.changed()
    return Reply(_shown(call, hook))


def deleted(call: Call) -> Reply:
    """Delete a hook."""
    del call.directory.hooks[_hook(call)["id"]]
    call.directory.world.changed()
    return NOTHING


def _hook(call: Call) -> dict[str, Any]:
    found = call.directory.hooks.get(call.path["hook"])
    if found is None:
        raise not_found(call.path["hook"], "EventHook")
    return found


def _config(given: dict[str, Any]) -> dict[str, Any]:
    scheme = given.get("authScheme") or {}
    return {
        "uri": given["uri"],
        "headers": list(given.get("headers") or ()),
        "method": "POST",
        "authScheme": {"type": "HEADER", "key": scheme.get("key", "Authorization")},
    }


def _shown(call: Call, hook: dict[str, Any]) -> dict[str, Any]:
    here = f"{call.base}/api/v1/eventHooks/{hook['id']}"
    post = {"hints": {"allow": ["POST"]}}
    links = {
        "self": {"href": here},
        "verify": {"href": f"{here}/lifecycle/verify"} | post,
        "deactivate": {"href": f"{here}/lifecycle/deactivate"} | post,
    }
    return hook | {"_links": links}


ALL: Final = "/api/v1/eventHooks"
ONE: Final = f"{ALL}/{{hook}}"
ENDPOINTS: Final = (
    Endpoint("GET", ALL, listed, READ),
    Endpoint("POST", ALL, created, MANAGE),
    Endpoint("GET", ONE, got, READ),
    Endpoint("DELETE", ONE, deleted, MANAGE),
)
