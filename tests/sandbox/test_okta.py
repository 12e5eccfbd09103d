"""Okta's stand-in: who may call, at what pace, and what is refused to everybody."""

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


async def test_the_pace_is_told_always_and_enforced_only_when_asked(org):
    org.okta.pace.limits["logs"] = 2
    statuses = [(await org.ask("GET", "/api/v1/logs")).status_code for _ in range(4)]
    assert statuses == [200] * 4

    org.okta.pace.enforced = True

    answer = await org.ask("GET", "/api/v1/logs")
    assert code(answer) == (429, "E0000047")
    assert answer.headers["x-rate-limit-remaining"] == "0"


async def test_the_password_policy_is_told(org):
    (policy,) = (await org.ask("GET", "/api/v1/policies", params={"type": "PASSWORD"})).json()

    assert policy["settings"]["password"]["complexity"]["minLength"] == 8
    assert code(await org.ask("GET", "/api/v1/policies")) == (400, "E0000001")
    assert (await org.ask("GET", "/api/v1/org")).json()["subdomain"] == "acme"
