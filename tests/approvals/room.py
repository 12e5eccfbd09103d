"""Decisions on a real database, with nothing running: the requests of these tests start much later.

Slack's people are those of the stand-in, or written down where Slack is not what is tested.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from bot.actions import ACTIONS
from bot.config import Config
from bot.decisions import Decisions
from bot.delegating import Delegations
from bot.durable import Pace
from bot.engine import Engine
from bot.gate import Gate
from bot.ledger import Ledger
from bot.messenger import Messenger
from bot.people import People
from bot.policy import Person, Rules
from bot.rights import Rights
from bot.work import Work
from storage import audit, requests
from storage.database import Database
from storage.tables import Post, Request
from tests.scene import Clock, text_of
from tests.views.samples import plan

MINA, LEE, SAM, DANA, GUS = (
    "U0MINA00001", "U0LEE000001", "U0SAM000001", "U0DANA00001", "U0GUS000001",
)  # fmt: skip
HELPDESK, LEADS = "S0HELPDESK1", "S0LEADS0001"
REQUESTS, ALERTS = "C0ITREQUEST", "C0ITALERTS1"
LATER = timedelta(days=3)
PACE = Pace(first=1.0, longest=1.0, retry=1.0, poll=1.0)


class Roster:
    """Slack's people, written down."""

    def __init__(self, **groups):
        self.groups = groups

    async def find(self, slack_id, *, fresh=False, okta=False):
        inside = {name for name, members in self.groups.items() if slack_id in members}
        return Person(slack_id, frozenset(inside), name=slack_id)

    async def members(self, names):
        return {name: frozenset(self.groups.get(name, ())) for name in names}


@dataclass
class Room:
    """Where people decide, and what is written there."""

    database: Database
    decisions: Decisions
    clock: Clock

    @property
    def delegations(self):
        return Delegations(self.decisions)

    @property
    def ledger(self):
        return self.decisions.work.ledger

    def asked(self, *, by=MINA, key="draft", approvals=1, **values):
        """Make a request that nobody has sent yet."""
        now = self.clock()
        return Request(
            key=key, action="onboard", requester=by, principal=f"{key}@acme.example", form={},
            plan=plan().model_dump(mode="json"), created_at=now, start_at=now + LATER,
            expires_at=now + timedelta(hours=72), approvals=approvals, **values,
        )  # fmt: skip

    async def ask(self, **values):
        """Send a request, as the desk does; gives its number."""
        request = self.asked(**values)
        async with self.database.transaction() as session:
            await self.ledger.opened(session, request, [LEADS])
        return request.id

    async def request(self, number):
        async with self.database.transaction() as session:
            return await requests.get(session, number)

    async def words(self, number):
        """Give who said what, and as whose voice."""
        async with self.database.transaction() as session:
            request = await requests.get(session, number)
            words = await requests.list_decisions(session, request)
        return [(word.by, word.voice, word.approved) for word in words]

    async def acts(self, number):
        async with self.database.transaction() as session:
            entries = await audit.list_of(session, number)
        return [(entry.actor, entry.act) for entry in entries]

    async def said(self, *, to="", key=""):
        """Give everything in the outbox for a channel or a person, or under a key."""
        async with self.database.transaction() as session:
            posts = (await session.exec(select(Post).order_by(Post.id))).all()
        return "\n".join(
            f"{post.text}\n{text_of(post.blocks)}"
            for post in posts
            if to in ("", post.channel) and key in post.key
        )


@contextlib.asynccontextmanager
async def opened(url, people, policy, *, alerts=ALERTS):
    """Give a room on a database; `policy` is `[policy.onboard]` as a table."""
    config = Config.model_validate({"policy": {"onboard": policy}})
    database, clock, rules = Database(url), Clock(), Rules.from_config(config)
    await database.open()
    rights = Rights(rules, people, database)
    ledger = Ledger(
        channel=REQUESTS, remind_after=timedelta(hours=4), alerts=alerts,
        can_pass_on=lambda request: rights.policy_of(request).delegate,
    )  # fmt: skip
    work = Work(
        database=database, actions={action.name: action for action in ACTIONS}, providers=None,
        config=config, rights=rights, gate=Gate(rights, database, clock), jumpcloud_app="",
        vault=None, ledger=ledger, clock=clock,
    )  # fmt: skip
    awake = asyncio.Event()
    engine = Engine(database, work, PACE, wrote=awake.set)
    messenger = Messenger(
        database, AsyncWebClient(), posts_per_second=0, leads=engine.leads, awake=awake
    )
    try:
        yield Room(database, Decisions(database, work, engine, messenger, rights), clock)
    finally:
        await database.close()


def slack_people(sandbox, groups=(HELPDESK, LEADS)):
    """Give the stand-in's people."""
    client = AsyncWebClient("xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
    return People(client, team_id="T0DESK", groups=groups, paced=False)
