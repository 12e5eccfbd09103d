"""People in Okta: finding, making and changing them."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import SecretStr

from bot.client import segment
from bot.clients.answers import Calls
from bot.clients.okta.answers import OktaUser, Role
from bot.clients.okta.query import LONGEST_TEXT, containing, equal
from bot.errors import Conflict, NotFound, Refused, Unauthorized, Unavailable

USERS: Final = "/api/v1/users"
USER_ID: Final = re.compile(r"00u[0-9A-Za-z]{17}")
SEARCHED: Final = ("profile.firstName", "profile.lastName", "profile.email", "profile.login")


class UserCalls(Calls):
    """Calls about people."""

    async def find_user(self, id_or_login: str) -> OktaUser | None:
        """Find a person by id or by full login, deactivated ones too; live.

        Okta would also take the part before the @ and might find a namesake of another domain:
        such an answer counts as none.

        Source: GET /api/v1/users/{id or login}
        """
        if "/" in id_or_login:  # Okta finds those by id only
            found = await self._filter(equal(id_or_login, ["profile.login"]))
        else:
            try:
                found = [await self.get_user(id_or_login)]
            except NotFound:
                return None
        wanted = id_or_login.casefold()
        matching = (user for user in found if wanted in (user.id.casefold(), user.login.casefold()))
        return next(matching, None)

    async def get_user(self, user_id: str) -> OktaUser:
        """Read a person, deactivated ones too; live, with what Okta offers for them now.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/v1/users/{id}
        """
        return self._read(OktaUser, await self._api.send("GET", f"{USERS}/{segment(user_id)}"))

    async def find_me(self) -> OktaUser | None:
        """Read the person whose token the calls are made with; None for a service app's.

        Source: GET /api/v1/users/me
        """
        try:
            return await self.get_user("me")
        except NotFound:
            return None

    async def list_users_with_email(self, email: str) -> list[OktaUser]:
        """List everybody who has an address as e-mail or login, deactivated ones too; live.

        Okta's filter minds the case of an e-mail: it is asked for as typed and in lower case.
        The login is found in any case.

        Source: GET /api/v1/users?filter= and GET /api/v1/users/{login}
        """
        users, owner = await asyncio.gather(
            self._filter(equal(email, ["profile.email"])), self.find_user(email)
        )
        if owner:
            users.append(owner)
        return list({user.id: user for user in users}.values())

    async def search_users(self, text: str, *, limit: int = 20) -> list[OktaUser]:
        """Find people by parts of name, e-mail or login, deactivated ones too.

        A person waits for this: it asks once. The index lags behind by seconds; where it cannot
        be asked, the first letters of name and e-mail are, which finds no deactivated ones.

        Args:
            text: Every word must be found; no word finds nobody.
            limit: At most 200.

        Source: GET /api/v1/users?search= or ?q=
        """
        if not (search := containing(text, SEARCHED)):
            return []
        params: dict[str, str | int] = {"limit": limit}
        try:
            return await self._list(params | {"search": search})
        except Unauthorized:
            raise
        except (Conflict, Refused, Unavailable) as error:
            if not any(code in str(error) for code in ("E0000031", "E0000100", "E0000145")):
                raise
        return await self._list(params | {"q": text.strip()[:LONGEST_TEXT]})

    async def create_user(
        self,
        *,
        profile: Mapping[str, Any],
        group_ids: Sequence[str] = (),
        password: SecretStr | None = None,
    ) -> OktaUser:
        """Create a person and activate them.

        Without a password they become PROVISIONED and Okta mails them an activation link.
        With one they become ACTIVE and Okta mails nobody. Apps follow a little later.
        Not repeatable: after `Unavailable`, find the person before creating them again.

        Args:
            profile: `login`, `email`, `firstName` and `lastName` at least.
            group_ids: At most 20, of type OKTA_GROUP.

        Raises:
            Conflict: the login is taken, perhaps by a deactivated person.
            Refused: an attribute, a group or the password does not fit; the message says which.

        Source: POST /api/v1/users?activate=true
        """
        body: dict[str, Any] = {"profile": dict(profile), "groupIds": list(group_ids)}
        if password is not None:
            body["credentials"] = {"password": {"value": password.get_secret_value()}}
        answer = await self._api.send("POST", USERS, params={"activate": True}, json=body)
        return self._read(OktaUser, answer)

    async def update_user(self, user_id: str, profile: Mapping[str, Any]) -> OktaUser:
        """Set attributes of a profile; the others stay, and None takes one away.

        Raises:
            NotFound: nobody has this id, or the person is deactivated.
            Refused: an attribute does not fit, or is ruled by another directory.

        Source: POST /api/v1/users/{id}
        """
        path = f"{USERS}/{segment(user_id)}"
        answer = await self._api.send("POST", path, json={"profile": dict(profile)})
        return self._read(OktaUser, answer)

    async def list_user_roles(self, user_id: str) -> list[Role]:
        """List the administrator's roles of a person; empty for nearly everybody.

        Raises:
            NotFound: nobody has this id.

        Source: GET /api/v1/users/{id}/roles
        """
        answer = await self._api.send("GET", f"{USERS}/{segment(user_id)}/roles")
        return self._read_all(Role, answer)

    async def _filter(self, expression: str) -> list[OktaUser]:
        pages = self._api.pages(USERS, {"filter": expression})
        return [user async for page in pages for user in self._read_all(OktaUser, page)]

    async def _list(self, params: Mapping[str, str | int]) -> list[OktaUser]:
        return self._read_all(
            OktaUser, await self._api.send("GET", USERS, params=params, retries=0)
        )
