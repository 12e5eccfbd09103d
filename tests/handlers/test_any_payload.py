"""Whatever a payload holds, every listener answers it, and nothing is changed by it.

The listeners are those that the app has, so one that is new is tried without being named here.
"""

import asyncio
import contextlib
import gc
import json
from collections import Counter

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from sqlmodel import func, select

from bot import app as root
from bot.connecting import slack_client
from bot.doors import Reception
from bot.settings import Settings
from storage.tables import Decision, Draft, Post, Request, Sealed, StepRun
from tests.handlers.any_payload import KINDS, LIVE, heard_by, payloads
from tests.scene import playing

# The engine's threads roll dice while a payload is drawn, which hypothesis takes for the drawing's.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")

EXAMPLES = 12  # for each listener
KEPT = (Request, Decision, StepRun, Sealed, Post)
READING = ("/jumpcloud/api/search/", "/insights/")
"""Paths at which JumpCloud takes a search as POST."""


class Watched:
    """A bot, its reception, and what must never be seen."""

    def __init__(self, runner, scene, reception, app):
        self.run, self.scene, self.reception, self.app = runner.run, scene, reception, app
        self.wrote, self.leaked, self.unheard = [], [], []
        scene.traffic.listeners.append(self.hear)

    def hear(self, exchange):
        reads = exchange.method == "GET" or exchange.path.startswith(READING)
        if exchange.to in {"Okta", "JumpCloud"} and not reads:
            self.wrote.append(str(exchange))
        if isinstance(exchange.raw.asked, bytes) and b"Traceback" in exchange.raw.asked:
            self.leaked.append(str(exchange))

    async def take(self, payload):
        """Hand a payload in, and let all that comes of it come to its end."""
        self.reception._known.clear()
        if payload.get("trigger_id") == LIVE:
            payload = payload | {"trigger_id": self.scene.slack.trigger("U0MINA00001")}
        async with asyncio.timeout(60):
            taken = await self.reception.take(payload)
            self.reception.begin(taken)
            await self.reception.drain()
        assert taken.response.status == httpx.codes.OK, taken.response.body
        assert "Traceback" not in str(taken.response.body)
        assert self.wrote == []
        assert self.leaked == []

    async def counted(self):
        """Count the rows that only a whole and fresh payload may add to."""
        async with self.scene.bot.database.transaction() as session:
            found = [
                (await session.exec(select(func.count()).select_from(table))).one()
                for table in KEPT
            ]
        return dict(zip(KEPT, found, strict=True))

    async def drafts(self):
        async with self.scene.bot.database.transaction() as session:
            return [(each.id, each.action) for each in await session.exec(select(Draft))]


@contextlib.asynccontextmanager
async def watching(runner, folder):
    """Give a bot with one request, which is cancelled, and with an open draft of Lee's."""
    async with playing(folder, mode="http") as scene:
        scene.slack.add_person("guest", is_restricted=True, channels=("it-desk",))
        await scene.request()
        await scene.bot.decisions.cancel(1, by=scene.slack.person("mina").id, reason="Wrong")
        await scene.card_says("Cancelled")
        await scene.bot.desk.open("suspend", by=scene.slack.person("lee").id, text="")
        read = Settings.read(scene.environment)
        slack = slack_client(read)
        app = root._bolt(read, slack, scene.bot, await root._who_are_we(slack))
        watched = Watched(runner, scene, Reception(app, slack=read.slack_api_url), app)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, told: watched.unheard.append(told))
        yield watched


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    with asyncio.Runner() as runner:
        place = watching(runner, tmp_path_factory.mktemp("any"))
        yield runner.run(place.__aenter__())
        runner.run(place.__aexit__(None, None, None))


def test_every_kind_of_listener_is_found(watched):
    found = Counter(heard.kind for heard in heard_by(watched.app))

    assert found.total() == len(watched.app._async_listeners)
    assert found.keys() >= set(KINDS.values()) - {"event_callback", "message_action"}


def test_any_payload_is_answered_and_nothing_is_changed_by_it(watched, caplog):
    before = watched.run(watched.counted())
    for heard in heard_by(watched.app):

        @settings(
            max_examples=EXAMPLES, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(payloads(watched.scene, heard, watched.run(watched.drafts())))
        def tried(payload):
            watched.run(watched.take(payload))

        tried()
        assert watched.run(watched.counted()) == before, str(heard)
    gc.collect()
    watched.run(asyncio.sleep(0))
    assert watched.unheard == []
    ours = [each for each in caplog.records if each.message == "unexpected fault"]
    assert [repr(each.exc_info[1]) for each in ours] == []


def test_a_fault_in_a_listener_is_told_as_our_own_with_a_reference(watched, caplog):
    async def broken(ack, body, context):
        raise ZeroDivisionError("postgresql://deskhand:hunter2@db")

    watched.app.command("/broken")(broken)
    mina, app = watched.scene.slack.person("mina"), watched.scene.slack.app
    said = {"command": "/broken", "user_id": mina.id, "team_id": app.team_id, "trigger_id": "b"}

    taken = watched.run(watched.reception.take(said))

    told = json.dumps(taken.response.body)
    assert taken.response.status == httpx.codes.OK
    assert "Something in Deskhand itself went wrong." in told
    assert "Reference: E-" in told
    assert "hunter2" not in told
    assert "ZeroDivisionError" in str(caplog.records[-1].exc_info)
