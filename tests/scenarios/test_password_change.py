"""A new password: changed in Okta only, and what each of the person's laptops then asks for."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.scenarios.screens import lets_in, listed
from tests.scene import text_of

GRACE, NEW, PIN = "grace@acme.example", "Another-Horse-8-Staple", "2580"


@pytest.fixture
async def laptops(scene):
    """Her laptop with Windows and a PIN, and her Mac; she was signed in on both."""
    windows, mac = scene.laptops["LT-GRACE"], scene.laptops["LT-ADA"]
    scene.jumpcloud.bind("grace", "LT-ADA")
    await scene.until(lambda: "grace" in mac.accounts, what="her account on the Mac")
    for laptop in (windows, mac):
        assert laptop.sign_in("grace", PASSWORD)
    assert windows.enrol_hello("grace", PIN)
    for laptop in (windows, mac):
        laptop.lock()
    scene.slack.add_person("grace", channels=("it-desk",))
    return windows, mac


def told(scene):
    return text_of(scene.slack.person("grace").dms)


async def test_windows_wants_one_sign_in_and_a_mac_the_previous_password(scene, laptops):
    windows, mac = laptops
    before = [listed(laptop) for laptop in laptops]
    await scene.carry("rotate", GRACE, reason="Every year")
    await scene.card_says("they have not chosen one yet")
    assert windows.sign_in("grace", pin=PIN)
    assert all(lets_in(laptop, "grace", PASSWORD) for laptop in laptops)

    assert scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)
    await scene.until(lambda: "has arrived in JumpCloud" in told(scene), what="word to her")
    scene.clock.move(minutes=2)
    await scene.card_says("Done, and seen on every system")

    assert [listed(laptop) for laptop in laptops] == before
    assert not any(lets_in(laptop, "grace", PASSWORD) for laptop in laptops)
    assert windows.sign_in("grace", pin=PIN).message.startswith("The PIN is not available")
    assert windows.sign_in("grace", NEW)
    assert windows.sign_in("grace", pin=PIN)
    assert mac.login_screen[-1]["asks_previous_password"]
    welcome = mac.sign_in("grace", NEW, previous_password=PASSWORD)
    assert welcome.message == "Welcome, Grace Hopper. The keychain was kept."
    assert not mac.login_screen[-1]["asks_previous_password"]


async def test_a_password_that_got_out_opens_no_laptop_once_she_has_another(scene, laptops):
    await scene.carry("rotate", GRACE, why="compromised", reason="Phished", confirm=GRACE)
    await scene.thread_says("the one-time password is ready")
    assert not scene.okta.sign_in(GRACE, PASSWORD)
    mina = scene.slack.person("mina")
    await mina.click("reveal")
    await scene.until(lambda: mina.modal and "The one-time password" in text_of(mina.modal))
    temporary = mina.modal["blocks"][1]["elements"][0]["elements"][0]["text"]
    await mina.close()

    assert scene.okta.sign_in(GRACE, temporary, new_password=NEW)
    await scene.card_says("Reach each device")
    scene.clock.move(minutes=2)
    await scene.card_says("Done, and seen on every system")

    for laptop in laptops:
        assert lets_in(laptop, "grace", NEW)
        assert not lets_in(laptop, "grace", PASSWORD)
        assert not lets_in(laptop, "grace", temporary)
