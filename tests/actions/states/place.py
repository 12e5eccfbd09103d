"""One sandbox in which anybody can be brought into any state that a table knows."""

from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import count

from pydantic import SecretStr

from bot.action import Context, Past
from bot.actions.closing import SNAPSHOT, take_snapshot
from bot.clients import connect
from bot.clients.auth import JumpCloudKey, OktaToken
from bot.config import Config
from bot.form import Picked
from bot.sandbox.cast import PASSWORD
from bot.sandbox.laptops import Laptop
from bot.sandbox.server import Sandbox
from bot.states import OFFLINE, Device, JumpCloud, Okta, Situation
from tests.contracts.listening import contracted

CARRIES = "Engineering"
SYSTEMS = {
    Device.MAC: "macOS",
    Device.MAC_OFFLINE: "macOS",
    Device.WINDOWS: "Windows Pro",
    Device.WINDOWS_OFFLINE: "Windows Pro",
    Device.HOME: "Windows Home",
    Device.HOME_OFFLINE: "Windows Home",
    Device.LINUX: "Linux",
    Device.LINUX_OFFLINE: "Linux",
    Device.JOINED: "Windows Pro",
}
# What an administrator presses for somebody who is active, or who is staged.
VERBS = {
    Okta.PROVISIONED: "activate",
    Okta.PASSWORD_EXPIRED: "expire_password",
    Okta.RECOVERY: "reset_password",
    Okta.SUSPENDED: "suspend",
    Okta.DEPROVISIONED: "deactivate",
}
NEVER_IN = (Okta.ABSENT, Okta.STAGED)
BY_HAND = (JumpCloud.STAGED, JumpCloud.PENDING)
NUMBERS = count(1)


@dataclass(frozen=True)
class Case:
    """Somebody who is in a situation.

    Attributes:
        laptop: Theirs; None where they have no device, or one that is none.
        device_id: Of their device in JumpCloud; empty without one.
        groups: The names of those that they were in before anything was closed.
        past: Their suspension, where they were suspended.
    """

    situation: Situation
    name: str
    laptop: Laptop | None = None
    device_id: str = ""
    groups: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()

    @property
    def login(self) -> str:
        return f"{self.name}@acme.example"

    @property
    def local(self) -> str:
        """The account on a device that is not bound to them."""
        return f"local{self.name}"

    @property
    def picked(self) -> Picked:
        return Picked(id=self.login, text=self.name)

    def accounts(self):
        """Their accounts on their laptop, and whatever else has their name there."""
        kept = self.laptop.accounts.values() if self.laptop else ()
        return [each for each in kept if each.username == self.name]


