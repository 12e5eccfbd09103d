"""API v1: users."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from starlette.responses import JSONResponse, Response

from bot.sandbox.jumpcloud.directory import Directory
from bot.sandbox.jumpcloud.listing import Listing
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.jumpcloud.records import stamp
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.jumpcloud.user_rules import check_mastered
from bot.sandbox.jumpcloud.web import Call, Endpoint
from bot.sandbox.store import World

DETAILED: Final = frozenset({"code", "status", "details"})
READ: Final = "users users.readonly"
CHANGE: Final = "users users.properties users.properties.update"
RESET: Final = "users.update.passwordreset"
MAIL: Final = "users users.notification users.notification.send-activation-email"


class UsersV1:
    """The endpoints below /api/systemusers."""

    def __init__(self, world: World, directory: Directory) -> None:
        self._world = world
        self._directory = directory
        self._listing = Listing(directory.users, shown=lambda row: row)

    def endpoints(self) -> list[Endpoint]:
        """List the endpoints."""
        user = "/systemusers/{id}"
        everyone = f"commandrunner.legacy {READ}"
        return [
            Endpoint("GET", "/systemusers", self._listing.listed, everyone),
            Endpoint("POST", "/systemusers", self._create, "users users.create"),
            Endpoint("POST", "/search/systemusers", self._listing.searched, READ),
            Endpoint("GET", user, self._get, READ),
            Endpoint("PUT", user, self._change, CHANGE),
            Endpoint("DELETE", user, self._delete, "users users.delete"),
            *(Endpoint("POST", f"{user}/{act}", do, scopes) for act, do, scopes in self._acts()),
        ]

    def _acts(self) -> Iterable[tuple[str, Callable[[Call], Response], str]]:
        state, password = "users users.state", "users users.password"
        return (
            ("state/suspend", self._suspend, f"{state} users.state.suspend"),
            ("state/activate", self._activate, f"{state} users.state.activate"),
            ("unlock", self._unlock, f"{state} users.state.unlock users.update.unlock"),
            ("expire", self._expire, f"{password} users.password.expire {RESET}"),
            ("password", self._set_password, f"{password} users.password.set"),
            ("reactivate", self._reactivate, MAIL),
            ("resetmfa", self._reset_mfa, "users users.mfa.reset"),
            ("mfa/enforce", self._enforce_mfa, "users users.mfa users.mfa.enforce"),
            ("mfasync", self._sync_mfa, "users users.mfa.sync"),
        )

    def _get(self, call: Call) -> Response:
        return self._listing.one(self._directory.get(call.id), call)

    def _create(self, call: Call) -> Response:
        body = call.body()
        return JSONResponse(_checked(call, lambda: self._directory.create(body)))

    def _change(self, call: Call) -> Response:
        body = call.body()
        return JSONResponse(_checked(call, lambda: self._directory.change(call.id, body)))

    def _delete(self, call: Call) -> Response:
        cascade = call.query.get("cascade_manager")
        if cascade not in (None, "null"):
            raise Problem(400, "Bad Request: cascade_manager must be null")
        return JSONResponse(self._directory.delete(call.id, cascade=cascade is not None))

    def _suspend(self, call: Call) -> Response:
        self._directory.get(call.id)
        if call.raw:
            raise Problem(400, "Bad Request: the body must be empty")
        self._directory.suspend(call.id)
        return Response()

    def _activate(self, call: Call) -> Response:
        email = call.body().get("email", True)
        if not isinstance(email, bool | str):
            raise Problem(400, "Bad Request: email must be a boolean or an address")
        self._directory.activate(call.id, email=email)
        return JSONResponse("OK")

    def _unlock(self, call: Call) -> Response:
        self._directory.unlock(call.id)
        return Response()

    def _expire(self, call: Call) -> Response:
        self._directory.expire(call.id)
        return Response()

    def _set_password(self, call: Call) -> Response:
        password = call.body().get("password")
        if not isinstance(password, str) or not password:
            raise Problem(400, "Bad Request: password is required")
        # The API tells nobody what somebody's password is: the same one again is refused too.
        check_mastered(self._directory.get(call.id), {"password": password})
        _checked(call, lambda: self._directory.change(call.id, {"password": password}))
        return Response()

    def _reactivate(self, call: Call) -> Response:
        email = call.body().get("email", "")
        if not isinstance(email, str):
            raise Problem(400, "Bad Request: email must be an address")
        self._directory.write_to(self._directory.get(call.id), email)
        return Response()

    def _reset_mfa(self, call: Call) -> Response:
        mfa = self._exclusion(call.body()) | {"configured": False}
        enrolment = {"overallStatus": "NOT_ENROLLED", "totpStatus": "NOT_ENROLLED"}
        self._directory.set_mfa(call.id, mfa, totp_enabled=False, mfaEnrollment=enrolment)
        return JSONResponse("OK")

    def _enforce_mfa(self, call: Call) -> Response:
        body = call.body()
        user = self._directory.get(call.id)
        given = body.get("mfa", {})
        if not isinstance(given, dict):
            raise Problem(400, "Bad Request: mfa must be an object")
        configured = bool(given.get("configured", user["mfa"]["configured"]))
        mfa = self._exclusion(given) | {"configured": configured}
        name = "enable_user_portal_multifactor"
        self._directory.set_mfa(call.id, mfa, **{name: body.get(name, user[name])})
        return Response()

    def _sync_mfa(self, call: Call) -> Response:
        self._directory.get(call.id)
        return Response()

    def _exclusion(self, given: Row) -> Row:
        days, until = given.get("exclusionDays"), given.get("exclusionUntil")
        excluded = given.get("exclusion", False)
        if not isinstance(excluded, bool):
            raise Problem(400, "Bad Request: exclusion must be a boolean")
        if not excluded:
            return {"exclusion": False}
        if days is not None:
            if isinstance(days, bool) or not isinstance(days, int | float) or days < 1:
                raise Problem(400, "Bad Request: exclusionDays must be 1 or more")
            until = stamp(self._world.now() + timedelta(days=days))
        return {"exclusion": True} | ({"exclusionUntil": _moment(until)} if until else {})


def _moment(given: Any) -> str:
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        raise Problem(400, "Bad Request: exclusionUntil must be a date-time") from None
    return stamp(moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC))


def _checked(call: Call, write: Callable[[], Row]) -> Row:
    try:
        return write()
    except Problem as problem:
        # The reasons are for those who ask for them.
        if call.query.get("fullValidationDetails") != "password":
            problem.body = {key: problem.body[key] for key in problem.body.keys() - DETAILED}
        raise
