"""Work that waits, is stopped, loses an answer or ends unproven; and secrets that stay secret."""

import pytest

from tests.scene import text_of

LOGIN = "ada@acme.example"
DONE = "Done, and seen on every system"
SECRET = "cannot be shown again"
CLOSED = {"ok": False, "error": "edit_window_closed"}


@pytest.mark.parametrize(
    "match",
    [
        "PUT /okta/api/v1/apps/*/users/*",
        "POST /okta/api/v1/apps/*/users",
        "POST /jumpcloud/api/systemusers/*/state/activate",
        "POST /jumpcloud/api/v2/users/*/associations",
    ],
)
async def test_a_change_whose_answer_is_lost_is_found_and_not_made_twice(scene, match):
    scene.jumpcloud.default_state = "STAGED"
    lost = scene.faults.add(match, "lost", times=1)

    await scene.onboard(device="LT-ADA", groups="Contractors")
    await scene.card_says(DONE)

    made = [one for one in scene.traffic.matching(match) if one.status < 400]
    assert len(made) == (0 if lost in scene.faults.rules else 1)
    assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
    assert scene.jumpcloud.state("ada") == "ACTIVATED"


async def test_without_a_laptop_it_waits_until_they_chose_one_themselves(scene):
    await scene.onboard()
    await scene.card_says("Being carried out")
    await scene.until(lambda: scene.jumpcloud.state("ada") == "ACTIVATED", what="the account")
    scene.okta.activate(LOGIN, "Correct-horse-9")
    await scene.thread_says("They have not signed in on a laptop yet")
    assert DONE not in scene.card

    opened = scene.laptops["LT-ADA"].self_service("ada", "Correct-horse-9")

    assert opened.ok, opened.message
    await scene.card_says(DONE)
    assert "LT-ADA: account ada is managed (as it should be)" in scene.card


@pytest.mark.parametrize("by", ["mina", "lee"], ids=["requester", "approver"])
async def test_work_that_waits_can_be_stopped_and_is_taken_back(scene, by):
    await scene.onboard(device="LT-LINUX")
    await scene.thread_says("LT-LINUX is offline")

    await scene.slack.person(by).click("stop")

    await scene.card_says("Cancelled")
    await scene.thread_says("left to clear up.")
    assert f"<@{scene.slack.person(by).id}>" in text_of(scene.thread[-1])
    await scene.until(lambda: scene.okta.status(LOGIN) == "DEPROVISIONED")
    await scene.until(lambda: scene.jumpcloud.state("ada") == "SUSPENDED")
    assert scene.jumpcloud.bindings("ada") == []


async def test_who_has_no_part_in_it_cannot_stop_it(scene):
    scene.slack.add_person("visitor")
    await scene.onboard(device="LT-LINUX")
    await scene.thread_says("LT-LINUX is offline")

    await scene.slack.person("visitor").click("stop")

    await scene.until(lambda: "You may not approve /onboard" in scene.told("visitor"))
    assert scene.okta.status(LOGIN) == "PROVISIONED"


async def test_what_takes_too_long_calls_for_a_person_and_goes_on_by_itself(scene):
    await scene.onboard(device="LT-LINUX")
    await scene.thread_says("LT-LINUX is offline")

    scene.clock.move(days=15)
    await scene.card_says("Needs a person to look")
    assert f"<@{scene.slack.person('mina').id}>" in text_of(scene.thread[-1])

    scene.laptops["LT-LINUX"].go_online()
    await scene.card_says(DONE)


async def test_a_secret_that_nobody_opens_is_destroyed_and_its_button_goes(scene):
    await scene.request(way_in="password", device="LT-ADA")
    await scene.approve()
    await scene.card_says(DONE)

    await scene.tick(hours=25)

    await scene.thread_says("Nobody opened it in time; it is destroyed.")
    assert not any("reveal" in str(reply["blocks"]) for reply in scene.thread)
    assert "opened" not in str(await scene.acts())


async def test_only_the_requester_opens_the_secret_and_only_once(scene):
    await scene.request(way_in="password", device="LT-ADA")
    await scene.approve()
    await scene.card_says(DONE)
    lee, mina = scene.slack.person("lee"), scene.slack.person("mina")
    button = next(reply["ts"] for reply in scene.thread if "reveal" in str(reply["blocks"]))

    await lee.click("reveal", in_message=button)
    await scene.until(lambda: "Only the person who sent the request" in scene.told("lee"))
    scene.faults.add("POST /slack/api/chat.update", "refuse", status=200, body=CLOSED)
    await mina.click("reveal", in_message=button)
    await scene.until(lambda: SECRET in scene.told("mina"))
    await mina.close(everything=True)
    await mina.click("reveal", in_message=button)

    await scene.until(lambda: "was opened before or has been destroyed" in scene.told("mina"))


async def test_without_a_sealing_key_no_password_is_offered(scene):
    scene.environment["SEALING_KEY"] = ""
    await scene.restart()

    mina = await scene.fill()

    assert "Activation e-mail" in text_of(mina.modal)
    assert "One-time password" not in text_of(mina.modal)
