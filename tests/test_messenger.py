"""Posting: once, in order, when Slack answers again, and never in silence."""

from tests.scene import text_of

LOGIN = "ada@acme.example"
POST = "POST /slack/api/chat.postMessage"
TOO_LONG = {"ok": False, "error": "msg_too_long"}


async def send_without_waiting(scene, **typed):
    await scene.review(**typed)
    await scene.slack.person("mina").submit()


def keys(scene):
    return [reply["metadata"]["event_payload"]["key"] for reply in scene.thread]


async def test_a_post_whose_answer_is_lost_is_found_and_not_made_twice(scene):
    lost = scene.faults.add(POST, "lost", times=2)

    await scene.request()

    await scene.until(lambda: lost not in scene.faults.rules, what="the faults")
    await scene.approve()
    await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
    assert len(scene.slack.messages("it-requests")) == 1
    assert len(keys(scene)) == len(set(keys(scene)))


async def test_while_slack_takes_no_posts_the_work_goes_on_and_they_come_in_order_later(scene):
    await scene.request(device="LT-ADA")
    scene.faults.add(POST, "down")
    scene.faults.add("POST /slack/api/chat.update", "down")

    await scene.approve()
    await scene.until(lambda: scene.jumpcloud.bindings("ada") == ["LT-ADA"], what="the work")
    assert "Waiting for approval" in scene.card
    scene.faults.clear()

    await scene.thread_says("Every system shows it.")
    await scene.card_says("Done, and seen on every system")
    assert len(keys(scene)) == len(set(keys(scene)))


async def test_a_throttled_post_comes_when_slack_says(scene):
    scene.faults.add(POST, "throttle", times=1, seconds=1, retry_after=True)

    await scene.request()

    assert len(scene.slack.messages("it-requests")) == 1
    assert "asked to approve" in text_of(scene.thread)


async def test_a_message_that_slack_refuses_is_logged_and_the_next_ones_come(scene, caplog):
    scene.faults.add(POST, "refuse", times=1, status=200, body=TOO_LONG)

    await send_without_waiting(scene)
    await scene.until(lambda: "a message could not be sent" in caplog.text, what="the log line")

    assert "msg_too_long" in str([vars(record) for record in caplog.records])
    await scene.request(email="grace.new@acme.example")
    assert "grace.new@acme.example" in scene.card


async def test_messages_that_were_not_sent_come_after_a_restart(scene):
    fault = scene.faults.add(POST, "down")
    await send_without_waiting(scene)
    await scene.until(lambda: scene.traffic.matching(POST), what="a try")

    await scene.stop()
    scene.faults.remove(fault)
    await scene.start()

    await scene.card_says("Waiting for approval")
    await scene.until(lambda: scene.thread, what="the question")
    assert len(scene.slack.messages("it-requests")) == 1
