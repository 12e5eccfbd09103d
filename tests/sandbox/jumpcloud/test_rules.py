"""Dynamic groups: the languages of their rules, and when they are worked out again."""

from datetime import timedelta

import pytest

SALES = {"field": "department", "operator": "eq", "value": "Sales"}
PATH = "/api/v2/usergroups"


@pytest.fixture
def people(jumpcloud):
    for name, department in (("ada", "Research"), ("bob", "Sales"), ("eve", "Salesforce")):
        jumpcloud.add_user(name, f"{name}@acme.example", department=department, costCenter=name)


def rule(*filters, kind="FilterQuery", **more):
    query = {"queryType": kind} if kind else {}
    return {"name": "Rule", "memberQuery": {**query, "filters": list(filters)}, **more}


async def members(api, group):
    edges = (await api.get(f"{PATH}/{group['id']}/members", params={"limit": 100})).json()
    found = [(await api.get(f"/api/systemusers/{each['to']['id']}")).json() for each in edges]
    return sorted(each["username"] for each in found)


@pytest.mark.parametrize(
    ("body", "dsl", "names"),
    [
        (rule(SALES), "v1", ["bob"]),
        (
            rule(
                SALES | {"operator": "ne"},
                {**SALES, "field": "costCenter", "operator": "in", "value": "ada|eve|bob"},
            ),
            "v1",
            ["ada", "eve"],
        ),
        (rule("department:$eq:Sales", kind="Filter"), "v1", ["bob"]),
        (rule("department:$sw:Sales", "costCenter:$ne:bob", kind="Filter"), "v1", ["eve"]),
        (rule({"department": "Research"}, kind="Search"), "v1", ["ada"]),
        (
            rule({"field": "department", "operation": "eq", "value": "Sales"}, kind=""),
            "v2",
            ["bob"],
        ),
        (
            rule({"field": "costCenter", "operation": "in", "value": ["ada", "eve"]}, kind=""),
            "v2",
            ["ada", "eve"],
        ),
        (
            rule({"field": "department", "operation": "startsWith", "value": "Sales"}, kind=""),
            "v2",
            ["bob", "eve"],
        ),
    ],
)
async def test_a_rule_is_written_in_any_of_four_ways(api, people, body, dsl, names):
    group = (await api.post(PATH, json=body, headers={"x-query-dsl": dsl})).json()

    assert group["membershipMethod"] == "DYNAMIC_AUTOMATED"
    assert await members(api, group) == names


@pytest.mark.parametrize(
    "filters",
    [
        [{"field": "department", "operator": "like", "value": "S"}],
        [{"operator": "eq"}],
        ["department"],
        [],
    ],
)
async def test_a_rule_without_sense_is_taken_and_means_nobody(api, people, filters):
    answer = await api.post(PATH, json=rule(*filters))

    assert answer.status_code == 201
    assert await members(api, answer.json()) == []


@pytest.mark.parametrize("kind", ["Filter", "Search"])
async def test_a_filter_without_sense_means_nobody_too(api, people, kind):
    for filters in (["department:like:S"], ["department"], [3]):
        answer = await api.post(PATH, json=rule(*filters, kind=kind) | {"name": str(filters)})

        assert await members(api, answer.json()) == []


@pytest.mark.parametrize(
    ("body", "dsl"),
    [
        (rule(SALES, kind=""), "v1"),
        (rule(SALES), "v2"),
        (rule(SALES, membershipMethod="AUTOMATIC"), "v1"),
        ({"name": "x", "membershipMethod": "DYNAMIC_AUTOMATED"}, "v1"),
        ({"name": "x", "memberQuery": {"queryType": "FilterQuery"}}, "v1"),
        ({"name": ""}, "v1"),
        (rule(SALES, memberQueryExemptions=[{"type": "user"}]), "v1"),
    ],
)
async def test_a_group_that_cannot_be_is_refused(api, body, dsl):
    answer = await api.post(PATH, json=body, headers={"x-query-dsl": dsl})

    assert answer.status_code == 400


async def test_a_name_is_given_once(api):
    await api.post(PATH, json={"name": "Staff"})

    assert (await api.post(PATH, json={"name": "Staff"})).status_code == 409


