"""Okta's stand-in: a directory with Okta's rules, its JumpCloud app and its log, over HTTP.

    model directory      users and groups, and what a change to one does to the others
    lifecycle checks     what may be done in which status, and what may be sent
    app                  the JumpCloud app: assignments and their provisioning state
    log filters          the System Log, and the language of every filter
    scene                how the cast comes in
    auth web render      who calls and at what pace; JSON in Okta's shape
    users groups apps org    the endpoints

Tests and the page use `Okta`: what they do with it a person does in a browser, or the org's
console does; what the bot does goes over HTTP.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.sandbox.cast import PASSWORD, Cast
from bot.sandbox.okta import apps, checks, factors, groups, lifecycle, org, render, scene, users
from bot.sandbox.okta.app import App, Subscriber
from bot.sandbox.okta.auth import OWNER, Auth, TokenError
from bot.sandbox.okta.directory import Directory
from bot.sandbox.okta.errors import OktaError
from bot.sandbox.okta.log import Log
from bot.sandbox.okta.model import Change, Group, User
from bot.sandbox.okta.web import Endpoint, Web
from bot.sandbox.store import World

__all__ = ["Change", "Okta", "OktaError"]

BASE: Final = "https://acme.okta.com"
TRIES: Final = 10


class Okta:
    """One org.

    Attributes:
        directory: Users, groups, mails, and the settings a test may change.
        app: The JumpCloud app.
        auth: The API token and the OAuth clients.
        pace: The rate limits; `okta.pace.enforced = True` makes them refuse.
    """

    def __init__(self, world: World, cast: Cast) -> None:
        self._world = world
        self._log = Log(world)
        self.app = App(world, self._log, cast.okta_app_id)
        self.directory = Directory(world, self._log, self.app)
        self.directory.attributes.add(cast.routing_attribute)
        self.auth = Auth(world, OWNER)
        self._web = Web(self.directory, self.auth)
        self.pace = self._web.pace
        scene.enter(self.directory, cast)

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes below `/okta`."""
        endpoints = (
            *users.ENDPOINTS,
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

    def status(self, login: str) -> str | None:
        """Tell a user's status; None when there is no such user."""
        user = self.directory.find(login)
        return user.status if user else None

    def user(self, login: str) -> dict[str, Any] | None:
        """Get a user as in `users`, by login, id or short name."""
        user = self.directory.find(login)
        return self._shown(user) if user else None

    def app_user(self, login: str) -> dict[str, Any] | None:
        """Get a user's account in the JumpCloud app in Okta's JSON; None when not assigned."""
        user = self.directory.find(login)
        found = self.app.users.get(user.id) if user else None
        return render.app_user(found, self.app.id, BASE) if found else None

    def _shown(self, user: User) -> dict[str, Any]:
        names = [group.name for group in self.directory.groups_of(user)]
        shown = render.user(user, BASE, links=False)
        return shown | {"groups": names, "appUser": self.app_user(user.id)}

    # What people and administrators do.

    def add_user(
        self,
        login: str,
        *,
        first_name: str = "Ada",
        last_name: str = "Lovelace",
        status: str = "ACTIVE",
        groups: Iterable[str] = (),
        password: str | None = None,
        **profile: Any,
    ) -> dict[str, Any]:
        """Add a user as an administrator would, by hand, in whichever status; groups by name.

        A user in LIVE status has a password unless it is PROVISIONED.
        """
        names = {"firstName": first_name, "lastName": last_name}
        filled = {"login": login, "email": login, **names, **profile}
        sent = checks.profile(self.directory, filled)
        if status not in ("STAGED", "PROVISIONED", "DEPROVISIONED"):
            password = password or PASSWORD
        user = users.new_user(self.directory, sent, password)
        scene.place(self.directory, user, status, [self._group(name) for name in groups])
        self._world.changed()
        return self._shown(user)

    def join(self, login: str, group: str) -> None:
        """Put a user in a group, by name."""
        self.directory.join(self._group(group), self.directory.get(login))
        self._world.changed()

    def leave(self, login: str, group: str) -> None:
        """Take a user out of a group, by name."""
        self.directory.leave(self._group(group), self.directory.get(login))
        self._world.changed()

    def do(self, verb: str, login: str) -> None:
        """Do what the console's button does: `suspend`, `unsuspend`, `deactivate`, `activate` ...

        Raises:
            OktaError: the user's status does not allow it.
        """
        query = {"sendEmail": "true"}
        user = self.directory.get(login)
        lifecycle.VERBS[f"lifecycle/{verb}"](self.directory, user, query, BASE)
        self._world.changed()

    def lock(self, login: str) -> None:
        """Lock a user out, as ten wrong passwords do."""
        user = self.directory.get(login)
        text = "Max sign in attempts exceeded"
        self._log.write("user.account.lock", text, user, result="FAILURE", reason="LOCKED_OUT")
        self.directory.set_status(user, "LOCKED_OUT")
        self._world.changed()

    def enrol_phone(self, login: str) -> str:
        """Let a user confirm by push on a phone, and by its code; return the push's factor id."""
        return factors.enrol_phone(self.directory, self.directory.get(login)).id

    def answer_push(self, login: str, *, approve: bool = True) -> None:
        """Press Yes or No on the phone, as the user does.

        Raises:
            OktaError: nobody asks, or it is too late.
        """
        factors.answer(self.directory, self.directory.get(login), approve=approve)

    def make_admin(self, login: str, role: str = "SUPER_ADMIN") -> None:
        """Give a user an administrator role."""
        self.directory.get(login).roles.append(role)

    def activate(self, login: str, password: str = PASSWORD) -> None:
        """Open the mail or link and choose a password, as the user does.

        Raises:
            OktaError: nobody sent them one, or the password is too weak.
        """
        user = self.directory.get(login)
        if user.status not in ("PROVISIONED", "RECOVERY"):
            raise OktaError("E0000038")
        self.directory.set_password(user, checks.password(password, user.login))
        self.directory.set_status(user, "ACTIVE")
        self._world.changed()

    def sign_in(self, login: str, password: str, *, new_password: str | None = None) -> bool:
        """Sign in as the user does; an expired password must be changed on the way.

        Where passwords are synchronised, each sign-in pushes the password again.

        Raises:
            OktaError: the new password is too weak.
        """
        user = self.directory.find(login)
        if user is None or user.status not in ("ACTIVE", "PASSWORD_EXPIRED"):
            return False
        if user.password != password:
            user.failed_sign_ins += 1
            if user.failed_sign_ins >= TRIES:
                self.lock(login)
            return False
        if user.status == "PASSWORD_EXPIRED":
            if new_password is None:
                return False
            self.directory.set_password(user, checks.password(new_password, user.login))
            self.directory.set_status(user, "ACTIVE")
        self._signed_in(user, pushed=new_password is not None)
        return True

    def _signed_in(self, user: User, *, pushed: bool) -> None:
        user.failed_sign_ins = 0
        user.sessions += 1
        user.last_login = self._world.now()
        self._log.write("user.session.start", "User login to Okta", user)
        if not pushed:
            self.app.password_changed(user)
        self._world.changed()

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

    def _group(self, name: str) -> Group:
        found = [each for each in self.directory.groups.values() if name in (each.name, each.id)]
        if not found:
            raise KeyError(name)
        return found[0]
