"""Both logs on the stand-ins, and a bot that reads them and is cut off wherever a test says."""

import contextlib
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace

import httpx
from pydantic import SecretStr
from sqlmodel import select

from bot.client import Api
from bot.clients import Providers, http_client
from bot.clients.auth import JumpCloudKey, OktaToken
from bot.clients.jumpcloud import JumpCloudClient
from bot.clients.okta import OktaClient
from bot.clients.okta.buckets import bucket
from bot.config import Config
from bot.sandbox.server import Sandbox
from bot.watch.alert import Alert, Severity
from bot.watch.build import Place, build
from bot.watch.event import Kind, Thing
from bot.watch.feeds import InsightsFeed, OktaFeed
from storage.tables import Post
from tests.contracts.listening import contracted
from tests.sandbox.jumpcloud.api import NO_TLS

OKTA_LOG = "GET /okta/api/v1/logs"
INSIGHTS = "POST /insights/directory/v1/events"
MINUTE = timedelta(minutes=1)
OVERLAP = 4 * MINUTE
MOST_READS = 500


class Logs:
    """A sandbox, and clients that wait for nothing: only the world's clock is moved."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.waits = []
        okta_auth = OktaToken(SecretStr(sandbox.okta.api_token))
        key = JumpCloudKey(SecretStr(sandbox.jumpcloud.access.api_key))
        self.okta_client = OktaClient(
            self._api("Okta", f"{sandbox.url}/okta", okta_auth, bucket=bucket)
        )
        self.jumpcloud_client = JumpCloudClient(
            self._api("JumpCloud", f"{sandbox.url}/jumpcloud", key),
            self._api("JumpCloud", f"{sandbox.url}/insights", key),
        )

    def __getattr__(self, name):
        return getattr(self.sandbox, name)

    def _api(self, provider, url, auth, **options):
        transport = httpx.AsyncHTTPTransport(verify=NO_TLS)
        return Api(provider, http_client(url, auth, transport), sleep=self._wait, **options)

    async def _wait(self, seconds):
        self.waits.append(seconds)

    @property
    def log(self):
        return self.okta.directory.log

    @property
    def insights(self):
        return self.jumpcloud.insights

    def okta_feed(self, look_back=timedelta(), **options):
        return OktaFeed(self.okta_client, look_back, **options)

    def insights_feed(self, look_back=timedelta(), **options):
        return InsightsFeed(self.jumpcloud_client, look_back, **{"overlap": OVERLAP, **options})

    async def close(self):
        await self.okta_client.close()
        await self.jumpcloud_client.close()


@dataclass
class Reader:
    """Reads a feed as the watcher does, and keeps the cursor together with what it stands behind.

    Attributes:
        ids: Of what was kept, as often as it came.
        gaps: What was told of what was not read.
    """

    place: Logs
    feed: object
    cursor: str = ""
    ids: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    async def read(self, *, kept=True):
        """Read once; without `kept` the bot is cut off before it has stored anything."""
        now = self.place.world.now()
        self.cursor = self.cursor or self.feed.begin(now)
        batch = await self.feed.read(self.cursor, now)
        if kept:
            self.cursor = batch.cursor
            self.ids += [event.id for event in batch.events]
            self.notes += filter(None, [batch.note])
            self.gaps += filter(None, [batch.gap])
        return batch

    async def look(self):
        """Read until there is nothing more; gives what was read."""
        events = []
        for _ in range(MOST_READS):
            batch = await self.read()
            events += batch.events
            if not batch.more:
                return events
        raise AssertionError("there is no end to it")


class Watched:
    """The watcher of both logs, on a clock that only a test moves; nothing is sent to Slack."""

    def __init__(self, logs, database, **fields):
        self.logs, self.database = logs, database
        place = Place("C0ALERTS", logs.okta.app.id, "", "https://acme.okta.com", "us")
        watcher = build(
            place, Config(), database=database,
            providers=Providers(logs.okta_client, logs.jumpcloud_client),
            gate=SimpleNamespace(rights=SimpleNamespace(people=None)), clock=logs.world.now,
            context=None, leads=self._leads, wrote=lambda: None,
        ).watcher  # fmt: skip
        self.watcher = replace(watcher, **fields)

    async def _leads(self):
        return True

    async def look(self, **moved):
        """Move the clock and look at both logs, as often as the schedule would."""
        self.logs.world.move(timedelta(**moved))
        for feed in self.watcher.feeds:
            await self.watcher.look(feed)

    async def posts(self):
        """Give what would be said in Slack, oldest first."""
        async with self.database.transaction() as session:
            return [post.text for post in await session.exec(select(Post).order_by(Post.id))]


def failed_push(okta_id, at, *, cause="create_failed"):
    """Give the alert of a push that failed."""
    return Alert(
        cause=cause, severity=Severity.WARNING, headline="Okta could not create them",
        about=Thing(Kind.PERSON, okta_id, okta_id), seen="Okta's log.", at=at, lasting=True,
    )  # fmt: skip


@contextlib.asynccontextmanager
async def opened(*, described=True):
    """Open both; what is said must be as the vendors describe it, unless told otherwise."""
    async with Sandbox() as sandbox:
        sandbox.okta.pace.enforced = False
        contract = contracted(sandbox.world, requests=True)
        with contract if described else contextlib.nullcontext():
            logs = Logs(sandbox)
            yield logs
            await logs.close()
