"""Rights, rounds, reminders: what may change between the request and its work."""

import pytest

from tests.scene import text_of

LOGIN = "ada@acme.example"
DONE = "Done, and seen on every system"


def group(scene, name):
    """Give the Slack ids in a user group, which can be changed."""
    return next(
        each.members for each in scene.slack.workspace.user_groups.values() if each.handle == name
    )


def reminders(scene):
    return sum("still waits for approval" in text_of(reply) for reply in scene.thread)


@pytest.mark.parametrize("handle", ["helpdesk", "helpdesk-leads"], ids=["requester", "approver"])
async def test_whoever_may_not_any_more_when_the_work_starts_stops_it(scene, handle):
    gone = {"helpdesk": "mina", "helpdesk-leads": "lee"}[handle]
    await scene.request(start_date="2030-01-07", start_time="09:00")
    await scene.approve()
    await scene.thread_says("It starts")
    group(scene, handle).remove(scene.slack.person(gone).id)

    await scene.tick(days=1500)

    await scene.card_says("Failed")
    assert f"{gone.title()}" in scene.card
    assert "any more" in scene.card
    assert "Nothing was changed" in scene.card
    assert scene.okta.status(LOGIN) is None


async def test_two_approvals_are_two_different_people(scene):
    scene.replace("approvals = 1", "approvals = 2")
    await scene.restart()
    await scene.request()
    assert "two of you are asked to approve" in text_of(scene.thread)
    assert "Approvals missing" in scene.card

    await scene.approve(by="lee")
    await scene.card_says("one; expires")
    assert scene.okta.status(LOGIN) is None
    await scene.approve(by="sam")

    await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
    for name in ("lee", "sam"):
        assert f"<@{scene.slack.person(name).id}>" in scene.card


async def test_one_no_ends_it_whoever_said_yes_before(scene):
    scene.replace("approvals = 1", "approvals = 2")
    await scene.restart()
    await scene.request()
    await scene.approve(by="lee")
    await scene.card_says("one; expires")
    sam = scene.slack.person("sam")

    await sam.click("deny")
    await scene.until(lambda: sam.modal)
    await sam.fill(reason="Not this month.")
    await sam.submit()

    await scene.card_says("Denied")
    await scene.tick()
    assert scene.okta.status(LOGIN) is None


async def test_when_the_accounts_have_changed_it_is_asked_again_with_the_difference(scene):
    await scene.request(device="LT-ADA")
    scene.jumpcloud.default_state = "STAGED"

    await scene.approve()
    await scene.thread_says("it has to be approved again")

    assert "activate the account, which arrives staged" in text_of(scene.thread)
    await scene.card_says("activate the account, which arrives staged")
    assert "Waiting for approval" in scene.card
    assert "Approved by" not in scene.card
    assert scene.okta.status(LOGIN) is None
    await scene.approve()
    await scene.card_says(DONE)


async def test_reminders_come_ever_less_often_and_stop_with_the_decision(scene):
    await scene.request()

    for hours, so_far in ((4, 1), (4, 1), (4, 2), (8, 2), (8, 3)):
        await scene.tick(hours=hours)
        await scene.until(lambda many=so_far: reminders(scene) == many, what=f"{so_far} reminders")

    await scene.approve()
    await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
    await scene.tick(hours=100)
    assert reminders(scene) == 3


async def test_who_has_no_say_is_told_before_they_write_a_reason(scene):
    await scene.request(by="lee")
    mina = scene.slack.person("mina")

    await mina.click("deny")

    await scene.until(lambda: "Reference to quote: E-" in scene.told("mina"))
    assert "You may not approve /onboard" in scene.told("mina")
    assert mina.modal["submit"] is None


async def test_who_may_not_request_is_told_in_the_window(scene):
    stranger = scene.slack.add_person("visitor", channels=("it-desk",))
    await stranger.command("/onboard", channel="it-desk")

    await scene.until(lambda: "You may not ask for /onboard" in scene.told("visitor"))
    assert "Reference to quote: E-" in scene.told("visitor")
