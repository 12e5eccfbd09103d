"""Suspending: what a leave and a leaver close, what is proven, and what is chased."""

from bot.sandbox.cast import PASSWORD
from tests.scene import text_of

GRACE = "grace@acme.example"
WHY = {"reason": "Parental leave"}


async def test_a_leave_closes_okta_jumpcloud_and_the_laptop(scene):
    laptop = scene.laptops["LT-GRACE"]
    assert laptop.sign_in("grace", PASSWORD)

    await scene.carry("suspend", GRACE, confirm=GRACE, **WHY)

    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "SUSPENDED"
    assert scene.jumpcloud.state("grace") == "SUSPENDED"
    assert laptop.signed_in == []
    assert "grace" not in [each["username"] for each in laptop.login_screen]
    assert scene.okta.user(GRACE)["groups"] == ["Everyone", "Engineering"]


async def test_a_leaver_is_deactivated_and_jumpcloud_follows(scene):
    await scene.carry("suspend", GRACE, confirm=GRACE, mode="leaver", reason="Left")

    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "DEPROVISIONED"
    assert scene.jumpcloud.state("grace") == "SUSPENDED"
    assert "JumpCloud has followed Okta" in scene.card
    assert scene.traffic.count("POST /jumpcloud/api/systemusers/*/state/suspend") == 0


async def test_the_channel_of_alerts_says_who_by_whom_and_what_is_still_open(scene):
    scene.laptops["LT-GRACE"].go_offline()

    await scene.carry("suspend", GRACE, confirm=GRACE, **WHY)

    await scene.until(lambda: "offline, last seen" in scene.alerts)
    alert = scene.alerts
    assert "Suspend Grace Hopper" in alert
    assert "<@U0MINA00001>" in alert
    assert "<@U0LEE000001>" in alert
    assert "✓ Suspend in Okta" in alert
    assert "still usable there" in alert

    scene.laptops["LT-GRACE"].go_online()
    await scene.until(lambda: "Done, and seen on every system" in scene.alerts)
    assert "Still open" not in scene.alerts


async def test_what_was_typed_to_confirm_has_to_be_right(scene):
    await scene.ask("suspend", GRACE, **WHY)
    mina = scene.slack.person("mina")
    await mina.fill(confirm="alan@acme.example")

    faults = await mina.submit()

    assert "is not grace@acme.example" in faults["confirm"]
    assert scene.slack.messages("it-requests") == []


async def test_a_laptop_that_is_retired_can_be_waited_for_no_longer(scene):
    scene.laptops["LT-GRACE"].go_offline()
    await scene.carry("suspend", GRACE, confirm=GRACE, **WHY)
    await scene.until(lambda: "End this wait" in text_of(scene.thread))
    mina = scene.slack.person("mina")

    await mina.click("end_wait")
    await mina.fill(reason="The laptop is retired")
    assert await mina.submit() == {}

    await scene.card_says("Every step done, but not every system shows it")
    assert "Ended by Mina Okafor: The laptop is retired" in scene.card
    assert "not as it should be" in scene.card


async def test_a_suspension_stands_behind_no_other_request_and_ends_it(scene):
    scene.laptops["LT-ADA"].go_offline()
    await scene.onboard(device="LT-ADA")
    await scene.card_says("waiting: Have the account on a device")
    ada = "ada@acme.example"

    faults = await scene.ask("suspend", ada, mode="leaver", reason="Never came")
    assert faults == {}
    review = text_of(scene.slack.person("mina").modal)
    assert "REQ-1 (Onboard Ada Lovelace): still open, and ended when this begins" in review
    await scene.send(confirm=ada)
    await scene.approve()
    await scene.until(lambda: scene.okta.status(ada) == "DEPROVISIONED")
    await scene.tick(seconds=1)

    await scene.until(
        lambda: "Cancelled" in text_of(scene.slack.messages("it-requests")[0]),
        what="the end of the onboarding",
    )
    await scene.card_says("Done, and seen on every system")
    assert scene.jumpcloud.state("ada") == "SUSPENDED"


async def test_only_one_suspension_of_a_person_is_open_at_a_time(scene):
    await scene.ask("suspend", GRACE, **WHY)
    await scene.send(confirm=GRACE)

    await scene.ask("suspend", GRACE, **WHY)

    assert "REQ-1 about grace@acme.example is still open" in text_of(
        scene.slack.person("mina").modal
    )


async def test_nobody_suspends_themselves_the_protected_or_an_administrator(scene):
    scene.okta.make_admin("alan@acme.example")
    refusals = {
        "mina@acme.example": "This is your own account",
        "alan@acme.example": "is an administrator of Okta",
    }

    for who, why in refusals.items():
        faults = await scene.ask("suspend", who, **WHY)
        assert why in faults["person"]


async def test_who_is_on_the_list_or_in_a_protected_group_is_not_touched(scene):
    engineering = next(g["id"] for g in scene.okta.groups if g["profile"]["name"] == "Engineering")
    lists = f'people = ["katherine@acme.example"]\ngroups = ["{engineering}"]\n'
    scene.replace("[people]\n", f"[protect]\n{lists}[people]\n")
    await scene.restart()

    listed = await scene.ask("suspend", "katherine@acme.example", **WHY)
    inside = await scene.ask("suspend", GRACE, **WHY)

    assert "`people` in [protect] names them" in listed["person"]
    assert "as a member of Engineering: `groups` in [protect]" in inside["person"]
    assert "has no [policy.suspend.protected]" in inside["person"]
