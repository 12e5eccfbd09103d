"""How people in Okta are let in and kept out: the lifecycle, passwords and sessions.

What Okta takes depends on the person's status; a wrong one is refused with Okta's words. Nothing
here is sent to JumpCloud but a deactivation, an activation and a new password.
"""

from typing import Any, Final

from pydantic import SecretStr

from bot.client import READ_TIMEOUT, segment
from bot.clients.answers import Calls
from bot.errors import Conflict, Refused

USERS: Final = "/api/v1/users"
DEACTIVATION_TIMEOUT: Final = 60.0
"""Seconds; Okta takes the person out of every app before it answers."""


class LifecycleCalls(Calls):
    """Calls that change whether, and with which password, a person gets in."""

    async def activate_user(self, user_id: str, *, send_email: bool) -> None:
        """Activate a person who is STAGED or DEPROVISIONED; nothing if they are active.

        The link in Okta's answer is a credential and is dropped: without the mail, the way in is
        a temporary password.

        Raises:
            NotFound: nobody has this id.

        Source: POST /api/v1/users/{id}/lifecycle/activate
        """
        try:
            await self._lifecycle(user_id, "activate", sendEmail=send_email)
        except Conflict:
            return

    async def deactivate_user(self, user_id: str) -> None:
        """Deactivate a person: their apps, sessions and password are gone for good.

        Okta sends it over SCIM: JumpCloud suspends them. Slow: up to a minute.

        Raises:
            NotFound: nobody has this id, or the person is deactivated already.

        Source: POST /api/v1/users/{id}/lifecycle/deactivate
        """
        await self._lifecycle(user_id, "deactivate", patience=DEACTIVATION_TIMEOUT)

    async def suspend_user(self, user_id: str) -> None:
        """Refuse a person's sign-in until unsuspended; groups, apps and password are kept.

        Nothing is sent over SCIM: JumpCloud does not learn of it. Their Okta sessions end, the
        sessions that apps keep do not.

        Raises:
            NotFound: nobody has this id, or the person is deactivated.
            Refused: the person is not ACTIVE; one who is suspended already is not either.

        Source: POST /api/v1/users/{id}/lifecycle/suspend
        """
        await self._lifecycle(user_id, "suspend")

    async def unsuspend_user(self, user_id: str) -> None:
        """Let a suspended person in again, as they were before.

        Nothing is sent over SCIM: JumpCloud does not learn of it.

        Raises:
            NotFound: nobody has this id, or the person is deactivated.
            Refused: the person is not suspended.

        Source: POST /api/v1/users/{id}/lifecycle/unsuspend
        """
        await self._lifecycle(user_id, "unsuspend")

    async def expire_password(self, user_id: str) -> None:
        """Have a person choose a new password at their next sign-in; the old one opens it.

        No password changes by this, so nothing reaches JumpCloud before they have chosen.

        Raises:
            NotFound: nobody has this id, or the person is deactivated.
            Refused: not in this status, or the password lives in another directory.

        Source: POST /api/v1/users/{id}/lifecycle/expire_password
        """
        await self._lifecycle(user_id, "expire_password")

    async def expire_password_with_temp_password(
        self, user_id: str, *, revoke_sessions: bool = False
    ) -> SecretStr:
        """Replace the password by one that Okta makes and that must be changed at first use.

        The person becomes PASSWORD_EXPIRED. Run twice, only the second password opens.

        Raises:
            NotFound: nobody has this id, or the person is deactivated.
            Refused: not in this status (one without a password has none to replace), or the
                password lives in another directory.

        Source: POST /api/v1/users/{id}/lifecycle/expire_password_with_temp_password
        """
        verb = "expire_password_with_temp_password"
        answer = await self._lifecycle(user_id, verb, revokeSessions=revoke_sessions)
        password = answer.get("tempPassword") if isinstance(answer, dict) else None
        if not isinstance(password, str) or not password:
            raise Refused("Okta answered without the temporary password it made", "Okta")
        return SecretStr(password)

    async def clear_sessions(self, user_id: str) -> None:
        """End a person's Okta sessions and revoke their OAuth tokens; apps keep their own.

        Raises:
            NotFound: nobody has this id.

        Source: DELETE /api/v1/users/{id}/sessions?oauthTokens=true
        """
        path = f"{USERS}/{segment(user_id)}/sessions"
        await self._api.send("DELETE", path, params={"oauthTokens": True})

    async def _lifecycle(
        self, user_id: str, verb: str, *, patience: float = READ_TIMEOUT, **flags: bool
    ) -> Any:
        path = f"{USERS}/{segment(user_id)}/lifecycle/{verb}"
        # Some of them answer with a password, or with a link that lets somebody in.
        return await self._api.send(
            "POST", path, params=flags, patience=patience, confidential=True
        )
