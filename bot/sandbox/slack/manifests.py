"""An app's manifest, checked as `apps.manifest.validate` does.

What this app has no use for - workflows, datastores, the directory - is let through unread.

Source: Slack's manifest schema, major version 2.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.sandbox.slack.rules import (
    Check,
    Fault,
    Field,
    anything,
    boolean,
    fault,
    listed,
    need,
    number,
    one_of,
    shape,
    string,
    unique,
)

BOOLEAN: Final = Field(boolean)


def _matching(pattern: str, most: int, least: int = 1) -> Check:
    sized, wanted = string(most, least), re.compile(pattern)

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        faults = list(sized(value, pointer))
        if not faults and not wanted.search(value):
            faults = [fault(pointer, f"must match pattern {pattern}", "pattern", pattern)]
        yield from faults

    return check


def _distinct(check_item: Check, most: int) -> Check:
    items = listed(check_item, most, least=0)

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        faults = list(items(value, pointer))
        told = (
            [(repr(item), f"{pointer}/{n}") for n, item in enumerate(value)] if not faults else []
        )
        yield from faults or unique(told, "item")

    return check


def _optional(names: Mapping[str, Check]) -> dict[str, Field]:
    return {name: Field(check) for name, check in names.items()}


_URL: Final = _matching(r"^https?://", 3500)
_NUMBERS: Final = dict.fromkeys(
    ("schema_version", "min_version", "major_version", "minor_version"), Field(number(0, 99))
)
_DISPLAY: Final = {
    "name": need(string(35, 1)),
    "description": Field(string(140, 1)),
    "background_color": Field(_matching(r"^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$", 7, 4)),
    "long_description": Field(string(4000, 175)),
}
_SHORTCUT: Final = shape(
    {
        "name": need(string(24, 1)),
        "type": need(one_of("message", "global")),
        "callback_id": need(string(255, 1)),
        "description": need(string(150, 1)),
    }
)
_COMMAND: Final = shape(
    {
        "command": need(_matching("^/", 32, 2)),
        "description": need(string(2000, 1)),
        "url": Field(_matching(r"^https?://", 3000)),
        "usage_hint": Field(string(1000, 1)),
        "should_escape": BOOLEAN,
    }
)
_HOME: Final = ("home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled")
_FEATURES: Final = {
    "app_home": Field(shape(dict.fromkeys(_HOME, BOOLEAN))),
    "bot_user": Field(shape({"display_name": need(string(80, 1)), "always_online": BOOLEAN})),
    "shortcuts": Field(listed(_SHORTCUT, 10)),
    "slash_commands": Field(listed(_COMMAND, 50)),
    **_optional(
        dict.fromkeys(
            ("functions", "workflow_steps", "unfurl_domains", "assistant_view", "agent_view"),
            anything,
        )
    ),
}
_SCOPES: Final = Field(listed(string(50), 255, least=0))
_OAUTH: Final = {
    "redirect_urls": Field(_distinct(string(2500), 1000)),
    "scopes": Field(
        shape(dict.fromkeys(("user", "bot", "user_optional", "bot_optional"), _SCOPES))
    ),
    "token_management_enabled": BOOLEAN,
    "pkce_enabled": BOOLEAN,
}
_EVENTS: Final = Field(_distinct(string(50), 100))
_SETTINGS: Final = {
    "event_subscriptions": Field(
        shape(
            {
                "request_url": Field(_URL),
                "user_events": _EVENTS,
                "bot_events": _EVENTS,
                "metadata_subscriptions": Field(anything),
            }
        )
    ),
    "interactivity": Field(
        shape(
            {
                "is_enabled": need(boolean),
                "request_url": Field(_URL),
                "message_menu_options_url": Field(_URL),
            }
        )
    ),
    **dict.fromkeys(
        (
            *("org_deploy_enabled", "socket_mode_enabled", "is_hosted", "token_rotation_enabled"),
            "is_mcp_enabled",
        ),
        BOOLEAN,
    ),
    **_optional(
        dict.fromkeys(
            (
                *("allowed_ip_address_ranges", "incoming_webhooks", "siws_links"),
                *("hermes_app_type", "function_runtime"),
            ),
            anything,
        )
    ),
}
_UNREAD: Final = (
    *("$schema", "app_directory", "functions", "workflows", "datastores", "outgoing_domains"),
    *("types", "external_auth_providers", "mcp_servers"),
)
_MANIFEST: Final = shape(
    {
        "_metadata": Field(shape(_NUMBERS)),
        "display_information": need(shape(_DISPLAY)),
        "features": Field(shape(_FEATURES)),
        "oauth_config": Field(shape(_OAUTH)),
        "settings": Field(shape(_SETTINGS)),
        **_optional(dict.fromkeys(_UNREAD, anything)),
    }
)


def faults_of(manifest: Any) -> list[dict[str, str]]:
    """List what Slack would refuse in a manifest, each with a message and a JSON pointer."""
    faults = list(_MANIFEST(manifest, ""))
    return [
        {"message": each.message, "pointer": each.pointer or "/"}
        for each in faults or _unreachable(manifest)
    ]


def _unreachable(manifest: dict[str, Any]) -> Iterator[Fault]:
    """Find what Slack could not deliver: there is neither a socket nor an address."""
    settings = manifest.get("settings", {})
    if settings.get("socket_mode_enabled"):
        return
    events, interactivity = (settings.get(n, {}) for n in ("event_subscriptions", "interactivity"))
    if events.get("bot_events") and not events.get("request_url"):
        message = "Event Subscription requires either Request URL or Socket Mode Enabled"
        yield fault("/settings/event_subscriptions", message, "required")
    if interactivity.get("is_enabled") and not interactivity.get("request_url"):
        yield fault("/settings/interactivity", "Interactivity requires a Request URL", "required")
    for number_, command in enumerate(manifest.get("features", {}).get("slash_commands", [])):
        if not command.get("url"):
            pointer = f"/features/slash_commands/{number_}"
            yield fault(pointer, "Slash command requires a URL or Socket Mode", "required")
