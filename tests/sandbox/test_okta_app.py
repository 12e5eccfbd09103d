"""Okta's groups and its JumpCloud app: who is assigned, and how far provisioning has come."""

import pytest

from tests.sandbox.served import ADA, code


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Everyone", "Engineering", "Sales", "Contractors"]),
        ({"q": "eng"}, ["Engineering"]),
        ({"search": 'profile.name sw "s" or type eq "BUILT_IN"'}, ["Everyone", "Sales"]),
        ({"filter": 'type eq "BUILT_IN"'}, ["Everyone"]),
    ],
)
async def test_groups_are_found(org, query, found):
    answer = await org.ask("GET", "/api/v1/groups", params=query)

    assert [each["profile"]["name"] for each in answer.json()] == found


async def test_membership_is_changed_as_often_as_one_likes(org):
    path = f"/api/v1/groups/{org.group('Contractors')}/users/{org.okta.user('grace')['id']}"

    statuses = [(await org.ask("PUT", path)).status_code for _ in range(2)]
    assert org.okta.user("grace")["groups"] == ["Everyone", "Engineering", "Contractors"]
    statuses += [(await org.ask("DELETE", path)).status_code for _ in range(2)]

    assert statuses == [204] * 4
    assert org.okta.user("grace")["groups"] == ["Everyone", "Engineering"]
    mine = await org.ask("GET", "/api/v1/users/grace/groups")
    assert [each["profile"]["name"] for each in mine.json()] == ["Everyone", "Engineering"]


async def test_nobody_chooses_who_is_in_everyone(org):
    path = f"/api/v1/groups/{org.group('Everyone')}/users/{org.okta.user('grace')['id']}"

    assert code(await org.ask("DELETE", path)) == (403, "E0000006")


async def test_a_group_tells_its_members_and_its_apps(org):
    sales, contractors = org.group("Sales"), org.group("Contractors")

    members = await org.ask("GET", f"/api/v1/groups/{sales}/users")
    apps = [await org.ask("GET", f"/api/v1/groups/{each}/apps") for each in (sales, contractors)]

    assert [each["profile"]["firstName"] for each in members.json()] == ["Katherine", "Hedy"]
    assert [len(each.json()) for each in apps] == [1, 0]
    assert code(await org.ask("GET", "/api/v1/groups/00gnowhere")) == (404, "E0000007")


def app_user(org, login=ADA):
    shown = org.okta.app_user(login)
    return shown and (shown["status"], shown["syncState"], shown["externalId"])


async def test_a_staged_user_gets_the_app_at_activation(org):
    await org.create(groups=[org.group("Engineering")], activate="false")
    assert org.okta.app_user(ADA) is None

    await org.ask("POST", f"/api/v1/users/{ADA}/lifecycle/activate")

    assert app_user(org) == ("STAGED", "SYNCING", None)
    assert [change.kind for change in org.changes] == ["assigned"]
    assert (org.changes[0].user_name, org.changes[0].profile["login"]) == ("ada", ADA)


async def test_an_app_user_goes_from_queued_to_synchronised(org):
    user = (await org.create(groups=[org.group("Engineering")])).json()
    path = f"/api/v1/apps/{org.okta.app.id}/users/{user['id']}"
    assert "lastSync" not in (await org.ask("GET", path)).json()

    org.okta.app_user_synced(user["id"], "5e0000000000000000000001")

    shown = (await org.ask("GET", path)).json()
    assert (shown["status"], shown["syncState"]) == ("PROVISIONED", "SYNCHRONIZED")
    assert shown["externalId"] == "5e0000000000000000000001"
    assert shown["id"] == user["id"]
    assert shown["lastSync"]


async def test_a_failed_creation_stays_staged_and_its_reason_stands_in_the_log(org):
    user = (await org.create(groups=[org.group("Engineering")])).json()

    org.okta.app_user_failed(user["id"], "Bad Request. Errors reported by remote server: no")

    assert app_user(org) == ("STAGED", "ERROR", None)
    both = f'target.id eq "{user["id"]}" and target.id eq "{org.okta.app.id}"'
    wanted = f'{both} and eventType sw "application.provision" and outcome.result eq "FAILURE"'
    answer = await org.ask("GET", "/api/v1/logs", params={"filter": wanted})
    (event,) = answer.json()
    assert event["eventType"] == "application.provision.user.push"
    assert event["outcome"]["reason"].endswith("Errors reported by remote server: no")
    assert event["transaction"]["type"] == "JOB"


