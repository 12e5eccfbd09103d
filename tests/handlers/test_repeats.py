"""What Slack, a network or somebody else says twice: it is done once, and answered each time."""

import asyncio
import contextlib
import json
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import select

from bot import app as root
from bot.connecting import slack_client
from bot.doors.reception import MOST_REMEMBERED, REMEMBERED, Reception
from bot.sandbox.slack.sockets import Dropped
from bot.settings import Settings
from storage.tables import Decision, Draft
from tests.handlers.doors import command, deliver, form, post, press, stamped
from tests.scene import playing

OPENED = "POST /slack/api/views.open"
LOGIN = "ada@acme.example"


@pytest.fixture
async def http(tmp_path):
    async with playing(tmp_path, mode="http") as scene:
        yield scene


async def rows(scene, table):
    async with scene.bot.database.transaction() as session:
        return list(await session.exec(select(table)))


def question(scene):
    """Give the value that the buttons of the newest question carry."""
    blocks = json.loads(json.dumps([reply["blocks"] for reply in scene.thread]))
    elements = [each for reply in blocks for block in reply for each in block.get("elements", [])]
    return next(each["value"] for each in elements if each.get("action_id") == "approve")


async def settled(scene):
    """Wait until the window that a command opens is drawn."""
    mina = scene.slack.person("mina")
    await scene.until(lambda: mina.modal and "Checking" not in json.dumps(mina.modal))


async def redeliver(scene, payload):
    """Deliver what was not acknowledged, until it is."""
    while True:
        await scene.slack.wait_until(lambda: scene.slack.connected, timeout=60)
        with contextlib.suppress(Dropped):
            return await deliver(scene, payload)


async def test_a_body_that_is_replayed_while_its_signature_holds_is_answered_and_done_once(http):
    raw = urlencode(command(http)).encode()
    signed = stamped(http, raw)

    answers = await asyncio.gather(*(post(http, raw, signed) for _ in range(5)))
    await settled(http)
    late = await post(http, raw, signed)

    assert {answer.status_code for answer in (*answers, late)} == {httpx.codes.OK}
    assert http.traffic.count(OPENED) == 1
    assert len(await rows(http, Draft)) == 1


async def test_slacks_own_further_try_gets_the_answer_of_the_first(http):
    raw = form(press(http, "nothing_known", "x")).encode()
    again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}

    first = await post(http, raw)
    second = await post(http, raw, stamped(http, raw) | again)

    assert (first.status_code, first.text) == (second.status_code, second.text)


async def test_an_envelope_delivered_again_after_a_reconnection_is_done_once(tmp_path):
    async with playing(tmp_path) as scene:
        payload = command(scene)
        first = await deliver(scene, payload)
        await settled(scene)

        await scene.slack.drop_sockets()
        second = await redeliver(scene, payload)

        assert first == second
        assert scene.traffic.count(OPENED) == 1
        assert len(await rows(scene, Draft)) == 1


async def test_a_click_whose_connection_broke_before_its_answer_counts_once(tmp_path):
    async with playing(tmp_path) as scene:
        await scene.request()
        payload = press(scene, "approve", question(scene))
        held = scene.faults.add("* /slack/api/users.info", "hold", times=1)
        sending = asyncio.create_task(deliver(scene, payload))
        await scene.until(lambda: scene.faults.pausing, what="the look-up")

        await scene.slack.drop_sockets()
        with pytest.raises(Dropped):
            await sending
        again = asyncio.create_task(redeliver(scene, payload))
        held.release()
        await again

        await scene.until(lambda: scene.okta.status(LOGIN), what="the work")
        assert [word.by for word in await rows(scene, Decision)] == [scene.slack.person("lee").id]
        assert scene.traffic.count("POST /okta/api/v1/users") == 1
        assert scene.told("lee") == ""


async def test_another_replica_does_not_remember_and_the_rows_hold(http):
    await http.request()
    payload = press(http, "approve", question(http))
    settings = Settings.read(http.environment)
    slack = slack_client(settings)
    home = await root._who_are_we(slack)
    another = Reception(root._bolt(settings, slack, http.bot, home), slack=settings.slack_api_url)
    await deliver(http, payload)

    taken = await another.take(payload)
    another.begin(taken)
    await another.drain()

    assert taken.response.status == httpx.codes.OK
    assert len(await rows(http, Decision)) == 1
    await http.until(lambda: http.okta.status(LOGIN), what="the work")
    assert http.traffic.count("POST /okta/api/v1/users") == 1


class Answering:
    """An app that counts what it is asked."""

    def __init__(self):
        self.asked = 0

    async def async_dispatch(self, _request):
        self.asked += 1
        return f"answer {self.asked}"


@pytest.fixture
def reception():
    app, now = Answering(), [0.0]
    made = Reception(app, slack="https://slack.com/api/", now=lambda: now[0])
    made.asked, made.passes = app, lambda seconds: now.__setitem__(0, now[0] + seconds)
    return made


async def test_what_is_remembered_outlives_every_signature_and_is_then_forgotten(reception):
    said = {"command": "/onboard", "trigger_id": "1.2.3"}
    first = await reception.take(said)
    reception.passes(REMEMBERED - 1)
    assert (await reception.take(said)).response == first.response == "answer 1"

    reception.passes(2)

    assert (await reception.take(said)).response == "answer 2"
    assert REMEMBERED > 2 * 5 * 60


async def test_the_memory_has_an_end(reception):
    for number in range(MOST_REMEMBERED + 5):
        await reception.take({"command": "/onboard", "trigger_id": str(number)})

    assert len(reception._known) == MOST_REMEMBERED


async def test_what_only_reads_is_done_each_time(reception):
    searched = {"type": "block_suggestion", "action_id": "search_people", "value": "ad"}

    answers = [(await reception.take(searched)).response for _ in range(2)]

    assert answers == ["answer 1", "answer 2"]
