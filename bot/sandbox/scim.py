"""Okta's SCIM client: what happens between a change in Okta and the same in JumpCloud.

A change is carried over after a delay, one after the other, and Okta is told how it went. A push
that JumpCloud refuses stays failed until somebody touches the person in Okta again, or retries
it, as an administrator does on Okta's Tasks page. Suspending in Okta sends nothing at all.
"""

import asyncio
import time
from typing import Any, Final

from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.directory import RENAME_REFUSED
from bot.sandbox.jumpcloud.origin import ORIGIN
from bot.sandbox.jumpcloud.origin import SCIM as BY_SCIM
from bot.sandbox.jumpcloud.problem import Duplicate, Problem
from bot.sandbox.jumpcloud.records import MASTERED_BY_SCIM
from bot.sandbox.okta import Change, Okta
from bot.sandbox.okta.model import BASE_ATTRIBUTES
from bot.sandbox.store import World

SOURCE: Final = "jumpcloud:scim"
REMOTE: Final = "Errors reported by remote server:"
QUOTED: Final = "\N{LEFT SINGLE QUOTATION MARK}%s\N{RIGHT SINGLE QUOTATION MARK}"
PUSHED: Final = {"deactivated": "deactivation", "password": "password update"}
FAILURES: Final = {
    "deactivated": "application.provision.user.deactivate",
    "password": "application.provision.user.password",
    "reactivated": "application.provision.user.reactivate",
}
MAPPED: Final = {
    "email": "email",
    "firstName": "firstname",
    "middleName": "middlename",
    "lastName": "lastname",
    "displayName": "displayname",
    "title": "jobTitle",
    "department": "department",
    "costCenter": "costCenter",
    "organization": "company",
    "userType": "employeeType",
    "employeeNumber": "employeeIdentifier",
}


class ScimLink:
    """The link; `run` is its life.

    Attributes:
        delay: Seconds of real time from a change in Okta to its push; settable.
        refusing: Why JumpCloud refuses every push; None while it does not.
        failed: The last change of each Okta user whose push failed, by the user's id.
    """

    def __init__(self, world: World, okta: Okta, jumpcloud: JumpCloud) -> None:
        self.delay = 1.0
        self.refusing: str | None = None
        self.failed: dict[str, Change] = {}
        self._world = world
        self._okta = okta
        self._jumpcloud = jumpcloud
        self._waiting: asyncio.Queue[tuple[float, Change]] = asyncio.Queue()
        self._answering = asyncio.Event()
        self._answering.set()
        self._ids: dict[str, str] = {}
        okta.subscribe(self._heard)

    @property
    def held(self) -> bool:
        """Whether JumpCloud does not answer."""
        return not self._answering.is_set()

    async def run(self) -> None:
        """Push changes in the order they came, until cancelled."""
        ORIGIN.set(BY_SCIM)
        while True:
            due, change = await self._waiting.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            await self._answering.wait()
            self._push(change)
            self._world.changed()

    def refuse(self, reason: str) -> None:
        """Make JumpCloud refuse every push, with these words."""
        self.refusing = reason
        self._world.changed()

    def mend(self) -> None:
        """Let JumpCloud take pushes again; those that failed wait to be touched, or retried."""
        self.refusing = None
        self._world.changed()

    def retry(self) -> None:
        """Push again what failed, as an administrator does on Okta's Tasks page."""
        for change in tuple(self.failed.values()):
            self._heard(change)

    def hold(self) -> None:
        """Make JumpCloud never answer: pushes wait."""
        self._answering.clear()
        self._world.changed()

    def release(self) -> None:
        """Let JumpCloud answer again."""
        self._answering.set()
        self._world.changed()

    def _heard(self, change: Change) -> None:
        self._waiting.put_nowait((time.monotonic() + self.delay, change))

    def _push(self, change: Change) -> None:
        reason = self.refusing
        if reason is None:
            reason = self._deliver(change)
        if reason is None:
            self.failed.pop(change.user_id, None)
            return
        self.failed[change.user_id] = change
        self._okta.app_user_failed(change.user_id, reason, FAILURES.get(change.kind))

    def _deliver(self, change: Change) -> str | None:
        """Do in JumpCloud what changed in Okta; return why not, if not."""
        # A change may have been told before Okta knew the id of a user created since.
        known = change.external_id or self._ids.get(change.user_id)
        user = self._jumpcloud.user(known) if known else None
        if user is None:
            # Nobody to deactivate, if creating them never worked.
            return None if change.kind == "deactivated" else self._create(change)
        return self._update(user["_id"], change)

    def _create(self, change: Change) -> str | None:
        fields = _fields(change) | {"restrictedFields": list(MASTERED_BY_SCIM)}
        # Okta always sends a password; without one of the person's it is a random one.
        fields["password"] = change.password or self._world.characters(24)
        try:
            user = self._jumpcloud.directory.create(fields, source=SOURCE)
        except Duplicate as problem:
            return f"Conflict. {REMOTE} {_words(problem)}"
        except Problem as problem:
            return f"Bad Request. {REMOTE} {_words(problem)}"
        self._ids[change.user_id] = user["_id"]
        self._okta.app_user_synced(change.user_id, user["_id"])
        return None

    def _update(self, user_id: str, change: Change) -> str | None:
        try:
            self._jumpcloud.directory.change(user_id, _changes(change), by_scim=True)
        except Problem as problem:
            renamed = str(problem) == RENAME_REFUSED
            person = "Username" if renamed else change.user_name
            code = "rpc error: code = InvalidArgument desc = " if renamed else ""
            what = PUSHED.get(change.kind, "profile update")
            start = f"Error while trying to push {what} for {QUOTED % person}: Bad Request."
            return f"{start} {REMOTE} {code}{_words(problem)}"
        if change.kind == "password":
            self._okta.app_user_password_pushed(change.user_id)
        elif change.kind != "deactivated":
            self._okta.app_user_synced(change.user_id, user_id)
        return None


def _changes(change: Change) -> dict[str, Any]:
    if change.kind == "deactivated":
        return {"state": "SUSPENDED", "suspended": True}
    password = {"password": change.password} if change.password else {}
    if change.kind == "password":
        return password
    again = change.kind in ("assigned", "reactivated")
    return _fields(change) | password | ({"suspended": False} if again else {})


def _fields(change: Change) -> dict[str, Any]:
    profile = {name: value for name, value in change.profile.items() if value is not None}
    fields = {ours: profile.get(theirs, "") for theirs, ours in MAPPED.items()}
    names = (str(fields["firstname"]), str(fields["lastname"]))
    fields["displayname"] = fields["displayname"] or " ".join(names).strip()
    custom = [
        {"name": name, "value": str(value)}
        for name, value in profile.items()
        if name not in BASE_ATTRIBUTES
    ]
    return {**fields, "username": change.user_name, "attributes": custom}


def _words(problem: Problem) -> str:
    return str(problem).removeprefix("Bad Request: ")
