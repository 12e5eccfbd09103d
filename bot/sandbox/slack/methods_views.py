"""`views.*` and `blocks.validate`."""

from collections.abc import Mapping
from typing import Any, Final

from bot.sandbox.slack.blocks import check_blocks, check_view
from bot.sandbox.slack.calls import Answer, Call, Method, invalid
from bot.sandbox.slack.errors import ApiError
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.rules import Fault


def _sent(call: Call, kind: str) -> Any:
    view = call.json("view")
    if view is None:
        raise invalid("missing required field: view", "view")
    if isinstance(view, dict) and view.get("type") in ("modal", "home") and view["type"] != kind:
        raise invalid(f"unsupported type: {view['type']}", "view/type")
    return view


def _shown(view: View) -> Answer:
    return {"view": view.shown()}


async def open_view(call: Call) -> Answer:
    """Open a modal."""
    trigger = call.required("trigger_id")
    return _shown(call.parts.modals.open(trigger, _sent(call, "modal")))


async def push_view(call: Call) -> Answer:
    """Open a modal on top of another."""
    trigger = call.required("trigger_id")
    return _shown(call.parts.modals.push(trigger, _sent(call, "modal")))


async def update_view(call: Call) -> Answer:
    """Redraw an open modal, found by its id or the app's own."""
    if not call.text("view_id") and not call.text("external_id"):
        raise invalid("must provide either view_id or external_id")
    view = call.parts.modals.find(call.text("view_id"), call.text("external_id"))
    sent = _sent(call, view.sent["type"])
    return _shown(call.parts.modals.update(view, sent, call.text("hash")))


async def publish_view(call: Call) -> Answer:
    """Draw somebody's home tab."""
    if not call.parts.access.home_tab:
        raise ApiError("not_enabled")
    member = call.parts.member(call.required("user_id"))
    sent = _sent(call, "home")
    return _shown(call.parts.modals.publish(member.id, sent, call.text("hash")))


async def validate(call: Call) -> Answer:
    """Tell what is wrong with blocks, a view or a message."""
    given = [name for name in ("blocks", "view", "message") if call.text(name)]
    if len(given) != 1:
        raise invalid("must provide exactly one of `blocks`, `view`, or `message`")
    kind = given[0]
    faults = _faults(kind, call.json(kind))
    if faults:
        raise ApiError(f"invalid_{kind}", errors=[fault.item() for fault in faults])
    return {}


def _faults(kind: str, sent: Any) -> list[Fault]:
    if kind == "view":
        return check_view(sent)
    if kind == "blocks":
        return check_blocks(sent, "message")
    blocks = sent.get("blocks", []) if isinstance(sent, dict) else None
    return check_blocks(blocks, "message", "/blocks")


METHODS: Final[Mapping[str, Method]] = {
    "blocks.validate": Method(validate, tier=0, token="none", json=True),
    "views.open": Method(open_view, tier=4, json=True),
    "views.publish": Method(publish_view, tier=4, json=True),
    "views.push": Method(push_view, tier=4, json=True),
    "views.update": Method(update_view, tier=4, json=True),
}
