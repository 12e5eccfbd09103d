"""From a page of a log, as its source sends it, to what is told: one event in a hundred alerts.

Once up to the alert, and once up to the message that waits for Slack, with all that is written
down on the way. Nothing is sent over a network: the page is there when it is asked for.
"""

import gc
import json
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle
from statistics import median
from types import SimpleNamespace

import httpx
from sqlalchemy import func
from sqlmodel import col, select

from bot.client import Api
from bot.clients import Providers
from bot.clients.jumpcloud import JumpCloudClient
from bot.clients.okta import OktaClient
from bot.config import Config
from bot.watch.build import Place, build
from bot.watch.feeds import InsightsFeed, OktaFeed
from bot.watch.rule import Judge, Scope
from bot.watch.rules import RULES
from bot.watch.samples import directory_event, log_event
from storage.database import Database
from storage.watch_tables import Case, SeenEvent
from tests.bench.table import Row, floor

BAR = 5000  # events a second
PAGE = 1000
ALERTING = 100  # one event in so many
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
APP = "0oajumpcloud"
GEO = {"city": "London", "country": "United Kingdom", "postalCode": "EC1A", "state": "England",
       "geolocation": {"lat": 51.5, "lon": -0.1}}  # fmt: skip
ENVELOPE = {
    "client": {"userAgent": {"rawUserAgent": "Mozilla/5.0", "os": "Mac OS X", "browser": "CHROME"},
               "zone": "null", "device": "Computer", "id": None, "ipAddress": "198.51.100.1",
               "geographicalContext": GEO},
    "device": None,
    "authenticationContext": {"externalSessionId": "trs1", "authenticationStep": 0},
    "displayMessage": "Add user to group membership",
    "legacyEventType": "core.user_group_member.user_add",
    "severity": "INFO",
    "securityContext": {"asNumber": 1, "asOrg": "isp", "isp": "isp", "domain": "isp.example",
                        "isProxy": False},
    "transaction": {"type": "WEB", "id": "XlgCgAEBMJsNo5Yh9rHtZAAACPw", "detail": {}},
    "version": "0",
    "request": {"ipChain": [{"ip": "198.51.100.1", "geographicalContext": GEO, "version": "V4",
                             "source": None}]},
}  # fmt: skip
TELLING = {"organization": "641b3db57090821c0b2f8183", "@version": "1", "client_ip": "10.11.12.13",
           "useragent": {"name": "curl", "version": "7.68.0", "os": "Other", "device": "Other"},
           "correlation": {}, "message_chain": {}, "geoip": GEO}  # fmt: skip


def okta_event(number):
    """An event as large as Okta's are."""
    person = {"id": f"00u{number:017}", "type": "User", "alternateId": f"p{number}@acme.example",
              "displayName": f"Person {number}", "detailEntry": None}  # fmt: skip
    group = {"id": "00gsales", "type": "UserGroup", "alternateId": "unknown",
             "displayName": "Sales", "detailEntry": None}  # fmt: skip
    alerting = number % ALERTING == 0
    kind = "user.lifecycle.suspend" if alerting else "group.user_membership.add"
    debug = {"requestId": "1", "requestUri": "/api/v1/users/1", "dtHash": "1" * 64}
    event = log_event(kind, person, *([] if alerting else [group]), **debug)
    return {**event, **ENVELOPE, "uuid": f"9de5069c-5afe-602b-2ea0-{number:012}"}


def jumpcloud_event(number):
    """An event as large as JumpCloud's are."""
    user = {"id": f"{number:024x}", "type": "user", "username": f"p{number}"}
    field = "state" if number % ALERTING == 0 else "department"
    changes = [{"field": "company", "from": "ACME", "to": "Acme"},
               {"field": field, "from": "ACTIVATED", "to": "SUSPENDED"}]  # fmt: skip
    event = directory_event("user_update", resource=user, changes=changes)
    return {**TELLING, **event, "id": f"{number:024x}"}


