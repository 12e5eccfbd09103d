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


async def decided(scene):
    """Give who decided what on the newest request, as the audit has it."""
    names = {scene.slack.person(name).id: name for name in ("mina", "lee", "sam")}
    acts = [(names.get(who, who), act) for who, act in await scene.acts()]
    return [each for each in acts if each[1] in {"approved", "denied", "cancelled", "expired"}]


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


async def test_who_approves_twice_is_told_that_it_was_taken(scene):
    keep_old_buttons(scene)
    await scene.request()
    await scene.approve()
    await scene.until(lambda: scene.okta.status(LOGIN), what="the work")

    await scene.slack.person("lee").click("approve", in_message=question(scene))

    await scene.until(lambda: "Your click changed nothing" in scene.told("lee"))
    assert f"by <@{scene.slack.person('lee').id}>" in scene.told("lee")
    assert await decided(scene) == [("lee", "approved")]


async def test_of_two_who_approve_at_once_one_counts_and_the_other_is_told(tmp_path, database_url):
    async with playing(tmp_path, database=database_url) as scene:
        await scene.request()
        lee, sam = scene.slack.person("lee"), scene.slack.person("sam")

        await asyncio.gather(lee.click("approve"), sam.click("approve"))

        await scene.until(lambda: "Your click" in scene.told("lee") + scene.told("sam"))
        ((winner, act),) = await decided(scene)
        (loser,) = {"lee", "sam"} - {winner}
        assert act == "approved"
        assert f"by <@{scene.slack.person(winner).id}>" in scene.told(loser)
        assert scene.told(winner) == ""
        await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
        assert scene.traffic.count("POST /okta/api/v1/users") == 1


async def test_one_person_is_never_two_approvals(scene):
    scene.replace("approvals = 1", "approvals = 2")
    await scene.restart()
    await scene.request()
    await scene.approve()
    await scene.card_says("Approved by")

    await scene.approve()

    await scene.until(lambda: "You have approved REQ-1 before" in scene.told("lee"))
    assert scene.okta.status(LOGIN) is None
    await scene.approve(by="sam")
    await scene.until(lambda: scene.okta.status(LOGIN), what="the work")


async def test_an_approval_that_comes_after_its_time_starts_nothing(scene):
    keep_old_buttons(scene)
    await scene.request()
    scene.clock.move(hours=73)

    await scene.approve()
    await scene.until(lambda: "REQ-1 has expired. Nothing was done" in scene.told("lee"))
    await scene.tick()
    await scene.slack.person("sam").click("approve", in_message=question(scene))

    await scene.until(lambda: "REQ-1 has expired. Your click" in scene.told("sam"))
    assert "Reference: E-" in scene.told("sam")
    assert await decided(scene) == [("deskhand", "expired")]
    assert scene.okta.status(LOGIN) is None


async def test_a_button_of_an_older_question_says_where_the_newer_one_is(scene):
    keep_old_buttons(scene)
    await scene.request()
    old = question(scene)
    scene.jumpcloud.default_state = "STAGED"
    await scene.approve()
    await scene.thread_says("it has to be approved again")
    await scene.until(lambda: question(scene) != old, what="the second question")

    await scene.slack.person("sam").click("approve", in_message=old)
    await scene.until(lambda: "The newest question stands further down" in scene.told("sam"))
    assert scene.okta.status(LOGIN) is None

    await scene.slack.person("sam").click("approve", in_message=question(scene))
    await scene.until(lambda: scene.okta.status(LOGIN), what="the work")


async def test_a_review_that_lay_open_for_days_is_not_sent(scene):
    await scene.review()
    scene.clock.move(days=3)
    await scene.bot.upkeep.forget()

    await scene.slack.person("mina").submit()

    assert "This form is too old. Nothing was sent" in scene.told("mina")
    assert scene.card == ""


async def test_a_choice_that_went_while_the_modal_was_open_is_refused_at_its_field(scene):
    mina = await scene.fill(way_in="password", title="Analyst")
    scene.environment["SEALING_KEY"] = ""
    await scene.restart()

    assert await mina.submit() == {"way_in": "This is not offered any more. Please choose again."}
    await mina.fill(way_in="mail")

    assert await mina.submit() == {}
