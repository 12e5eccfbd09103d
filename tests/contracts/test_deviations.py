"""The list of known deviations excuses what is needed, and no more."""

import math

import pytest

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.okta.auth import Grant
from bot.sandbox.store import World
from tests.contracts import jumpcloud_calls, okta_calls
from tests.contracts.asking import ask_jumpcloud, ask_okta, heard
from tests.contracts.description import missing
from tests.contracts.deviations import KNOWN
from tests.sandbox.jumpcloud.api import served
from tests.sandbox.served import serve_okta

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


async def met_in_okta():
    async with serve_okta() as org:
        with heard(org.world, requests=True) as contract:
            for call in (*okta_calls.CALLS, *okta_calls.REFUSED):
                await ask_okta(org, call)
            await org.create(groups=["00gNobody"])
            await org.ask("GET", "/api/v1/users", headers={"Authorization": "SSWS unknown"})
            # A token that is bound to a key, without the key's proof.
            bound = Grant("0oaApp", frozenset({"okta.users.read"}), math.inf, "thumbprint")
            org.okta.auth._grants["bound"] = bound
            await org.ask("GET", "/api/v1/users", headers={"Authorization": "Bearer bound"})
        return contract.excused


async def met_in_jumpcloud():
    jumpcloud = JumpCloud(World(), Cast())
    async with served(jumpcloud) as api:
        with heard(jumpcloud._world, requests=True) as contract:
            for table in (jumpcloud_calls.CALLS, jumpcloud_calls.REFUSED):
                for version, calls in table.items():
                    for call in calls:
                        await ask_jumpcloud(api, jumpcloud, version, call)
            await api.get(f"/api/systemusers/{'f' * 24}")
            await api.get("/api/systems", headers={"x-api-key": "strange"})
            await api.post("/api/v2/bulk/userstates", headers={"x-api-key": "strange"}, json={})
            await api.post("/oauth2/token", data={"grant_type": "client_credentials"})
            jumpcloud.access.restrict(["groups.readonly"])
            await api.get("/api/systems")
        return contract.excused


async def test_no_deviation_is_known_in_vain():
    met = await met_in_okta() | await met_in_jumpcloud()

    assert [f"{each.operation}: {each.where}" for each in KNOWN if each not in met] == []
