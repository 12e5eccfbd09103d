"""What people and a real Bolt app see of the Slack stand-in, over a socket and over signed HTTP."""

import asyncio
import contextlib
import json
import statistics
import time
from datetime import timedelta

import pytest
from slack_bolt import BoltResponse
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.sandbox.slack import CannotAct
from tests.sandbox.workplace import (
    actions,
    button,
    running,
    section,
    serve_slack,
)


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture(params=["socket", "http"])
def mode(request):
    return request.param


async def test_a_command_is_answered_to_the_person_alone(place, mode):
    app, got = place.app(), []

    @app.command("/hello")
    async def hello(ack, command):
        got.append(command)
        await ack("Hello there")

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/hello", "you & me", channel="it-desk")

        assert [each["text"] for each in mina.ephemerals] == ["Hello there"]
        assert place.slack.person("lee").ephemerals == []
        assert got[0]["text"] == "you & me"
        assert got[0]["channel_name"] == "it-desk"
        assert got[0]["team_id"] == "T0DESK"


async def test_a_command_nobody_takes_shows_slacks_error(place):
    mina = place.slack.person("mina")

    await mina.command("/hello", channel="it-desk")

    assert mina.errors == ['/hello failed with the error "dispatch_failed"']


async def test_a_command_not_acknowledged_in_three_seconds_times_out(place, mode):
    app = place.app()
    assert place.slack.ack_seconds == 3
    place.slack.ack_seconds = 0.2

    @app.command("/slow")
    async def slow(ack):
        await asyncio.Event().wait()

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/slow")

    assert mina.errors == ['/slow failed with the error "operation_timeout"']


async def test_a_button_in_a_message_reaches_the_app_and_its_answer_the_person(place, mode):
    app, clicks = place.app(), []

    @app.action("approve")
    async def approve(ack, body, respond):
        await ack()
        clicks.append(body)
        await respond(text="Thanks", response_type="ephemeral")

    async with running(place, app, mode):
        posted = await place.client().chat_postMessage(channel="it-requests", text="A request")
        await place.client().chat_postMessage(
            channel="C0ITREQUEST",
            thread_ts=posted["ts"],
            text="Approve?",
            blocks=[actions(button("approve", value="1"), button("deny", value="1"))],
        )
        lee = place.slack.person("lee")
        await lee.click("approve", "1")
        await place.slack.wait_until(lambda: lee.ephemerals)

    assert clicks[0]["container"]["thread_ts"] == posted["ts"]
    assert clicks[0]["message"]["text"] == "Approve?"
    assert clicks[0]["actions"][0]["value"] == "1"
    assert [each["text"] for each in lee.ephemerals] == ["Thanks"]
    place.slack.patience = 0
    with pytest.raises(CannotAct):
        await lee.click("approve", "2")


async def test_an_event_lost_with_its_socket_is_delivered_again(place):
    app, seen, first = place.app(), [], asyncio.Event()

    @app.middleware
    async def losing(request, next):  # noqa: A002 - Bolt passes it by this name
        seen.append(request.headers.get("x-slack-retry-num"))
        if len(seen) == 1:
            first.set()
            await asyncio.Event().wait()
        await next()

    @app.event("app_home_opened")
    async def home(event, client):
        view = {"type": "home", "blocks": [section("Welcome")]}
        await client.views_publish(user_id=event["user"], view=view)

    async with running(place, app):
        mina = place.slack.person("mina")
        await mina.open_home()
        await first.wait()
        await place.slack.drop_sockets()
        home = await place.slack.wait_until(lambda: mina.home)

    assert home["blocks"][0]["text"]["text"] == "Welcome"
    assert len(seen) == 2
    assert seen[1] == ["1"]


async def test_an_app_comes_back_after_every_disconnect(place):
    async with running(place, place.app()):
        for _ in range(2):
            await place.slack.drop_sockets()
            assert await place.slack.wait_until(lambda: place.slack.connected)


async def test_forged_stale_and_unsigned_requests_are_refused_by_a_bolt_app(place):
    app = place.app()

    @app.command("/onboard")
    async def onboard(ack):
        await ack()

    async with running(place, app, "http"):
        assert (await place.slack.forge()).status_code == 200
        assert (await place.slack.forge(secret="wrong")).status_code == 401
        assert (await place.slack.forge(age=timedelta(minutes=6))).status_code == 401
        assert (await place.slack.forge(signed=False)).status_code == 401
        assert (await place.slack.forge(team_id="T0OTHER")).status_code == 200


