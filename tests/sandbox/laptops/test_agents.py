"""What JumpCloud binds arrives on the laptops, while they are online."""

from datetime import timedelta

import pytest

from bot.sandbox.jumpcloud.graph import Node
from tests.sandbox.laptops.stage import ADA, ADAS, listed, metrics

SYSTEMS = ["macOS", "Windows Pro", "Windows Home", "Linux"]


@pytest.mark.parametrize("system", SYSTEMS)
async def test_a_binding_makes_an_account_that_the_person_can_use(stage, ada, system):
    laptop = stage.laptops.add("LT-NEW", system)

    stage.jumpcloud.bind("ada", "LT-NEW")
    assert "ada" not in laptop.accounts
    await stage.until(lambda: "ada" in laptop.accounts)

    assert metrics(stage, laptop)["ada"] == (True, False, False)
    assert not laptop.sign_in("ada", "wrong")
    assert laptop.sign_in("ada", ADAS).message == "Welcome, Ada Lovelace."


async def test_administrators_rights_follow_the_binding(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA", sudo=True)
    await stage.until(lambda: "ada" in laptop.accounts)
    assert laptop.accounts["ada"].admin

    edge = (Node("user", ada["_id"]), Node("system", laptop.id))
    stage.jumpcloud.graph.associate("update", *edge, None)
    await stage.until(lambda: not laptop.accounts["ada"].admin)

    assert metrics(stage, laptop)["ada"] == (True, False, False)


async def test_nothing_happens_on_a_laptop_that_is_offline(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    laptop.go_offline()
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.agents_had_their_turn()
    offline = ("ada" in laptop.accounts, stage.jumpcloud.system("LT-ADA")["active"])

    laptop.go_online()
    await stage.until(lambda: "ada" in laptop.accounts)

    assert offline == (False, False)
    assert stage.jumpcloud.system("LT-ADA")["active"] is True


async def test_an_account_of_exactly_the_local_name_is_taken_over(stage, ada):
    laptop = stage.laptops.add("LT-NEW")
    laptop.add_account("countess", "Countess", admin=True, password="local-secret")
    stage.jumpcloud.change_user("ada", systemUsername="countess")

    stage.jumpcloud.bind("ada", "LT-NEW", sudo=True)
    await stage.until(lambda: laptop.accounts["countess"].managed)

    assert "ada" not in laptop.accounts
    assert metrics(stage, laptop)["countess"] == (True, False, True)
    assert not laptop.sign_in("countess", "local-secret")
    assert laptop.sign_in("ada", ADAS)


async def test_a_name_that_differs_makes_a_second_profile(stage, ada):
    laptop = stage.laptops.add("LT-NEW")
    laptop.add_account("Ada", "Ada", password="local-secret")

    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: "ada" in laptop.accounts)

    assert metrics(stage, laptop)["Ada"] == (False, False, False)
    assert laptop.sign_in("Ada", "local-secret")


async def test_an_unbound_account_is_disabled_and_not_deleted(stage, ada):
    laptop = stage.laptops.add("LT-NEW", "Windows Pro")
    stage.jumpcloud.bind("ada", "LT-NEW", sudo=True)
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.sign_in("ada", ADAS)

    stage.jumpcloud.unbind("ada", "LT-NEW")
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert metrics(stage, laptop)["ada"] == (False, True, False)
    assert laptop.signed_in == []
    assert laptop.login_screen == []
    assert laptop.sign_in("ada", ADAS).message == "This account is disabled."


@pytest.mark.parametrize(
    ("system", "shown", "signed_in"),
    [
        ("macOS", {"ada": True}, []),
        ("Windows Pro", {}, []),
        ("Windows Home", {}, ["ada"]),
        ("Linux", {"ada": True}, []),
    ],
)
async def test_a_suspension_ends_the_session_and_disables_the_account(
    stage, ada, system, shown, signed_in
):
    laptop = stage.laptops.add("LT-NEW", system)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.sign_in("ada", ADAS)

    stage.jumpcloud.directory.suspend(ada["_id"])
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert listed(laptop) == shown
    assert laptop.signed_in == signed_in
    assert metrics(stage, laptop)["ada"] == (True, True, False)
    laptop.sign_out("ada")
    assert not laptop.sign_in("ada", ADAS)


async def test_a_restored_person_has_the_account_back(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA")
    stage.jumpcloud.directory.suspend(ada["_id"])
    await stage.agents_had_their_turn()
    assert "ada" not in laptop.accounts

    stage.jumpcloud.change_user("ada", suspended=False)
    await stage.until(lambda: "ada" in laptop.accounts)

    assert laptop.sign_in("ada", ADAS)


@pytest.mark.parametrize("lacking", [{"state": "STAGED", "password": ADAS}, {"password": None}])
async def test_who_is_staged_or_has_no_password_gets_no_account(stage, lacking):
    stage.jumpcloud.add_user("ada", ADA, **{"state": "ACTIVATED", **lacking})

    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.agents_had_their_turn()

    assert "ada" not in stage.laptops["LT-ADA"].accounts


async def test_a_new_password_reaches_the_laptop(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)

    stage.jumpcloud.change_user("ada", password="Difference-1822")
    await stage.until(lambda: laptop.accounts["ada"].password == "Difference-1822")

    assert laptop.sign_in("ada", "Difference-1822")


async def test_without_password_sync_the_laptop_keeps_a_password_of_its_own(stage, ada):
    stage.jumpcloud.organization.password_sync = False
    laptop = stage.laptops["LT-ADA"]

    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)

    assert not laptop.sign_in("ada", ADAS)


async def test_a_laptop_whose_record_is_deleted_has_no_agent(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA")

    stage.jumpcloud.remove_system("LT-ADA")
    laptop.go_offline()
    laptop.go_online()
    await stage.agents_had_their_turn()

    assert (laptop.enrolled, "ada" in laptop.accounts) == (False, False)


async def test_system_insights_tells_what_is_on_the_laptop(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)

    rows = {row["username"]: row for row in stage.jumpcloud.system_insights.get(laptop.id)}

    assert (rows["ada"]["managed"], rows["itadmin"]["managed"]) == (True, False)
    assert rows["ada"]["directory"] == "/Users/ada"
    assert rows["ada"]["description"] == "Ada Lovelace"
    assert rows["_jumpcloudserviceaccount"]["real_user"] is False


async def test_a_user_who_is_deleted_in_jumpcloud_leaves_a_disabled_account(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.sign_in("ada", ADAS)

    stage.jumpcloud.directory.delete(ada["_id"], cascade=False)
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert metrics(stage, laptop)["ada"] == (False, True, False)
    assert laptop.signed_in == []


async def test_a_bad_password_of_who_was_deleted_meanwhile_is_told_of_nobody(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.go_offline()
    laptop.sign_in("ada", "a guess")
    stage.jumpcloud.directory.delete(ada["_id"], cascade=False)

    laptop.go_online()
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    told = [each for each in stage.jumpcloud.insights.events if each["service"] == "systems"]
    assert [each["initiated_by"] for each in told] == [{"type": "user", "username": "ada"}]


async def test_who_leaves_is_signed_out_when_the_clock_has_passed_every_delay(stage):
    laptop = stage.laptops["LT-ADA"]
    await stage.hired(password=ADAS)
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.sign_in("ada", ADAS)
    stage.scim.pace(600)
    stage.laptops.agent_delay = 60

    stage.okta.do("deactivate", ADA)
    stage.world.move(timedelta(seconds=600))
    await stage.until(lambda: stage.jumpcloud.state("ada") == "SUSPENDED")
    still_in = laptop.signed_in
    stage.world.move(timedelta(seconds=60))
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert (still_in, laptop.signed_in) == (["ada"], [])
