"""The traffic log in words."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from bot.sandbox.control.lines import Lines, worded
from bot.sandbox.server import Sandbox
from bot.sandbox.traffic import Traffic

VIEW = urlencode({"view": json.dumps({"title": {"text": "Ask"}})}).encode()
NAMES = {"00uGRACE": "grace@acme.example", "00gENG": "Engineering", "C1": "#it-desk", "S1": "LT-1"}


def exchange(method, path, **fields):
    at = datetime(2026, 5, 4, tzinfo=UTC)
    told = {"at": at, "to": "Okta", "method": method, "path": path} | fields
    return Traffic().add(**told)


def said(method, path, **fields):
    return worded(exchange(method, path, **fields), lambda text: NAMES.get(text, text))


@pytest.mark.parametrize(
    ("method", "path", "fields", "words"),
    [
        ("POST", "/okta/api/v1/users/00uGRACE/lifecycle/suspend", {}, "suspend grace@acme.example"),
        (
            "POST",
            "/okta/api/v1/users/00uGRACE/lifecycle/expire_password_with_temp_password",
            {},
            "expire password with temp password grace@acme.example",
        ),
        (
            "POST",
            "/okta/api/v1/users",
            {"asked": {"profile": {"login": "ada@acme.example"}}},
            "create ada@acme.example",
        ),
        ("GET", "/okta/api/v1/users", {"query": "search=ada&limit=5"}, "search people: ada"),
        ("GET", "/okta/api/v1/users", {}, "search people"),
        (
            "PUT",
            "/okta/api/v1/groups/00gENG/users/00uGRACE",
            {},
            "put grace@acme.example into Engineering",
        ),
        ("GET", "/jumpcloud/api/v2/systems/S1/users", {}, "list the people of LT-1"),
        (
            "POST",
            "/jumpcloud/api/v2/systems/S1/associations",
            {"asked": {"op": "add"}},
            "bind somebody and LT-1",
        ),
        (
            "POST",
            "/jumpcloud/api/search/systemusers",
            {"asked": {"searchFilter": {"searchTerm": "ada"}}},
            "search people: ada",
        ),
        ("POST", "/insights/directory/v1/events", {}, "read Directory Insights"),
        ("PATCH", "/okta/api/v1/nonsense", {}, ""),
        (
            "POST",
            "/slack/api/chat.postMessage",
            {"to": "Slack", "asked": {"channel": "C1", "text": "Hello"}},
            "post in #it-desk “Hello”",
        ),
        (
            "POST",
            "/slack/api/views.open",
            {"to": "Slack", "asked": VIEW},
            "open a modal “Ask”",
        ),
        (
            "socket",
            "slash_commands /onboard",
            {"source": "Slack", "to": "Bot", "asked": {"user_name": "mina", "text": "ada"}},
            "mina typed /onboard ada",
        ),
        (
            "socket",
            "block_actions approve",
            {"source": "Slack", "to": "Bot", "asked": {"user": {"name": "lee"}}},
            "lee pressed approve",
        ),
        (
            "socket",
            "events_api app_home_opened",
            {"source": "Slack", "to": "Bot", "asked": {"event": {"type": "app_home_opened"}}},
            "tells app_home_opened",
        ),
    ],
)  # fmt: skip
def test_an_exchange_is_told_in_words(method, path, fields, words):
    assert said(method, path, **fields) == words


def test_a_long_line_is_cut_and_stays_one_line():
    sandbox = Sandbox()
    text = "Hello\n" * 50
    one = exchange(
        "POST", "/slack/api/chat.postMessage", to="Slack", asked={"channel": "C1", "text": text}
    )

    told = Lines(sandbox).line(one)["said"]

    assert len(told) == 80
    assert "\n" not in told
    assert told.endswith("…")


def test_ids_are_told_as_the_names_that_they_have():
    sandbox = Sandbox()
    user = sandbox.okta.user("grace")["id"]
    device = sandbox.jumpcloud.system("LT-GRACE")["_id"]

    told = [
        Lines(sandbox).line(exchange("GET", path))["said"]
        for path in (
            f"/okta/api/v1/users/{user}/groups",
            f"/jumpcloud/api/v2/systeminsights/{device}/users",
        )
    ]

    assert told == ["list the groups of grace@acme.example", "list the accounts on LT-GRACE"]