@dataclass
class Place:
    """The sandbox, and the bot's own clients of it."""

    sandbox: Sandbox
    config: Config = field(default_factory=Config)

    def __post_init__(self):
        settings = self.sandbox.environment()
        self.providers = connect(
            okta_org_url=settings["OKTA_ORG_URL"],
            okta_auth=OktaToken(SecretStr(settings["OKTA_API_TOKEN"])),
            jumpcloud_auth=JumpCloudKey(SecretStr(settings["JUMPCLOUD_API_KEY"])),
            jumpcloud_api_url=settings["JUMPCLOUD_API_URL"],
            jumpcloud_insights_url=settings["JUMPCLOUD_INSIGHTS_URL"],
        )

        self.writes = []
        self.world.traffic.listeners.append(self._heard)

    def __getattr__(self, name):
        return getattr(self.sandbox, name)

    def _heard(self, exchange):
        """Note what the bot asks for that is not only to look."""
        if (
            exchange.source == "Bot"
            and exchange.method != "GET"
            and "/search/" not in exchange.path
        ):
            self.writes.append(f"{exchange.method} {exchange.path}")

    def shown(self, case):
        """Everything that the three systems hold of somebody."""
        laptop = case.laptop and case.laptop.as_dict()
        return [self.okta.user(case.login), self.jumpcloud.user(case.name), laptop]

    def password_of(self, case):
        """What opens their laptop: JumpCloud's, or the first one where JumpCloud has none."""
        user = None if any(each.ad for each in case.accounts()) else self.jumpcloud.user(case.name)
        return self.jumpcloud.directory.passwords.get(user["_id"] if user else "", PASSWORD)

    @contextmanager
    def as_documented(self):
        """Have Okta suspend active people only; else it does what it offers on other people too."""
        suspendable = self.okta.directory.suspendable
        self.okta.directory.suspendable = {"ACTIVE"}
        yield
        self.okta.directory.suspendable = suspendable

    def context(self, case, **more):
        async def history(principal):
            return case.past if principal == case.login else ()

        return Context(
            providers=self.providers, config=self.config, jumpcloud_app=self.okta.app.id,
            now=self.world.now(), can_seal=True, history=history, **more,
        )  # fmt: skip

    async def settle(self, case):
        """Let Okta push what it has to, and the agent do what it was told."""
        while self.scim.waiting:
            await self.world.wait_changed(self.world.version)
        if case.laptop:
            case.laptop.agent.apply()

    async def enter(self, situation, *, lags=False, carried=True, bound=True):
        """Bring somebody new into a situation.

        Args:
            lags: Whether a device that is offline was so before anything was closed or opened, so
                that it shows what was before.
            carried: Whether Okta carries them into JumpCloud, where it can.
            bound: Whether the device is bound to them, or only stands there with a local account.
        """
        case = Case(situation, f"p{next(NUMBERS)}")
        await self._hire(case, carried=carried)
        case = self._equip(case, bound=bound and situation.jumpcloud is not JumpCloud.ABSENT)
        await self.settle(case)
        for each in case.accounts():
            assert case.laptop.sign_in(each.username, self.password_of(case))
        user = self.okta.user(case.login) or {"groups": ()}
        case = replace(case, groups=tuple(user["groups"]), past=await self._past(case))
        offline = case.laptop is not None and situation.device in OFFLINE
        if lags and offline:
            case.laptop.go_offline()
        await self._change_okta(case)
        self._change_jumpcloud(case)
        await self.settle(case)
        if offline:
            case.laptop.go_offline()
        return case

    async def _hire(self, case, *, carried):
        okta, jumpcloud = case.situation.okta, case.situation.jumpcloud
        there = jumpcloud is not JumpCloud.ABSENT
        # Who was deactivated and is staged in JumpCloud was never carried there.
        never = okta is Okta.DEPROVISIONED and jumpcloud is JumpCloud.STAGED
        carried = carried and there and not never
        if there and (not carried or okta in NEVER_IN or jumpcloud in BY_HAND):
            self._make_by_hand(case)
        if okta is Okta.ABSENT:
            return
        staged = okta in (Okta.STAGED, Okta.PROVISIONED)
        features = self.okta.app.features
        if jumpcloud is JumpCloud.PENDING:
            features.remove("PUSH_PASSWORD_UPDATES")
        self.okta.add_user(
            case.login, first_name=case.name, status="STAGED" if staged else "ACTIVE",
            groups=[CARRIES] if carried else [],
        )  # fmt: skip
        if okta is Okta.PROVISIONED:
            self.okta.do("activate", case.login)
        await self.settle(case)
        if jumpcloud is JumpCloud.PENDING:
            features.append("PUSH_PASSWORD_UPDATES")

    def _make_by_hand(self, case):
        wanted = case.situation.jumpcloud
        state = "STAGED" if wanted is JumpCloud.STAGED else "ACTIVATED"
        password = {} if wanted is JumpCloud.PENDING else {"password": PASSWORD}
        self.jumpcloud.add_user(
            case.name, case.login, displayname=case.name, state=state, **password
        )

    def _equip(self, case, *, bound):
        device = case.situation.device
        if device is Device.ABSENT:
            return case
        name = f"LT-{case.name}"
        if device is Device.OTHER:
            row = self.jumpcloud.add_system(name, "macOS", "iOS 18.6", osFamily="ios")
            if bound:
                self.jumpcloud.bind(case.name, name)
            return replace(case, device_id=row["_id"])
        joined = device is Device.JOINED
        domain = {"partOfDomain": joined, "domainName": "acme" if joined else ""}
        laptop = self.laptops.add(name, SYSTEMS[device], domainInfo=domain)
        if joined:
            laptop.add_account(case.name, case.name, password=PASSWORD, ad=True)
        if bound:
            self.jumpcloud.bind(case.name, name)
        else:
            laptop.add_account(case.local, "Somebody", admin=True, password="local-one")
        return replace(case, laptop=laptop, device_id=laptop.id)

    async def _past(self, case):
        """What a suspension by the bot would have kept of them."""
        if case.situation.okta not in (Okta.SUSPENDED, Okta.DEPROVISIONED):
            return ()
        user = self.jumpcloud.user(case.name)
        kept = await take_snapshot(
            self.providers, self.okta.user(case.login)["id"], user["_id"] if user else ""
        )
        now = self.world.now()
        return (Past("REQ-1", "suspend", {SNAPSHOT: kept.write()}, now, now),)

    async def _change_okta(self, case):
        okta = case.situation.okta
        if okta is Okta.LOCKED_OUT:
            self.okta.lock(case.login)
        elif okta in VERBS and okta is not Okta.PROVISIONED:
            self.okta.do(VERBS[okta], case.login)
        await self.settle(case)

    def _change_jumpcloud(self, case):
        wanted, user = case.situation.jumpcloud, self.jumpcloud.user(case.name)
        if user is None or wanted is JumpCloud.STAGED:
            return
        if wanted is JumpCloud.SUSPENDED:
            self.jumpcloud.directory.suspend(user["_id"])
        elif user["state"] == "SUSPENDED":
            self.jumpcloud.change_user(case.name, state="ACTIVATED", suspended=False)
        while wanted is JumpCloud.LOCKED and not self.jumpcloud.user(case.name)["account_locked"]:
            self.jumpcloud.directory.sign_in_failed(user["_id"])


@asynccontextmanager
async def opened(*, keeps=True):
    """Open a place.

    Args:
        keeps: Whether all that is said in it keeps to the providers' contracts.
    """
    async with Sandbox() as sandbox:
        sandbox.scim.delay = 0
        sandbox.laptops.agent_delay = 0
        sandbox.okta.pace.enforced = False
        sandbox.okta.directory.suspendable = {"ACTIVE", "PROVISIONED", "PASSWORD_EXPIRED"}
        place = Place(sandbox)
        try:
            with contracted(sandbox.world, requests=True) if keeps else nullcontext():
                yield place
        finally:
            await place.providers.close()
