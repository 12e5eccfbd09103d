"""A whole bot on the stand-ins, over real HTTP: what the specifications play in."""

import asyncio
import contextlib
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import Bot, running
from bot.config import Config
from bot.sandbox.server import Sandbox
from bot.settings import Settings
from storage import audit
from tests.canary.left import assert_nothing_left
from tests.contracts.listening import contracted

ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example"}
QUICK = """\
first_look_seconds = 0.05
longest_look_seconds = 0.2
retry_seconds = 0.05
posts_per_second = 0
"""
PATIENCE = 60.0  # seconds until a wait in a test is a failure; never a measure


class Clock:
    """The bot's clock: real time, moved forward at will."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead

    def move(self, **by):
        self.ahead += timedelta(**by)


class Scene:
    """One sandbox and one bot; people act in Slack, and we look at every system."""

    def __init__(self, sandbox: Sandbox, folder: Path, *, mode: str, database: str | None):
        self.sandbox = sandbox
        self.clock = Clock()
        self.folder = folder
        self.environment = sandbox.environment(folder) | {"SLACK_MODE": mode}
        if database:
            self.environment["DATABASE_URL"] = database
        self.configure(requests=QUICK)
        for each in ("okta_seconds = 3\n", "jumpcloud_seconds = 5\n", "check_seconds = 5\n"):
            self.replace(each, "")  # a test looks when it wants to: see `watch`
        self.bot: Bot | None = None
        self._stack: contextlib.AsyncExitStack | None = None

    def __getattr__(self, name):
        return getattr(self.sandbox, name)

    def configure(self, **sections):
        """Add lines to sections of deskhand.toml; they count from the next start."""
        file = Path(self.environment["DESKHAND_CONFIG"])
        text = file.read_text("utf-8")
        for section, lines in sections.items():
            text = text.replace(f"[{section}]\n", f"[{section}]\n{lines}")
        file.write_text(text, "utf-8")

    def replace(self, old, new):
        """Change something in deskhand.toml; it counts from the next start."""
        file = Path(self.environment["DESKHAND_CONFIG"])
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    async def start(self):
        settings = Settings.read(self.environment)
        config = Config.read(settings.deskhand_config)
        if self.environment["SLACK_MODE"] == "http":
            port = self.environment["HTTP_PORT"]
            self.slack.request_url = f"http://127.0.0.1:{port}/slack/events"
        self._stack = contextlib.AsyncExitStack()
        self.bot = await self._stack.enter_async_context(
            running(settings, config, clock=self.clock, drain=0)
        )
        if self.environment["SLACK_MODE"] == "socket":
            await self.slack.wait_until(lambda: self.slack.connected)

    async def stop(self):
        if self._stack:
            await self._stack.aclose()
        self._stack = self.bot = None

    async def restart(self):
        await self.stop()
        await self.start()

    async def tick(self, **moved):
        """Move the bot's clock, and let what is due by it happen."""
        self.clock.move(**moved)
        await self.bot.upkeep.tick()

    async def watch(self, **moved):
        """Move the bot's clock, and let it read both logs and look for what must follow."""
        self.clock.move(**moved)
        watcher = self.bot.watching.watcher
        for feed in watcher.feeds:
            await watcher.look(feed)
        await watcher.follow()
        await watcher.check()
        await watcher.tidy()
        await watcher.digest()

    async def until(self, seen, *, what="it"):
        """Wait until something is seen in the world; fails with what Slack shows instead."""
        try:
            await self.slack.wait_until(seen, timeout=PATIENCE)
        except TimeoutError:
            shown = [self.card, *[reply["text"] for reply in self.thread]]
            raise AssertionError(f"{what} did not happen; Slack shows {shown}") from None

    async def fill(self, by="mina", *, groups="Engineering", device=None, **typed):
        """Open the modal of /onboard and fill it in."""
        person = self.slack.person(by)
        await person.command("/onboard", channel="it-desk")
        await self.until(lambda: person.modal and "Checking" not in json.dumps(person.modal))
        await person.fill(**{**ADA, **typed})
        if groups:
            await person.pick("groups", groups, search=groups[:3])
        if device:
            await person.pick("device", device, search=device[:3])
        return person

    async def review(self, by="mina", **typed):
        """Fill the modal in and go on to the review; gives the faults by field."""
        person = await self.fill(by, **typed)
        faults = await person.submit()
        if not faults:
            await self.until(
                lambda: person.modal and person.modal["callback_id"] != "computing",
                what="the review",
            )
        return faults

    async def request(self, by="mina", **typed):
        """Do all of it up to Send, and wait for the card and the question in its thread."""
        faults = await self.review(by, **typed)
        assert not faults, faults
        await self.send(by)

    async def ask(self, action, who="", *, by="mina", review=True, **typed):
        """Open an action about somebody and fill it in; gives the faults by field."""
        person = self.slack.person(by)
        if person.modal:
            await person.close(everything=True)
        await person.command(f"/{action}", who, channel="it-desk")
        await self.until(lambda: person.modal and "Checking" not in json.dumps(person.modal))
        await person.fill(**typed)
        faults = await person.submit() if review else {}
        if review and not faults:
            await self.until(
                lambda: person.modal and person.modal["callback_id"] != "computing",
                what="the review",
            )
        return faults

    async def send(self, by="mina", **typed):
        """Send what is in review, and wait for its card and the question in its thread."""
        person = self.slack.person(by)
        assert person.modal["callback_id"] == "review", text_of(person.modal)
        await person.fill(**typed)
        before = len(self.slack.messages("it-requests"))
        assert await person.submit() == {}
        await self.until(
            lambda: len(self.slack.messages("it-requests")) > before and self.thread,
            what="the card",
        )

    async def carry(self, action, who, *, by="mina", confirm=None, **typed):
        """Ask for an action about somebody, send it, and have it approved."""
        faults = await self.ask(action, who, by=by, **typed)
        assert not faults, faults
        await self.send(by, **({"confirm": confirm} if confirm else {}))
        await self.approve()

    async def approve(self, by="lee"):
        await self.slack.person(by).click("approve")

    async def onboard(self, **typed):
        """Request it and have it approved."""
        await self.request(**typed)
        await self.approve()

    async def card_says(self, words):
        await self.until(lambda: words in self.card, what=f"a card with “{words}”")

    async def thread_says(self, words):
        await self.until(
            lambda: any(words in text_of(reply) for reply in self.thread),
            what=f"a reply with “{words}”",
        )

    async def acts(self):
        """Give the audit of the newest request: who did what, oldest first."""
        async with self.bot.database.transaction() as session:
            entries = await audit.list_of(session, len(self.slack.messages("it-requests")))
        return [(entry.actor, entry.act) for entry in entries]

    @property
    def alerts(self) -> str:
        """Everything that the channel of alerts says."""
        return text_of(self.slack.messages("it-alerts"))

    @property
    def card(self) -> str:
        """Everything that the newest card says."""
        cards = self.slack.messages("it-requests")
        return text_of(cards[-1]) if cards else ""

    @property
    def thread(self) -> list[dict]:
        cards = self.slack.messages("it-requests")
        return self.slack.thread("it-requests", cards[-1]["ts"]) if cards else []

    def told(self, name) -> str:
        """Everything that only this person was told: ephemerals and their modal."""
        person = self.slack.person(name)
        said = [text_of(message) for message in person.ephemerals]
        return "\n".join([*said, text_of(person.modal) if person.modal else ""])


