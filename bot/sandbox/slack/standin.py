"""The stand-in as a whole: its routes, its people, and what tests ask of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

import httpx
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.sandbox.cast import Cast
from bot.sandbox.slack import payloads
from bot.sandbox.slack.access import Access
from bot.sandbox.slack.composer import Features
from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.errors import CannotAct
from bot.sandbox.slack.files import Files
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.parts import Parts
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.responses import ResponseUrls
from bot.sandbox.slack.scheduled import Scheduled
from bot.sandbox.slack.signed import NOW, SignedHttp
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.uploads import Uploads
from bot.sandbox.slack.web_api import WebApi
from bot.sandbox.slack.workspace import Channel, Installation, Member, Message, Workspace
from bot.sandbox.store import World

Seen = TypeVar("Seen")

GLANCE: Final = 0.05
SIGNING_SECRET: Final = "sandbox-signing-secret"


class Slack:
    """A Slack with one workspace and one app.

    Attributes:
        routes: To be mounted at `/slack`.
        access: The app's tokens and scopes.
        workspace: People, channels, user groups and messages.
        files: All that were uploaded.
    """

    def __init__(self, world: World, cast: Cast) -> None:
        app = Installation(team_id=cast.team_id)
        self._world = world
        self._http = SignedHttp(SIGNING_SECRET)
        self.sockets = Sockets(world, app.app_id)
        self.access = Access(world)
        self.workspace = Workspace(world, app, cast)
        self.files = Files(world, app.team_id)
        self._parts = Parts(
            world=world,
            app=app,
            workspace=self.workspace,
            access=self.access,
            modals=Modals(world, app),
            responses=ResponseUrls(self.workspace),
            files=self.files,
            scheduled=Scheduled(world),
            sockets=self.sockets,
            delivery=Delivery(world, self.sockets, self._http),
            events={"app_home_opened"},
            features=Features(),
        )
        self._people: dict[str, Person] = {}

    @property
    def app(self) -> Installation:
        """The app's ids."""
        return self._parts.app

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes, relative to where the stand-in is mounted."""
        api, uploads = WebApi(self._parts), Uploads(self._parts)
        return [
            Route("/api/{method}", api.call, methods=["GET", "POST"]),
            Route("/response/{id}", api.respond, methods=["POST"]),
            Route("/upload/{ticket}", uploads.take, methods=["POST"]),
            Route("/files/{id}/{name}", uploads.give, methods=["GET"]),
            Route("/signin", uploads.sign_in, methods=["GET"]),
            WebSocketRoute("/socket", self.sockets.serve),
        ]

    @property
    def base_url(self) -> str:
        """Where the stand-in is mounted; learnt from the first call where nobody set it."""
        return self._parts.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._parts.base_url = url.rstrip("/")

    @property
    def patience(self) -> float:
        """Seconds that a person waits for a field or a button to appear before they give up."""
        return self._parts.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._parts.patience = seconds

    @property
    def ack_seconds(self) -> float:
        """Seconds that the app has to acknowledge what it is sent; Slack gives three."""
        return self._parts.delivery.patience

    @ack_seconds.setter
    def ack_seconds(self, seconds: float) -> None:
        self._parts.delivery.patience = seconds

    @property
    def events(self) -> set[str]:
        """The events that the app is subscribed to, by their names in the manifest."""
        return self._parts.events

    @property
    def request_url(self) -> str | None:
        """Where the app listens to signed HTTP; used while no socket is open."""
        return self._http.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._http.request_url = url
        self._world.changed()

    @property
    def signing_secret(self) -> str:
        """What the requests are signed with."""
        return self._http.signing_secret

    @signing_secret.setter
    def signing_secret(self, secret: str) -> None:
        self._http.signing_secret = secret

    @property
    def connected(self) -> bool:
        """Whether the app has a socket open."""
        return bool(self.sockets.connections)

    @property
    def people(self) -> list[Person]:
        """Everyone but the bot."""
        return [self.person(each.id) for each in self.workspace.members.values() if not each.is_bot]

    def person(self, who: str) -> Person:
        """Get a person by id, handle or e-mail address; always the same object.

        Raises:
            CannotAct: nobody is called so.
        """
        member = self.workspace.find_member(who)
        if member is None:
            raise CannotAct(f"nobody is called {who!r}")
        return self._people.setdefault(member.id, Person(self._parts, member))

    def add_person(self, name: str, *, channels: tuple[str, ...] = (), **fields: Any) -> Person:
        """Let somebody join; the other fields are those of `Member`."""
        standard = {
            "id": self._world.slack_id("U"),
            "real_name": name.title(),
            "email": f"{name}@acme.example",
            "team_id": self.app.team_id,
        }
        member = Member(name=name, **{**standard, **fields})
        self.workspace.members[member.id] = member
        for channel in channels:
            self._channel(channel).members.add(member.id)
        self._world.changed()
        return self.person(member.id)

    def messages(self, channel: str) -> list[Message]:
        """List a channel's messages, oldest first, without replies."""
        return self._channel(channel).top_level()

    def thread(self, channel: str, ts: str) -> list[Message]:
        """List the replies to a message, oldest first."""
        return self._channel(channel).replies(ts)

    async def wait_until(
        self,
        predicate: Callable[[], Seen],
        timeout: float = 5,  # noqa: ASYNC109 - the word under which every caller looks for it
    ) -> Seen:
        """Look again at each change until something is true, and return it.

        Raises:
            TimeoutError: it was not within so many seconds.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (seen := predicate()):
            if loop.time() > end:
                raise TimeoutError
            change = asyncio.ensure_future(self._world.wait_changed(self._world.version))
            # What the predicate looks at may also stand outside the world.
            await asyncio.wait({change}, timeout=GLANCE)
            change.cancel()
        return seen

    def install(self, features: dict[str, Any]) -> None:
        """Take over what a manifest's `features` say of commands and of the app's home."""
        self._parts.features.install(features, self.access)
        self._world.changed()

    def limit(self, method: str, *, per_minute: int | None) -> None:
        """Throttle a method of the Web API; None gives it the limit of its tier again."""
        self.access.limits.set(method, per_minute)

    async def drop_sockets(
        self, reason: str = "refresh_requested", *, politely: bool = True
    ) -> None:
        """Close every socket; politely means after a `disconnect` that names the reason."""
        await self.sockets.drop(reason, politely=politely)

    async def forge(
        self,
        command: str = "/onboard",
        *,
        who: str | None = None,
        text: str = "",
        secret: str | None = None,
        age: timedelta = NOW,
        signed: bool = True,
        team_id: str | None = None,
    ) -> httpx.Response:
        """Post a slash command to the request URL that Slack did not send like this.

        Args:
            who: The person in whose name; by default the first.
            secret: Sign with this instead of the real one.
            age: How long ago it claims to have been sent.
            signed: False leaves the signature out.
            team_id: Claim to come from another workspace.

        Raises:
            Unanswered: nobody listens at the request URL.
        """
        member = self.person(who).member if who else self.people[0].member
        payload = payloads.command(
            self.app,
            member,
            next(iter(self.workspace.channels.values())),
            name=command,
            text=text,
            trigger_id=self._parts.modals.trigger(member.id),
            response_url=f"{self.base_url}/response/forged",
        )
        payload["team_id"] = team_id or payload["team_id"]
        return await self._http.post(
            "slash_commands", payload, secret=secret, age=age, signed=signed
        )

    async def verify_request_url(self) -> bool:
        """Ask the app to repeat a challenge, as Slack does when a request URL is saved.

        Raises:
            Unanswered: nobody listens there.
        """
        return await self._http.verify(self._world.characters(40))

    async def check_ssl(self) -> bool:
        """Call the request URL as Slack does to see whether its certificate is good.

        Raises:
            Unanswered: nobody listens there.
        """
        return await self._http.check_ssl()

    def trigger(self, user_id: str) -> str:
        """Give a trigger_id, as if a person had just done something."""
        return self._parts.modals.trigger(user_id)

    async def settled(self) -> None:
        """Wait until no event is on its way to the app."""
        await self._parts.delivery.settled()

    async def close(self) -> None:
        """Hang up, and give up what is on its way."""
        await self.sockets.close()
        await self._parts.scheduled.close()
        await self._parts.delivery.close()

    def _channel(self, where: str) -> Channel:
        channel = self.workspace.find_channel(where)
        if channel is None:
            raise CannotAct(f"there is no channel {where!r}")
        return channel
