"""Step-up: an approval or a request counts once its person has confirmed it on their phone."""

import json

import pytest

from bot.errors import NotAllowed
from storage import links, pushes, requests
from storage.identity_tables import How, Link
from tests.scene import playing, text_of

LOGINS = {"U0MINA00001": "mina", "U0LEE000001": "lee", "U0SAM000001": "sam"}


async def bind(scene, *slack_ids):
    """Bind people as after `/helpdesk link`, and give each of them a phone."""
    for slack_id in slack_ids:
        name = LOGINS[slack_id]
        scene.okta.enrol_phone(name)
        link = Link(
            slack_id=slack_id, okta_id=scene.okta.user(name)["id"], login=f"{name}@acme.example",
            how=How.PUSH, by=slack_id, at=scene.clock(),
        )  # fmt: skip
        async with scene.bot.database.transaction() as session:
            await links.add(session, link)


def rings(scene, name):
    return scene.okta.asked_on_phone(name)


async def pushed(scene, name):
    await scene.until(lambda: rings(scene, name), what=f"a push to {name}")
    return rings(scene, name)


def window(scene, name):
    modal = scene.slack.person(name).modal
    return text_of(modal) if modal else ""


@pytest.fixture
async def scene(tmp_path):
    async with playing(tmp_path, start=False) as one:
        one.replace("[policy.onboard]\n", '[policy.onboard]\nstep_up = ["approve", "request"]\n')
        await one.start()
        await bind(one, *LOGINS)
        yield one


async def sent(scene, name="mina"):
    """Send a request, confirmed on the requester's phone."""
    assert not await scene.review(name)
    await sent_from_review(scene, name)


async def sent_from_review(scene, name="mina"):
    await scene.slack.person(name).submit()
    await pushed(scene, name)
    scene.okta.answer_push(name)
    await scene.until(lambda: scene.card and scene.thread, what="the card")


async def test_a_request_is_sent_when_it_is_confirmed_on_the_phone(scene):
    assert not await scene.review()
    await scene.slack.person("mina").submit()
    push = await pushed(scene, "mina")
    await scene.until(lambda: str(push.number) in window(scene, "mina"))
    assert scene.card == ""

    scene.okta.answer_push("mina")

    await scene.until(lambda: "is sent" in window(scene, "mina"))
    await scene.card_says("Waiting for approval")


async def test_a_request_that_is_rejected_on_the_phone_is_not_sent_and_its_review_is_back(scene):
    assert not await scene.review()
    await scene.slack.person("mina").submit()
    await pushed(scene, "mina")
    scene.okta.answer_push("mina", approve=False)

    await scene.until(lambda: "Rejected on the phone" in window(scene, "mina"))
    assert scene.card == ""
    await scene.until(lambda: "rejected a push" in scene.alerts)

    await scene.slack.person("mina").submit()
    await pushed(scene, "mina")
    scene.okta.answer_push("mina")
    await scene.card_says("Waiting for approval")


async def test_an_approval_that_is_rejected_on_the_phone_does_not_count_and_the_thread_hears_of_it(
    scene,
):
    await sent(scene)
    await scene.approve()
    await pushed(scene, "lee")
    scene.okta.answer_push("lee", approve=False)

    await scene.thread_says("rejected a push")
    await scene.until(lambda: "Nothing was done" in window(scene, "lee"))
    assert "Waiting for approval" in scene.card
    assert ("deskhand", "push rejected") in await scene.acts()


async def test_a_double_click_sends_one_push(scene):
    await sent(scene)
    await scene.approve()
    await pushed(scene, "lee")
    await scene.approve()
    await scene.until(lambda: "on the phone already" in window(scene, "lee"))

    assert scene.traffic.count("POST /okta/api/v1/users/*/factors/*/verify") == 2  # Mina's, Lee's
    scene.okta.answer_push("lee")
    await scene.card_says("Approved by")


