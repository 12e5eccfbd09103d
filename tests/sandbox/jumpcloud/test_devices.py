"""Devices, what is known of them, and the organization they belong to."""

import asyncio
from datetime import timedelta

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
