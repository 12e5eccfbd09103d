"""Who is bound to which device, directly and through groups."""

import pytest

from tests.sandbox.jumpcloud.api import check

SUDO = {"sudo": {"enabled": True, "withoutPassword": False}}


async def test_a_binding_is_seen_at_once_from_both_ends(api, jumpcloud, ada):
    device = jumpcloud.system("LT-ADA")
    path = f"/api/v2/users/{ada['_id']}/associations"
    body = {"op": "add", "type": "system", "id": device["_id"], "attributes": SUDO}

    added = await api.post(path, json=body)
    edges = (await api.get(path, params={"targets": "system"})).json()
    mirror = f"/api/v2/systems/{device['_id']}/associations"
    users = (await api.get(mirror, params={"targets": "user"})).json()

    assert (added.status_code, added.content) == (204, b"")
    target = {"id": device["_id"], "type": "system", "attributes": None}
    assert edges == [{"to": target, "attributes": SUDO}]
    assert users[0]["to"]["id"] == ada["_id"]
    assert jumpcloud.bindings("ada") == ["LT-ADA"]
    for each in edges + users:
        check(each, "v2", "GraphConnection")


async def test_a_binding_is_changed_and_taken_away(api, jumpcloud, ada):
    device = jumpcloud.system("LT-ADA")
    path = f"/api/v2/systems/{device['_id']}/associations"
    operation = {"type": "user", "id": ada["_id"]}

    await api.post(path, json={**operation, "op": "add"})
    await api.post(path, json={**operation, "op": "update", "attributes": SUDO})
    changed = (await api.get(path, params={"targets": "user"})).json()
    await api.post(path, json={**operation, "op": "remove"})

    assert changed[0]["attributes"] == SUDO
    assert jumpcloud.bindings("ada") == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"op": "add"}, 409),
        ({"op": "bind"}, 400),
        ({"op": "add", "type": "user_group"}, 400),
        ({"op": "add", "id": "f" * 24}, 404),
        ({"op": "update", "attributes": "sudo"}, 400),
    ],
)
async def test_a_binding_that_cannot_be_is_refused(api, jumpcloud, ada, change, status):
    jumpcloud.bind("ada", "LT-ADA")
    body = {"type": "system", "id": jumpcloud.system("LT-ADA")["_id"], **change}

    answer = await api.post(f"/api/v2/users/{ada['_id']}/associations", json=body)

    assert answer.status_code == status


async def test_a_binding_that_is_not_there_cannot_be_removed(api, jumpcloud, ada):
    body = {"op": "remove", "type": "system", "id": jumpcloud.system("LT-ADA")["_id"]}

    answer = await api.post(f"/api/v2/users/{ada['_id']}/associations", json=body)

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("targets", "status"), [(None, 400), ("user_group", 400), ("policy", 200), ("system", 200)]
)
async def test_associations_are_asked_for_by_target(api, ada, targets, status):
    params = {"targets": targets} if targets else {}

    answer = await api.get(f"/api/v2/users/{ada['_id']}/associations", params=params)

    assert answer.status_code == status


async def test_a_binding_through_a_group_stays_when_the_direct_one_goes(api, jumpcloud, ada):
    staff = jumpcloud.add_group("Staff")
    device = jumpcloud.system("LT-ADA")
    jumpcloud.graph.enlist(staff["id"], "add", ada["_id"])
    jumpcloud.graph.bind_group(staff["id"], device["_id"])
    jumpcloud.bind("ada", "LT-ADA", sudo=True)
    path = f"/api/v2/users/{ada['_id']}/systems"

    both = (await api.get(path)).json()
    jumpcloud.unbind("ada", "LT-ADA")
    left = (await api.get(path)).json()
    users = (await api.get(f"/api/v2/systems/{device['_id']}/users")).json()

    assert [len(route) for route in both[0]["paths"]] == [1, 2]
    assert both[0]["compiledAttributes"]["sudo"]["enabled"] is True
    assert [len(route) for route in left[0]["paths"]] == [2]
    assert left[0]["compiledAttributes"] is None
    assert users[0]["paths"][0][0]["to"]["type"] == "user_group"
    for each in both + left + users:
        check(each, "v2", "GraphObjectWithPaths")
