"""What devices are told to do: commands of the agent, and of Apple's device management."""

import pytest

from bot.sandbox.jumpcloud.records import APPLE_MDM


def mdm_path(system, name=""):
    device = system["mdm"]["internal"]["deviceId"]
    return f"/api/v2/applemdms/{APPLE_MDM}/devices/{device}" + (f"/{name}" if name else "")


@pytest.mark.parametrize("name", ["lock", "restart", "shutdown"])
@pytest.mark.parametrize("device", ["LT-GRACE", "LT-LINUX"])
async def test_a_command_waits_until_the_agent_comes_for_it(api, jumpcloud, device, name):
    system, heard = jumpcloud.system(device), []
    jumpcloud.graph.listeners.append(heard.append)

    answer = await api.post(f"/api/systems/{system['_id']}/command/builtin/{name}", json={})

    assert (answer.status_code, heard) == (201, [system["_id"]])
    assert jumpcloud.commands.waiting(system["_id"]) == [name]
    assert [each.name for each in jumpcloud.commands.take(system["_id"])] == [name]
    assert jumpcloud.commands.take(system["_id"]) == []
    assert jumpcloud.insights.events[-1]["event_type"] == "command_run"


@pytest.mark.parametrize(
    ("device", "name", "status"),
    [
        ("LT-ADA", "lock", 400),
        ("LT-GRACE", "erase", 400),
        ("LT-GRACE", "explode", 404),
        ("f" * 24, "lock", 404),
    ],
)
async def test_a_command_that_a_device_does_not_take_is_refused(
    api, jumpcloud, device, name, status
):
    system_id = (jumpcloud.system(device) or {"_id": device})["_id"]

    answer = await api.post(f"/api/systems/{system_id}/command/builtin/{name}", json={})

    assert answer.status_code == status
    assert jumpcloud.commands.waiting(system_id) == []


async def test_a_device_does_not_take_what_it_does_not_list(api, jumpcloud):
    jumpcloud.change_system("LT-GRACE", builtInCommands=[{"name": "lock", "type": "security"}])
    path = f"/api/systems/{jumpcloud.system('LT-GRACE')['_id']}/command/builtin"

    assert (await api.post(f"{path}/restart", json={})).status_code == 400
    assert (await api.post(f"{path}/lock", json={})).status_code == 201


async def test_a_mac_is_locked_by_device_management_with_a_pin(api, jumpcloud):
    mac = jumpcloud.system("LT-ADA")
    listed = (await api.get("/api/v2/applemdms")).json()
    devices = (await api.get(f"/api/v2/applemdms/{listed[0]['id']}/devices")).json()

    bare = await api.post(mdm_path(mac, "lock"), json={})
    locked = await api.post(mdm_path(mac, "lock"), json={"pin": "123456"})
    restarted = await api.post(mdm_path(mac, "restart"), json={})

    assert [each["serialNumber"] for each in devices] == [mac["serialNumber"]]
    assert (await api.get(mdm_path(mac))).json() == devices[0]
    assert [each.status_code for each in (bare, locked, restarted)] == [400, 204, 204]
    taken = jumpcloud.commands.take(mac["_id"])
    assert [(each.name, each.pin) for each in taken] == [("lock", "123456"), ("restart", "")]


@pytest.mark.parametrize(("failing", "status"), [(False, "Acknowledged"), (True, "Error")])
async def test_the_log_tells_how_device_management_went(api, jumpcloud, failing, status):
    mac = jumpcloud.system("LT-ADA")
    if failing:
        jumpcloud.commands.failing.add(mac["_id"])

    await api.post(mdm_path(mac, "restart"), json={})
    taken = jumpcloud.commands.take(mac["_id"])

    event = jumpcloud.insights.events[-1]
    assert (event["event_type"], event["service"]) == ("mdm_command_result", "mdm")
    assert (event["status"], event["success"]) == (status, not failing)
    assert ("error_chain" in event) is failing
    assert len(taken) == (0 if failing else 1)


@pytest.mark.parametrize("path", ["applemdms/{bad}/devices", "applemdms/{mdm}/devices/{bad}"])
async def test_what_device_management_does_not_know_is_not_found(api, path):
    path = path.format(mdm=APPLE_MDM, bad="f" * 24)

    assert (await api.get(f"/api/v2/{path}")).status_code == 404


async def test_reading_a_recovery_key_is_logged(api, jumpcloud):
    mac, linux = jumpcloud.system("LT-ADA"), jumpcloud.system("LT-LINUX")

    key = await api.get(f"/api/v2/systems/{mac['_id']}/fdekey")
    none = await api.get(f"/api/v2/systems/{linux['_id']}/fdekey")

    assert key.json()["key"]
    assert none.status_code == 404
    assert jumpcloud.insights.events[-1]["event_type"] == "system_fde_key_decrypt"
