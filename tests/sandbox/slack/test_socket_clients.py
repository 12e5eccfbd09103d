"""Slack's own socket clients, unchanged, against the stand-in."""

import asyncio
import contextlib

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode.aiohttp import SocketModeClient as AiohttpClient
from slack_sdk.socket_mode.builtin import SocketModeClient as BlockingClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.socket_mode.websockets import SocketModeClient as WebsocketsClient


@contextlib.asynccontextmanager
async def asynchronous(place, kind):
    client = kind(app_token="xapp-sandbox", web_client=place.client())

    async def hear(client, request):
        answer = {"text": f"Heard {request.payload['command']}"}
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    client.socket_mode_request_listeners.append(hear)
    await client.connect()
    try:
        yield client
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def blocking(place, kind):
    web = WebClient(base_url=f"{place.url}/api/")
    client = kind(app_token="xapp-sandbox", web_client=web)

    def hear(client, request):
        answer = {"text": f"Heard {request.payload['command']}"}
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    client.socket_mode_request_listeners.append(hear)
    await asyncio.to_thread(client.connect)
    try:
        yield client
    finally:
        await asyncio.to_thread(client.close)


@pytest.mark.parametrize(
    ("run", "kind"),
    [(asynchronous, AiohttpClient), (asynchronous, WebsocketsClient), (blocking, BlockingClient)],
    ids=["aiohttp", "websockets", "blocking"],
)
async def test_a_client_connects_answers_and_comes_back(place, run, kind):
    mina = place.slack.person("mina")
    async with run(place, kind):
        await place.slack.wait_until(lambda: place.slack.connected)
        await mina.command("/one", channel="it-desk")

        await place.slack.drop_sockets()
        await place.slack.wait_until(lambda: place.slack.connected, timeout=10)
        await mina.command("/two", channel="it-desk")

    assert [each["text"] for each in mina.ephemerals] == ["Heard /one", "Heard /two"]
    assert mina.errors == []
