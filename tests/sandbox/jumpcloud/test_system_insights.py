"""What the devices report of themselves, and how old it is."""

from datetime import timedelta

import pytest

PATH = "/api/v2/systeminsights"


@pytest.fixture
def report(world, jumpcloud):
    def report(*accounts, device="LT-ADA"):
        system = jumpcloud.system(device)
        rows = [
            {
                "system_id": system["_id"],
                "uid": "501",
                "admin": False,
                "last_login": "1755678000",
                "collection_time": world.now().isoformat(),
                **each,
            }
            for each in accounts
        ]
        jumpcloud.report(system["_id"], rows, active=True)
        return system["_id"]

    return report


async def names(api, **params):
    return [each["username"] for each in (await api.get(f"{PATH}/users", params=params)).json()]


async def test_what_is_told_may_be_old(api, world, jumpcloud, report):
    jumpcloud.system_insights.staleness = timedelta(hours=1)
    report({"username": "first"})
    world.move(timedelta(hours=2))
    report({"username": "second"})

    old = await names(api)
    jumpcloud.system_insights.staleness = timedelta(days=1)
    none = await names(api)
    jumpcloud.system_insights.staleness = timedelta()
    now = await names(api)

    assert (old, none, now) == (["first"], [], ["second"])


async def test_what_was_old_is_new_after_its_time(api, world, jumpcloud, report):
    jumpcloud.system_insights.staleness = timedelta(hours=1)
    report({"username": "first"})
    world.move(timedelta(hours=2))
    report({"username": "second"})
    before = await names(api)

    world.move(timedelta(hours=2))

    assert (before, await names(api)) == (["first"], ["second"])


async def test_a_device_that_does_not_collect_tells_nothing(api, jumpcloud, report):
    report({"username": "ada"})
    jumpcloud.change_system("LT-ADA", systemInsights={"state": "disabled"})

    assert await names(api) == []


async def test_devices_are_asked_for_by_id(api, report):
    first, second = report({"username": "a"}), report({"username": "b"}, device="LT-GRACE")

    assert await names(api, filter=f"system_id:eq:{second}") == ["b"]
    assert await names(api, filter=f"system_id:in:{first}|{second}") == ["a", "b"]
    assert await names(api, filter="system_id:eq:f") == []


async def test_who_has_a_session_is_told_apart_from_the_accounts(api, report):
    report({"username": "ada", "signed_in": True}, {"username": "bob", "signed_in": False})

    accounts = (await api.get(f"{PATH}/users")).json()
    sessions = (await api.get(f"{PATH}/logged_in_users")).json()

    assert "signed_in" not in accounts[0]
    assert [(each["user"], each["time"]) for each in sessions] == [("ada", 1755678000)]
    assert sessions[0]["collection_time"]


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("os_version", "name", "macOS"),
        ("os_version", "major", 15),
        ("uptime", "total_seconds", "0"),
        ("system_info", "hardware_serial", "C02ADA0001"),
        ("groups", "groupname", "admin"),
        ("user_groups", "gid", "80"),
    ],
)
async def test_a_device_tells_of_itself(api, report, table, field, value):
    system = report({"username": "itadmin", "admin": True})

    rows = (await api.get(f"{PATH}/{table}", params={"filter": f"system_id:eq:{system}"})).json()

    assert rows[0][field] == value
    assert rows[0]["system_id"] == system


async def test_windows_groups_have_their_own_names(api, report):
    report({"username": "grace"}, device="LT-GRACE")

    groups = (await api.get(f"{PATH}/groups")).json()
    members = (await api.get(f"{PATH}/user_groups")).json()

    assert groups[0]["groupname"] == "Administrators"
    assert groups[0]["group_sid"] == "S-1-5-32-544"
    assert [each["gid"] for each in members] == ["545"]
