"""What people were asked on their phones, and what they said."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.ledger.book import Book, card_key
from bot.views import confirming
from storage import audit, posts, requests
from storage.audit import DESKHAND
from storage.identity_tables import Push, PushState


class Confirming(Book):
    """What becomes of pushes; a no is an alarm, for somebody else may have asked."""

    async def push_sent(self, session: AsyncSession, push: Push, *, now: datetime) -> None:
        """Okta is asked to put a question on somebody's phone."""
        await audit.record(
            session, "push sent", by=push.by, now=now, request_id=push.request_id, push=push.id,
            purpose=push.purpose, okta_id=push.okta_id, login=push.login, subject=push.subject,
        )  # fmt: skip

    async def push_ended(
        self, session: AsyncSession, push: Push, to: PushState, *, why: str, now: datetime
    ) -> None:
        """Somebody answered, or nobody did."""
        await audit.record(
            session, f"push {to.value.replace('_', ' ')}", by=DESKHAND, now=now,
            request_id=push.request_id, push=push.id, purpose=push.purpose,
            okta_id=push.okta_id, login=push.login, asked_by=push.by, why=why,
        )  # fmt: skip
        if to is PushState.REJECTED:
            await self._alarm(session, push, now=now)

    async def _alarm(self, session: AsyncSession, push: Push, *, now: datetime) -> None:
        request = await requests.find(session, push.request_id) if push.request_id else None
        text, blocks = confirming.rejected(push, request.reference if request else "")
        channel = self.channel if request else self.alerts or self.channel
        await posts.add(
            session, f"push:{push.id}", channel=channel, text=text, blocks=blocks, now=now,
            thread_key=card_key(request) if request else None,
        )  # fmt: skip
