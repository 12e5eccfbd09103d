"""Policies, and how they went on the devices."""

import pytest


@pytest.fixture
def policy(jumpcloud):
    return jumpcloud.policies.find("Hide Windows App")


def online(jumpcloud, name, *, active=True):
    system = jumpcloud.system(name)
    jumpcloud.report(system["_id"], [], active=active)
    return system


async def states(api, system):
    rows = (await api.get(f"/api/v2/systems/{system['_id']}/policystatuses")).json()
    return [row["state"] for row in rows]


async def test_the_policies_that_hide_the_trays_app_are_there_from_the_start(api):
    listed = (await api.get("/api/v2/policies")).json()

    assert {each["name"]: each["template"]["osMetaFamily"] for each in listed} == {
        "JumpCloud App Controls": "darwin",
        "Hide Windows App": "windows",
    }


async def test_a_template_is_found_by_what_the_console_calls_it(api):
    params = {"filter": "displayName:eq:JumpCloud App Controls", "limit": 100}
    found = (await api.get("/api/v2/policytemplates", params=params)).json()

    one = (await api.get(f"/api/v2/policytemplates/{found[0]['id']}")).json()
    assert (len(found), one["name"]) == (1, "app_controls_darwin")
    assert (await api.get("/api/v2/policytemplates/f")).status_code == 404


async def test_a_policy_is_pending_until_its_device_is_online(api, jumpcloud, policy):
    system = jumpcloud.system("LT-GRACE")

    before = await states(api, system)
    online(jumpcloud, "LT-GRACE")
    after = await states(api, system)
    seen = (await api.get(f"/api/systems/{system['_id']}")).json()["policyStats"]

    assert (before, after) == (["pending"], ["success"])
    assert (seen["total"], seen["success"], seen["pending"]) == (1, 1, 0)


async def test_a_policy_that_fails_says_so_until_it_works_again(api, jumpcloud, policy):
    system = online(jumpcloud, "LT-GRACE")

    jumpcloud.policies.fail(policy["id"], system["_id"])
    row = (await api.get(f"/api/v2/systems/{system['_id']}/policystatuses")).json()[0]
    stats = (await api.get(f"/api/systems/{system['_id']}")).json()["policyStats"]
    jumpcloud.policies.fail(policy["id"], system["_id"], failing=False)

    assert (row["success"], row["state"], row["exitStatus"]) == (False, "failed", 1)
    assert row["policyID"] == policy["id"]
    assert stats["failed"] == 1
    assert await states(api, system) == ["success"]


async def test_a_device_that_is_offline_keeps_the_result_it_had(api, jumpcloud, policy):
    system = online(jumpcloud, "LT-GRACE")
    online(jumpcloud, "LT-GRACE", active=False)

    jumpcloud.policies.fail(policy["id"], system["_id"])

    assert await states(api, system) == ["success"]
    online(jumpcloud, "LT-GRACE")
    assert await states(api, system) == ["failed"]


async def test_a_policy_for_another_system_is_counted_and_not_done(api, jumpcloud, policy):
    mac = online(jumpcloud, "LT-ADA")
    path = f"/api/v2/policies/{policy['id']}/associations"

    bound = await api.post(path, json={"op": "add", "type": "system", "id": mac["_id"]})
    stats = (await api.get(f"/api/systems/{mac['_id']}")).json()["policyStats"]

    assert bound.status_code == 204
    assert (stats["total"], stats["unsupportedOs"]) == (2, 1)
    assert await states(api, mac) == ["success"]


async def test_the_results_are_listed_by_policy_and_for_all(api, jumpcloud, policy):
    system = online(jumpcloud, "LT-GRACE")

    of_policy = (await api.get(f"/api/v2/policies/{policy['id']}/policystatuses")).json()
    same = (await api.get(f"/api/v2/policies/{policy['id']}/policyresults")).json()
    every = (await api.get("/api/v2/policyresults", params={"limit": 100})).json()
    one = (await api.get(f"/api/v2/policyresults/{of_policy[0]['id']}")).json()

    windows = {system["_id"], jumpcloud.system("PC-HOME")["_id"]}
    assert {each["systemID"] for each in of_policy} == windows
    assert same == of_policy
    assert len(every) == 3
    assert one == of_policy[0]
    assert (await api.get("/api/v2/policyresults/f")).status_code == 404


async def test_a_policy_is_made_from_a_template_changed_and_deleted(api, jumpcloud):
    linux = jumpcloud.system("LT-LINUX")
    params = {"filter": "osMetaFamily:eq:linux"}
    template = (await api.get("/api/v2/policytemplates", params=params)).json()[0]

    made = await api.post("/api/v2/policies", json={"name": "SSH", "template": template})
    path = f"/api/v2/policies/{made.json()['id']}"
    await api.post(f"{path}/associations", json={"op": "add", "type": "system", "id": linux["_id"]})
    renamed = (await api.put(path, json={"name": "No root over SSH"})).json()
    reached = (await api.get(f"{path}/systems")).json()
    params = {"targets": "policy"}
    edges = await api.get(f"/api/v2/systems/{linux['_id']}/associations", params=params)
    gone = await api.delete(path)

    assert (made.status_code, renamed["name"]) == (201, "No root over SSH")
    assert [each["id"] for each in reached] == [linux["_id"]]
    assert [each["to"]["id"] for each in edges.json()] == [renamed["id"]]
    assert gone.status_code == 204
    assert await states(api, linux) == []
    assert (await api.get(path)).status_code == 404


@pytest.mark.parametrize("body", [{}, {"name": "x"}, {"name": "x", "template": {"id": "f"}}])
async def test_a_policy_that_cannot_be_is_refused(api, body):
    assert (await api.post("/api/v2/policies", json=body)).status_code == 400


@pytest.mark.parametrize("path", ["policies/f", "policies/f/policystatuses", "systems/f/policies"])
async def test_what_is_not_there_has_no_policies(api, path):
    assert (await api.get(f"/api/v2/{path}")).status_code == 404