async def test_a_response_url_is_good_for_five_answers_and_half_an_hour(place, mode):
    app, results = place.app(), []

    @app.command("/say")
    async def say(ack, respond, command):
        await ack()
        for _ in range(6 if command["text"] == "often" else 1):
            if command["text"] == "late":
                place.world.move(timedelta(minutes=31))
            answer = await respond("Again")
            results.append((answer.status_code, answer.body))

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.command("/say", "often")
        await place.slack.wait_until(lambda: len(results) == 6)
        await mina.command("/say", "late")
        await place.slack.wait_until(lambda: len(results) == 7)

    assert results[4:] == [(200, "ok"), (404, "used_url"), (404, "expired_url")]
    assert len(mina.ephemerals) == 5


async def test_the_stand_in_answers_within_a_few_milliseconds(place):
    client, taken = place.client(), []
    place.slack.access.unlimited = True

    for number in range(30):
        started = time.perf_counter()
        await client.chat_postMessage(channel="C0ITREQUEST", text=f"Number {number}")
        taken.append((time.perf_counter() - started) * 1000)

    assert statistics.median(taken) < 30


async def test_the_original_can_be_replaced_and_deleted_where_nobody_else_sees_it(place, mode):
    app, done = place.app(), []

    @app.action("ok")
    async def ok(ack, respond):
        await ack()
        await respond(text="Done", replace_original=True)
        done.append("replaced")

    @app.action("gone")
    async def gone(ack, respond):
        await ack()
        await respond(delete_original=True)
        done.append("deleted")

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        for action_id in ("ok", "gone"):
            await place.client().chat_postEphemeral(
                channel="C0ITDESK001",
                user=mina.id,
                text="Well?",
                blocks=[actions(button(action_id))],
            )
            await mina.click(action_id)
            await place.slack.wait_until(lambda: done and done.pop())

    assert [each["text"] for each in mina.ephemerals] == ["Done"]


async def test_somebody_of_another_workspace_is_told_apart(place, mode):
    app, got = place.app(), []

    @app.command("/hello")
    async def hello(ack, command):
        got.append(command["team_id"])
        await ack()

    async with running(place, app, mode):
        eve = place.slack.add_person("eve", team_id="T0OTHER", channels=("it-desk",))
        await eve.command("/hello", channel="it-desk")

    assert got == ["T0OTHER"]


async def test_what_people_say_is_told_to_apps_that_listen(place, mode):
    app, heard = place.app(), []
    place.slack.events.update({"message.channels", "app_mention"})

    @app.event("message")
    @app.event("app_mention")
    async def hear(event):
        heard.append((event["type"], event["text"]))

    async with running(place, app, mode):
        mina = place.slack.person("mina")
        await mina.message("Hi <@U0DESKHAND>", channel="it-desk")
        await mina.message("Unheard")
        await place.slack.settled()

    assert sorted(heard) == [
        ("app_mention", "Hi <@U0DESKHAND>"),
        ("message", "Hi <@U0DESKHAND>"),
    ]


async def test_an_event_answered_with_an_error_comes_again_a_minute_later(place):
    app, tries = place.app(), []

    @app.middleware
    async def failing(request, next):  # noqa: A002 - Bolt passes it by this name
        tries.append(request.headers.get("x-slack-retry-reason"))
        if len(tries) < 3:
            return BoltResponse(status=500)
        return await next()

    @app.event("app_home_opened")
    async def home(ack):
        await ack()

    async with running(place, app, "http"):
        await place.slack.person("mina").open_home()
        await place.slack.wait_until(lambda: len(tries) == 2)
        place.world.move(timedelta(seconds=61))
        await place.slack.settled()

    assert tries == [None, ["http_error"], ["http_error"]]
    assert place.slack._parts.delivery.reachable is False


async def test_no_socket_opens_without_a_ticket(place):
    address = place.url.replace("http", "ws") + "/socket?ticket=none"

    with pytest.raises(InvalidStatus, match="403"):
        await connect(address)


async def test_an_eleventh_socket_is_sent_away(place):
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(11):
            opened = await place.client().apps_connections_open(app_token="xapp-sandbox")
            socket = await stack.enter_async_context(connect(opened["url"]))
            first = json.loads(await socket.recv())

        assert first["reason"] == "too_many_websockets"
        assert len(place.slack.sockets.connections) == 10
