"""Somebody is shut out, and let in again: what their laptops show in between and afterwards."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.scenarios.screens import kept, lets_in, listed

GRACE, NEW, PIN = "grace@acme.example", "Another-Horse-8-Staple", "2580"
DONE = "Done, and seen on every system"
SHUT = "This account is disabled."


@pytest.fixture
async def laptops(scene):
    """Her Windows with a PIN, her Mac and her Linux; she works on each."""
    windows, mac, linux = (scene.laptops[name] for name in ("LT-GRACE", "LT-ADA", "LT-LINUX"))
    linux.go_online()
    for laptop in (mac, linux):
        scene.jumpcloud.bind("grace", laptop.name)
        await scene.until(lambda one=laptop: "grace" in one.accounts, what="her account")
    for laptop in (windows, mac, linux):
        assert laptop.sign_in("grace", PASSWORD)
    assert windows.enrol_hello("grace", PIN)
    return windows, mac, linux


async def suspend(scene, **typed):
    await scene.carry("suspend", GRACE, confirm=GRACE, reason="Leave", **typed)


async def restore(scene):
    await scene.carry("restore", GRACE, reason="Back")


async def test_a_leave_ends_the_session_and_hides_or_greys_the_account_and_back_it_is_the_same(
    scene, laptops
):
    windows, mac, linux = laptops
    before = [(listed(laptop), kept(laptop)) for laptop in laptops]

    await suspend(scene)
    await scene.card_says(DONE)

    assert [laptop.signed_in for laptop in laptops] == [[], [], []]
    assert listed(windows) == {"Administrator": "admin"}
    assert listed(mac) == {"itadmin": "admin", "grace": "managed disabled"}
    assert listed(linux) == {"ubuntu": "admin", "grace": "managed disabled"}
    assert [kept(laptop) for laptop in laptops] == [accounts for _, accounts in before]
    assert mac.machine.preboot == ["itadmin"]
    for laptop in laptops:
        assert laptop.sign_in("grace", PASSWORD).message == SHUT
    assert windows.sign_in("grace", pin=PIN).message == SHUT
    assert not scene.okta.sign_in(GRACE, PASSWORD)

    await restore(scene)
    await scene.card_says(DONE)

    assert [(listed(laptop), kept(laptop)) for laptop in laptops] == before
    assert windows.sign_in("grace", pin=PIN)
    assert all(lets_in(laptop, "grace", PASSWORD) for laptop in laptops)
    assert mac.machine.preboot == ["itadmin", "grace"]
    assert scene.okta.sign_in(GRACE, PASSWORD)


async def test_a_leaver_who_comes_back_has_the_same_accounts_and_another_password(scene, laptops):
    windows, mac, _ = laptops

    await suspend(scene, mode="leaver")
    await scene.card_says(DONE)

    assert "grace" not in listed(windows)
    assert listed(mac)["grace"] == "managed disabled"
    assert [laptop.signed_in for laptop in laptops] == [[], [], []]
    assert not any(lets_in(laptop, "grace", PASSWORD) for laptop in laptops)

    await restore(scene)
    await scene.card_says(DONE)
    (mail,) = scene.okta.directory.mails
    assert mail.to == GRACE
    scene.okta.activate(GRACE, NEW)

    await scene.until(
        lambda: all(lets_in(laptop, "grace", NEW) for laptop in laptops), what="her new password"
    )
    assert not any(lets_in(laptop, "grace", PASSWORD) for laptop in laptops)
    assert [kept(laptop).count("grace") for laptop in laptops] == [1, 1, 1]


async def test_a_laptop_that_is_away_is_open_and_said_to_be_until_it_hears_of_it(scene, laptops):
    windows, mac, _ = laptops
    windows.go_offline()

    await suspend(scene)
    await scene.card_says("LT-GRACE: offline, last seen")

    assert "the account is still usable there" in scene.card
    assert windows.signed_in == ["grace"]
    assert lets_in(windows, "grace", PASSWORD)
    assert not lets_in(mac, "grace", PASSWORD)
    assert DONE not in scene.card

    windows.go_online()
    await scene.card_says(DONE)
    assert windows.signed_in == []
    assert "grace" not in listed(windows)
    assert not lets_in(windows, "grace", PASSWORD)


async def test_windows_home_keeps_an_open_session_and_nothing_says_that_it_ended(scene):
    home = scene.laptops["PC-HOME"]
    scene.jumpcloud.bind("grace", "PC-HOME")
    await scene.until(lambda: "grace" in home.accounts, what="her account")
    assert home.sign_in("grace", PASSWORD)

    await suspend(scene)
    await scene.card_says(DONE)

    assert home.signed_in == ["grace"]
    assert "Windows Home: an open session may go on" in scene.card
    assert "grace" not in listed(home)
    home.sign_out("grace")
    assert not lets_in(home, "grace", PASSWORD)
