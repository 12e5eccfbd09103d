"""The parts that know who is who, on the stand-ins and without a bot around them."""

import asyncio
import shutil
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.bindings import Bindings
from bot.clients import Providers
from bot.config import Config
from bot.connecting import connect_providers, slack_client
from bot.people import People
from bot.policy import Rules
from bot.rights import Rights
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from storage import links, requests
from storage.database import Database
from storage.identity_tables import How, Link
from storage.tables import Request
from tests.scene import Clock

MINA, LEE, SAM, DANA = "U0MINA00001", "U0LEE000001", "U0SAM000001", "U0DANA00001"
GUS = "U0GUS000001"


@dataclass
class Office:
    """Slack and Okta, the rows, and who may do what by them."""

    sandbox: Sandbox
    database: Database
    providers: Providers
    people: People
    rights: Rights
    clock: Clock
    config: Config

    def okta_id(self, name):
        return self.sandbox.okta.user(name)["id"]

    async def bind(self, slack_id, name, *, how=How.PUSH):
        """Write a binding as it stands after it was confirmed."""
        login = f"{name}@acme.example"
        link = Link(
            slack_id=slack_id, okta_id=self.okta_id(name), login=login, how=how, by=slack_id,
            at=self.clock(),
        )  # fmt: skip
        async with self.database.transaction() as session:
            return await links.add(session, link)

    async def unbind(self, slack_id, *, by="UADMIN"):
        async with self.database.transaction() as session:
            return await links.end(session, slack_id, by=by, now=self.clock())

    async def ask(self, requester, **values):
        """Write a request as it stands after Send."""
        now = self.clock()
        request = Request(
            key=f"draft {now}", action="onboard", requester=requester, principal="ada@acme.example",
            form={}, plan={}, created_at=now, expires_at=now + timedelta(hours=72), **values,
        )  # fmt: skip
        async with self.database.transaction() as session:
            return await requests.add(session, request)

    async def say_yes(self, request, by):
        async with self.database.transaction() as session:
            await requests.decide(
                session, request, by=by, voice=by, approved=True, now=self.clock()
            )


async def at_once(_seconds):
    """Let nobody wait between two tries of a call."""


@pytest.fixture
def sections():
    """Lines of deskhand.toml that a test adds; see `configured`."""
    return ""


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A database with its tables, made once and copied for each test."""
    file = tmp_path_factory.mktemp("empty") / "x.db"

    async def make():
        async with Database(f"sqlite:///{file}"):
            pass

    asyncio.run(make())
    return file


@pytest.fixture
async def office(tmp_path, sections, empty):
    async with Sandbox() as sandbox:
        settings = Settings.read(sandbox.environment(tmp_path))
        file = tmp_path / "deskhand.toml"
        file.write_text(file.read_text("utf-8") + sections, "utf-8")
        config = Config.read(file)
        database, providers = (
            Database(f"sqlite:///{tmp_path / 'x.db'}"),
            connect_providers(settings),
        )
        shutil.copy(empty, tmp_path / "x.db")
        providers.okta._api._sleep = at_once
        rules, clock = Rules.from_config(config), Clock()
        bindings = Bindings(
            database, providers.okta, clock, config.identity, "C0ITALERTS1", rules.okta_groups
        )
        people = People(
            slack_client(settings), team_id="T0DESK", paced=False,
            groups=sorted(rules.groups | {"S0LEADS0001"}),
            bindings=bindings,
        )  # fmt: skip
        rights = Rights(rules, people, database)
        yield Office(sandbox, database, providers, people, rights, clock, config)
        await providers.close()
        await database.close()


@pytest.fixture
async def database(database_url):
    one = Database(database_url)
    await one.open()
    yield one
    await one.close()
