"""Somebody new: from /onboard to the desk where they sign in for the first time."""

from tests.scenarios.screens import kept, lets_in, listed

LOGIN, CHOSEN = "ada@acme.example", "Analytical-1843-Engine"


async def test_somebody_new_signs_in_on_a_laptop_that_is_nobodys(scene):
    laptop = scene.laptops["LT-ADA"]
    assert listed(laptop) == {"itadmin": "admin"}
    assert not laptop.self_service("ada", CHOSEN)

    await scene.onboard()
    await scene.until(lambda: scene.jumpcloud.state("ada") == "ACTIVATED", what="the account")
    (mail,) = scene.okta.directory.mails
    assert mail.to == LOGIN
    scene.okta.activate(LOGIN, CHOSEN)
    await scene.card_says("They have not signed in on a laptop yet")
    assert listed(laptop) == {"itadmin": "admin"}

    assert laptop.sign_in_with_jumpcloud
    assert not laptop.self_service("ada", "not the one they chose")
    assert laptop.self_service("ada", CHOSEN)
    assert laptop.signed_in == ["ada"]
    laptop.lock()

    await scene.card_says("Done, and seen on every system")
    assert listed(laptop) == {"itadmin": "admin", "ada": "managed"}
    assert not laptop.sign_in_with_jumpcloud
    assert lets_in(laptop, "ada", CHOSEN)
    assert not lets_in(laptop, "ada", "not the one they chose")
    assert kept(laptop) == ["ada", "itadmin"]
    assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]


async def test_somebody_new_finds_their_account_on_the_laptop_that_waits_for_them(scene):
    laptop = scene.laptops["LT-LINUX"]
    await scene.onboard(device="LT-LINUX")
    await scene.card_says("waiting: Have the account on a device · LT-LINUX is offline")
    scene.okta.activate(LOGIN, CHOSEN)
    assert listed(laptop) == {"ubuntu": "admin"}

    laptop.go_online()

    await scene.card_says("Done, and seen on every system")
    assert listed(laptop) == {"ubuntu": "admin", "ada": "managed"}
    await scene.until(lambda: lets_in(laptop, "ada", CHOSEN), what="the password on the laptop")
