"""JumpCloud's console, played over the control surface."""

import httpx
import pytest

from bot.sandbox.server import Sandbox


@pytest.fixture
async def sandbox():
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def do(sandbox):
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control") as client:

        async def do(what, **asked):
            return (await client.post("/jumpcloud", json={"do": what, **asked})).json()

        yield do


@pytest.mark.parametrize(
    ("what", "asked", "seen"),
    [
        ("suspend", {}, ("state", "SUSPENDED")),
        ("lock_out", {}, ("account_locked", True)),
        ("expire_password", {}, ("password_expired", True)),
        ("fields", {"mastered": []}, ("restrictedFields", [])),
        ("rename", {"name": "darwin"}, ("username", "darwin")),
    ],
)
async def test_an_administrator_acts_on_a_user(sandbox, do, what, asked, seen):
    user = sandbox.jumpcloud.user("dana")

    assert (await do(what, user="dana", **asked))["ok"]

    field, value = seen
    assert sandbox.jumpcloud.directory.get(user["_id"])[field] == value


async def test_what_was_done_to_a_user_is_undone(sandbox, do):
    await do("suspend", user="dana")
    await do("restore", user="dana")
    await do("lock_out", user="dana")
    await do("unlock", user="dana")

    user = sandbox.jumpcloud.user("dana")
    assert (user["state"], user["account_locked"]) == ("ACTIVATED", False)


async def test_a_staged_user_is_activated(sandbox, do):
    sandbox.jumpcloud.add_user("ada", "ada@acme.example", state="STAGED")

    await do("activate", user="ada")

    assert sandbox.jumpcloud.state("ada") == "ACTIVATED"


async def test_a_password_is_set_by_hand_where_it_is_mastered_here(sandbox, do):
    refused = await do("set_password", user="grace", password="By-Hand-1906")
    done = await do("set_password", user="rosalind", password="By-Hand-1920")

    assert (refused["ok"], done["ok"]) == (False, True)
    assert "managed by an external source" in refused["error"]
    rosalind = sandbox.jumpcloud.user("rosalind")["_id"]
    assert sandbox.jumpcloud.directory.passwords[rosalind] == "By-Hand-1920"


async def test_a_user_is_bound_unbound_and_deleted(sandbox, do):
    await do("bind", user="dana", device="LT-ADA", admin=True)
    bound = sandbox.jumpcloud.bindings("dana")
    renamed = await do("rename", user="dana", name="darwin")
    await do("unbind", user="dana", device="LT-ADA")
    await do("delete", user="dana")

    assert bound == ["LT-ADA"]
    assert "username cannot be modified" in renamed["error"]
    assert sandbox.jumpcloud.user("dana") is None


async def test_a_role_a_delay_and_an_age_are_set(sandbox, do):
    jumpcloud = sandbox.jumpcloud
    await do("role", scopes=["users.readonly"])
    await do("groups_delay", seconds=60)
    await do("collection", seconds=3600)
    await do("insights", history_days=15, named_suspension=True)
    held = jumpcloud.access.credentials.scopes(jumpcloud.access.role_id)
    await do("role")

    assert held == {"users.readonly"}
    assert jumpcloud.access.role_id == jumpcloud.access.credentials.all_powerful
    assert jumpcloud.membership.delay.total_seconds() == 60
    assert jumpcloud.system_insights.staleness.total_seconds() == 3600
    assert (jumpcloud.insights.history.days, jumpcloud.insights.scim_names_suspension) == (15, True)


async def test_a_policy_and_device_management_fail_on_a_device(sandbox, do):
    jumpcloud, grace = sandbox.jumpcloud, sandbox.jumpcloud.system("LT-GRACE")["_id"]
    await do("policy", name="Hide Windows App", device="LT-GRACE")
    failed = jumpcloud.policies.of_system(grace)[0]["state"]
    await do("policy", name="Hide Windows App", device="LT-GRACE", failing=False)
    await do("mdm", device="LT-ADA")

    assert (failed, jumpcloud.policies.of_system(grace)[0]["state"]) == ("failed", "success")
    assert jumpcloud.commands.failing == {jumpcloud.system("LT-ADA")["_id"]}


@pytest.mark.parametrize(
    ("what", "asked"),
    [
        ("suspend", {"user": "nobody"}),
        ("bind", {"user": "grace", "device": "LT-NONE"}),
        ("policy", {"name": "None", "device": "LT-ADA"}),
        ("role", {"scopes": ["fly"]}),
        ("activate", {"user": "grace"}),
    ],
)
async def test_what_jumpcloud_refuses_is_told_in_its_words(do, what, asked):
    answer = await do(what, **asked)

    assert answer["ok"] is False
    assert answer["error"].startswith("JumpCloud: ")


async def test_what_is_scheduled_happens_when_the_clock_is_set_forward(sandbox, do):
    jumpcloud, dana = sandbox.jumpcloud, sandbox.jumpcloud.user("dana")["_id"]
    headers = {"x-api-key": jumpcloud.access.api_key}
    async with httpx.AsyncClient(base_url=sandbox.url, headers=headers) as client:
        due = sandbox.world.now().replace(year=sandbox.world.now().year + 1).isoformat()
        body = {"user_ids": [dana], "state": "SUSPENDED", "start_date": due}
        await client.post("/jumpcloud/api/v2/bulk/userstates", json=body)
        version = sandbox.world.version
        await client.post("/control/clock", json={"do": "move", "seconds": 366 * 24 * 3600})
        while jumpcloud.state("dana") != "SUSPENDED":
            version = await sandbox.world.wait_changed(version)
