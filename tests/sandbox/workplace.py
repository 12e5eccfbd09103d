"""Slack's stand-in, served alone over real HTTP, and a real Bolt app beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from bot.sandbox.cast import Cast
from bot.sandbox.faults import Faults
from bot.sandbox.serving import Serving
from bot.sandbox.slack import Slack
from bot.sandbox.store import World
from bot.sandbox.watch import Watch
from tests.contracts.listening import Contract, contracted

BOT = "xoxb-sandbox"
FIXTURES = Path(__file__).parents[3] / "shared" / "reference" / "fixtures" / "slack"


@dataclass
class Workplace:
    world: World
    slack: Slack
    faults: Faults
    url: str
    contract: Contract | None = None

    def client(self, token=BOT) -> AsyncWebClient:
        return AsyncWebClient(token=token, base_url=f"{self.url}/api/")

    def app(self) -> AsyncApp:
        return AsyncApp(client=self.client(), signing_secret=self.slack.signing_secret)


@asynccontextmanager
async def serve_slack(*, ping: float = 20) -> AsyncIterator[Workplace]:
    world = World()
    slack, faults = Slack(world, Cast()), Faults(world)
    app = Watch(Starlette(routes=[Mount("/slack", routes=slack.routes)]), world, faults)
    serving = Serving(app, 0, ping=ping)
    await serving.start()
    slack.base_url = f"http://127.0.0.1:{serving.port}/slack"
    try:
        with contracted(world, requests=False) as contract:
            yield Workplace(world, slack, faults, slack.base_url, contract)
    finally:
        faults.clear()
        await slack.close()
        await serving.stop()


@asynccontextmanager
async def running(place: Workplace, app: AsyncApp, mode: str = "socket") -> AsyncIterator[None]:
    """Run a Bolt app, reached over a socket or over signed HTTP."""
    run = _over_socket if mode == "socket" else _over_http
    async with run(place, app):
        yield


@asynccontextmanager
async def _over_socket(place: Workplace, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, "xapp-sandbox")
    await handler.connect_async()
    try:
        await place.slack.wait_until(lambda: place.slack.connected)
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def _over_http(place: Workplace, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSlackRequestHandler(app)
    serving = Serving(Starlette(routes=[Route("/slack", handler.handle, methods=["POST"])]), 0)
    await serving.start()
    place.slack.request_url = f"http://127.0.0.1:{serving.port}/slack"
    try:
        yield
    finally:
        place.slack.request_url = None
        await serving.stop()


def plain(text):
    return {"type": "plain_text", "text": text}


def section(text, **more):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id, text="Press", **more):
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def actions(*buttons, **more):
    return {"type": "actions", "elements": list(buttons), **more}


def option(value, text=None):
    return {"text": plain(text or value.title()), "value": value}


def field(block_id, kind="plain_text_input", *, optional=False, dispatch=False, **element):
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(block_id),
        "optional": optional,
        "dispatch_action": dispatch,
        "element": {"type": kind, "action_id": "v", **element},
    }


def modal(*blocks, title="A form", submit="Send", **more):
    view = {"type": "modal", "callback_id": "form", "title": plain(title), "blocks": list(blocks)}
    return {**view, **({"submit": plain(submit)} if submit else {}), **more}


async def refused(call):
    with pytest.raises(SlackApiError) as raised:
        await call
    return raised.value.response
