"""Rotating a password: it is followed from Okta through JumpCloud to each device."""

import pytest

from bot.sandbox.cast import PASSWORD
from tests.scene import text_of

GRACE = "grace@acme.example"
NEW = "Another-Horse-8-Staple"
ROUTINE = {"reason": "Every year"}


@pytest.fixture
async def scene(scene):
    # The person works in Slack too, so that they can be told there.
    scene.slack.add_person("grace", channels=("it-desk",))
    return scene


def told(scene):
    return text_of(scene.slack.person("grace").dms)


async def test_a_routine_rotation_waits_for_the_person_and_follows_to_the_laptop(scene):
    await scene.carry("rotate", GRACE, **ROUTINE)

    await scene.card_says("they have not chosen one yet")
    assert scene.okta.status(GRACE) == "PASSWORD_EXPIRED"
    await scene.until(lambda: "Please choose a new password" in told(scene))
    assert "Windows Hello" in told(scene)
    assert "keychain" not in told(scene)
    assert "Nobody of the helpdesk will ever ask you for a password" in told(scene)

    assert scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)
    await scene.until(lambda: "has arrived in JumpCloud" in told(scene))
    scene.clock.move(minutes=2)

    await scene.card_says("Done, and seen on every system")
    assert scene.laptops["LT-GRACE"].sign_in("grace", NEW)
    assert "in contact since the change" in scene.card


async def test_a_compromised_password_is_replaced_at_once_and_sealed(scene):
    scene.okta.sign_in(GRACE, PASSWORD)
    await scene.carry("rotate", GRACE, why="compromised", reason="Phished", confirm=GRACE)
    await scene.thread_says("the one-time password is ready")
    assert not scene.okta.sign_in(GRACE, PASSWORD)
    mina = scene.slack.person("mina")

    await mina.click("reveal")
    await scene.until(lambda: mina.modal and "The one-time password" in text_of(mina.modal))
    temporary = mina.modal["blocks"][1]["elements"][0]["elements"][0]["text"]
    assert scene.okta.sign_in(GRACE, temporary, new_password=NEW)
    scene.clock.move(minutes=2)

    await scene.card_says("Done, and seen on every system")
    said = [text_of(scene.slack.messages("it-requests")), text_of(scene.thread), told(scene)]
    assert temporary not in "\n".join(said)


async def test_a_laptop_that_is_offline_is_chased_until_it_reports(scene):
    scene.laptops["LT-GRACE"].go_offline()
    await scene.carry("rotate", GRACE, **ROUTINE)
    await scene.card_says("they have not chosen one yet")
    scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)

    await scene.card_says("the old password still opens it")
    assert scene.laptops["LT-GRACE"].sign_in("grace", PASSWORD)
    scene.laptops["LT-GRACE"].go_online()
    scene.clock.move(minutes=2)

    await scene.card_says("Done, and seen on every system")
    assert scene.laptops["LT-GRACE"].sign_in("grace", NEW)


async def test_a_mac_that_is_offline_is_warned_of_before(scene):
    scene.jumpcloud.bind("grace", "LT-ADA")
    scene.laptops["LT-ADA"].go_offline()

    await scene.ask("rotate", GRACE, **ROUTINE)

    review = text_of(scene.slack.person("mina").modal)
    assert "LT-ADA: a Mac that is offline" in review
    assert "Have it started first" in review


async def test_the_person_is_reminded_once_a_day(scene):
    await scene.carry("rotate", GRACE, **ROUTINE)
    await scene.card_says("they have not chosen one yet")
    for _ in range(2):
        scene.clock.move(days=1)
        await scene.until(lambda: "A new password is still needed" in told(scene))
    await scene.until(lambda: told(scene).count("A new password is still needed") >= 4)

    reminders = [m for m in scene.slack.person("grace").dms if "still needed" in text_of(m)]

    assert len(reminders) == 2


async def test_a_person_who_is_not_in_slack_is_told_by_the_helpdesk(scene):
    katherine = "katherine@acme.example"

    await scene.carry("rotate", katherine, **ROUTINE)

    await scene.card_says("could not be told in Slack; please tell them")


async def test_a_push_that_jumpcloud_refuses_is_said_with_its_reason(scene):
    await scene.carry("rotate", GRACE, **ROUTINE)
    await scene.card_says("they have not chosen one yet")
    scene.scim.refuse("Password does not meet the complexity requirements.")
    scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)
    await scene.card_says("not pushed it to JumpCloud yet")

    scene.clock.move(minutes=6)
    await scene.card_says("does not meet the complexity requirements")
    scene.scim.mend()
    scene.okta.sign_in(GRACE, NEW)
    scene.clock.move(minutes=2)

    await scene.card_says("Done, and seen on every system")