async def test_a_group_that_becomes_dynamic_loses_whom_its_rule_does_not_mean(
    api, jumpcloud, people
):
    group = (await api.post(PATH, json={"name": "Staff"})).json()
    for name in ("ada", "eve"):
        jumpcloud.graph.enlist(group["id"], "add", jumpcloud.user(name)["_id"])
    exempt = [{"id": jumpcloud.user("eve")["_id"], "type": "user"}]
    body = rule(SALES, memberQueryExemptions=exempt)

    changed = (await api.put(f"{PATH}/{group['id']}", json=body)).json()

    assert (changed["name"], changed["id"]) == ("Rule", group["id"])
    assert await members(api, group) == ["bob", "eve"]


async def test_who_is_exempt_is_not_added_either(api, jumpcloud, people):
    exempt = [{"id": jumpcloud.user("bob")["_id"], "type": "user"}]
    group = (await api.post(PATH, json=rule(SALES, memberQueryExemptions=exempt))).json()

    jumpcloud.change_user("bob", jobTitle="Seller")

    assert await members(api, group) == []


async def test_a_suspended_user_stays_where_the_rule_says(api, jumpcloud, people):
    group = (await api.post(PATH, json=rule(SALES))).json()

    jumpcloud.directory.suspend(jumpcloud.user("bob")["_id"])

    assert await members(api, group) == ["bob"]


async def test_a_rule_may_take_its_time(api, world, jumpcloud, people):
    jumpcloud.membership.delay = timedelta(minutes=5)
    group = (await api.post(PATH, json=rule(SALES))).json()
    at_once = await members(api, group)
    world.move(timedelta(minutes=6))
    later = await members(api, group)
    jumpcloud.change_user("bob", department="Research")
    still = await members(api, group)
    world.move(timedelta(minutes=6))

    assert (at_once, later, still) == ([], ["bob"], ["bob"])
    assert await members(api, group) == []


async def test_what_became_of_a_group_in_the_meantime_counts(api, world, jumpcloud, people):
    jumpcloud.membership.delay = timedelta(minutes=5)
    group = (await api.post(PATH, json=rule(SALES))).json()
    gone = (await api.post(PATH, json=rule(SALES) | {"name": "Gone"})).json()
    await api.put(f"{PATH}/{group['id']}", json=rule(SALES | {"value": "Research"}))
    await api.delete(f"{PATH}/{gone['id']}")
    static = (await api.post(PATH, json=rule(SALES) | {"name": "Static"})).json()
    await api.put(f"{PATH}/{static['id']}", json={"name": "Static"})

    world.move(timedelta(minutes=6))

    assert await members(api, static) == []

    assert await members(api, group) == ["ada"]
    assert (await api.get(f"{PATH}/{gone['id']}")).status_code == 404


async def test_a_rule_under_review_suggests_and_does_nothing(api, jumpcloud, people):
    body = rule(SALES, membershipMethod="DYNAMIC_REVIEW_REQUIRED")
    group = (await api.post(PATH, json=body)).json()
    bob = jumpcloud.user("bob")["_id"]
    path = f"{PATH}/{group['id']}/suggestions"

    suggested = (await api.get(path)).json()
    before = await members(api, group)
    taken = (await api.post(path, json={"user_ids": [bob, "f" * 24]})).json()

    assert group["suggestionCounts"] == {"add": 1, "remove": 0, "total": 1}
    assert suggested == [{"object": {"id": bob, "type": "user"}, "op": "add"}]
    assert before == []
    assert await members(api, group) == ["bob"]
    assert taken["suggestions_not_found"] == ["f" * 24]


async def test_a_deleted_group_lets_go_of_its_members_and_devices(api, jumpcloud, ada):
    group = (await api.post(PATH, json={"name": "Staff"})).json()
    device = jumpcloud.system("LT-ADA")
    jumpcloud.graph.enlist(group["id"], "add", ada["_id"])
    jumpcloud.graph.bind_group(group["id"], device["_id"])

    deleted = await api.delete(f"{PATH}/{group['id']}")

    assert deleted.status_code == 200
    assert jumpcloud.bindings("ada") == []
    kinds = [event["event_type"] for event in jumpcloud.insights.events]
    assert (kinds[0 if "user_create" not in kinds else 1], kinds[-1]) == (
        "group_create",
        "group_delete",
    )
