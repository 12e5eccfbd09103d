"""Socket Mode, Slack's side, seen by a bare WebSocket."""

import asyncio
import contextlib
import json
from datetime import timedelta

import aiohttp
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.sandbox.workplace import serve_slack


@contextlib.asynccontextmanager
async def socket(place):
    """Open a connection, and read its hello."""
    opened = await place.client().apps_connections_open(app_token="xapp-sandbox")
    async with connect(opened["url"]) as socket:
        yield socket, json.loads(await socket.recv())


async def frame(socket):
    return json.loads(await asyncio.wait_for(socket.recv(), 10))


async def acknowledge(socket, envelope, **payload):
    sent = {"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}
    await socket.send(json.dumps(sent))


async def test_hello_tells_the_app_and_how_many_connections_it_has(place):
    async with socket(place) as (_, first), socket(place) as (_, second):
        assert (first["type"], first["num_connections"]) == ("hello", 1)
        assert first["connection_info"] == {"app_id": "A0DESKHAND"}
        assert second["num_connections"] == 2


async def test_a_ticket_opens_one_connection_and_not_for_long(place):
    opened = await place.client().apps_connections_open(app_token="xapp-sandbox")
    late = await place.client().apps_connections_open(app_token="xapp-sandbox")

    async with connect(opened["url"]):
        with pytest.raises(InvalidStatus, match="403"):
            await connect(opened["url"])
    place.world.move(timedelta(seconds=31))
    with pytest.raises(InvalidStatus, match="403"):
        await connect(late["url"])


async def test_envelopes_are_acknowledged_by_their_id_in_any_order(place):
    mina, lee = place.slack.person("mina"), place.slack.person("lee")
    async with socket(place) as (app, _):
        first = asyncio.create_task(mina.command("/one", channel="it-desk"))
        one = await frame(app)
        second = asyncio.create_task(lee.command("/two", channel="it-desk"))
        two = await frame(app)

        await app.send(json.dumps({"envelope_id": "of-nobody"}))
        await acknowledge(app, two, text="Two")
        await acknowledge(app, one, text="One")
        await asyncio.gather(first, second)

    assert (one["payload"]["command"], two["payload"]["command"]) == ("/one", "/two")
    assert one["accepts_response_payload"] is True
    assert [each["text"] for each in mina.ephemerals] == ["One"]
    assert [each["text"] for each in lee.ephemerals] == ["Two"]


async def test_envelopes_go_to_one_connection_at_a_time_in_turn(place):
    async with socket(place) as (left, _), socket(place) as (right, _):
        mina = place.slack.person("mina")
        for number in range(2):
            command = asyncio.create_task(mina.command(f"/c{number}", channel="it-desk"))
            each = {asyncio.create_task(frame(s)): s for s in (left, right)}
            done, waiting = await asyncio.wait(each, return_when=asyncio.FIRST_COMPLETED)
            for task in waiting:
                task.cancel()
            (got,) = done
            await acknowledge(each[got], got.result())
            await command

    assert mina.errors == []


async def test_an_event_not_acknowledged_in_time_comes_again_on_another_connection(place):
    place.slack.ack_seconds = 0.2
    async with socket(place) as (left, _), socket(place) as (right, _):
        await place.slack.person("mina").open_home()
        each = {asyncio.create_task(frame(s)): s for s in (left, right)}
        done, waiting = await asyncio.wait(each, return_when=asyncio.FIRST_COMPLETED)
        again = await next(iter(waiting))
        (silent,) = done
        await acknowledge(each[next(iter(waiting))], again)
        await place.slack.settled()

    first = silent.result()
    assert (first["retry_attempt"], first["retry_reason"]) == (0, "")
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert again["payload"] == first["payload"]
    assert again["accepts_response_payload"] is False


async def test_an_event_whose_connection_breaks_comes_at_once_on_the_next(place):
    async with socket(place) as (gone, _):
        await place.slack.person("mina").open_home()
        first = await frame(gone)
        await place.slack.drop_sockets(politely=False)
        with pytest.raises(ConnectionClosed):
            await gone.recv()
    async with socket(place) as (back, _):
        again = await frame(back)
        await acknowledge(back, again)
        await place.slack.settled()

    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    assert again["retry_attempt"] == 1


async def test_a_warning_comes_ten_seconds_before_the_end(place):
    async with socket(place) as (app, _):
        await place.slack.drop_sockets("warning")
        warned = await frame(app)
        place.world.move(timedelta(seconds=9))
        assert place.slack.connected

        place.world.move(timedelta(seconds=2))
        told = await frame(app)
        with pytest.raises(ConnectionClosed):
            await app.recv()

    assert (warned["type"], warned["reason"]) == ("disconnect", "warning")
    assert (told["type"], told["reason"]) == ("disconnect", "refresh_requested")


async def test_who_connects_anew_after_a_warning_is_not_closed(place):
    async with socket(place) as (old, _):
        await place.slack.drop_sockets("warning")
        async with socket(place) as (new, _):
            await frame(old)
            place.world.move(timedelta(seconds=11))
            await frame(old)
            command = asyncio.create_task(place.slack.person("mina").command("/hello"))
            await acknowledge(new, await frame(new))
            await command

    assert place.slack.person("mina").errors == []


async def test_a_ping_of_the_apps_is_answered(place):
    async with socket(place) as (app, _):
        answered = await app.ping("sdk-ping-pong:1.5")

        await asyncio.wait_for(answered, 10)


async def test_slack_pings_and_closes_who_does_not_answer():
    async with serve_slack(ping=0.05) as place:
        opened = await place.client().apps_connections_open(app_token="xapp-sandbox")
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(opened["url"], autoping=False) as app,
        ):
            kinds = [(await app.receive(10)).type for _ in range(2)]
            await place.slack.wait_until(lambda: not place.slack.connected)

    assert kinds == [aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.PING]
