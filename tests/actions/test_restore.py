"""Restoring: what a suspension closed is opened again, and compared with what there was."""

from datetime import timedelta

from bot.sandbox.cast import PASSWORD

GRACE = "grace@acme.example"
SOON = timedelta(days=2)  # a day that has not begun yet, in whichever time zone it is read
WHY = {"reason": "Parental leave"}


async def suspended(scene, **typed):
    await scene.carry("suspend", GRACE, confirm=GRACE, **{**WHY, **typed})
    await scene.card_says("Done, and seen on every system")


async def test_a_leave_is_undone_on_both_sides_and_on_the_laptop(scene):
    await suspended(scene)

    await scene.carry("restore", GRACE, reason="Back")

    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "ACTIVE"
    assert scene.jumpcloud.state("grace") == "ACTIVATED"
    assert scene.laptops["LT-GRACE"].sign_in("grace", PASSWORD)
    assert "the same as what they had before REQ-1" in scene.card


async def test_a_leaver_comes_back_with_groups_and_app_and_a_new_password(scene):
    await suspended(scene, mode="leaver")
    scene.okta.leave(GRACE, "Engineering")

    await scene.carry("restore", GRACE, reason="Came back")

    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "PROVISIONED"
    assert scene.okta.user(GRACE)["groups"] == ["Everyone", "Engineering"]
    assert scene.jumpcloud.state("grace") == "ACTIVATED"
    assert [mail.to for mail in scene.okta.directory.mails] == [GRACE]


async def test_whoever_is_in_already_is_not_restored(scene):
    faults = await scene.ask("restore", GRACE, reason="Back")

    assert "There is nothing to restore" in faults["person"]


async def test_a_suspension_by_hand_is_undone_and_nothing_is_compared(scene):
    scene.okta.do("suspend", GRACE)

    await scene.carry("restore", GRACE, reason="A mistake")

    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "ACTIVE"
    assert "does not know what they had" not in scene.card
    assert "before REQ" not in scene.card


async def test_what_somebody_had_and_has_no_more_is_listed(scene):
    await suspended(scene)
    scene.jumpcloud.unbind("grace", "LT-GRACE")

    await scene.carry("restore", GRACE, reason="Back")

    await scene.card_says("Every step done, but not every system shows it")
    assert "LT-GRACE: was bound to them before, and is not any more" in scene.card


async def test_the_end_of_a_leave_asks_again_before_it_restores(scene):
    scene.clock.move(hours=1)
    day = (scene.clock() + SOON).date()
    await suspended(scene, end_date=day.isoformat())
    assert scene.okta.status(GRACE) == "SUSPENDED"

    await scene.tick(days=3)
    await scene.until(lambda: "Restore Grace Hopper" in scene.card, what="the restoration")
    assert "Waiting for approval" in scene.card
    assert scene.okta.status(GRACE) == "SUSPENDED"

    await scene.approve()
    await scene.card_says("Done, and seen on every system")
    assert scene.okta.status(GRACE) == "ACTIVE"
    await scene.tick(days=2)
    assert len(scene.slack.messages("it-requests")) == 2


async def test_the_end_of_a_leave_that_is_over_already_says_so(scene):
    day = (scene.clock() + SOON).date()
    await suspended(scene, end_date=day.isoformat())
    scene.okta.do("unsuspend", GRACE)
    scene.jumpcloud.change_user("grace", state="ACTIVATED", suspended=False)
    grace = scene.laptops["LT-GRACE"].accounts["grace"]
    await scene.until(lambda: not grace.disabled, what="the account on the laptop")

    await scene.tick(days=3)

    await scene.thread_says("cannot be asked for")
    await scene.thread_says("There is nothing to restore")