async def test_touching_the_profile_tries_a_failed_creation_again(org):
    user = (await org.create(groups=[org.group("Engineering")])).json()
    org.okta.app_user_failed(user["id"], "no")

    await org.ask("POST", f"/api/v1/users/{ADA}", json={"profile": {"title": "Countess"}})

    assert app_user(org) == ("STAGED", "SYNCING", None)
    assert [change.kind for change in org.changes] == ["assigned", "assigned"]


async def test_scim_hears_of_what_it_must_send_and_of_nothing_else(org):
    for path, body in [
        ("users/grace/lifecycle/suspend", None),
        ("users/grace/lifecycle/unsuspend", None),
        ("users/grace/lifecycle/expire_password", None),
        ("users/grace", {"profile": {"title": "Admiral"}}),
        ("users/grace", {"credentials": {"password": {"value": "Brand-New-1"}}}),
        ("users/grace/lifecycle/deactivate", None),
        ("users/grace/lifecycle/activate", None),
    ]:
        answer = await org.ask("POST", f"/api/v1/{path}", json=body)
        assert answer.status_code == 200

    kinds = [change.kind for change in org.changes]
    assert kinds == ["profile", "password", "deactivated", "reactivated"]
    assert org.changes[1].password == "Brand-New-1"
    assert {change.external_id for change in org.changes} == {"65a1c0de0000000000000001"}


async def test_leaving_the_last_group_that_carries_the_app_takes_it(org):
    org.okta.join("grace", "Sales")
    org.okta.leave("grace", "Engineering")
    assert org.okta.app_user("grace") is not None

    org.okta.leave("grace", "Sales")

    assert org.okta.app_user("grace") is None
    assert org.changes[-1].kind == "deactivated"


async def test_a_feature_that_is_off_sends_nothing(org):
    org.okta.app.features.remove("PUSH_NEW_USERS")

    await org.create(groups=[org.group("Sales")])

    assert app_user(org) == ("ACTIVE", "DISABLED", None)
    assert org.changes == []
    shown = (await org.ask("GET", f"/api/v1/apps/{org.okta.app.id}")).json()
    assert "PUSH_NEW_USERS" not in shown["features"]


async def test_people_are_assigned_and_unassigned_one_by_one(org):
    user = (await org.create()).json()
    path = f"/api/v1/apps/{org.okta.app.id}/users"

    first = await org.ask("POST", path, json={"id": user["id"], "scope": "USER"})
    second = await org.ask("POST", path, json={"id": user["id"], "scope": "USER"})
    inactive = await org.ask("POST", path, json={"id": org.okta.user("hedy")["id"]})
    gone = await org.ask("DELETE", f"{path}/{user['id']}")
    by_group = await org.ask("DELETE", f"{path}/{org.okta.user('grace')['id']}")

    assert first.json()["credentials"] == {"userName": "ada"}
    assert code(second) == (409, "E0000062")
    assert code(inactive) == (403, "E0000117")
    assert gone.status_code == 204
    assert code(by_group) == (400, "E0000001")


async def test_a_group_is_given_the_app_and_loses_it(org):
    await org.create(groups=[org.group("Contractors")])
    path = f"/api/v1/apps/{org.okta.app.id}/groups"

    assert (await org.ask("PUT", f"{path}/{org.group('Contractors')}", json={})).status_code == 200
    assert app_user(org) == ("STAGED", "SYNCING", None)
    assert len((await org.ask("GET", path)).json()) == 3

    await org.ask("DELETE", f"{path}/{org.group('Contractors')}")
    assert app_user(org) is None
    assert code(await org.ask("GET", f"{path}/{org.group('Contractors')}")) == (404, "E0000007")


async def test_the_app_s_users_are_listed_in_pages(org):
    answer = await org.ask("GET", f"/api/v1/apps/{org.okta.app.id}/users", params={"limit": "3"})
    found = await org.ask("GET", f"/api/v1/apps/{org.okta.app.id}/users", params={"q": "gra"})

    assert len(answer.json()) == 3
    assert "next" in answer.links
    assert [each["credentials"]["userName"] for each in found.json()] == ["grace"]


async def test_a_pushed_password_stands_in_the_log(org):
    org.okta.app_user_password_pushed(org.okta.user("grace")["id"])

    assert org.okta.log[-1]["eventType"] == "application.provision.user.push_okta_password"
    assert org.okta.log[-1]["outcome"]["result"] == "SUCCESS"


async def test_a_failed_push_of_a_profile_leaves_the_user_provisioned(org):
    org.okta.app_user_failed(org.okta.user("grace")["id"], "no")

    assert app_user(org, "grace")[:2] == ("PROVISIONED", "ERROR")
    assert org.okta.log[-1]["eventType"] == "application.provision.user.push_profile"
