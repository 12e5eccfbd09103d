"""Okta's switches over HTTP: roles, limits and delays."""

from datetime import timedelta

import httpx
import pytest

from bot.sandbox.okta.roles import HELP_DESK
from bot.sandbox.server import Sandbox


@pytest.fixture
async def sandbox():
    async with Sandbox() as sandbox:
        yield sandbox


async def ask(sandbox, **body):
    async with httpx.AsyncClient(base_url=sandbox.url) as http:
        answer = await http.post("/control/okta", json=body)
    return answer.json()


@pytest.mark.parametrize(
    ("asked", "seen", "wanted"),
    [
        ({"do": "role", "role": "help_desk"}, lambda it: it.auth.role, HELP_DESK),
        ({"do": "limits", "on": False}, lambda it: it.pace.enforced, False),
        (
            {"do": "slow_deactivation", "seconds": 7},
            lambda it: it.directory.deactivation_seconds,
            7,
        ),
        (
            {"do": "search_lag", "seconds": 7},
            lambda it: it.directory.search_lag,
            timedelta(seconds=7),
        ),
        (
            {"do": "rules_delay", "seconds": 7},
            lambda it: it.directory.rules.delay,
            timedelta(seconds=7),
        ),
        (
            {"do": "late_log", "seconds": 7},
            lambda it: it.directory.log.lateness,
            timedelta(seconds=7),
        ),
    ],
)
async def test_a_switch_does_what_it_says(sandbox, asked, seen, wanted):
    assert seen(sandbox.okta) != wanted

    assert await ask(sandbox, **asked) == {"ok": True}

    assert seen(sandbox.okta) == wanted


async def test_limits_are_kept_from_the_start(sandbox):
    assert sandbox.okta.pace.enforced
