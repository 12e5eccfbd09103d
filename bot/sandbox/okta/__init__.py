"""Okta's stand-in: a directory with Okta's rules, its JumpCloud app and its log, over HTTP.

    model directory      users and groups, and what a change to one does to the others
    lifecycle checks     what may be done in which status, and what may be sent
    app                  the JumpCloud app: assignments and their provisioning state
    log filters          the System Log, and the language of every filter
    scene                how the cast comes in
    auth web render      who calls and at what pace; JSON in Okta's shape
    pace rules expressions   rate limits, rules of groups, and the language they are written in
    users groups apps org    the endpoints
    console                  what is seen and done without the API

Tests and the page use `Okta`: what they do with it a person does in a browser, or the org's
console does; what the bot does goes over HTTP.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.cast import Cast
from bot.sandbox.okta import apps, factors, group_rules, groups, org, render, scene, users
from bot.sandbox.okta.app import App, Subscriber
from bot.sandbox.okta.auth import OWNER, Auth, TokenError
from bot.sandbox.okta.console import ADMIN, BASE, Console
from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError
from bot.sandbox.okta.log import Log
from bot.sandbox.okta.model import Change
from bot.sandbox.okta.web import Endpoint, Web
from bot.sandbox.store import World

__all__ = ["Change", "Okta", "OktaError"]


class Okta(Console):
    """One org.

    Attributes:
        directory: Users, groups, mails, and the settings a test may change.
        app: The JumpCloud app.
        auth: The API token and the OAuth clients.
        pace: The rate limits; `okta.pace.enforced = False` lets everybody hurry.
    """

    def __init__(self, world: World, cast: Cast) -> None:
        log = Log(world)
        app = App(world, log, cast.okta_app_id)
        super().__init__(world, log, Directory(world, log, app))
        self.directory.attributes.add(cast.routing_attribute)
        self.auth = Auth(world, OWNER)
        self._web = Web(self.directory, self.auth)
        self.pace = self._web.pace
        self.pace.told = self._pace_told
        scene.enter(self.directory, cast)
        self._log.clear()

    async def run(self) -> None:
        """Let the rules of groups do their work, until cancelled."""
        while True:
            self.directory.apply_rules(await self.directory.rules.next_user())

    def _pace_told(self, kind: str, bucket: str) -> None:
        about = {"id": bucket, "type": "URL Pattern", "alternateId": bucket}
        self._log.write(
            f"system.org.rate_limit.{kind}", f"Rate limit {kind}",
            about | {"displayName": bucket, "detailEntry": None},
        )  # fmt: skip

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes below `/okta`."""
        endpoints = (
            *users.ENDPOINTS,
            *group_rules.ENDPOINTS,
            *groups.ENDPOINTS,
            *apps.ENDPOINTS,
            *org.ENDPOINTS,
            *factors.ENDPOINTS,
        )
        methods = ("GET", "POST", "PUT", "DELETE")
        rest = [
            Endpoint(method, "/{rest:path}", org.nowhere, "okta.orgs.read") for method in methods
        ]
        token = Route("/oauth2/v1/token", self._token, methods=["POST"])
        return [token, *self._web.routes(endpoints), *self._web.routes(rest)]

    async def _token(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        url = str(request.url.replace(query=""))
        try:
            return JSONResponse(self.auth.token(form, request.headers.get("dpop", ""), url))
        except TokenError as error:
            return JSONResponse(error.body(), error.status, error.headers)

    # What a test or the page looks at.

    @property
    def api_token(self) -> str:
        """The API token that works; set it to another to revoke this one."""
        return self.auth.api_token

    @api_token.setter
    def api_token(self, token: str) -> None:
        self.auth.api_token = token
        about = {"id": self.auth.token_id, "type": "Token"}
        about |= dict.fromkeys(("alternateId", "displayName"), "unknown")
        with self._log.by(ADMIN):
            self._log.write("system.api_token.revoke", "Revoke API token", about)
            if token:
                self._log.write("system.api_token.create", "Create API token", about)

    @property
    def users(self) -> list[dict[str, Any]]:
        """Every user in Okta's JSON, with `groups` by name and `appUser` added."""
        return [self._shown(each) for each in self.directory.users.values()]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Every group in Okta's JSON, with `members` by login and `carriesApp` added."""
        everyone = self.directory.users
        return [
            render.group(group, BASE)
            | {"members": [everyone[each].login for each in group.members]}
            | {"carriesApp": group.carries_app}
            for group in self.directory.groups.values()
        ]

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every event of the System Log, oldest first."""
        return self._log.events()

    # What SCIM and OAuth need.

    def subscribe(self, callback: Subscriber) -> None:
        """Call back, at once and in order, for every change that SCIM must send."""
        self.app.subscribers.append(callback)

    def app_user_synced(self, user_id: str, external_id: str) -> None:
        """Report that the app has the user and their profile, by the id that it gave."""
        user = self.directory.find(user_id)
        if user:
            self.app.synced(user, external_id)

    def app_user_failed(self, user_id: str, reason: str, event_type: str | None = None) -> None:
        """Report that the app refused; the log gets the reason.

        Args:
            event_type: By default the one of a creation, or of a profile push for one who is there.
        """
        user = self.directory.find(user_id)
        if user:
            self.app.failed(user, reason, event_type)

    def app_user_password_pushed(self, user_id: str) -> None:
        """Report that the app has the user's password."""
        user = self.directory.find(user_id)
        if user:
            self.app.password_pushed(user)

    def register_client(
        self,
        client_id: str,
        public_jwk: Mapping[str, Any],
        scopes: Iterable[str],
        *,
        dpop: bool = False,
    ) -> None:
        """Make an OAuth service app known, with the scopes that are granted to it."""
        self.auth.register(client_id, public_jwk, frozenset(scopes), dpop=dpop)
