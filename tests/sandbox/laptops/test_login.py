"""What people see at the login, and how they get in."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.sandbox.laptops.stage import ADA, ADAS, listed, metrics


async def test_the_login_screen_of_the_demo_lists_who_is_there(stage):
    screens = {laptop.name: list(listed(laptop)) for laptop in stage.laptops}
    offers = {laptop.name: laptop.sign_in_with_jumpcloud for laptop in stage.laptops}

    assert len(stage.laptops) == len(screens)
    assert screens == {
        "LT-ADA": ["itadmin"],
        "LT-GRACE": ["Administrator", "grace"],
        "LT-LINUX": ["ubuntu"],
        "PC-HOME": ["owner"],
    }
    assert offers == {"LT-ADA": True, "LT-GRACE": False, "LT-LINUX": False, "PC-HOME": False}
    assert [laptop.os for laptop in stage.laptops] == [
        "macOS",
        "Windows Pro",
        "Linux",
        "Windows Home",
    ]
    assert stage.laptops["LT-GRACE"].sign_in("grace", PASSWORD)
    assert stage.laptops["LT-GRACE"].as_dict()["signed_in"] == ["grace"]


@pytest.mark.parametrize("username", ["nobody", "itadmin", "_jumpcloudserviceaccount"])
async def test_an_account_without_a_known_password_lets_nobody_in(stage, username):
    assert not stage.laptops["LT-ADA"].sign_in(username, "")


async def test_signing_in_with_jumpcloud_binds_the_person_and_makes_the_account(stage, ada):
    laptop = stage.laptops["LT-ADA"]

    outcome = laptop.self_service(ADA, ADAS)

    assert outcome.ok
    assert laptop.signed_in == ["ada"]
    assert stage.jumpcloud.bindings("ada") == ["LT-ADA"]
    assert metrics(stage, laptop)["ada"] == (True, False, False)
    assert laptop.sign_in_with_jumpcloud is False


async def test_signing_in_with_jumpcloud_takes_the_password_that_okta_pushed(stage):
    await stage.hired(password=ADAS)

    assert stage.laptops["LT-ADA"].self_service("ada", ADAS)


@pytest.mark.parametrize("system", ["Windows Home", "Linux"])
async def test_not_every_system_offers_to_sign_in_with_jumpcloud(stage, ada, system):
    laptop = stage.laptops.add("LT-NEW", system)

    refused = laptop.self_service("ada", ADAS)

    assert refused.message == "This device does not offer to sign in with JumpCloud."


@pytest.mark.parametrize("change", [{"suspended": True}, {"account_locked": True}])
async def test_signing_in_with_jumpcloud_is_not_for_who_is_suspended_or_locked(stage, ada, change):
    stage.jumpcloud.change_user("ada", **change)

    refused = stage.laptops["LT-ADA"].self_service("ada", ADAS)

    assert refused.message == "JumpCloud does not let this user in."
    assert stage.jumpcloud.bindings("ada") == []


@pytest.mark.parametrize("lacking", [{"state": "STAGED", "password": ADAS}, {}])
async def test_signing_in_with_jumpcloud_needs_an_active_user_with_a_password(stage, lacking):
    stage.jumpcloud.add_user("ada", ADA, **lacking)

    assert not stage.laptops["LT-ADA"].self_service("ada", ADAS)


async def test_signing_in_with_jumpcloud_fails_where_the_name_is_taken(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    laptop.add_account("ada", "Ada", password="local-secret")

    refused = laptop.self_service("ada", ADAS)

    assert refused.message == "An account of this name exists on this device."
    assert stage.jumpcloud.bindings("ada") == []


async def test_signing_in_with_jumpcloud_needs_the_network(stage, ada):
    stage.laptops["LT-ADA"].go_offline()

    assert stage.laptops["LT-ADA"].self_service("ada", ADAS).message == "This device is offline."


@pytest.mark.parametrize(("permission", "admin"), [("STANDARD", False), ("ADMIN", True)])
async def test_the_organization_says_whether_whoever_signs_in_so_is_an_administrator(
    stage, ada, permission, admin
):
    stage.jumpcloud.organization.permission["MACOS"] = permission
    laptop = stage.laptops["LT-ADA"]

    assert laptop.self_service("ada", ADAS)

    assert laptop.accounts["ada"].admin is admin
