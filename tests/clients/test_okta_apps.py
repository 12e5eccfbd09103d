"""Groups and apps in Okta: who is in them, and how far provisioning has come."""

import pytest

from bot.clients.okta import OktaClient
from tests.clients.conftest import Directories, Scripted, answer, okta_error

ADA = {
    "login": "ada@acme.example",
    "email": "ada@acme.example",
    "firstName": "Ada",
    "lastName": "Lovelace",
}


@pytest.fixture
def client(directories: Directories) -> OktaClient:
    return directories.clients.okta


async def test_groups_are_found_joined_and_left(client, directories, engineering):
    user = await client.create_user(profile=ADA)

    found = await client.search_groups("engin")
    await client.add_to_group(engineering, user.id)
    joined = await client.list_user_groups(user.id)
    await client.remove_from_group(engineering, user.id)

    assert [(group.id, group.name) for group in found] == [(engineering, "Engineering")]
    assert {group.name for group in joined} == {"Everyone", "Engineering"}
    assert directories.okta.user(ADA["login"])["groups"] == ["Everyone"]
    assert (await client.get_group(engineering)).type == "OKTA_GROUP"


async def test_only_groups_that_take_members_are_offered(client):
    assert await client.search_groups("everyone") == []
    assert await client.search_groups("") == []


async def test_an_app_tells_what_it_does_and_who_brings_it(client, directories, engineering):
    app = await client.get_app(directories.okta.app.id)

    assert (app.label, app.status) == ("JumpCloud", "ACTIVE")
    assert "PUSH_NEW_USERS" in app.features
    assert app.id in [each.id for each in await client.list_group_apps(engineering)]


async def test_an_app_user_tells_how_far_provisioning_has_come(client, directories, engineering):
    app_id = directories.okta.app.id
    user = await client.create_user(profile=ADA, group_ids=[engineering])
    waiting = await client.find_app_user(app_id, user.id)
    directories.okta.app_user_synced(user.id, "65a1c0de00000000000000aa")
    done = await client.find_app_user(app_id, user.id)

    assert (waiting.provisioned, waiting.failed, waiting.external_id) == (False, False, "")
    assert (done.provisioned, done.external_id) == (True, "65a1c0de00000000000000aa")


async def test_the_reason_of_a_failure_is_read_from_the_log(client, directories, engineering):
    app_id = directories.okta.app.id
    user = await client.create_user(profile=ADA, group_ids=[engineering])
    assert await client.last_sync_error(app_id, user.id) is None

    directories.okta.app_user_failed(user.id, "old")
    directories.okta.app_user_failed(user.id, "Conflict. The username is taken.")

    assert (await client.find_app_user(app_id, user.id)).failed
    assert "The username is taken." in await client.last_sync_error(app_id, user.id)


async def test_a_log_that_cannot_be_read_gives_no_reason(scripted: Scripted):
    scripted.tell(answer(403, okta_error("E0000006", "No permission")))

    assert await OktaClient(scripted.api()).last_sync_error("0oa1", "00u1") is None


async def test_a_reason_of_another_app_is_not_taken(scripted: Scripted):
    def event(app_id, reason):
        target = [{"id": app_id, "type": "AppInstance"}]
        return {
            "uuid": reason,
            "outcome": {"result": "FAILURE", "reason": reason},
            "target": target,
        }

    null = {"uuid": "1", "outcome": None, "target": None, "actor": None}
    scripted.tell(answer(200, [null, event("0oa2", "theirs"), event("0oa1", "ours")]))

    assert await OktaClient(scripted.api()).last_sync_error("0oa1", "00u1") == "ours"


async def test_an_app_is_assigned_once_however_often_asked(client, directories):
    app_id = directories.okta.app.id
    user = await client.create_user(profile=ADA)
    assert await client.find_app_user(app_id, user.id) is None

    await client.assign_app(app_id, user.id, "ada")
    await client.assign_app(app_id, user.id, "ada")

    assert (await client.find_app_user(app_id, user.id)).scope == "USER"
