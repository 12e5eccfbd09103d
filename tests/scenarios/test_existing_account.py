"""An account that was on the device before: the same profile, now with Okta's password."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.scenarios.screens import kept, lets_in, listed

LOCAL = "the-local-one"


async def take_over(scene, device):
    mina = scene.slack.person("mina")
    await scene.ask("takeover", "dana@acme.example", review=False)
    await mina.pick("device", device, search=device)
    await mina.pick("account", "dnovak", search="")
    assert await mina.submit() == {}
    await scene.until(lambda: mina.modal["callback_id"] == "review", what="the review")
    await scene.send()
    await scene.approve()
    await scene.card_says("Done, and seen on every system")


async def test_on_a_mac_they_keep_account_rights_and_keychain_and_have_oktas_password(scene):
    mac = scene.laptops["LT-ADA"]
    mac.add_account("dnovak", "Dana N.", admin=True, password=LOCAL)
    assert mac.sign_in("dnovak", LOCAL)
    mac.lock()
    assert listed(mac) == {"itadmin": "admin", "dnovak": "admin"}

    await take_over(scene, "LT-ADA")

    assert listed(mac) == {"itadmin": "admin", "dnovak": "managed admin"}
    assert kept(mac) == ["dnovak", "itadmin"]
    assert not mac.sign_in("dnovak", LOCAL)
    welcome = mac.sign_in("dnovak", PASSWORD, previous_password=LOCAL)
    assert welcome.message == "Welcome, Dana Novak. The keychain was kept."
    assert mac.signed_in == ["dnovak"]
    assert mac.machine.preboot == ["itadmin", "dnovak"]


@pytest.mark.parametrize("system", ["Windows Pro", "Linux"])
async def test_elsewhere_the_local_name_stays_and_oktas_password_opens_it(scene, system):
    laptop = scene.laptops.add("LT-DANA", system)
    laptop.add_account("dnovak", "Dana N.", password=LOCAL)

    await take_over(scene, "LT-DANA")

    assert listed(laptop) == {"dnovak": "managed"}
    assert kept(laptop) == ["dnovak"]
    assert lets_in(laptop, "dnovak", PASSWORD)
    assert not lets_in(laptop, "dnovak", LOCAL)
