"""Faults: each is what a network or a provider really does, seen from outside."""

import asyncio
import json
import time
from datetime import UTC, timedelta

import httpx
import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.masking import MASK, masked
from bot.sandbox.refusals import refusal
from bot.sandbox.store import World
from bot.sandbox.traffic import matches

USERS = "/okta/api/v1/users"


async def test_a_refusal_is_okta_s_403_and_does_no_work(org):
    org.faults.add(f"POST {USERS}", "refuse", times=1)

    answer = await org.create()

    assert answer.status_code == 403
    assert answer.json()["errorCode"] == "E0000006"
    assert org.okta.status("ada@acme.example") is None


async def test_a_refusal_may_have_any_status_and_body(org):
    org.faults.add("* /okta/", "refuse", status=401)
    assert (await org.ask("GET", "/api/v1/groups")).json()["errorCode"] == "E0000011"

    org.faults.clear()
    org.faults.add("* /okta/", "refuse", status=502, body={"odd": True})
    answer = await org.ask("GET", "/api/v1/groups")
    assert (answer.status_code, answer.json()) == (502, {"odd": True})


async def test_a_throttled_caller_is_told_when_to_come_again_and_not_by_retry_after(org):
    org.faults.add(f"GET {USERS}", "throttle", times=1, seconds=7)

    answer = await org.ask("GET", "/api/v1/users")

    assert answer.status_code == 429
    assert answer.json()["errorCode"] == "E0000047"
    assert 5 <= int(answer.headers["x-rate-limit-reset"]) - time.time() <= 7
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert "retry-after" not in answer.headers


async def test_too_many_calls_at_once_are_told_by_a_limit_of_nothing(org):
    org.faults.add(f"GET {USERS}", "crowd", times=1)

    answer = await org.ask("GET", "/api/v1/users")

    assert (answer.status_code, answer.json()["errorCode"]) == (429, "E0000047")
    assert answer.headers["x-rate-limit-limit"] == "0"
    assert (await org.ask("GET", "/api/v1/users")).status_code == 200


async def test_retry_after_is_sent_when_asked_for(org):
    org.faults.add(f"GET {USERS}", "throttle", seconds=3, retry_after=True)

    assert (await org.ask("GET", "/api/v1/users")).headers["retry-after"] == "3"


async def test_down_is_a_gateway_s_page_not_json(org):
    org.faults.add("* /okta/", "down")

    answer = await org.ask("GET", "/api/v1/users")

    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")


async def test_stop_closes_the_connection_before_any_work(org):
    org.faults.add(f"POST {USERS}", "stop", times=1)

    with pytest.raises(httpx.TransportError):
        await org.create()

    assert org.okta.status("ada@acme.example") is None
    assert (await org.create()).status_code == 200


async def test_lost_closes_the_connection_after_the_work(org):
    org.faults.add(f"POST {USERS}", "lost", times=1)

    with pytest.raises(httpx.TransportError):
        await org.create()

    assert org.okta.status("ada@acme.example") == "PROVISIONED"


async def test_a_closed_connection_is_no_error_of_the_server(org, caplog):
    org.faults.add("* /okta/", "stop")

    with pytest.raises(httpx.TransportError):
        await org.ask("GET", "/api/v1/users")

    assert caplog.records == []


async def test_slow_works_after_its_time(org):
    org.faults.add(f"GET {USERS}", "slow", times=1, seconds=0.05)
    began = time.perf_counter()

    assert (await org.ask("GET", "/api/v1/users")).status_code == 200
    assert time.perf_counter() - began >= 0.05


async def test_hold_waits_until_it_is_released(org):
    fault = org.faults.add(f"POST {USERS}", "hold", times=1)
    asked = asyncio.create_task(org.create())
    await org.ask("GET", "/api/v1/users")
    assert not asked.done()
    assert org.okta.status("ada@acme.example") is None

    fault.release()

    assert (await asked).status_code == 200


async def test_ending_all_faults_lets_go_of_what_they_hold(org):
    org.faults.add(f"POST {USERS}", "hold", times=1)
    asked = asyncio.create_task(org.create())
    await org.ask("GET", "/api/v1/users")

    org.faults.clear()

    assert (await asked).status_code == 200


async def test_crash_after_calls_back_when_the_work_is_done_and_nobody_was_told(org):
    seen = []
    org.faults.crash_after(
        f"POST {USERS}", lambda: seen.append(org.okta.status("ada@acme.example"))
    )

    with pytest.raises(httpx.TransportError):
        await org.create()

    assert seen == ["PROVISIONED"]


