"""Okta, JumpCloud, the link between them and the laptops, on one stage."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.laptops import Laptops
from bot.sandbox.okta import Okta
from bot.sandbox.scim import ScimLink
from bot.sandbox.store import World

DELAY = 0.05
ADA, ADAS = "ada@acme.example", "Analytical-1843"


@dataclass
class Stage:
    world: World
    okta: Okta
    jumpcloud: JumpCloud
    laptops: Laptops
    scim: ScimLink

    async def until(self, happened):
        async with asyncio.timeout(5):
            while not happened():
                await self.world.wait_changed(self.world.version)

    def hire(self, login=ADA, **fields):
        return self.okta.add_user(login, groups=["Engineering"], oktaRouting="federated", **fields)

    def sync_state(self, login=ADA):
        return self.okta.app_user(login)["syncState"]

    async def hired(self, **fields):
        self.hire(**fields)
        await self.until(lambda: self.sync_state() == "SYNCHRONIZED")
        return self.jumpcloud.user("ada")

    def change(self, **profile):
        """Change Ada's profile in Okta, as an administrator does."""
        self.okta.directory.update_profile(self.okta.directory.get(ADA), profile)

    def reasons(self):
        found = [event["outcome"] for event in self.okta.log]
        return [each["reason"] for each in found if each["result"] == "FAILURE"]

    @property
    def said(self):
        """What went over SCIM so far: method, path and status of each call, ids left out."""
        return [
            f"{each.method} {each.path[:14]}{'/ID' if each.path[14:] else ''} {each.status}"
            for each in self.over_scim
        ]

    @property
    def over_scim(self):
        return [each for each in self.world.traffic if each.source == "Okta"]

    def events(self, kind):
        return [event for event in self.okta.log if event["eventType"] == kind]

    async def agents_had_their_turn(self):
        """Wait for an agent that was told after every other: they act in that order."""
        fence = self.laptops.add(f"FENCE-{self.world.version}")
        self.jumpcloud.bind("grace", fence.id)
        await self.until(lambda: "grace" in fence.accounts)

    async def pushes_had_their_turn(self):
        """Wait for a push that was asked for after every other."""
        login = f"fence{self.world.version}@acme.example"
        self.hire(login)
        await self.until(lambda: self.sync_state(login) != "SYNCING")


@asynccontextmanager
async def staged():
    """Build a stage, and let all on it be at work."""
    world, cast = World(), Cast()
    okta, jumpcloud = Okta(world, cast), JumpCloud(world, cast)
    laptops, scim = Laptops(world, jumpcloud, cast), ScimLink(world, okta, jumpcloud)
    laptops.agent_delay = scim.delay = DELAY
    async with asyncio.TaskGroup() as background:
        tasks = [background.create_task(each.run()) for each in (laptops, scim)]
        yield Stage(world, okta, jumpcloud, laptops, scim)
        for task in tasks:
            task.cancel()


def metrics(stage, laptop):
    rows = stage.jumpcloud.system(laptop.id)["userMetrics"]
    return {row["userName"]: (row["managed"], row["suspended"], row["admin"]) for row in rows}


def listed(laptop):
    return {each["username"]: each["disabled"] for each in laptop.login_screen}


def shown(laptop, username):
    return next(each for each in laptop.login_screen if each["username"] == username)
