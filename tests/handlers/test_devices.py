"""A laptop that is gone, given to somebody else or offline: told where the person is."""

import pytest

from tests.scene import text_of

LOGIN = "ada@acme.example"
DONE = "Done, and seen on every system"
WAITING = "waiting: Have the account on a device ·"
GONE = "JumpCloud no longer has LT-ADA."
TAKEN = "LT-ADA is bound to somebody else."
NO_LONGER = "Their device is gone, or no longer bound to them."


def lose(scene):
    scene.jumpcloud.remove_system("LT-ADA")


def give_account(scene):
    scene.laptops["LT-ADA"].add_account("ada", "Ada of old")


def give_away(scene):
    scene.jumpcloud.bind("alan", "LT-ADA")


async def failed(scene):
    """Wait for the end without success; gives what the thread says of it."""
    await scene.card_says("Failed")
    await scene.thread_says("To quote: REQ-1")
    return text_of(scene.thread[-1])


async def working(scene, match, **typed):
    """Have it approved, and stop the work at an exchange; gives what lets it go on."""
    await scene.request(**typed)
    held = scene.faults.add(match, "hold", times=1)
    await scene.approve()
    await scene.until(lambda: scene.faults.pausing, what=match)
    return held


async def test_between_choice_and_review_it_is_said_at_the_field(scene):
    mina = await scene.fill(device="LT-ADA", title="Analyst")

    for happen, words in (
        (give_account, "LT-ADA has a local account ada already; it would be taken over."),
        (give_away, TAKEN),
        (lose, GONE),
    ):
        happen(scene)

        faults = await mina.submit()

        assert faults.keys() == {"device"}
        assert words in faults["device"]
        assert mina.modal["callback_id"] == "form"
        assert mina.modal["state"]["values"]["title"]["v"]["value"] == "Analyst"
    await mina.fill(device=None)
    assert await mina.submit() == {}
    assert "none is bound; they choose one themselves" in text_of(mina.modal)
    assert scene.okta.status(LOGIN) is None


@pytest.mark.parametrize(("happen", "words"), [(lose, GONE), (give_away, TAKEN)])
async def test_between_review_and_approval_it_stops_before_anything_is_made(scene, happen, words):
    await scene.request(device="LT-ADA")
    happen(scene)

    await scene.approve()

    said = await failed(scene)
    assert words in said
    assert "left to clear up." in said
    assert "Nothing was changed." in scene.card
    assert scene.okta.status(LOGIN) is None
    assert scene.jumpcloud.user("ada") is None


@pytest.mark.parametrize(
    ("happen", "words", "bound"),
    [(lose, GONE, []), (give_away, "LT-ADA was bound to somebody else meanwhile.", ["LT-ADA"])],
)
async def test_while_the_work_goes_on_what_was_made_is_taken_back(scene, happen, words, bound):
    match = "GET /jumpcloud/api/v2/users/*/memberof"
    held = await working(scene, match, device="LT-ADA")
    assert scene.jumpcloud.state("ada") == "ACTIVATED"

    happen(scene)
    held.release()

    said = await failed(scene)
    assert words in said
    assert f"{LOGIN} is deactivated in Okta and keeps its login" in said
    assert "left to clear up." in said
    await scene.until(lambda: scene.jumpcloud.state("ada") == "SUSPENDED")
    assert scene.okta.status(LOGIN) == "DEPROVISIONED"
    assert scene.jumpcloud.bindings("ada") == []
    assert scene.jumpcloud.bindings("alan") == bound


async def test_an_offline_laptop_is_a_warning_and_is_waited_for(scene):
    await scene.review(device="LT-LINUX")
    mina = scene.slack.person("mina")
    assert "LT-LINUX is offline, last seen" in text_of(mina.modal)
    await mina.submit()
    await scene.until(lambda: scene.thread, what="the question")
    assert "LT-LINUX is offline, last seen" in scene.card

    await scene.approve()
    await scene.thread_says("Seen now: LT-LINUX is offline, last seen")
    assert scene.jumpcloud.bindings("ada") == ["LT-LINUX"]
    assert DONE not in scene.card

    scene.laptops["LT-LINUX"].go_online()
    await scene.card_says(DONE)


async def test_a_laptop_that_goes_offline_after_the_review_is_waited_for(scene):
    await scene.request(device="LT-ADA")
    assert "is offline" not in scene.card
    scene.laptops["LT-ADA"].go_offline()

    await scene.approve()
    await scene.card_says(f"{WAITING} LT-ADA is offline")
    assert DONE not in scene.card

    scene.laptops["LT-ADA"].go_online()
    await scene.card_says(DONE)


async def test_a_laptop_that_goes_while_it_is_waited_for_costs_nobody_their_account(scene):
    await scene.onboard(device="LT-LINUX")
    await scene.card_says(f"{WAITING} LT-LINUX is offline")

    scene.jumpcloud.unbind("ada", "LT-LINUX")
    scene.jumpcloud.bind("alan", "LT-LINUX")
    scene.laptops["LT-LINUX"].go_online()
    await scene.card_says(NO_LONGER)
    assert scene.okta.status(LOGIN) == "PROVISIONED"

    scene.jumpcloud.bind("ada", "LT-ADA")
    await scene.card_says(DONE)
    assert "LT-ADA: account ada is managed (as it should be)" in scene.card
    assert scene.jumpcloud.bindings("alan") == ["LT-LINUX"]


async def test_stopping_once_the_laptop_is_gone_leaves_nothing_of_it(scene):
    await scene.onboard(device="LT-LINUX")
    await scene.card_says(f"{WAITING} LT-LINUX is offline")
    scene.jumpcloud.remove_system("LT-LINUX")
    await scene.card_says(NO_LONGER)
    await scene.thread_says("Stop and undo")

    await scene.slack.person("mina").click("stop")

    await scene.card_says("Cancelled")
    await scene.thread_says("left to clear up.")
    assert scene.okta.status(LOGIN) == "DEPROVISIONED"


async def test_what_cannot_be_asked_at_the_end_is_never_called_seen(scene):
    held = await working(scene, "GET /jumpcloud/api/v2/users/*/memberof", device="LT-ADA")
    scene.faults.add("GET /okta/api/v1/users/*", "refuse")
    held.release()

    await scene.card_says("Every step done, but not every system shows it")

    assert "Proof: Okta does not permit us this" in scene.card
    await scene.thread_says("Please look at what is marked as not as it should be")
    assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
