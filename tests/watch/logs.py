"""Both logs on the stand-ins, and a bot that reads them and is cut off wherever a test says."""

import contextlib
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
from pydantic import SecretStr

from bot.client import Api
from bot.clients import http_client
from bot.clients.auth import JumpCloudKey, OktaToken
from bot.clients.jumpcloud import JumpCloudClient
from bot.clients.okta import OktaClient
from bot.clients.okta.buckets import bucket
from bot.sandbox.server import Sandbox
from bot.watch.feeds import InsightsFeed, OktaFeed
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
    """

    place: Logs
    feed: object
    cursor: str = ""
    ids: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    async def read(self, *, kept=True):
        """Read once; without `kept` the bot is cut off before it has stored anything."""
        batch = await self.feed.read(self.cursor, self.place.world.now())
        if kept:
            self.cursor = batch.cursor
            self.ids += [event.id for event in batch.events]
            self.notes += filter(None, [batch.note])
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
