"""Devices, what is known of them, and the organization they belong to."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.jumpcloud.records import ORGANIZATION
from tests.sandbox.jumpcloud.api import check


async def test_devices_are_listed_found_and_read(api):
    listed = (await api.get("/api/systems", params={"sort": "displayName"})).json()
    body = {"searchFilter": {"searchTerm": "lt-a", "fields": ["displayName", "serialNumber"]}}
    found = (await api.post("/api/search/systems", json=body)).json()
    one = (await api.get(f"/api/systems/{found['results'][0]['_id']}")).json()

    assert listed["totalCount"] == 4
    assert [each["displayName"] for each in found["results"]] == ["LT-ADA"]
    assert (one["os"], one["osFamily"], one["version"]) == ("Mac OS X", "darwin", "15.6")
    check(one, "v1", "system")
    check(listed, "v1", "systemslist")


async def test_a_connected_device_was_in_contact_just_now(api, world, jumpcloud):
    device = jumpcloud.add_system("LT-NEW")
    jumpcloud.report(device["_id"], [], active=True)
    path = f"/api/systems/{device['_id']}"

    before = (await api.get(path)).json()["lastContact"]
    world.move(timedelta(days=1))

    assert (await api.get(path)).json()["lastContact"][:10] > before[:10]


async def test_the_organization_is_found_without_knowing_its_id(api):
    answer = (await api.get("/api/organizations")).json()

    assert answer["results"][0]["_id"] == ORGANIZATION
    check(answer, "v1", "organizationslist")


async def test_system_insights_filters_by_device_and_name_only(api, jumpcloud):
    device = jumpcloud.system("LT-ADA")
    row = {"system_id": device["_id"], "username": "itadmin", "collection_time": "now"}
    jumpcloud.report(device["_id"], [row, row | {"username": "ada"}], active=True)
    path, ours = "/api/v2/systeminsights/users", f"system_id:eq:{device['_id']}"

    both = await api.get(path, params={"filter": [ours, "username:in:ada|itadmin"]})
    one = await api.get(path, params={"filter": [ours, "username:eq:ada"]})

    assert len(both.json()) == 2
    assert [each["username"] for each in one.json()] == ["ada"]
    assert (await api.get(path, params={"filter": "username:ne:x"})).status_code == 400
    assert (await api.get(path, params={"limit": 10_001})).status_code == 400


async def test_the_device_settings_are_told(api):
    settings = "/api/v2/devices/settings"

    sign_in = (await api.get(f"{settings}/signinwithjumpcloud")).json()
    password_sync = (await api.get(f"{settings}/defaultpasswordsync")).json()

    assert [each["osFamily"] for each in sign_in["settings"]] == ["MACOS", "WINDOWS"]
    assert password_sync == {"enabled": True}
    check(sign_in, "v2", "devices.GetSignInWithJumpCloudSettingsResponse")
    check(password_sync, "v2", "devices.GetDefaultPasswordSyncSettingsResponse")


async def test_a_deleted_device_is_gone_with_its_bindings(api, jumpcloud, ada):
    jumpcloud.bind("ada", "LT-ADA")
    device = jumpcloud.system("LT-ADA")

    jumpcloud.remove_system("LT-ADA")

    assert (await api.get(f"/api/systems/{device['_id']}")).status_code == 404
    assert jumpcloud.bindings("ada") == []


async def test_what_changes_is_told_to_those_who_wait(world, jumpcloud, ada):
    waiting = asyncio.create_task(world.wait_changed(world.version))

    jumpcloud.change_user("ada", department="Research")

    assert await asyncio.wait_for(waiting, 5) == world.version


async def test_an_administrator_changes_what_may_be_changed_of_a_device(api, jumpcloud, ada):
    path = f"/api/systems/{jumpcloud.system('LT-ADA')['_id']}"
    body = {"displayName": "MBP-ADA", "tags": ["loan"], "primarySystemUser.id": ada["_id"]}

    changed = (await api.put(path, json=body | {"hostname": "other"})).json()
    cleared = (await api.put(path, json={"primarySystemUser.id": None})).json()

    assert (changed["displayName"], changed["tags"]) == ("MBP-ADA", ["loan"])
    assert changed["hostname"] == "LT-ADA.local"
    assert changed["primarySystemUser"] == {"id": ada["_id"]}
    assert cleared["primarySystemUser"] == {"id": None}
    assert cleared["displayName"] == "MBP-ADA"
    assert jumpcloud.insights.events[-1]["event_type"] == "system_update"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"displayName": 7}, 400),
        ({"tags": "loan"}, 400),
        ({"attributes": {}}, 400),
        ({"primarySystemUser.id": "f" * 24}, 404),
    ],
)
async def test_a_change_that_cannot_be_is_refused(api, jumpcloud, change, status):
    path = f"/api/systems/{jumpcloud.system('LT-ADA')['_id']}"

    assert (await api.put(path, json=change)).status_code == status


async def test_a_device_is_deleted_over_the_api_with_what_waited_for_it(api, jumpcloud, ada):
    system = jumpcloud.system("LT-GRACE")
    jumpcloud.commands.give(system["_id"], "lock")

    deleted = await api.delete(f"/api/systems/{system['_id']}")

    assert deleted.json()["displayName"] == "LT-GRACE"
    assert jumpcloud.system("LT-GRACE") is None
    assert jumpcloud.bindings("grace") == []
    assert jumpcloud.commands.waiting(system["_id"]) == []
    assert (await api.delete(f"/api/systems/{system['_id']}")).status_code == 404


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("primarySystemUser.email:$eq:ada@acme.example", ["LT-ADA"]),
        ("primarySystemUser.department:$eq:Research", ["LT-ADA"]),
        ("primarySystemUser.state:$eq:SUSPENDED", []),
        ("memberof:$eq:65a1f1ee0000000000000003", ["LT-LINUX"]),
        ("fde.active:$eq:true", ["LT-ADA"]),
        ("azureAdJoined:$eq:true", ["PC-HOME"]),
    ],
)
async def test_devices_are_found_by_what_they_are_joined_to(api, jumpcloud, ada, term, found):
    jumpcloud.change_user("ada", department="Research")
    jumpcloud.change_system("LT-ADA", primarySystemUser={"id": ada["_id"]})
    jumpcloud.change_system("PC-HOME", azureAdJoined=True)

    listed = (await api.get("/api/systems", params={"filter": term})).json()
    searched = (await api.post("/api/search/systems", json={"filter": [term]})).json()

    assert [each["displayName"] for each in listed["results"]] == found
    assert searched == listed


async def test_devices_are_searched_by_their_users_too(api, jumpcloud, ada):
    jumpcloud.change_system("LT-ADA", primarySystemUser={"id": ada["_id"]})
    body = {"searchFilter": {"searchTerm": "LOVE", "fields": ["primarySystemUser.lastname"]}}

    found = (await api.post("/api/search/systems", json=body)).json()["results"]

    assert [each["displayName"] for each in found] == ["LT-ADA"]
    assert found[0]["primarySystemUser"] == {"id": ada["_id"]}


async def test_a_sick_service_account_shows(api, jumpcloud):
    sick = {"hasSecureToken": False, "passwordODValid": True, "passwordAPFSValid": True}
    jumpcloud.change_system("LT-ADA", serviceAccountState=sick)

    device = (await api.get(f"/api/systems/{jumpcloud.system('LT-ADA')['_id']}")).json()

    assert device["serviceAccountState"] == sick
    assert "mdm_device" not in device


async def test_the_device_settings_are_changed(api, jumpcloud):
    settings = "/api/v2/devices/settings"
    windows = {"osFamily": "WINDOWS", "enabled": False, "defaultPermission": "ADMIN"}

    sign_in = await api.put(f"{settings}/signinwithjumpcloud", json={"settings": [windows]})
    sync = await api.put(f"{settings}/defaultpasswordsync", json={"enabled": False})
    seen = (await api.get(f"{settings}/signinwithjumpcloud")).json()["settings"]

    assert [sign_in.status_code, sync.status_code] == [200, 200]
    assert windows in seen
    assert jumpcloud.organization.self_service == {"MACOS": True, "WINDOWS": False}
    assert jumpcloud.organization.password_sync is False


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("defaultpasswordsync", {"enabled": "yes"}),
        ("signinwithjumpcloud", {}),
        ("signinwithjumpcloud", {"settings": [{"osFamily": "LINUX", "enabled": True}]}),
        ("signinwithjumpcloud", {"settings": [{"osFamily": "MACOS"}]}),
    ],
)
async def test_a_device_setting_that_cannot_be_is_refused(api, name, body):
    assert (await api.put(f"/api/v2/devices/settings/{name}", json=body)).status_code == 400


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v2/nothing/at/all"])
async def test_what_is_not_there_is_not_found_in_json(api, path):
    answer = await api.get(path)

    assert (answer.status_code, answer.json()) == (404, {"message": "Not Found"})


async def test_a_method_that_a_path_has_not_is_refused_in_json(api):
    answer = await api.patch("/api/systemusers")

    assert (answer.status_code, answer.json()["message"]) == (405, "Method Not Allowed")
