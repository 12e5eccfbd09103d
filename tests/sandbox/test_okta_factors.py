"""Okta Verify: a push is sent, somebody answers it on the phone, and it is told how it went."""

from datetime import timedelta

import pytest

from bot.sandbox.okta import OktaError
from tests.sandbox.served import code


@pytest.fixture
async def push(org):
    org.okta.enrol_phone("grace")
    user = org.okta.user("grace")["id"]
    factors = (await org.ask("GET", f"/api/v1/users/{user}/factors")).json()
    phone = next(each for each in factors if each["factorType"] == "push")
    sent = await org.ask("POST", phone["_links"]["verify"]["href"].partition("/okta")[2])
    assert (sent.status_code, sent.json()["factorResult"]) == (201, "WAITING")
    return sent.json()["_links"]["poll"]["href"].partition("/okta")[2]


async def result(org, push):
    return (await org.ask("GET", push)).json()["factorResult"]


@pytest.mark.parametrize(("approve", "told"), [(True, "SUCCESS"), (False, "REJECTED")])
async def test_a_push_waits_until_it_is_answered(org, push, approve, told):
    assert await result(org, push) == "WAITING"
    org.okta.answer_push("grace", approve=approve)

    assert await result(org, push) == told
    assert org.okta.log[-1]["outcome"]["result"] == ("SUCCESS" if approve else "FAILURE")
    assert code(await org.ask("GET", push)) == (404, "E0000007")


async def test_a_push_runs_out_after_five_minutes(org, push):
    org.world.move(timedelta(minutes=5))

    with pytest.raises(OktaError):
        org.okta.answer_push("grace")
    assert await result(org, push) == "TIMEOUT"


async def test_an_answer_that_came_in_time_counts_whenever_it_is_asked_for(org, push):
    org.okta.answer_push("grace")
    org.world.move(timedelta(minutes=6))

    assert await result(org, push) == "SUCCESS"


async def test_a_push_that_is_taken_back_cannot_be_answered(org, push):
    assert (await org.ask("DELETE", push)).status_code == 204

    with pytest.raises(OktaError):
        org.okta.answer_push("grace")
    assert code(await org.ask("GET", push)) == (404, "E0000007")


async def test_a_code_is_no_push(org):
    org.okta.enrol_phone("grace")
    user = org.okta.user("grace")["id"]
    listed = (await org.ask("GET", f"/api/v1/users/{user}/factors")).json()
    path = f"/api/v1/users/{user}/factors/{listed[0]['id']}"

    assert listed[0]["factorType"] == "token:software:totp"
    assert code(await org.ask("POST", f"{path}/verify")) == (400, "E0000001")
    assert (await org.ask("GET", path)).json() == listed[0]


async def test_a_factor_that_is_taken_away_is_gone(org):
    phone = org.okta.enrol_phone("grace")
    user = org.okta.user("grace")["id"]
    path = f"/api/v1/users/{user}/factors"

    assert (await org.ask("DELETE", f"{path}/{phone}")).status_code == 204
    assert code(await org.ask("GET", f"{path}/{phone}")) == (404, "E0000007")
    assert (
        await org.ask("POST", f"/api/v1/users/{user}/lifecycle/reset_factors")
    ).status_code == 200
    assert (await org.ask("GET", path)).json() == []


async def test_somebody_else_s_push_is_nobody_s(org, push):
    org.okta.enrol_phone("lee")
    other = org.okta.user("lee")["id"]
    grace = org.okta.user("grace")["id"]

    assert code(await org.ask("GET", push.replace(grace, other))) == (404, "E0000007")
