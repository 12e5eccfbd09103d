"""Taking a local account over: whose it becomes, and what cannot be taken."""

import pytest

from tests.sandbox.laptops.stage import ADAS, metrics, shown

LOCAL = "local-secret"


def row(stage, laptop, username):
    rows = stage.jumpcloud.system(laptop.id)["userMetrics"]
    return next((each for each in rows if each["userName"] == username), None)


@pytest.mark.parametrize(
    "local", ["Countess", "countess ", "c\N{GREEK SMALL LETTER OMICRON}untess", "countes"]
)
@pytest.mark.parametrize("system", ["macOS", "Windows Pro", "Linux"])
async def test_a_name_is_compared_byte_for_byte(stage, ada, system, local):
    laptop = stage.laptops.add("LT-NEW", system)
    laptop.add_account(local, "Ada of old", password=LOCAL)
    stage.jumpcloud.change_user("ada", systemUsername="countess")

    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: "countess" in laptop.accounts)

    assert metrics(stage, laptop)[local] == (False, False, False)
    assert metrics(stage, laptop)["countess"] == (True, False, False)
    assert laptop.sign_in(local, LOCAL)


async def test_managed_flips_after_the_delay_and_only_while_online(stage, ada):
    laptop = stage.laptops.add("LT-NEW")
    laptop.add_account("ada", "Ada of old", password=LOCAL)
    laptop.go_offline()
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.agents_had_their_turn()
    offline = metrics(stage, laptop)["ada"]

    laptop.go_online()
    at_once = metrics(stage, laptop)["ada"]
    await stage.until(lambda: laptop.accounts["ada"].managed)

    assert offline == at_once == (False, False, False)
    assert metrics(stage, laptop)["ada"] == (True, False, False)


@pytest.mark.parametrize(("sudo", "admin"), [(True, True), (False, False)])
async def test_the_binding_says_whether_an_administrator_stays_one(stage, ada, sudo, admin):
    laptop = stage.laptops.add("LT-NEW", "Windows Pro")
    laptop.add_account("ada", "Ada of old", admin=True, password=LOCAL)

    stage.jumpcloud.bind("ada", "LT-NEW", sudo=sudo)
    await stage.until(lambda: laptop.accounts["ada"].managed)

    assert metrics(stage, laptop)["ada"] == (True, False, admin)
    assert laptop.accounts["ada"].full_name == "Ada Lovelace"


async def test_the_keychain_of_a_taken_over_account_wants_the_local_password(stage, ada):
    laptop = stage.laptops.add("LT-NEW")
    laptop.add_account("ada", "Ada of old", password=LOCAL)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: laptop.accounts["ada"].managed)

    assert shown(laptop, "ada")["asks_previous_password"] is True
    assert "kept" in laptop.sign_in("ada", ADAS, previous_password=LOCAL).message


async def test_an_account_linked_to_microsoft_is_managed_in_part_only(stage, ada):
    laptop = stage.laptops.add("LT-NEW", "Windows Pro")
    laptop.add_account("ada", "Ada of old", admin=True, password=LOCAL, microsoft=True)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.agents_had_their_turn()
    bound = metrics(stage, laptop)["ada"]
    opened = bool(laptop.sign_in("ada", LOCAL))

    stage.jumpcloud.change_user("ada", suspended=True)
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert (bound, opened) == ((False, False, True), True)
    assert metrics(stage, laptop)["ada"] == (False, True, True)
    assert laptop.signed_in == []


async def test_an_account_linked_to_microsoft_is_disabled_when_it_is_unbound(stage, ada):
    laptop = stage.laptops.add("LT-NEW", "Windows Pro")
    laptop.add_account("ada", "Ada of old", password=LOCAL, microsoft=True)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.agents_had_their_turn()

    stage.jumpcloud.unbind("ada", "LT-NEW")
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert metrics(stage, laptop)["ada"] == (False, True, False)


async def test_an_account_of_active_directory_cannot_be_taken_over_and_nobody_is_told(stage, ada):
    domain = {"partOfDomain": True, "domainName": "corp.acme.example"}
    laptop = stage.laptops.add("LT-NEW", "Windows Pro", domainInfo=domain)
    laptop.add_account("ada", "Ada of old", password=LOCAL, ad=True)

    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.agents_had_their_turn()

    insights = {each["username"]: each for each in stage.jumpcloud.system_insights.get(laptop.id)}
    assert metrics(stage, laptop)["ada"] == (False, False, False)
    assert insights["ada"]["ad_managed"] is True
    assert laptop.sign_in("ada", LOCAL)


@pytest.mark.parametrize(
    "joined",
    [{"domainInfo": {"partOfDomain": True, "domainName": "corp"}}, {"azureAdJoined": True}],
)
async def test_a_joined_device_does_not_offer_to_sign_in_with_jumpcloud(stage, ada, joined):
    laptop = stage.laptops.add("LT-NEW", "Windows Pro", **joined)

    refused = laptop.self_service("ada", ADAS)

    assert (laptop.sign_in_with_jumpcloud, laptop.as_dict()["joined"]) == (False, True)
    assert refused.message == "This device does not offer to sign in with JumpCloud."


@pytest.mark.parametrize(
    ("state", "present", "token"),
    [("healthy", True, True), ("no token", True, False), ("missing", False, False)],
)
async def test_a_macs_service_account_gives_the_secure_token_or_does_not(
    stage, ada, state, present, token
):
    laptop = stage.laptops.add("LT-NEW")
    laptop.set_service_account(state)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.restart()

    device = stage.jumpcloud.system("LT-NEW")
    assert device["hasServiceAccount"] is present
    assert set(device["serviceAccountState"].values()) == {token}
    service = row(stage, laptop, "_jumpcloudserviceaccount")
    assert (service and service["secureTokenEnabled"]) == (token if present else None)
    assert row(stage, laptop, "ada")["secureTokenEnabled"] is token
    assert laptop.machine.preboot == (["ada"] if token else [])


async def test_signing_in_with_jumpcloud_fails_where_the_local_name_is_taken(stage, ada):
    laptop = stage.laptops["LT-ADA"]
    laptop.add_account("countess", "Countess")
    stage.jumpcloud.change_user("ada", systemUsername="countess")

    refused = laptop.self_service("ada", ADAS)

    assert refused.message == "An account of this name exists on this device."


async def test_a_second_binding_by_group_keeps_the_account(stage, ada):
    laptop = stage.laptops.add("LT-NEW")
    group = stage.jumpcloud.add_group("Staff")["id"]
    stage.jumpcloud.graph.enlist(group, "add", ada["_id"])
    stage.jumpcloud.graph.bind_group(group, laptop.id)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: "ada" in laptop.accounts)

    stage.jumpcloud.unbind("ada", "LT-NEW")
    await stage.agents_had_their_turn()

    assert metrics(stage, laptop)["ada"] == (True, False, False)
