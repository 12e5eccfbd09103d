"""One-time passwords: sealed when they are made, opened once by their requester, destroyed in time.

Okta makes them; a step hands one over and nobody has it in clear from then on. It is bound to its
request and to its requester: copied into another row, or with somebody else written in as the
requester, it opens nothing. It is destroyed before it is shown, so that no crash and no second
click shows it twice; what could not be shown is lost, and its requester is told so.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import Clock
from bot.errors import NotAllowed, Stale, UserError
from bot.ledger import Ledger
from bot.vault import Vault
from storage import requests, sealed
from storage.audit import DESKHAND
from storage.database import Database
from storage.tables import Request

log = logging.getLogger(__name__)

OPENED: Final = "Its requester opened it, and it is destroyed."
IN_VAIN: Final = (
    "Its requester opened it, and it is destroyed. Slack does not confirm that it was shown."
)
NOBODY_CAME: Final = "Nobody opened it in time; it is destroyed."
UNDONE: Final = "The request was taken back; it is destroyed unopened."


@dataclass(frozen=True, repr=False)
class Seals:
    """Keeps one-time passwords.

    Attributes:
        keep: How long one waits for its requester.
        vault: None where there is no key: then none is ever kept.
    """

    database: Database
    ledger: Ledger
    clock: Clock
    keep: timedelta
    vault: Vault | None

    async def put(self, request: Request, secret: SecretStr) -> None:
        """Keep a password for its requester; older ones for the same person open nothing now."""
        assert self.vault is not None  # noqa: S101 - nothing is made to be sealed without one
        now = self.clock()
        ciphertext = self.vault.seal(secret, bound_to=_place(request))
        async with self.database.transaction() as session:
            await self.ledger.sealed(
                session, request, ciphertext, expires_at=now + self.keep, now=now
            )
            why = f"Another was made by {request.reference}; this one is destroyed."
            await self.destroy_about(session, request.principal, why, but=request.id)

    async def open(self, request_id: int, *, by: str) -> SecretStr:
        """Open a password, once, for its requester; it is destroyed by that.

        Raises:
            NotAllowed: somebody else asks.
            Stale: it was opened before, or its time is over.
            UserError: no key opens it, or it is not this request's; it stays as it is.
        """
        if self.vault is None:
            raise Stale("SEALING_KEY is not set any more, so the password cannot be opened.")
        now = self.clock()
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            if request.requester != by:
                raise NotAllowed("Only the person who sent the request can open its password.")
            ciphertext = await sealed.take(session, request_id, now=now)
            if ciphertext is None:
                raise Stale(
                    "The password was opened before or has been destroyed. "
                    "Reset the person's password in Okta to make another."
                )
            secret = self.vault.open(ciphertext, bound_to=_place(request))
            await self.ledger.secret_gone(session, request, OPENED, by=by, now=now)
        await self.database.scrub()
        return secret

    async def lost(self, request_id: int, *, by: str) -> None:
        """Say that a password was opened and Slack did not show it."""
        async with self.database.transaction() as session:
            request = await requests.lock(session, request_id)
            await self.ledger.secret_lost(session, request, IN_VAIN, by=by, now=self.clock())

    async def destroy(self, request_id: int) -> bool:
        """Destroy a password whose account is being taken back; False if there is none."""
        async with self.database.transaction() as session:
            if not await sealed.destroy(session, request_id):
                return False
            await self._tell(session, [request_id], UNDONE)
        await self.database.scrub()
        return True

    async def destroy_about(
        self, session: AsyncSession, principal: str, why: str, *, but: int | None = None
    ) -> None:
        """Destroy what is kept about a person, whichever request it is from."""
        gone = await sealed.destroy_about(session, principal, but=but)
        await self._tell(session, gone, why)

    async def destroy_expired(self) -> None:
        """Destroy passwords whose time is over, also while nothing was running."""
        async with self.database.transaction() as session:
            gone = await sealed.destroy_expired(session, now=self.clock())
            await self._tell(session, gone, NOBODY_CAME)
        if gone:
            await self.database.scrub()

    async def reseal(self) -> None:
        """Seal with the newest key what an older one sealed, so that the older one can go."""
        if self.vault is None:
            return
        async with self.database.transaction() as session:
            for row in await sealed.list_kept(session):
                if row.ciphertext is not None and self.vault.sealer(row.ciphertext) != 0:
                    await self._reseal(session, self.vault, row.request_id, row.ciphertext)

    async def _reseal(
        self, session: AsyncSession, vault: Vault, request_id: int, ciphertext: bytes
    ) -> None:
        try:
            await sealed.replace(session, request_id, ciphertext, vault.reseal(ciphertext))
        except UserError:
            log.warning(
                "a one-time password can be opened with no key",
                extra={"request": f"REQ-{request_id}"},
            )

    async def _tell(self, session: AsyncSession, gone: Sequence[int], why: str) -> None:
        for request_id in gone:
            request = await requests.get(session, request_id)
            await self.ledger.secret_gone(session, request, why, by=DESKHAND, now=self.clock())


def _place(request: Request) -> str:
    # The key tells it from a request of the same number in a database that was made anew.
    return f"{request.id}:{request.key}:{request.requester}"
