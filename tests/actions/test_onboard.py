"""Onboarding: what it does from the slash command to the laptop's login screen."""

import pytest

from tests.scene import playing

DONE = "Done, and seen on every system"
LOGIN = "ada@acme.example"


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_person_is_onboarded_onto_a_bound_laptop(tmp_path, mode):
    async with playing(tmp_path, mode=mode) as scene:
        await scene.request(device="LT-ADA")
        assert scene.okta.status(LOGIN) is None

        await scene.approve(by="lee")
        await scene.card_says(DONE)

        assert scene.okta.status(LOGIN) == "PROVISIONED"
        assert scene.jumpcloud.state("ada") == "ACTIVATED"
        assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
        screen = {account["username"]: account for account in scene.laptops["LT-ADA"].login_screen}
        assert screen["ada"]["managed"]
        assert not screen["ada"]["admin"]


async def test_what_was_typed_is_what_okta_gets(scene):
    person = await scene.fill(department="Engineering", title="Analyst", device="LT-ADA")
    await person.pick("manager", "Grace Hopper", search="Grace")
    await person.submit()
    await person.submit()

    await scene.approve()
    await scene.card_says(DONE)

    created = scene.okta.user(LOGIN)
    assert created["profile"]["department"] == "Engineering"
    assert created["profile"]["title"] == "Analyst"
    assert created["profile"]["manager"] == "Grace Hopper"
    assert created["profile"]["managerId"] == scene.okta.user("grace@acme.example")["id"]
    assert created["profile"]["oktaRouting"] == "federated"
    assert set(created["groups"]) == {"Everyone", "Engineering"}


async def test_an_administrator_of_the_device_is_bound_as_one(scene):
    await scene.request(device="LT-ADA", rights="Administrator")
    assert "bind it to them as an administrator" in scene.card

    await scene.approve()
    await scene.card_says(DONE)

    screen = {account["username"]: account for account in scene.laptops["LT-ADA"].login_screen}
    assert screen["ada"]["admin"]


async def test_who_arrives_staged_is_activated_without_a_mail(scene):
    scene.jumpcloud.default_state = "STAGED"
    await scene.request(device="LT-ADA")
    assert "activate the account, which arrives staged" in scene.card

    await scene.approve()
    await scene.card_says(DONE)

    assert scene.jumpcloud.state("ada") == "ACTIVATED"
    activations = scene.traffic.matching("POST /jumpcloud/api/systemusers/*/state/activate")
    assert [each.request_body for each in activations] == [{"email": False}]


async def test_jumpcloud_is_assigned_directly_when_no_group_brings_it(scene):
    await scene.request(groups="Contractors", device="LT-ADA")
    assert "assign JumpCloud, which none of the groups brings" in scene.card

    await scene.approve()
    await scene.card_says(DONE)

    assert scene.okta.app_user(LOGIN)["scope"] == "USER"
    assert "Contractors" in scene.okta.user(LOGIN)["groups"]


async def test_a_group_that_brings_jumpcloud_needs_no_assignment(scene):
    await scene.onboard(device="LT-ADA")
    await scene.card_says(DONE)

    assert scene.okta.app_user(LOGIN)["scope"] == "GROUP"
    assert "Assign JumpCloud" not in scene.card


async def test_it_is_checked_that_the_person_is_in_the_federated_group(scene):
    await scene.onboard(device="LT-ADA")
    await scene.card_says(DONE)

    assert "They are in the federated group." in scene.card
    assert "ada" in scene.jumpcloud.members("Okta federated")


async def test_whoever_is_not_routed_is_not_looked_for_in_the_federated_group(scene):
    await scene.request(device="LT-ADA", routing=None)
    assert "JumpCloud will not send them to Okta to sign in" in scene.card

    await scene.approve()
    await scene.card_says(DONE)

    assert "federated group" not in scene.card
    assert "ada" not in scene.jumpcloud.members("Okta federated")


async def test_the_card_ends_with_what_each_system_shows(scene):
    await scene.onboard(device="LT-ADA")
    await scene.card_says(DONE)

    assert f"Okta: {LOGIN} PROVISIONED, JumpCloud app SYNCHRONIZED (as it should be)" in scene.card
    assert "JumpCloud: ada ACTIVATED (as it should be)" in scene.card
    assert "LT-ADA: account ada is managed (as it should be)" in scene.card
    await scene.thread_says("Every system shows it.")


async def test_what_does_not_show_at_the_end_is_named_and_never_called_done(scene):
    held = scene.faults.add("GET /jumpcloud/api/v2/users/*/memberof", "hold", times=1)
    await scene.onboard(device="LT-ADA")
    await scene.until(lambda: scene.faults.pausing, what="the look at the group")
    proof = scene.faults.add("GET /jumpcloud/api/systems/*", "hold", times=1)
    held.release()
    await scene.until(lambda: proof in scene.faults.pausing, what="the look at the device")

    scene.jumpcloud.change_user("ada", state="SUSPENDED", suspended=True)
    proof.release()

    await scene.card_says("Every step done, but not every system shows it")
    assert "JumpCloud: ada SUSPENDED (not as it should be)" in scene.card
    await scene.thread_says("Please look at what is marked as not as it should be")


async def test_every_act_is_a_row_of_the_audit(scene):
    await scene.onboard(device="LT-ADA")
    await scene.card_says(DONE)

    mina, lee = scene.slack.person("mina").id, scene.slack.person("lee").id
    steps = [("deskhand", "step done")] * 6
    assert await scene.acts() == [
        (mina, "requested"),
        (lee, "approved"),
        ("deskhand", "begun"),
        *steps,
        ("deskhand", "done"),
    ]
