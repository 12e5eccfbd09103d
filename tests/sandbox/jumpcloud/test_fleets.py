"""Groups of devices, and what they join: people, groups of people, policies."""

import pytest

from bot.sandbox.jumpcloud.federation import ROUTING_POLICY

PATH = "/api/v2/systemgroups"
SUDO = {"sudo": {"enabled": True, "withoutPassword": False}}


@pytest.fixture
async def fleet(api, jumpcloud):
    group = (await api.post(PATH, json={"name": "Engineering laptops"})).json()
    body = {"op": "add", "type": "system", "id": jumpcloud.system("LT-ADA")["_id"]}
    assert (await api.post(f"{PATH}/{group['id']}/members", json=body)).status_code == 204
    return group


async def test_a_group_of_devices_has_devices_in_it(api, jumpcloud, fleet):
    device = jumpcloud.system("LT-ADA")["_id"]

    direct = (await api.get(f"{PATH}/{fleet['id']}/members")).json()
    ways = (await api.get(f"{PATH}/{fleet['id']}/membership")).json()
    groups = (await api.get(f"/api/v2/systems/{device}/memberof")).json()
    wrong = {"op": "add", "type": "user", "id": device}

    assert [each["to"] for each in direct] == [{"id": device, "type": "system", "attributes": None}]
    assert [each["id"] for each in ways] == [device]
    assert fleet["id"] in [each["id"] for each in groups]
    assert (await api.post(f"{PATH}/{fleet['id']}/members", json=wrong)).status_code == 400


async def test_people_reach_the_devices_of_a_group_that_their_group_is_bound_to(
    api, jumpcloud, ada, fleet
):
    staff = jumpcloud.add_group("Staff")
    jumpcloud.graph.enlist(staff["id"], "add", ada["_id"])
    heard, device = [], jumpcloud.system("LT-ADA")["_id"]
    jumpcloud.graph.listeners.append(heard.append)
    body = {"op": "add", "type": "system_group", "id": fleet["id"], "attributes": SUDO}

    await api.post(f"/api/v2/usergroups/{staff['id']}/associations", json=body)
    devices = (await api.get(f"/api/v2/users/{ada['_id']}/systems")).json()
    people = (await api.get(f"/api/v2/systems/{device}/users")).json()
    fleets = (await api.get(f"/api/v2/users/{ada['_id']}/systemgroups")).json()
    mirror = f"{PATH}/{fleet['id']}/associations"
    edges = (await api.get(mirror, params={"targets": "user_group"})).json()

    assert [len(path) for path in devices[0]["paths"]] == [3]
    assert devices[0]["compiledAttributes"]["sudo"]["enabled"] is True
    assert [hop["to"]["type"] for hop in people[0]["paths"][0]] == [
        "system_group",
        "user_group",
        "user",
    ]
    assert [each["id"] for each in fleets] == [fleet["id"]]
    assert [each["to"]["id"] for each in edges] == [staff["id"]]
    assert device in heard


@pytest.mark.parametrize(
    "path",
    ["usergroups/{staff}/systems", "usergroups/{staff}/systemgroups", "systemgroups/{fleet}/users"],
)
async def test_groups_reach_over_each_other(api, jumpcloud, ada, fleet, path):
    staff = jumpcloud.add_group("Staff")
    jumpcloud.graph.enlist(staff["id"], "add", ada["_id"])
    body = {"op": "add", "type": "user_group", "id": staff["id"]}
    await api.post(f"{PATH}/{fleet['id']}/associations", json=body)

    found = (await api.get(f"/api/v2/{path.format(staff=staff['id'], fleet=fleet['id'])}")).json()

    assert len(found) == 1


async def test_both_kinds_of_group_are_in_one_list(api, fleet):
    listed = (await api.get("/api/v2/groups", params={"filter": "type:eq:system_group"})).json()

    assert "Engineering laptops" in [each["name"] for each in listed]
    assert {each["type"] for each in listed} == {"system_group"}


async def test_a_rule_can_gather_devices(api, jumpcloud):
    query = {
        "queryType": "FilterQuery",
        "filters": [{"field": "osFamily", "operator": "eq", "value": "windows"}],
    }
    group = (await api.post(PATH, json={"name": "Windows by rule", "memberQuery": query})).json()
    jumpcloud.add_system("LT-NEW", "Windows", "Windows 11 Pro")

    members = (await api.get(f"{PATH}/{group['id']}/members")).json()

    assert len(members) == 3


async def test_a_device_that_leaves_its_group_is_told(api, jumpcloud, fleet):
    heard, device = [], jumpcloud.system("LT-ADA")["_id"]
    jumpcloud.graph.listeners.append(heard.append)
    body = {"op": "remove", "type": "system", "id": device}

    await api.post(f"{PATH}/{fleet['id']}/members", json=body)

    assert heard == [device]


async def test_who_is_federated_can_be_asked(api, jumpcloud, ada):
    path = f"/api/v2/identity-provider/policies/{ROUTING_POLICY}/associations"
    body = {"op": "add", "type": "user", "id": ada["_id"]}

    before = (await api.get(f"{path}/users", params={"limit": 100})).json()
    await api.post(path, json=body)
    after = (await api.get(f"{path}/users", params={"limit": 100})).json()
    groups = (await api.get(f"{path}/usergroups")).json()
    targets = {"targets": "idp_routing_policy"}
    of_ada = await api.get(f"/api/v2/users/{ada['_id']}/associations", params=targets)
    providers = (await api.get("/api/v2/identity-providers")).json()
    second = await api.post("/api/v2/identity-providers", json={"name": "Other"})

    assert ada["_id"] not in [each["id"] for each in before]
    assert jumpcloud.user("grace")["_id"] in [each["id"] for each in before]
    assert ada["_id"] in [each["id"] for each in after]
    assert len(groups) == 1
    assert [each["to"]["id"] for each in of_ada.json()] == [ROUTING_POLICY]
    assert (providers["totalCount"], providers["identityProviders"][0]["type"]) == (1, "OKTA")
    assert second.status_code == 409


@pytest.mark.parametrize(
    ("kind", "status"), [("application", 404), ("user_group", 400), ("system", 404)]
)
async def test_an_edge_to_what_is_not_there_or_not_allowed_is_refused(api, ada, kind, status):
    body = {"op": "add", "type": kind, "id": "f" * 24}

    answer = await api.post(f"/api/v2/users/{ada['_id']}/associations", json=body)

    assert answer.status_code == status


@pytest.mark.parametrize("sudo", ["yes", {"enabled": "yes"}, []])
async def test_rights_must_be_rights(api, jumpcloud, ada, sudo):
    device = jumpcloud.system("LT-ADA")["_id"]
    body = {"op": "add", "type": "system", "id": device, "attributes": {"sudo": sudo}}

    answer = await api.post(f"/api/v2/users/{ada['_id']}/associations", json=body)

    assert answer.status_code == 400


async def test_the_log_names_both_ends_in_the_order_in_which_they_were_asked(api, jumpcloud, ada):
    device = jumpcloud.system("LT-ADA")["_id"]
    body = {"op": "add", "type": "system", "id": device, "attributes": SUDO}

    await api.post(f"/api/v2/users/{ada['_id']}/associations", json=body)

    association = jumpcloud.insights.events[-1]["association"]
    assert association["connection"]["from"]["name"] == "ada"
    assert association["connection"]["to"] == {
        "name": "LT-ADA",
        "type": "system",
        "object_id": device,
    }
    assert association["attributes"] == SUDO
