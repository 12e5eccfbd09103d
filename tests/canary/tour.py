"""Every flow of the product, once, with a canary in every secret that passes through."""

import contextlib
import io
import json
import logging
import secrets

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from bot import logs
from bot.clients.auth import OKTA_SCOPES
from bot.sandbox.cast import PASSWORD
from storage import requests
from tests.canary.needles import Needle
from tests.canary.places import Passed
from tests.scene import text_of

GRACE, ALAN, KATHERINE, DANA = (
    f"{name}@acme.example" for name in ("grace", "alan", "katherine", "dana")
)
BEN = {"first_name": "Ben", "last_name": "Bell", "email": "ben@acme.example"}
CLIENT = "0oaDESKHAND0000005d7"
CHOSEN = "Canary-Chosen-Staple-9"
TYPED = "Canary-Typed-By-Mistake-5"
TEMPORARY = "POST /okta/api/v1/users/*/lifecycle/expire_password_with_temp_password"
SESSIONS = "DELETE /okta/api/v1/users/*/sessions"
DONE = "Done, and seen on every system"


def canary(prefix):
    """Make a secret that nothing else can be mistaken for, with what spellings differ in."""
    return f"{prefix}canary-{secrets.token_urlsafe(15)}"


class Tour:
    """A scene whose every secret is a canary; the flows are played one after the other."""

    def __init__(self, scene):
        self.scene = scene
        self.raw, self.masked = io.StringIO(), io.StringIO()
        self.passed = Passed(scene.traffic.listeners)
        self.needles = [
            Needle("what people choose", CHOSEN),
            Needle("what people have", PASSWORD),
            Needle("typed by mistake", TYPED, typed=True),
        ]
        slack, environment = scene.slack, scene.environment
        slack.access.bot_token = environment["SLACK_BOT_TOKEN"] = canary("xoxb-")
        slack.access.app_token = environment["SLACK_APP_TOKEN"] = canary("xapp-")
        slack.signing_secret = environment["SLACK_SIGNING_SECRET"] = canary("")
        scene.okta.api_token = environment["OKTA_API_TOKEN"] = canary("00")
        scene.jumpcloud.access.api_key = environment["JUMPCLOUD_API_KEY"] = canary("")
        for name, home in {
            "SLACK_BOT_TOKEN": "Slack", "SLACK_APP_TOKEN": "Slack", "SLACK_SIGNING_SECRET": "",
            "OKTA_API_TOKEN": "Okta", "JUMPCLOUD_API_KEY": "JumpCloud", "SEALING_KEY": "",
        }.items():  # fmt: skip
            self.needles.append(Needle(name, environment[name], home))
        scene.slack.add_person("grace", channels=("it-desk",))

    def by_tokens(self):
        """Give settings with which the bot fetches tokens, in place of keys sent with each call."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        public = json.loads(ECAlgorithm.to_jwk(key.public_key()))
        self.scene.okta.register_client(CLIENT, public, OKTA_SCOPES, dpop=True)
        client = canary("")
        account = self.scene.jumpcloud.access._bot.secrets[0]
        account.secret = client
        self.needles += [
            Needle("OKTA_PRIVATE_KEY", pem.splitlines()[1]),
            Needle("JUMPCLOUD_CLIENT_SECRET", client, "JumpCloud"),
        ]
        return {
            "OKTA_API_TOKEN": "", "OKTA_CLIENT_ID": CLIENT, "OKTA_PRIVATE_KEY": pem,
            "JUMPCLOUD_API_KEY": "", "JUMPCLOUD_CLIENT_ID": account.client_id,
            "JUMPCLOUD_CLIENT_SECRET": client,
        }  # fmt: skip

    def new_sealing_key(self):
        """Give settings in which a new key stands before the old one."""
        new, old = Fernet.generate_key().decode(), self.scene.environment["SEALING_KEY"]
        self.needles.append(Needle("the new SEALING_KEY", new))
        return {"SEALING_KEY": f"{new},{old}"}

    @property
    def all_needles(self):
        return self.needles + self.passed.needles

    @contextlib.asynccontextmanager
    async def card(self, *words):
        """Ask for something within; afterwards its card has come to say one of the words."""
        before = len(self.scene.slack.messages("it-requests"))
        yield
        cards = self.scene.slack.messages("it-requests")
        assert len(cards) > before
        await self.scene.until(
            lambda: any(word in self.scene.card for word in words), what=f"one of {words}"
        )

    async def reveal(self):
        """Open the newest password, and give what the window shows."""
        await self.scene.thread_says("the one-time password is ready")
        mina = self.scene.slack.person("mina")
        await mina.click("reveal")
        await self.scene.until(lambda: "cannot be shown again" in self.scene.told("mina"))
        shown = mina.modal["blocks"][1]["elements"][0]["elements"][0]["text"]
        await mina.close(everything=True)
        return shown

    async def onboardings(self):
        """Onboard with a one-time password; and with a mail, which JumpCloud's side refuses."""
        async with self.card(DONE):
            await self.scene.onboard(way_in="password", device="PC-HOME")
        shown = await self.reveal()
        assert shown in [each.secret for each in self.passed.named("tempPassword")]
        self.scene.scim.refuse("department is required")
        async with self.card("Failed"):
            await self.scene.onboard(**BEN)
        self.scene.scim.mend()

    async def takeover(self):
        laptop = self.scene.laptops["LT-ADA"]
        laptop.add_account("dnovak", "Dana N.", admin=True, password="local-one")
        mina = self.scene.slack.person("mina")
        async with self.card(DONE):
            await self.scene.ask("takeover", DANA, review=False)
            await mina.pick("device", "LT-ADA", search="LT-A")
            await mina.pick("account", "dnovak", search="")
            await mina.submit()
            await self.scene.until(lambda: mina.modal["callback_id"] == "review")
            await self.scene.send()
            await self.scene.approve()

    async def rotations(self):
        async with self.card("have not chosen one yet"):
            await self.scene.carry("rotate", GRACE, reason="Every year")
        assert self.scene.okta.sign_in(GRACE, PASSWORD, new_password=CHOSEN)
        self.scene.clock.move(minutes=2)
        await self.scene.card_says(DONE)
        async with self.card("have not chosen one yet"):
            await self.compromised(ALAN)

    async def compromised(self, who):
        self.scene.okta.sign_in(who, PASSWORD)
        await self.scene.carry("rotate", who, why="compromised", reason="Phished", confirm=who)

    async def leave_and_return(self):
        async with self.card(DONE):
            await self.scene.carry("suspend", KATHERINE, confirm=KATHERINE, reason="Leave")
        async with self.card(DONE):
            await self.scene.carry("restore", KATHERINE, reason="Back")

    async def look_ups(self):
        """Look people up; one types a password where a name belongs."""
        mina = self.scene.slack.person("mina")
        typed = [
            ("/whois", GRACE), ("/whois", TYPED), ("/helpdesk", "status"), ("/helpdesk", TYPED),
            ("/helpdesk", "queue"), ("/helpdesk", "reconcile"),
        ]  # fmt: skip
        for command, text in typed:
            before = len(mina.ephemerals)
            await mina.command(command, text, channel="it-desk")
            await self.scene.until(lambda count=before: len(mina.ephemerals) > count)
        await mina.command("/rotate", f"{GRACE} {TYPED}", channel="it-desk")
        await self.scene.until(lambda: mina.modal and "Checking" not in json.dumps(mina.modal))
        await mina.close(everything=True)

    async def watching(self):
        """Others change things; both logs are read, and what does not follow is told."""
        await self.scene.watch()
        self.scene.okta.do("suspend", DANA)
        self.scene.okta.do("expire_password_with_temp_password", "sam@acme.example")
        self.scene.scim.refuse("Password does not meet the requirements.")
        await self.scene.watch(minutes=10)
        await self.scene.until(lambda: "Dana Novak was suspended" in self.scene.alerts)
        self.scene.scim.mend()

    async def cut_off(self, bot):
        """Make a password with a provider that fails, says too much, and sees the bot die.

        Args:
            bot: The process that is killed just after Okta made it.
        """
        token, echoed = self.scene.environment["OKTA_API_TOKEN"], canary("Echoed-")
        self.needles.append(Needle("made, and said in an error", echoed))
        said = {"errorCode": "E0000009", "errorSummary": f"{echoed} is set; for SSWS {token}"}
        add = self.scene.faults.add
        add(TEMPORARY, "refuse", status=500, body=said, times=1)
        fatal = self.scene.faults.crash_after(TEMPORARY, bot.strike)
        said = {"errorCode": "E0000011", "errorSummary": f"Invalid token {token}"}
        for status in (401, 500):
            add(SESSIONS, "refuse", status=status, body=said, times=1)
        async with self.card("have not chosen one yet"):
            await self.compromised(KATHERINE)
            await self.scene.until(lambda: fatal not in self.scene.faults.rules, what="the end")
            await bot.ended()
            await bot.start()
        assert fatal.struck == 1
        assert len(self.passed.named("tempPassword")) >= 3

    async def own_fault(self):
        """Come upon a fault of our own in the middle of the work, which breaks the workflow."""
        request_id = len(self.scene.slack.messages("it-requests"))
        database = self.scene.bot.database
        async with database.transaction() as session:
            request = await requests.get(session, request_id)
            plan = request.plan
            await requests.touch(session, request_id, plan={})
        await self.scene.until(lambda: "a workflow broke" in self.logged, what="the fault")
        async with database.transaction() as session:
            await requests.touch(session, request_id, plan=plan)
        await self.scene.tick()
        await self.scene.card_says("Failed")

    async def said_back(self, status):
        """Have both providers refuse with the key that they were given; gives what is read."""
        keys = {"okta": "OKTA_API_TOKEN", "jumpcloud": "JUMPCLOUD_API_KEY"}
        faults = []
        for provider, name in keys.items():
            said = f"bad key {self.scene.environment[name]}"
            body = {"errorCode": "E0000009", "errorSummary": said, "message": said}
            match = f"* /{provider}/*"
            faults.append(self.scene.faults.add(match, "refuse", status=status, body=body))
        mina = self.scene.slack.person("mina")
        before = len(mina.ephemerals)
        await mina.command("/whois", GRACE, channel="it-desk")
        await self.scene.until(lambda: len(mina.ephemerals) > before)
        for fault in faults:
            self.scene.faults.remove(fault)
        return text_of(mina.ephemerals[-1])

    @property
    def logged(self):
        """What was logged, before anything of it was masked."""
        return self.raw.getvalue()

    @contextlib.contextmanager
    def listening(self, settings):
        """Log as the bot does, and beside it what it would be without any masking."""
        root = logging.getLogger()
        before, level = root.handlers[:], root.level
        logs.configure(stream=self.masked, secrets=settings.secrets)
        bare = logging.StreamHandler(self.raw)
        bare.setFormatter(Bare())
        root.addHandler(bare)
        try:
            yield
        finally:
            root.handlers[:], root.level = before, level
            logging.captureWarnings(capture=False)


class Bare(logging.Formatter):
    """Writes all that a record has."""

    def format(self, record):
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        return f"{record.getMessage()} {vars(record)} {trace}"
