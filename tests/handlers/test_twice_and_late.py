"""Windows closed too soon, clicks made twice, and clicks that come too late."""

import asyncio

from tests.scene import playing, text_of

LOGIN = "ada@acme.example"
DONE = "Done, and seen on every system"
WINDOW = {"ok": False, "error": "edit_window_closed"}


def keep_old_buttons(scene):
    """Have Slack refuse every redrawing, so that a question keeps its buttons for ever."""
    scene.faults.add("POST /slack/api/chat.update", "refuse", status=200, body=WINDOW)


def question(scene):
    """Give the message with the buttons that is on everybody's screen now."""
    return next(
        reply["ts"] for reply in reversed(scene.thread) if "asked to approve" in text_of(reply)
    )


def redrawn(scene):
    """Give what Slack said to each redrawing of a modal; empty where it was done."""
    return [one.summary for one in scene.traffic.matching("POST /slack/api/views.update")]


async def again(scene, name, view):
    """Send a modal that is no longer on the screen, as a slow network may; gives the answer."""
    person = scene.slack.person(name)
    payload = {
        "type": "view_submission",
        "team": {"id": scene.slack.app.team_id, "domain": "acme"},
        "user": {"id": person.id, "username": name, "team_id": scene.slack.app.team_id},
        "api_app_id": scene.slack.app.app_id,
        "view": {key: value for key, value in view.items() if key != "errors"},
    }
    return await scene.slack.sockets.send({"type": "interactive", "payload": payload})


async def decided(scene, by):
    """Say what the audit has of each decision on the newest request."""
    ids = {scene.slack.person(name).id: name for name in by}
    return [(ids.get(who, who), act) for who, act in await scene.acts()][1:]


async def test_a_modal_closed_while_it_fills_is_gone_and_nothing_goes_wrong(scene):
    mina = scene.slack.person("mina")
    scene.faults.add("GET /okta/*", "hold")
    await mina.command("/onboard", channel="it-desk")
    await scene.until(lambda: mina.modal and scene.faults.pausing, what="the modal")

    await mina.close()
    scene.faults.clear()

    await scene.until(lambda: "not_found" in redrawn(scene), what="the answer")
    assert mina.modal is None
    assert mina.errors == []
    assert mina.ephemerals == []
    await scene.fill()
    assert "provisioning through JumpCloud is on" in text_of(mina.modal)


async def test_a_modal_closed_while_the_plan_is_computed_sends_nothing(scene):
    mina = await scene.fill()
    scene.faults.add("GET /okta/*", "hold")
    await mina.submit()
    assert mina.modal["callback_id"] == "computing"

    await mina.close()
    scene.faults.clear()

    await scene.until(lambda: "not_found" in redrawn(scene), what="the answer")
    assert mina.modal is None
    assert mina.errors == []
    assert scene.card == ""
    await scene.request()
    assert len(scene.slack.messages("it-requests")) == 1


async def test_a_command_typed_again_while_the_first_fills_shows_the_second(scene):
    mina = scene.slack.person("mina")
    scene.faults.add("GET /okta/*", "hold")
    await mina.command("/onboard", "old@acme.example", channel="it-desk")
    await scene.until(lambda: mina.modal, what="the first modal")
    first = mina.modal["id"]

    await mina.command("/onboard", "new@acme.example", channel="it-desk")
    await scene.until(lambda: mina.modal["id"] != first, what="the second modal")
    scene.faults.clear()

    await scene.until(lambda: "new@acme.example is free in Okta" in text_of(mina.modal))
    await scene.until(lambda: "not_found" in redrawn(scene), what="the first answer")
    assert len(mina.modals) == 1
    assert mina.errors == []


async def test_a_review_sent_twice_is_one_request_with_one_card(tmp_path, database_url):
    async with playing(tmp_path, database=database_url) as scene:
        await scene.review()
        mina = scene.slack.person("mina")
        review = mina.modal

        answers = await asyncio.gather(mina.submit(), again(scene, "mina", review))
        later = await again(scene, "mina", review)

        assert answers[0] == {}
        for answer in (answers[1], later):
            assert "*REQ-1* is sent." in text_of(answer["view"])
        assert "*REQ-1* is sent." in text_of(mina.modal)
        await scene.card_says("Waiting for approval")
        await scene.until(lambda: scene.thread, what="the question")
        assert await scene.acts() == [(mina.id, "requested")]
        await scene.approve()
        await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
        assert "was approved" not in text_of(await again(scene, "mina", review))
        assert len(scene.slack.messages("it-requests")) == 1


async def test_two_people_who_send_the_same_newcomer_make_one_request(tmp_path, database_url):
    async with playing(tmp_path, database=database_url) as scene:
        await scene.review("mina")
        await scene.review("lee")
        mina, lee = scene.slack.person("mina"), scene.slack.person("lee")

        await asyncio.gather(mina.submit(), lee.submit())

        said = sorted([text_of(mina.modal), text_of(lee.modal)], key=lambda text: "open" in text)
        assert "*REQ-1* is sent." in said[0]
        assert f"REQ-1 about {LOGIN} is still open." in said[1]
        assert "Reference to quote: E-" in said[1]
        await scene.card_says("Waiting for approval")
        assert len(scene.slack.messages("it-requests")) == 1
