"""Administrators' roles: a scope is not enough, and nobody touches an administrator."""

import time

import pytest

from bot.sandbox.okta.roles import HELP_DESK, NOTHING, READ_ONLY
from tests.sandbox.served import code

GRACE = "/api/v1/users/grace@acme.example"


@pytest.mark.parametrize("path", ["/api/v1/users", "/api/v1/groups", "/api/v1/apps"])
async def test_without_a_role_every_list_is_empty(org, path):
    org.okta.auth.role = NOTHING

    answer = await org.ask("GET", path)

    assert (answer.status_code, answer.json()) == (200, [])
    assert answer.links.keys() == {"self"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", GRACE), ("POST", f"{GRACE}/lifecycle/suspend"), ("GET", "/api/v1/logs")],
)
async def test_without_a_role_everything_else_is_refused(org, method, path):
    org.okta.auth.role = NOTHING

    assert code(await org.ask(method, path)) == (403, "E0000006")
    assert org.okta.status("grace") == "ACTIVE"


async def test_the_help_desk_resets_and_unlocks_and_creates_and_suspends_nobody(org):
    org.okta.auth.role = HELP_DESK

    assert (await org.ask("POST", f"{GRACE}/lifecycle/expire_password")).status_code == 200
    assert code(await org.ask("POST", f"{GRACE}/lifecycle/suspend")) == (403, "E0000006")
    assert code(await org.create()) == (403, "E0000006")


async def test_who_may_read_changes_nothing(org):
    org.okta.auth.role = READ_ONLY

    assert (await org.ask("GET", GRACE)).status_code == 200
    answer = await org.ask("POST", GRACE, json={"profile": {"title": "x"}})
    assert code(answer) == (403, "E0000006")


async def test_a_custom_role_may_what_it_says_and_not_to_administrators(org):
    org.okta.auth.role = frozenset({"okta.users.read", "okta.users.lifecycle.manage"})
    org.okta.make_admin("alan")

    assert (await org.ask("POST", f"{GRACE}/lifecycle/suspend")).status_code == 200
    answer = await org.ask("POST", "/api/v1/users/alan/lifecycle/suspend")
    assert code(answer) == (403, "E0000006")
    assert org.okta.status("alan") == "ACTIVE"


async def test_a_deactivation_takes_its_time_unless_asked_to_answer_before(org):
    org.okta.directory.deactivation_seconds = 0.3
    began = time.monotonic()

    prefer = {"Prefer": "respond-async"}
    await org.ask("POST", f"{GRACE}/lifecycle/deactivate", headers=prefer)
    at_once = time.monotonic() - began
    await org.ask("POST", "/api/v1/users/alan/lifecycle/deactivate")

    assert time.monotonic() - began >= 0.3
    assert at_once < time.monotonic() - began
    assert org.okta.status("grace") == org.okta.status("alan") == "DEPROVISIONED"