async def test_crash_after_may_wait(org):
    seen = []

    async def then():
        seen.append("killed")

    org.faults.crash_after(f"POST {USERS}", then)
    with pytest.raises(httpx.TransportError):
        await org.create()

    assert seen == ["killed"]


async def test_a_fault_with_a_number_of_times_is_gone_after_them(org):
    org.faults.add(f"GET {USERS}", "down", times=2)

    statuses = [(await org.ask("GET", "/api/v1/users")).status_code for _ in range(3)]

    assert statuses == [503, 503, 200]
    assert org.faults.rules == []


async def test_an_unknown_kind_is_refused(org):
    with pytest.raises(ValueError, match="unknown kind 'explode'"):
        org.faults.add("*", "explode")


async def test_traffic_counts_and_shows_every_exchange(org):
    await org.create()
    await org.create()
    org.faults.add(f"POST {USERS}", "stop", times=1)
    with pytest.raises(httpx.TransportError):
        await org.create()

    assert org.world.traffic.count(f"POST {USERS}") == 3
    first, second, third = org.world.traffic
    assert (first.to, first.method, first.path, first.status) == ("Okta", "POST", USERS, 200)
    assert first.at.tzinfo is UTC
    assert len(first.request_id) == 32
    assert "already exists" in second.summary
    assert (third.status, third.summary) == (0, "closed without an answer")


async def test_traffic_knows_no_secret(org):
    await org.create(password="Canary-Password-1")
    user = "/api/v1/users/ada@acme.example"
    await org.ask("POST", f"{user}/lifecycle/reset_password", params={"sendEmail": "false"})
    await org.create(login="bob@acme.example", activate="false")
    invited = await org.ask("POST", "/api/v1/users/bob/lifecycle/activate?sendEmail=false")
    expired = await org.ask(
        "POST", "/api/v1/users/grace/lifecycle/expire_password_with_temp_password"
    )

    shown = repr(list(org.world.traffic))

    secrets = ("Canary-Password-1", org.okta.api_token, expired.json()["tempPassword"])
    for secret in (*secrets, invited.json()["activationToken"], "/reset_password/dr"):
        assert secret not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("POST /okta/api/v1/users", True),
        ("* /okta/api/v1/users", True),
        ("*", True),
        ("POST /okta/", True),
        ("POST /okta/*/users", True),
        ("GET /okta/api/v1/users", False),
        ("POST /okta/api/v1", False),
        ("POST /okta/api/v1/users/", False),
    ],
)
def test_a_pattern_means_a_whole_path_unless_it_says_otherwise(pattern, meant):
    assert matches(pattern, "POST", "/okta/api/v1/users") is meant


def test_masking_keeps_what_is_no_secret():
    shown = masked(
        {"password": {"value": "x"}, "login": "ada", "list": [{"token": "y"}, "xoxb-1-a"]}
    )

    assert shown == {"password": {"value": MASK}, "login": "ada", "list": [{"token": MASK}, MASK]}


async def test_who_waits_for_a_change_hears_of_it():
    world = World()
    waiting = asyncio.create_task(world.wait_changed(world.version))

    world.move(timedelta(days=1))

    assert await waiting == 1
    assert await world.wait_changed(0) == 1


def test_ids_have_their_provider_s_shape():
    world = World()
    stamps = [world.slack_ts() for _ in range(3)]

    assert len(world.okta_id("00u")) == 20
    assert len(world.jumpcloud_id()) == 24
    assert int(world.jumpcloud_id(), 16)
    assert len(world.slack_id("U")) == 11
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("provider", "kind", "status", "body"),
    [
        ("Slack", "throttle", 429, {"ok": False, "error": "ratelimited"}),
        ("Slack", "refuse", 200, {"ok": False, "error": "not_allowed_token_type"}),
        ("JumpCloud", "throttle", 429, {"message": "Too Many Requests"}),
        ("JumpCloud", "refuse", 403, {"message": "Forbidden"}),
    ],
)
def test_each_provider_refuses_in_its_own_shape(provider, kind, status, body):
    answer = refusal(provider, Fault("*", kind, seconds=2), "f" * 32)

    assert (answer.status_code, json.loads(answer.body)) == (status, body)
    slack_waits = provider == "Slack" and kind == "throttle"
    assert answer.headers.get("retry-after") == ("2" if slack_waits else None)
