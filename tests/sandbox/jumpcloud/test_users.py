"""Creating and changing users, and the rules that bite."""

from datetime import timedelta

import pytest

from bot.sandbox.jumpcloud.records import ORGANIZATION
from tests.sandbox.jumpcloud.api import check


async def test_a_user_made_by_scim_reads_as_one(api):
    users = (await api.get("/api/systemusers", params={"filter": "username:$eq:grace"})).json()
    user = (await api.get(f"/api/systemusers/{users['results'][0]['_id']}")).json()

    check(user, "v1", "systemuserreturn")
    assert user["id"] == user["_id"]
    assert user["creationSource"] == "jumpcloud:scim"
    assert user["restrictedFields"] == [{"field": "password", "type": "scim", "id": None}]
    assert user["attributes"] == [{"name": "oktaRouting", "value": "federated"}]
    assert user["activated"] is True
    assert "password" not in user


async def test_a_created_user_has_the_organizations_default_state(api, jumpcloud):
    jumpcloud.default_state = "STAGED"
    body = {"username": "ada", "email": "ada@acme.example"}

    user = (await api.post("/api/systemusers", json=body)).json()
    organization = (await api.get(f"/api/organizations/{ORGANIZATION}")).json()

    assert user["state"] == "STAGED"
    assert user["activated"] is False
    assert organization["settings"]["newSystemUserStateDefaults"]["manualEntry"] == "STAGED"
    check(organization, "v1", "organization")


async def test_a_change_leaves_out_what_it_does_not_name(api, ada):
    path = f"/api/systemusers/{ada['_id']}"

    await api.put(path, json={"department": "Research", "jobTitle": "Analyst"})
    user = (await api.put(path, json={"department": "", "unheard": "of"})).json()

    assert (user["department"], user["jobTitle"], user["lastname"]) == ("", "Analyst", "Lovelace")
    assert "unheard" not in user


async def test_custom_attributes_are_replaced_as_a_whole(api, ada):
    path = f"/api/systemusers/{ada['_id']}"

    await api.put(path, json={"attributes": [{"name": "a", "value": "1"}]})
    user = (await api.put(path, json={"attributes": [{"name": "b", "value": "2"}]})).json()

    assert user["attributes"] == [{"name": "b", "value": "2"}]


async def test_the_local_account_is_written_and_read_back(api, ada):
    path = f"/api/systemusers/{ada['_id']}"

    await api.put(path, json={"systemUsername": "countess"})

    assert (await api.get(path)).json()["systemUsername"] == "countess"


@pytest.mark.parametrize(
    "change",
    [
        {"username": "grace"},
        {"email": "grace@acme.example"},
        {"systemUsername": "grace"},
        {"systemUsername": "hopper"},
        {"username": "hopper"},
        {"employeeIdentifier": "7"},
    ],
)
async def test_what_must_be_unique_is_refused_a_second_time(api, jumpcloud, ada, change):
    jumpcloud.change_user("grace", systemUsername="hopper", employeeIdentifier="7")

    answer = await api.put(f"/api/systemusers/{ada['_id']}", json=change)

    assert answer.status_code == 400
    assert answer.json()["message"] == f"Bad Request: {next(iter(change))} is already in use"


@pytest.mark.parametrize(
    "change",
    [
        {"username": "with space"},
        {"username": "1ada"},
        {"username": "ada@acme"},
        {"username": "a" * 31},
        {"username": ""},
        {"email": "nowhere"},
        {"department": 7},
        {"attributes": "x"},
        {"state": "STAGED"},
        {"suspended": "yes"},
    ],
)
async def test_a_value_against_the_rules_is_refused(api, ada, change):
    answer = await api.put(f"/api/systemusers/{ada['_id']}", json=change)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body", [{}, {"username": "x"}, {"username": "x", "email": "x@y.z", "state": "GONE"}]
)
async def test_a_user_cannot_be_created_without_the_essentials(api, body):
    assert (await api.post("/api/systemusers", json=body)).status_code == 400


async def test_a_bound_user_cannot_be_renamed(api, jumpcloud, ada):
    jumpcloud.bind("ada", "LT-ADA")

    answer = await api.put(f"/api/systemusers/{ada['_id']}", json={"username": "lovelace"})

    assert answer.status_code == 400
    assert answer.json() == {
        "message": "The username cannot be modified because the user is bound to one or more "
        "resources."
    }


async def test_an_unbound_user_can_be_renamed(api, jumpcloud, ada):
    await api.put(f"/api/systemusers/{ada['_id']}", json={"username": "lovelace"})

    assert jumpcloud.user("ada") is None
    assert jumpcloud.state("lovelace") == "ACTIVATED"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "SUSPENDED"},
        {"state": "SUSPENDED", "suspended": False},
        {"state": "ACTIVATED", "suspended": True},
    ],
)
async def test_state_and_suspended_must_agree(api, ada, change):
    answer = await api.put(f"/api/systemusers/{ada['_id']}", json=change)

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("Cannot save conflicting state and suspended")


async def test_a_field_mastered_elsewhere_is_refused(api, jumpcloud):
    grace = jumpcloud.user("grace")

    answer = await api.put(f"/api/systemusers/{grace['_id']}", json={"password": "Brand-New-1"})

    assert answer.status_code == 400


async def test_why_a_password_fails_is_told_to_those_who_ask(api, ada):
    path, body = f"/api/systemusers/{ada['_id']}", {"password": "Analytical-1843"}

    plain = await api.put(path, json=body)
    detailed = await api.put(path, json=body, params={"fullValidationDetails": "password"})

    assert plain.json() == {"message": "Password validation fail"}
    violation = detailed.json()["details"][0]["fieldViolationsList"][0]
    assert violation == {"field": "password", "description": "passwordHistory"}
    assert (await api.put(path, json={"password": "short"})).status_code == 400


async def test_a_new_password_moves_the_password_date(api, world, ada):
    world.move(timedelta(hours=1))

    user = (
        await api.put(f"/api/systemusers/{ada['_id']}", json={"password": "Engine-18371"})
    ).json()

    assert user["password_date"] > ada["password_date"]
