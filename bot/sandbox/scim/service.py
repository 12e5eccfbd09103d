"""JumpCloud's SCIM service: users as SCIM has them, and what it refuses on a bad day.

Source: /scim/v2/Users, as Okta calls it; JumpCloud publishes no description of it.
"""

import re
from typing import Any, Final

from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.directory import RENAME_REFUSED
from bot.sandbox.jumpcloud.passwords import POLICY
from bot.sandbox.jumpcloud.problem import Duplicate, Problem, not_found
from bot.sandbox.jumpcloud.table import Row
from bot.sandbox.scim.messages import LIST, USERS, Answer, Ask, Json, error, of_row, patched, to_row
from bot.sandbox.store import World

SOURCE: Final = "jumpcloud:scim"
RENAMED: Final = f"rpc error: code = InvalidArgument desc = {RENAME_REFUSED}"
WANTED: Final = re.compile(r'filter=userName eq "(?P<name>[^"]*)"')


class ScimService:
    """The service.

    Attributes:
        token: The key that is good; one that a caller had before is not, once this changed.
        refusing: Why every write is refused; None while it is not.
        outage: The status that everything is answered with; None while it works.
        matching: Whether a look-up finds users whom SCIM did not make.
    """

    def __init__(self, world: World, jumpcloud: JumpCloud) -> None:
        self._world = world
        self._jumpcloud = jumpcloud
        self.token = world.characters(40)
        self.refusing: str | None = None
        self.outage: int | None = None
        self.matching = True
        self.throttled: int = 0
        self.retry_after: str | None = None

    def refuse(self, reason: str) -> None:
        """Refuse every write, with these words."""
        self.refusing = reason
        self._world.changed()

    @property
    def complexity(self) -> Json:
        """What passwords must be like in JumpCloud: `shortest`, and `symbol`."""
        policy = self._jumpcloud.directory.secrets.policy
        return {"shortest": policy["minLength"], "symbol": policy["needsSymbolic"]}

    def demand(self, *, shortest: int = POLICY["minLength"], symbol: bool = False) -> None:
        """Want other passwords than before in JumpCloud; stronger ones than Okta wants fail."""
        policy = self._jumpcloud.directory.secrets.policy
        policy |= {"minLength": shortest, "needsSymbolic": symbol}
        self._world.changed()

    def throttle(self, times: int, retry_after: str | None = None) -> None:
        """Answer the next calls with 429, with this Retry-After if any."""
        self.throttled, self.retry_after = times, retry_after
        self._world.changed()

    def fail(self, status: int = 503) -> None:
        """Answer everything with this status."""
        self.outage = status
        self._world.changed()

    def change_token(self) -> None:
        """Take the old token out of force, as when the key of its administrator is rotated."""
        self.token = self._world.characters(40)
        self._world.changed()

    def mend(self) -> None:
        """Work again as on a good day; the token stays as it is."""
        self.refusing, self.outage, self.throttled = None, None, 0
        self.demand()

    def answer(self, ask: Ask, token: str) -> Answer:
        """Answer a request."""
        refused = self._refusal(ask, token)
        if refused:
            return refused
        try:
            return self._work(ask)
        except Duplicate as problem:
            return error(409, _words(problem), "uniqueness")
        except Problem as problem:
            return error(problem.status, _words(problem))

    def _refusal(self, ask: Ask, token: str) -> Answer | None:
        if token != self.token:
            return error(401, "Unauthorized")
        if self.throttled:
            self.throttled -= 1
            throttled = error(429, "Too Many Requests")
            return Answer(throttled.status, throttled.body, self.retry_after)
        if self.outage:
            return error(self.outage, "The service is not available")
        if self.refusing is not None and ask.method != "GET":
            return error(400, self.refusing)
        return None

    def _work(self, ask: Ask) -> Answer:
        body = ask.body or {}
        if ask.path == USERS:
            return self._create(body) if ask.method == "POST" else self._find(ask.query)
        user_id = ask.path.removeprefix(f"{USERS}/")
        row = self._jumpcloud.directory.users.get(user_id)
        if row is None:
            raise Problem(404, f"User {user_id} not found")
        if ask.method == "GET":
            return Answer(200, of_row(row))
        if ask.method == "PUT":
            return self._replace(row, body)
        if ask.method == "PATCH":
            return self._patch(row, body)
        raise not_found()

    def _find(self, query: str) -> Answer:
        wanted = WANTED.fullmatch(query)
        if wanted is None:
            raise Problem(400, "Bad Request: the filter is not supported")
        found = [
            row
            for row in self._jumpcloud.directory.users.find("username", wanted["name"])
            if self.matching or row["creationSource"] == SOURCE
        ]
        page = {"totalResults": len(found), "startIndex": 1, "itemsPerPage": len(found)}
        return Answer(200, {"schemas": [LIST], **page, "Resources": [of_row(row) for row in found]})

    def _create(self, resource: Json) -> Answer:
        fields = to_row(resource) | {"restrictedFields": self._jumpcloud.organization.masters}
        password = self._password(resource.get("password"))
        row = self._jumpcloud.directory.create(fields | password, source=SOURCE)
        return Answer(201, of_row(row))

    def _replace(self, row: Row, resource: Json) -> Answer:
        fields = to_row(resource) | {"restrictedFields": self._jumpcloud.organization.masters}
        return self._change(row, fields, resource.get("active"))

    def _patch(self, row: Row, body: Json) -> Answer:
        values = patched(body)
        return self._change(row, self._password(values.get("password")), values.get("active"))

    def _password(self, password: Any) -> Row:
        if not password:
            return {}
        if not isinstance(password, str):
            raise Problem(400, "password is not valid")
        return {"password": password}

    def _change(self, row: Row, fields: Row, active: Any) -> Answer:
        # Who is staged counts as active: the one word that SCIM has cannot tell the two apart.
        if isinstance(active, bool) and active == row["suspended"]:
            state = "ACTIVATED" if active else "SUSPENDED"
            fields = fields | {"state": state, "suspended": not active}
        return Answer(
            200, of_row(self._jumpcloud.directory.change(row["_id"], fields, by_scim=True))
        )


def _words(problem: Problem) -> str:
    words = str(problem).removeprefix("Bad Request: ")
    return RENAMED if words == RENAME_REFUSED else words
