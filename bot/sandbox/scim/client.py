"""Okta's SCIM client: what it sends for which change, and how it words what was refused.

assigned, reactivated   GET by userName; POST, or PUT and PATCH password where they are there
profile                 GET, then PUT of the whole user
password                PATCH password
deactivated             PATCH active=false; a DELETE is never sent
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from bot.sandbox.okta import Change
from bot.sandbox.okta.model import BASE_ATTRIBUTES
from bot.sandbox.scim.messages import PLACES, USERS, Answer, Ask, Json, patch, user

REMOTE: Final = "Errors reported by remote server:"
QUOTED: Final = "\N{LEFT SINGLE QUOTATION MARK}%s\N{RIGHT SINGLE QUOTATION MARK}"
PUSHED: Final = {
    "deactivated": "deactivation",
    "password": "password update",
    "reactivated": "reactivation",
}
RENAMING: Final = "The username cannot be modified"
SILENCE: Final = "Request Timeout. No answer from the remote server within 60 seconds."


class Refused(Exception):
    """A call was not answered with success; the change ends with it."""

    def __init__(self, ask: Ask, answer: Answer) -> None:
        super().__init__(answer.detail)
        self.ask = ask
        self.answer = answer

    def reason(self, change: Change) -> str:
        """Say what Okta's log says of it."""
        status = self.answer.status
        if status == 0:
            words = SILENCE
        else:
            words = f"{HTTPStatus(status).phrase}. {REMOTE} {self.answer.detail}"
        if self.ask.path == USERS:
            return words
        person = "Username" if RENAMING in words else change.user_name
        what = PUSHED.get(change.kind, "profile update")
        return f"Error while trying to push {what} for {QUOTED % person}: {words}"


class Client:
    """The client.

    Args:
        call: Sends a request to JumpCloud, and returns the answer.
        placeholder: Makes a password for who has none that is pushed.
    """

    def __init__(self, call: Callable[[Ask], Answer], placeholder: Callable[[], str]) -> None:
        self._call = call
        self._placeholder = placeholder

    def push(self, change: Change, known: str | None) -> str | None:
        """Carry one change over; return the user's id there, None where nobody was to be changed.

        Args:
            known: The id that JumpCloud gave earlier.

        Raises:
            Refused: a call was refused, or not answered.
        """
        if change.kind in ("deactivated", "password"):
            # Nothing to be changed there, if creating them never worked.
            return self._patched(change, known) if known else None
        if change.kind == "profile" and known:
            there = self._sent(Ask("GET", f"{USERS}/{known}"))
            # `active` goes back as it came: whoever was suspended in JumpCloud alone stays so.
            body = _user(change) | {"id": known, "active": there["active"]}
            self._sent(Ask("PUT", f"{USERS}/{known}", body=body))
            return known
        return self._assigned(change)

    def _patched(self, change: Change, known: str) -> str:
        off = change.kind == "deactivated"
        body = patch(active=False) if off else patch(password=change.password)
        self._sent(Ask("PATCH", f"{USERS}/{known}", body=body))
        return known

    def _assigned(self, change: Change) -> str:
        wanted = f'filter=userName eq "{change.user_name}"'
        found = self._sent(Ask("GET", USERS, wanted))["Resources"]
        if not found:
            # Okta always sends a password; without one of the person's it is a random one.
            password = change.password or self._placeholder()
            body = _user(change) | {"active": True, "password": password}
            return str(self._sent(Ask("POST", USERS, body=body))["id"])
        known = str(found[0]["id"])
        body = _user(change) | {"id": known, "active": True}
        self._sent(Ask("PUT", f"{USERS}/{known}", body=body))
        if change.password:
            body = patch(password=change.password)
            self._sent(Ask("PATCH", f"{USERS}/{known}", body=body))
        return known

    def _sent(self, ask: Ask) -> Json:
        answer = self._call(ask)
        if not answer.ok:
            raise Refused(ask, answer)
        return answer.body


def _user(change: Change) -> Json:
    profile = {name: value for name, value in change.profile.items() if value is not None}
    values: dict[tuple[str, ...], Any] = {place.scim: profile.get(place.okta) for place in PLACES}
    names = (str(profile.get("firstName", "")), str(profile.get("lastName", "")))
    values["displayName",] = profile.get("displayName") or " ".join(names).strip()
    custom = {name: value for name, value in profile.items() if name not in BASE_ATTRIBUTES}
    return user(change.user_name, str(profile.get("email", "")), values, custom)