def okta(pages):
    """A client of an Okta that has these pages, one after the other, for ever."""
    bodies = cycle(pages)

    def answer(request):
        link = f'<https://acme.okta.example/api/v1/logs?limit={PAGE}&after=1>; rel="next"'
        return httpx.Response(200, content=next(bodies), headers={"Link": link})

    http = httpx.AsyncClient(
        base_url="https://acme.okta.example", transport=httpx.MockTransport(answer)
    )
    return OktaClient(Api("Okta", http))


def jumpcloud(pages):
    """The same of a JumpCloud; each window has one page."""
    bodies = cycle(pages)

    def answer(request):
        headers = {"X-Search_after": "[]", "X-Limit": str(PAGE + 1)}
        return httpx.Response(200, content=next(bodies), headers=headers)

    http = httpx.AsyncClient(
        base_url="https://api.example/insights", transport=httpx.MockTransport(answer)
    )
    api = Api("JumpCloud", http)
    return JumpCloudClient(api, api)


def pages_of(event, count):
    """Write pages as they come over the wire."""
    return [
        json.dumps([event(page * PAGE + number) for number in range(PAGE)]).encode()
        for page in range(count)
    ]


async def judged(feed, pages):
    """Read so many pages and judge what is in them; gives events a second of one core."""
    judge, cursor, alerts = Judge(RULES, Scope(app_id=APP)), feed.begin(NOW), 0
    began = time.process_time()
    for number in range(pages):
        batch = await feed.read(cursor, NOW + timedelta(minutes=number))
        cursor = batch.cursor
        alerts += sum(len(judge.alerts(event)) for event in batch.events)
    took = time.process_time() - began
    if alerts != pages * PAGE // ALERTING:
        raise RuntimeError(f"{alerts} alerts")
    return pages * PAGE / took


async def stored(url, client, pages):
    """Have the watcher read so many pages; gives events a second up to the messages' rows."""

    async def leads():
        return True

    database = Database(url)
    await database.open()
    place = Place("C1", APP, "", "https://acme.okta.example", "us")
    watcher = build(
        place, Config(), database=database, providers=Providers(client, jumpcloud([])),
        gate=SimpleNamespace(rights=SimpleNamespace(people=None)), clock=lambda: NOW,
        context=None, leads=leads, wrote=lambda: None,
    ).watcher  # fmt: skip
    feed = OktaFeed(client, timedelta(hours=1))
    began = time.perf_counter()
    for _ in range(pages):
        await watcher._read(feed)
    took = time.perf_counter() - began
    async with database.transaction() as session:
        seen = (await session.exec(select(func.count()).select_from(SeenEvent))).one()
        alone = select(func.sum(Case.count)).where(col(Case.of_many).is_(False))
        told = (await session.exec(alone)).one()
    await database.close()
    if (seen, told) != (pages * PAGE, pages * PAGE // ALERTING):
        raise RuntimeError(f"{seen} events and {told} alerts were written")
    return pages * PAGE / took


async def measure(made, *, rounds, pages):
    """Give the rows; `made` makes an empty database of each kind, by name."""
    of_okta, of_jumpcloud = pages_of(okta_event, pages), pages_of(jumpcloud_event, pages)
    feeds = {
        "Okta's System Log": lambda: OktaFeed(okta(of_okta), timedelta(hours=1)),
        "Directory Insights": lambda: InsightsFeed(jumpcloud(of_jumpcloud), timedelta(hours=1)),
    }
    gc.freeze()  # as the bot does once it runs
    rows = []
    for name, feed in feeds.items():
        rate = median([await judged(feed(), pages) for _ in range(rounds)])
        rows.append(_row(f"{name}, page to alert", rate))
    for name, make in made.items():
        rate = median([await stored(make(), okta(of_okta), pages) for _ in range(rounds)])
        rows.append(_row(f"Okta's System Log, page to message, {name}", rate))
    return rows


def _row(what, rate):
    return Row(what, f"{rate:,.0f}", "events/s", floor(rate, BAR))
