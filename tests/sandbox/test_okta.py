"""Okta's stand-in: who may call, at what pace, and what is refused to everybody."""

import asyncio
import time
from datetime import timedelta

import httpx

from tests.sandbox.served import code


async def test_the_wrong_token_or_none_is_refused(org):
    async with httpx.AsyncClient(base_url=org.url) as nobody:
        assert code(await nobody.get("/api/v1/users")) == (401, "E0000011")
    org.okta.api_token = "another"
    assert code(await org.ask("GET", "/api/v1/users")) == (401, "E0000011")


async def test_what_is_no_json_no_method_and_no_path_is_refused(org):
    assert code(await org.ask("POST", "/api/v1/users", content=b"{")) == (400, "E0000003")
    assert code(await org.ask("POST", "/api/v1/users", json=[])) == (400, "E0000003")
    assert code(await org.ask("DELETE", "/api/v1/users")) == (405, "E0000022")
    assert code(await org.ask("GET", "/api/v1/nowhere")) == (404, "E0000007")


async def test_the_pace_is_told_and_kept_until_the_window_is_over(org):
    org.okta.pace.limits["logs"] = 2
    statuses = [(await org.ask("GET", "/api/v1/logs")).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]

    answer = await org.ask("GET", "/api/v1/logs")
    assert code(answer) == (429, "E0000047")
    assert answer.headers["x-rate-limit-remaining"] == "0"
    assert "retry-after" not in answer.headers
    assert int(answer.headers["x-rate-limit-reset"]) - time.time() <= 60

    org.world.move(timedelta(seconds=61))
    assert (await org.ask("GET", "/api/v1/logs")).status_code == 200


async def test_a_bucket_that_is_used_up_is_told_in_the_log_before_and_when(org):
    org.okta.pace.limits["groups"] = 5
    for _ in range(7):
        await org.ask("GET", "/api/v1/groups")

    told = [event["eventType"] for event in org.okta.log if "rate_limit" in event["eventType"]]
    assert told == ["system.org.rate_limit.warning", "system.org.rate_limit.violation"]


async def test_whoever_is_let_hurry_hurries(org):
    org.okta.pace.limits["logs"], org.okta.pace.enforced = 2, False

    statuses = [(await org.ask("GET", "/api/v1/logs")).status_code for _ in range(4)]

    assert statuses == [200] * 4


async def test_too_many_calls_at_once_are_told_by_a_limit_of_nothing(org):
    org.okta.pace.at_once = 2
    held = org.faults.add("GET /okta/api/v1/users/grace", "hold", times=2)
    waiting = [asyncio.create_task(org.ask("GET", "/api/v1/users/grace")) for _ in range(2)]
    while len(org.faults.pausing) < 2:
        await asyncio.wait(waiting, timeout=0.01)

    answer = await org.ask("GET", "/api/v1/groups")
    org.faults.remove(held)

    assert code(answer) == (429, "E0000047")
    assert answer.headers["x-rate-limit-limit"] == "0"
    assert [each.status_code for each in await asyncio.gather(*waiting)] == [200, 200]


async def test_the_password_policy_is_told(org):
    (policy,) = (await org.ask("GET", "/api/v1/policies", params={"type": "PASSWORD"})).json()

    assert policy["settings"]["password"]["complexity"]["minLength"] == 8
    assert code(await org.ask("GET", "/api/v1/policies")) == (400, "E0000001")
    assert (await org.ask("GET", "/api/v1/org")).json()["subdomain"] == "acme"
