"""User groups, filled by hand or by what their members are."""

import pytest

from bot.sandbox.cast import Cast
from tests.sandbox.jumpcloud.api import check


async def test_a_dynamic_group_holds_whom_its_query_means(api, jumpcloud, ada):
    group = Cast().federated_group_id
    routing = [{"name": "oktaRouting", "value": "federated"}]
    path = f"/api/systemusers/{ada['_id']}"

    before = (await api.get(f"/api/v2/users/{ada['_id']}/memberof")).json()
    await api.put(path, json={"attributes": routing})
    during = (await api.get(f"/api/v2/users/{ada['_id']}/memberof")).json()
    members = (await api.get(f"/api/v2/usergroups/{group}/members?limit=100")).json()
    ways = (await api.get(f"/api/v2/usergroups/{group}/membership?limit=100")).json()
    await api.put(path, json={"attributes": []})

    assert before == []
    assert [each["id"] for each in during] == [group]
    assert ada["_id"] in [each["to"]["id"] for each in members]
    assert ada["_id"] in [each["id"] for each in ways]
    assert "ada" not in jumpcloud.members("Okta federated")
    for each in during + ways:
        check(each, "v2", "GraphObjectWithPaths")


async def test_a_dynamic_group_takes_no_members_by_hand(api, ada):
    path = f"/api/v2/usergroups/{Cast().federated_group_id}/members"

    answer = await api.post(path, json={"op": "add", "type": "user", "id": ada["_id"]})

    assert answer.status_code == 400


async def test_a_static_group_takes_members_by_hand(api, jumpcloud, ada):
    group = jumpcloud.add_group("Staff")
    path = f"/api/v2/usergroups/{group['id']}/members"
    operation = {"type": "user", "id": ada["_id"]}

    statuses = [
        (await api.post(path, json={**operation, "op": op})).status_code
        for op in ("add", "add", "remove", "remove", "update")
    ]
    nobody = await api.post(path, json={"op": "add", "type": "user", "id": "f" * 24})

    assert statuses == [204, 409, 204, 404, 400]
    assert nobody.status_code == 404


async def test_the_list_of_groups_does_not_say_how_members_come_in(api, jumpcloud):
    jumpcloud.add_group("Staff")

    answer = await api.get("/api/v2/usergroups", params={"filter": "name:eq:Okta federated"})
    listed = answer.json()
    one = (await api.get(f"/api/v2/usergroups/{listed[0]['id']}")).json()

    assert [each["name"] for each in listed] == ["Okta federated"]
    assert "membershipMethod" not in listed[0]
    assert one["membershipMethod"] == "DYNAMIC_AUTOMATED"
    assert answer.headers["x-total-count"] == "1"
    check(one, "v2", "UserGroup")
    check(listed[0], "v2", "UserGroup")


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        ("name:eq:Okta*", ["Okta federated"]),
        ("name:ne:Staff", ["Okta federated"]),
        ("name:search:STA", ["Staff"]),
        ("name:in:Staff|Other", ["Staff"]),
        ("name:$eq:Staff", 400),
    ],
)
async def test_v2_filters_take_no_dollar(api, jumpcloud, filter_, names):
    jumpcloud.add_group("Staff")

    answer = await api.get("/api/v2/usergroups", params={"filter": filter_})

    found = [each["name"] for each in answer.json()] if answer.is_success else answer.status_code
    assert found == names