async def test_a_restart_in_the_midst_does_not_count_and_one_clicks_again(scene):
    await sent(scene)
    await scene.approve()
    await pushed(scene, "lee")
    await scene.restart()
    scene.okta.answer_push("lee")
    assert "Waiting for approval" in scene.card

    await scene.slack.person("lee").close(everything=True)
    await scene.approve()
    await pushed(scene, "lee")
    scene.okta.answer_push("lee")
    await scene.card_says("Approved by")


async def test_who_has_no_say_gets_no_push_and_who_is_bound_to_nobody_is_told_the_way(scene):
    await sent(scene)
    await scene.approve("mina")
    await scene.until(lambda: "your own request" in window(scene, "mina"))
    async with scene.bot.database.transaction() as session:
        await links.end(session, "U0SAM000001", by="U0ADMIN", now=scene.clock())

    await scene.approve("sam")

    await scene.until(lambda: "/helpdesk link" in window(scene, "sam"))
    assert rings(scene, "sam") is None
    assert rings(scene, "mina") is None


async def test_an_approval_counts_when_it_is_confirmed_on_the_phone(scene):
    await sent(scene)
    await scene.approve()
    push = await pushed(scene, "lee")
    await scene.until(lambda: str(push.number) in window(scene, "lee"))
    assert "Waiting for approval" in scene.card

    scene.okta.answer_push("lee")

    await scene.card_says("Approved by")
    await scene.until(lambda: "You have approved REQ-1" in window(scene, "lee"))
    assert ("deskhand", "push confirmed") in await scene.acts()


async def test_a_bot_that_is_stopped_in_the_midst_of_send_leaves_the_review(scene):
    mina = scene.slack.person("mina")
    assert not await scene.review()
    await mina.submit()
    await pushed(scene, "mina")
    await scene.restart()
    scene.okta.answer_push("mina")
    assert "Nobody knows how it went" in window(scene, "mina")
    assert scene.card == ""

    await mina.submit()
    await pushed(scene, "mina")
    scene.okta.answer_push("mina")
    await scene.card_says("Waiting for approval")


async def test_who_does_not_want_to_wait_goes_back_to_the_review(scene):
    mina = scene.slack.person("mina")
    assert not await scene.review()
    await mina.submit()
    await scene.until(lambda: "Choose this number there" in window(scene, "mina"))

    await mina.click("back_to_review")
    await scene.until(lambda: "What will change" in window(scene, "mina"))
    await mina.submit()
    await scene.until(lambda: "on the phone already" in window(scene, "mina"))
    assert scene.traffic.count("POST /okta/api/v1/users/*/factors/*/verify") == 1

    scene.okta.answer_push("mina")
    await scene.card_says("Waiting for approval")


async def test_no_way_leads_around_the_phone(scene):
    assert not await scene.review()
    draft_id = json.loads(scene.slack.person("mina").modal["private_metadata"])["draft"]
    with pytest.raises(NotAllowed, match="confirmed with Okta Verify"):
        await scene.bot.desk.submit("onboard", draft_id, by="U0MINA00001")
    assert scene.card == ""

    await sent_from_review(scene)
    with pytest.raises(NotAllowed, match="confirmed with Okta Verify"):
        await scene.bot.decisions.approve(1, 1, by="U0LEE000001")
    assert await decisions_of(scene) == []


async def test_a_yes_for_one_round_is_worth_nothing_in_the_next(scene):
    await sent(scene)
    await scene.approve()
    await pushed(scene, "lee")
    async with scene.bot.database.transaction() as session:
        await requests.touch(session, 1, round=2)
    scene.okta.answer_push("lee")
    await scene.until(lambda: "changed since this question was asked" in window(scene, "lee"))

    async with scene.bot.database.transaction() as session:
        (push,) = await pushes.list_about(session, "approve:1:1:U0LEE000001")
    assert push.confirmed
    with pytest.raises(NotAllowed, match="as it stands now"):
        await scene.bot.decisions.approve(1, 2, by="U0LEE000001", push=push.id)
    assert await decisions_of(scene) == []


async def decisions_of(scene):
    async with scene.bot.database.transaction() as session:
        request = await requests.get(session, 1)
        return list(await requests.list_decisions(session, request))
