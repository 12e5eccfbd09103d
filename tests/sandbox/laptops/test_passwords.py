"""A new password on the laptops: who has it when, and what asks for the old one."""

import pytest

from tests.sandbox.laptops.stage import ADAS, shown

NEW, LOCAL = "Difference-1822", "local-secret"
KEPT = "Welcome, Ada Lovelace. The keychain was kept."
EMPTY = "Welcome, Ada Lovelace. A new, empty keychain was made."


@pytest.fixture
def lend(stage, ada):
    """Give Ada a laptop, and let her sign in there once."""

    async def lent(system, **fields):
        laptop = stage.laptops.add("LT-NEW", system, **fields)
        stage.jumpcloud.bind("ada", "LT-NEW")
        await stage.until(lambda: "ada" in laptop.accounts)
        assert laptop.sign_in("ada", ADAS)
        return laptop

    return lent


async def change(stage, laptop):
    stage.jumpcloud.change_user("ada", password=NEW)
    await stage.until(lambda: laptop.accounts["ada"].password == NEW)


@pytest.mark.parametrize(
    ("previous", "said"), [(ADAS, KEPT), ("a guess", EMPTY), (NEW, EMPTY), ("", EMPTY)]
)
async def test_a_mac_asks_for_the_previous_password_to_open_the_keychain(
    stage, lend, previous, said
):
    laptop = await lend("macOS")
    before = shown(laptop, "ada")["asks_previous_password"]
    await change(stage, laptop)
    asks = shown(laptop, "ada")["asks_previous_password"]

    first = laptop.sign_in("ada", NEW, previous_password=previous)
    second = laptop.sign_in("ada", NEW)

    assert (before, asks) == (False, True)
    assert (first.message, second.message) == (said, "Welcome, Ada Lovelace.")
    assert shown(laptop, "ada")["asks_previous_password"] is False


@pytest.mark.parametrize("system", ["Windows Pro", "Windows Home", "Linux"])
async def test_other_systems_have_no_keychain_to_open(stage, lend, system):
    laptop = await lend(system)
    await change(stage, laptop)

    assert shown(laptop, "ada")["asks_previous_password"] is False
    assert laptop.sign_in("ada", NEW).message == "Welcome, Ada Lovelace."


async def test_a_keychain_that_missed_two_changes_wants_the_password_it_was_made_with(stage, lend):
    laptop = await lend("macOS")
    await change(stage, laptop)
    stage.jumpcloud.change_user("ada", password="Third-Password-3")
    await stage.until(lambda: laptop.accounts["ada"].password == "Third-Password-3")

    assert laptop.sign_in("ada", "Third-Password-3", previous_password=ADAS).message == KEPT


@pytest.mark.parametrize("system", ["macOS", "Windows Pro", "Linux"])
async def test_a_laptop_that_is_offline_keeps_the_old_password(stage, lend, system):
    laptop = await lend(system)
    laptop.go_offline()
    stage.jumpcloud.change_user("ada", password=NEW)
    await stage.agents_had_their_turn()
    offline = (bool(laptop.sign_in("ada", ADAS)), bool(laptop.sign_in("ada", NEW)))

    laptop.go_online()
    await stage.until(lambda: laptop.accounts["ada"].password == NEW)

    assert offline == (True, False)
    assert laptop.sign_in("ada", NEW)
    assert not laptop.sign_in("ada", ADAS)


async def test_windows_hello_rests_until_a_sign_in_with_the_new_password(stage, lend):
    laptop = await lend("Windows Pro")
    assert shown(laptop, "ada")["hello"] is None
    assert laptop.enrol_hello("ada", "2580")
    by_pin = laptop.sign_in("ada", pin="2580")
    await change(stage, laptop)

    resting = (shown(laptop, "ada")["hello"], laptop.sign_in("ada", pin="2580").message)
    assert laptop.sign_in("ada", NEW)

    assert by_pin
    assert resting == ("off", "The PIN is not available. Sign in with the password first.")
    assert shown(laptop, "ada")["hello"] == "ready"
    assert laptop.sign_in("ada", pin="2580")
    assert not laptop.sign_in("ada", pin="1111")


async def test_a_pin_is_for_windows_and_for_who_is_signed_in(stage, lend):
    laptop = await lend("macOS")
    pro = stage.laptops["LT-GRACE"]

    assert laptop.enrol_hello("ada", "2580").message == "Only Windows has Windows Hello."
    assert pro.enrol_hello("grace", "2580").message == "Sign in first, and choose a PIN."


async def test_a_pin_opens_no_disabled_account(stage, lend):
    laptop = await lend("Windows Pro")
    laptop.enrol_hello("ada", "2580")
    stage.jumpcloud.change_user("ada", suspended=True)
    await stage.until(lambda: laptop.accounts["ada"].disabled)

    assert laptop.sign_in("ada", pin="2580").message == "This account is disabled."


async def test_without_password_sync_a_taken_over_account_keeps_its_own(stage, ada):
    stage.jumpcloud.organization.password_sync = False
    laptop = stage.laptops.add("LT-NEW")
    laptop.add_account("ada", "Ada", password=LOCAL)
    stage.jumpcloud.bind("ada", "LT-NEW")
    await stage.until(lambda: laptop.accounts["ada"].managed)

    stage.jumpcloud.change_user("ada", password=NEW)
    await stage.agents_had_their_turn()

    assert laptop.sign_in("ada", LOCAL)
    assert not laptop.sign_in("ada", NEW)
    assert shown(laptop, "ada")["asks_previous_password"] is False


async def test_the_setting_is_for_new_bindings_and_leaves_the_old_ones(stage, lend):
    laptop = await lend("macOS")
    stage.jumpcloud.organization.password_sync = False

    await change(stage, laptop)

    assert laptop.sign_in("ada", NEW)


async def test_linux_cannot_do_without_password_sync(stage, lend):
    stage.jumpcloud.organization.password_sync = False

    laptop = await lend("Linux")
    await change(stage, laptop)

    assert laptop.sign_in("ada", NEW)


async def test_signing_in_with_jumpcloud_without_password_sync_asks_for_a_passcode(stage, ada):
    stage.jumpcloud.organization.password_sync = False
    laptop = stage.laptops["LT-ADA"]

    without = laptop.self_service("ada", ADAS)
    assert laptop.self_service("ada", ADAS, passcode="my-mac-only")

    assert without.message == "Choose a passcode for this device."
    assert laptop.sign_in("ada", "my-mac-only")
    assert not laptop.sign_in("ada", ADAS)


async def test_the_password_of_okta_opens_the_laptop_once_all_have_passed_it_on(stage):
    laptop = stage.laptops["LT-ADA"]
    await stage.hired(password=ADAS)
    stage.jumpcloud.bind("ada", "LT-ADA")
    await stage.until(lambda: "ada" in laptop.accounts)
    laptop.sign_in("ada", ADAS)

    stage.okta.directory.set_password(stage.okta.directory.get("ada"), NEW)
    await stage.until(lambda: laptop.accounts["ada"].password == NEW)

    assert laptop.sign_in("ada", NEW, previous_password=ADAS).message == KEPT
