"""Both directories on the stand-ins, with SCIM and laptops at work, and the comparison of them."""

import asyncio
import contextlib
from datetime import timedelta

from pydantic import SecretStr

from bot.clients import connect
from bot.clients.auth import JumpCloudKey, OktaToken
from bot.sandbox.server import Sandbox
from bot.watch.reconcile import ReconcileSettings, reconcile

HOUR = timedelta(hours=1)
SETTINGS = ReconcileSettings(local_people=frozenset({"rosalind"}))


class Place:
    """A sandbox whose cast agrees, long after anything happened."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.group = sandbox.cast.federated_group_id
        self.providers = connect(
            okta_org_url=f"{sandbox.url}/okta",
            okta_auth=OktaToken(SecretStr(sandbox.okta.api_token)),
            jumpcloud_auth=JumpCloudKey(SecretStr(sandbox.jumpcloud.access.api_key)),
            jumpcloud_api_url=f"{sandbox.url}/jumpcloud",
            jumpcloud_insights_url=f"{sandbox.url}/insights",
        )

    def __getattr__(self, name):
        return getattr(self.sandbox, name)

    def pass_time(self, by=HOUR):
        self.world.move(by)

    async def until(self, happened):
        async with asyncio.timeout(10):
            while not happened():
                await self.world.wait_changed(self.world.version)

    async def compare(self, *, last=None, settings=SETTINGS, group=None):
        return await reconcile(
            self.providers,
            self.okta.app.id,
            federated_group=self.group if group is None else group,
            last=last,
            now=self.world.now(),
            settings=settings,
        )

    async def told(self, **options):
        """Compare, and give what is told about whom."""
        comparison = await self.compare(**options)
        assert comparison.trusted, comparison.reason
        return {(each.cause.removeprefix("drift."), each.about.name) for each in comparison.alerts}

    # What happens in the two consoles.

    def user_id(self, login):
        return self.okta.user(login)["id"]

    def change(self, login, **profile):
        self.okta.directory.update_profile(self.okta.directory.get(login), profile)

    def sync_state(self, login):
        found = self.okta.app_user(login)
        return found and found["syncState"]

    async def synced(self, login):
        await self.until(lambda: self.sync_state(login) == "SYNCHRONIZED")

    async def pushed(self):
        await self.until(lambda: not self.scim.waiting)

    async def reassigned(self, login):
        self.okta.leave(login, "Engineering")
        await self.pushed()
        self.okta.join(login, "Engineering")
        await self.synced(login)

    def delete_account(self, username):
        self.jumpcloud.directory.delete(self.jumpcloud.user(username)["_id"], cascade=True)

    def suspend_account(self, username):
        self.jumpcloud.directory.suspend(self.jumpcloud.user(username)["_id"])

    def restore_account(self, username):
        self.jumpcloud.change_user(username, state="ACTIVATED", suspended=False)

    def disabled(self, username, laptop):
        rows = self.jumpcloud.system(laptop)["userMetrics"]
        return next((row["suspended"] for row in rows if row["userName"] == username), None)


@contextlib.asynccontextmanager
async def settled():
    async with Sandbox() as sandbox:
        sandbox.scim.delay = sandbox.laptops.agent_delay = 0.01
        place = Place(sandbox)
        # Okta tells JumpCloud nothing of a suspension: the cast has one that nobody carried over.
        place.suspend_account("howard")
        place.pass_time()
        yield place
        await place.providers.close()
