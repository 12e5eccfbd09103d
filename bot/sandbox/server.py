"""The sandbox as one thing: every stand-in in one app on one port, with one world behind them."""

import asyncio
import contextlib
import socket
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import yaml
from cryptography.fernet import Fernet
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.sandbox import control
from bot.sandbox.cast import Cast, deskhand_toml
from bot.sandbox.faults import Faults
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.laptops import Laptops
from bot.sandbox.okta import Okta
from bot.sandbox.scim import ScimLink
from bot.sandbox.serving import HOST, Serving
from bot.sandbox.slack import Slack
from bot.sandbox.store import World
from bot.sandbox.watch import Watch

PAGE: Final = Path(__file__).parent / "page"
MANIFEST: Final = Path(__file__).parents[2] / "manifest.yml"


class Killable(Protocol):
    """A bot that the page may kill."""

    @property
    def pid(self) -> int | None:
        """The process id; None while it is not running."""

    def kill(self) -> None:
        """Kill it with SIGKILL."""


class Sandbox:
    """All stand-ins, served while the `async with` lasts.

    Attributes:
        port: 0 takes any that is free; the real one once it serves.
        url: `http://127.0.0.1:PORT`, once it serves.
        manifest: The app's, which tells its commands, its shortcuts and whether it has a home.
        bot: The process beside it, where there is one; the page may kill it.
    """

    def __init__(self, port: int = 0, *, cast: Cast | None = None, seed: int = 0) -> None:
        self.port = port
        self.cast = cast or Cast()
        self.world = World(seed)
        self.traffic = self.world.traffic
        self.faults = Faults(self.world)
        self.slack = Slack(self.world, self.cast)
        # The app is installed with what its manifest asks for, and nothing more.
        declared = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
        self.slack.access.scopes = set(declared["oauth_config"]["scopes"]["bot"])
        self.slack.install(declared["features"])
        self.okta = Okta(self.world, self.cast)
        self.jumpcloud = JumpCloud(self.world, self.cast)
        self.laptops = Laptops(self.world, self.jumpcloud, self.cast)
        self.scim = ScimLink(self.world, self.okta, self.jumpcloud)
        self.manifest = MANIFEST
        self.bot: Killable | None = None
        self._sealing_key = Fernet.generate_key().decode()
        self._life: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where everything is."""
        return f"http://{HOST}:{self.port}"

    def app(self) -> Watch:
        """Build the app."""
        routes = [
            Mount("/slack", routes=self.slack.routes),
            Mount("/okta", routes=self.okta.routes),
            Mount("/jumpcloud", routes=self.jumpcloud.routes),
            Mount("/insights", routes=self.jumpcloud.insights_routes),
            Mount("/control", routes=control.routes(self)),
            Mount("/", StaticFiles(directory=PAGE, html=True)),
        ]
        crowded = {"Okta": self.okta.pace.crowded}
        return Watch(Starlette(routes=routes), self.world, self.faults, crowded)

    async def __aenter__(self) -> Self:
        """Serve.

        Raises:
            OSError: the port is taken.
        """
        serving = Serving(self.app(), self.port)
        self.port = serving.port
        self.slack.base_url = f"{self.url}/slack"
        await serving.start()
        self._life = asyncio.create_task(self._live(serving))
        # A task that is cancelled before it began would close nothing.
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving; what broke in the background is raised here."""
        if self._life is None:
            return
        self._life.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._life

    async def _live(self, serving: Serving) -> None:
        try:
            async with asyncio.TaskGroup() as background:
                background.create_task(self.okta.run())
                background.create_task(self.scim.run())
                background.create_task(self.laptops.run())
                background.create_task(self.jumpcloud.agenda.run())
        finally:
            self.faults.clear()
            await self.slack.close()
            await serving.stop()

    def environment(self, folder: Path | None = None) -> dict[str, str]:
        """Tell a bot's settings; with a folder, also where its files are, and write its policy.

        Args:
            folder: Where deskhand.toml is written and the database shall be.
        """
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_MODE": "socket",
            "SLACK_API_URL": f"{self.url}/slack/api/",
            "OKTA_ORG_URL": f"{self.url}/okta",
            "OKTA_API_TOKEN": self.okta.api_token,
            "OKTA_JUMPCLOUD_APP_ID": self.okta.app.id,
            "JUMPCLOUD_API_KEY": self.jumpcloud.access.api_key,
            "JUMPCLOUD_API_URL": f"{self.url}/jumpcloud",
            "JUMPCLOUD_INSIGHTS_URL": f"{self.url}/insights",
            "REQUESTS_CHANNEL": self.cast.requests_channel,
            "ALERTS_CHANNEL": self.cast.alerts_channel,
            "HTTP_HOST": HOST,
            "HTTP_PORT": str(free_port()),
            "SEALING_KEY": self._sealing_key,
        }
        if folder is not None:
            policy = folder.resolve() / "deskhand.toml"
            policy.write_text(deskhand_toml(self.cast), encoding="utf-8")
            settings["DESKHAND_CONFIG"] = str(policy)
            settings["DATABASE_URL"] = f"sqlite:///{policy.with_name('deskhand.db')}"
            settings["CLOCK_FILE"] = str(self._told_time(policy.with_name("clock")))
        return settings

    def _told_time(self, file: Path) -> Path:
        """Keep a file in which a bot finds by how much the clock was moved."""

        def tell(ahead: timedelta) -> None:
            # In one go: nobody reads half a number.
            written = file.with_suffix(".new")
            written.write_text(str(ahead.total_seconds()), encoding="utf-8")
            written.replace(file)

        tell(self.world.ahead)
        self.world.moved.append(tell)
        return file


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
