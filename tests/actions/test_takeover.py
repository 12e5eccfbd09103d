"""Taking an account over: what is offered, what is refused, and what the device shows."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.scene import text_of

DANA = "dana@acme.example"


@pytest.fixture
def laptop(scene):
    laptop = scene.laptops["LT-ADA"]
    laptop.add_account("dnovak", "Dana N.", admin=True, password="local-one")
    return laptop


async def fill(scene, *, account="dnovak", device="LT-ADA", **typed):
    mina = scene.slack.person("mina")
    await scene.ask("takeover", DANA, review=False)
    await mina.pick("device", device, search=device[:4])
    await mina.pick("account", account, search="")
    await mina.fill(**typed)
    faults = await mina.submit()
    if not faults:
        await scene.until(lambda: mina.modal["callback_id"] != "computing", what="the review")
    return faults


async def test_the_account_becomes_managed_and_no_second_profile_appears(scene, laptop):
    assert await fill(scene) == {}
    review = text_of(scene.slack.person("mina").modal)
    assert "set the Local User Account of dana to dnovak" in review
    assert "Their Okta password replaces the local one of dnovak" in review
    await scene.send()
    await scene.approve()

    await scene.card_says("Done, and seen on every system")
    assert laptop.accounts["dnovak"].managed
    assert laptop.accounts["dnovak"].admin
    assert "dana" not in laptop.accounts
    assert laptop.sign_in("dana", PASSWORD)
    assert "no second profile" in scene.card


async def test_rights_are_changed_on_purpose_only(scene, laptop):
    await fill(scene, rights="standard")
    assert "loses its administrator's rights" in text_of(scene.slack.person("mina").modal)
    await scene.send()
    await scene.approve()

    await scene.card_says("Done, and seen on every system")
    assert not laptop.accounts["dnovak"].admin


async def test_only_accounts_that_nobody_manages_are_offered_with_their_age(scene, laptop):
    mina = scene.slack.person("mina")
    await scene.ask("takeover", DANA, review=False)
    assert text_of(await mina.suggest("account", "")) == "Choose the device first"
    await mina.pick("device", "LT-ADA", search="LT-A")

    offered = await mina.suggest("account", "")

    assert [each["value"] for each in offered] == ["itadmin", "dnovak"]
    assert "Dana N., administrator, reported now" in text_of(offered)


async def test_a_laptop_that_is_offline_is_refused(scene, laptop):
    laptop.go_offline()

    faults = await fill(scene)

    assert "It is offline" in faults["device"]
    assert "Have it online" in faults["device"]


async def test_an_account_that_is_renamed_before_it_runs_makes_no_second_profile(scene, laptop):
    await fill(scene)
    await scene.send()
    laptop.accounts["dnovak2"] = laptop.accounts.pop("dnovak")
    laptop.accounts["dnovak2"].username = "dnovak2"
    laptop.agent.report()

    await scene.approve()

    await scene.card_says("Failed")
    await scene.thread_says("reports no account dnovak")
    assert sorted(laptop.accounts) == ["_jumpcloudserviceaccount", "dnovak2", "itadmin"]
    assert scene.jumpcloud.bindings("dana") == []


async def test_a_managed_account_is_never_unbound_again(scene, laptop):
    scene.laptops.agent_delay = 0.5
    await fill(scene)
    await scene.send()
    await scene.approve()
    await scene.until(lambda: scene.jumpcloud.bindings("dana") == ["LT-ADA"])
    fault = scene.faults.add("GET /jumpcloud/api/systems/*", "down")
    await scene.until(lambda: laptop.accounts["dnovak"].managed)
    await scene.bot.decisions.stop(1, by="U0MINA00001", reason="A mistake")
    scene.faults.remove(fault)

    await scene.card_says("Cancelled")
    await scene.thread_says("Unbinding would disable it")
    assert laptop.accounts["dnovak"].managed
    assert not laptop.accounts["dnovak"].disabled
