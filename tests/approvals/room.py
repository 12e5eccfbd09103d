"""Requests on a real database with nothing running: what is handed over for work is counted.

Slack's people are those of the stand-in, or written down where Slack is not what is tested.
"""

import asyncio
import contextlib
import itertools
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from bot.actions import ACTIONS
from bot.breakglass import BreakGlass
from bot.config import Config
from bot.decisions import Decisions
from bot.delegating import Delegations
from bot.desk import Desk
from bot.errors import Unavailable
from bot.gate import Gate
from bot.ledger import Ledger
from bot.messenger import Messenger
from bot.owner import Owner
from bot.people import People
from bot.policy import Person, Rules
from bot.rights import Rights
from bot.seals import Seals
from bot.upkeep import Upkeep
from bot.work import Work
from storage import audit, drafts, requests
from storage.database import Database
from storage.tables import Draft, Post, Request
from tests.scene import ADA, Clock, text_of
from tests.views.samples import plan

MINA, LEE, SAM, DANA, GUS = (
    "U0MINA00001", "U0LEE000001", "U0SAM000001", "U0DANA00001", "U0GUS000001",
)  # fmt: skip
HELPDESK, LEADS = "S0HELPDESK1", "S0LEADS0001"
REQUESTS, ALERTS = "C0ITREQUEST", "C0ITALERTS1"
LATER = timedelta(days=3)
NUMBERS = itertools.count(1)
FORM = {**ADA, "way_in": "mail"}


class Roster:
    """Slack's people, written down."""

    def __init__(self, **groups):
        self.groups = groups

    async def find(self, slack_id, *, fresh=False, okta=False):
        inside = {name for name, members in self.groups.items() if slack_id in members}
        return Person(slack_id, frozenset(inside), name=slack_id)

    async def members(self, names):
        return {name: frozenset(self.groups.get(name, ())) for name in names}


class Counting:
    """An engine that only counts what it is given."""

    def __init__(self):
        self.taken = []
        self.away = False

    async def take(self, request):
        if self.away:
            raise Unavailable("The database does not answer.", "database")
        self.taken.append(request.id)

    async def leads(self):
        return True


@dataclass
class Room:
    """Where people ask and decide, and what is written there."""

    database: Database
    decisions: Decisions
    desk: Desk
    clock: Clock

    @property
    def glass(self):
        return BreakGlass(self.desk, self.decisions)

    @property
    def upkeep(self):
        work, engine, messenger = self.desk.work, self.decisions.engine, self.desk.messenger
        return Upkeep(self.database, work, engine, self.decisions, self.desk, messenger)

    @property
    def taken(self):
        """Numbers of the requests that were handed over, as often as they were."""
        return self.decisions.engine.taken

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

    async def review(self, *, by=MINA, key=None, **changed):
        """Have a draft that its requester has the review of; gives its id."""
        key = key or f"d{next(NUMBERS)}"
        planned = plan().model_copy(update={"principal": f"{key}@acme.example", **changed})
        draft = Draft(id=key, action="onboard", requester=by, created_at=self.clock())
        async with self.database.transaction() as session:
            await drafts.keep(session, draft, form=FORM, plan=planned.model_dump(mode="json"))
        return key

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
        config=config, rights=rights, gate=Gate(rights, database, clock), owner=Owner(None),
        jumpcloud_app="", seals=Seals(database, ledger, clock, timedelta(hours=1), None),
        ledger=ledger, clock=clock,
    )  # fmt: skip
    awake = asyncio.Event()
    engine = Counting()
    messenger = Messenger(
        database, AsyncWebClient(), posts_per_second=0, leads=engine.leads, awake=awake
    )
    try:
        decisions = Decisions(database, work, engine, messenger, rights)
        yield Room(database, decisions, Desk(database, work, messenger, rights), clock)
    finally:
        await database.close()


def slack_people(sandbox, groups=(HELPDESK, LEADS)):
    """Give the stand-in's people."""
    client = AsyncWebClient("xoxb-sandbox", base_url=f"{sandbox.url}/slack/api/")
    return People(client, team_id="T0DESK", groups=groups, paced=False)