def text_of(thing) -> str:
    """Give every text in a message or a view, as a person would read it."""
    if isinstance(thing, dict):
        own = [thing["text"]] if isinstance(thing.get("text"), str) else []
        rest = [text_of(value) for key, value in thing.items() if key not in {"text", "metadata"}]
        inner = [text_of(thing["text"])] if isinstance(thing.get("text"), dict | list) else []
        return "\n".join(filter(None, [*own, *inner, *rest]))
    if isinstance(thing, list):
        return "\n".join(filter(None, map(text_of, thing)))
    return ""


@contextlib.asynccontextmanager
async def playing(folder: Path, *, mode="socket", database=None, start=True, unlimited=True):
    """Give a scene with its bot running; what it says to the providers keeps to their contracts.

    Args:
        unlimited: Whether Slack and Okta take calls at any pace, so that a test may hurry.
    """
    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    async with Sandbox() as sandbox:
        sandbox.scim.delay = sandbox.laptops.agent_delay = 0.02
        sandbox.slack.access.unlimited = unlimited
        sandbox.okta.pace.enforced = not unlimited
        scene = Scene(sandbox, folder, mode=mode, database=database)
        with contracted(sandbox.world, requests=True):
            try:
                if start:
                    await scene.start()
                yield scene
            finally:
                await asyncio.shield(scene.stop())
                assert_nothing_left(scene.environment, sandbox.traffic, folder)
