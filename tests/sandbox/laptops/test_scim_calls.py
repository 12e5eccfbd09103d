"""What Okta sends to JumpCloud for which change, as one reads it in the traffic."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.scim import Ask, ScimService
from bot.sandbox.scim.messages import CUSTOM, ENTERPRISE, USERS
from bot.sandbox.store import World
from tests.sandbox.laptops.stage import ADA, ADAS

CREATED = ["GET /scim/v2/Users 200", "POST /scim/v2/Users 201"]


async def test_a_new_person_is_looked_for_and_then_created(stage):
    await stage.hired(title="Analyst", department="Research", employeeNumber="1042")

    search, create = stage.over_scim
    assert stage.said == CREATED
    assert (search.to, search.query) == ("JumpCloud", {"filter": 'userName eq "ada"'})
    assert search.response_body["totalResults"] == 0
    assert create.request_body["name"] == {"givenName": "Ada", "familyName": "Lovelace"}
    assert create.request_body["emails"] == [{"primary": True, "value": ADA, "type": "work"}]
    assert create.request_body[ENTERPRISE] == {"department": "Research", "employeeNumber": "1042"}
    assert create.request_body[CUSTOM] == {"oktaRouting": "federated"}
    assert create.response_body["id"] == stage.jumpcloud.user("ada")["_id"]
    assert create.response_body["active"] is True


async def test_no_password_is_in_the_traffic(stage):
    await stage.hired(password=ADAS)
    stage.okta.sign_in(ADA, ADAS)
    await stage.pushes_had_their_turn()

    bodies = json.dumps([[each.request_body, each.response_body] for each in stage.over_scim])

    assert ADAS not in bodies
    assert '"password": "\\u2022' in bodies


async def test_a_profile_is_read_and_written_whole(stage):
    user = await stage.hired(title="Analyst", department="Research")
    stage.change(title=None, department="Engines")
    assert stage.sync_state() == "OUT_OF_SYNC"
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.said == [*CREATED, "GET /scim/v2/Users/ID 200", "PUT /scim/v2/Users/ID 200"]
    changed = stage.jumpcloud.user("ada")
    assert (changed["_id"], changed["jobTitle"]) == (user["_id"], "")
    assert changed["department"] == "Engines"


async def test_a_push_does_not_let_in_who_was_suspended_in_jumpcloud_alone(stage):
    user = await stage.hired()
    stage.jumpcloud.directory.suspend(user["_id"])

    stage.change(title="Analyst")
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    assert stage.jumpcloud.user("ada")["jobTitle"] == "Analyst"
    assert stage.jumpcloud.state("ada") == "SUSPENDED"


async def test_a_password_is_patched_and_nothing_else(stage):
    user = await stage.hired()

    stage.okta.sign_in(ADA, stage.okta.directory.get(ADA).password)
    await stage.until(lambda: len(stage.said) == 3)

    assert stage.said[2] == "PATCH /scim/v2/Users/ID 200"
    assert stage.over_scim[2].request_body["Operations"] == [
        {"op": "replace", "value": {"password": "•••"}}
    ]
    assert stage.jumpcloud.user("ada")["firstname"] == user["firstname"]


async def test_a_deactivation_is_a_patch_and_never_a_delete(stage):
    await stage.hired()

    stage.okta.do("deactivate", ADA)
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")

    assert stage.said == [*CREATED, "PATCH /scim/v2/Users/ID 200"]
    sent = stage.over_scim[2].request_body
    assert sent["Operations"] == [{"op": "replace", "value": {"active": False}}]


async def test_leaving_the_group_that_carries_the_app_suspends_too(stage):
    await stage.hired()

    stage.okta.leave(ADA, "Engineering")
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")

    stage.okta.join(ADA, "Engineering")
    await stage.until(lambda: stage.jumpcloud.state("ada") == "ACTIVATED")

    assert stage.said[3:5] == ["GET /scim/v2/Users 200", "PUT /scim/v2/Users/ID 200"]
    assert stage.over_scim[4].request_body["active"] is True


async def test_suspending_expiring_and_letting_in_again_send_nothing(stage):
    await stage.hired()

    for verb in ("suspend", "unsuspend", "expire_password"):
        stage.okta.do(verb, ADA)
    await stage.pushes_had_their_turn()

    assert [each for each in stage.over_scim if "ada" in json.dumps(each.request_body)] == [
        stage.over_scim[1]
    ]


@pytest.mark.parametrize("state", ["ACTIVATED", "SUSPENDED"])
async def test_who_is_in_jumpcloud_already_is_linked_and_updated(stage, state):
    there = stage.jumpcloud.add_user("ada", "old@acme.example", state=state)

    stage.hire(password=ADAS)
    await stage.until(lambda: stage.sync_state() == "SYNCHRONIZED")

    user = stage.jumpcloud.user("ada")
    assert stage.said == [
        "GET /scim/v2/Users 200",
        "PUT /scim/v2/Users/ID 200",
        "PATCH /scim/v2/Users/ID 200",
    ]
    assert (user["_id"], user["email"], user["state"]) == (there["_id"], ADA, "ACTIVATED")
    assert stage.okta.app_user(ADA)["externalId"] == there["_id"]
    assert stage.jumpcloud.directory.passwords[user["_id"]] == ADAS


async def test_what_okta_logs_of_a_creation_comes_in_its_order(stage):
    await stage.hired()
    wanted = ("application.provision.user.push", "application.provision.user.sync")
    wanted = (*wanted, "app.user_management.push_new_user_success")

    found = [each for each in stage.okta.log if each["eventType"] in wanted]

    assert [each["eventType"] for each in found] == list(wanted)
    first = found[0]
    assert first["displayMessage"] == "Push new user to external application"
    assert first["legacyEventType"] == "app.user_management.push_new_user_success"
    assert first["actor"]["type"] == "SystemPrincipal"
    assert first["transaction"]["type"] == "JOB"
    assert [each["type"] for each in first["target"]] == ["AppUser", "AppInstance", "User"]


PATHS = st.sampled_from([USERS, f"{USERS}/65a1c0de0000000000000001", f"{USERS}/nobody", "/scim/v2"])
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
NAMES = st.sampled_from(["userName", "emails", "name", "active", "password", "Operations", CUSTOM])
BODIES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2),
        max_leaves=4,
    ),
)


@settings(max_examples=60, deadline=None)
@given(METHODS, PATHS, st.sampled_from(["", 'filter=userName eq "grace"', "count=1"]), BODIES)
def test_the_service_answers_whatever_it_is_sent(method, path, query, body):
    world = World()
    service = ScimService(world, JumpCloud(world, Cast()))

    answer = service.answer(Ask(method, path, query, body), service.token)

    assert answer.status in (200, 201, 400, 404, 409)
    assert service.answer(Ask("GET", USERS, 'filter=userName eq "grace"'), service.token).ok
