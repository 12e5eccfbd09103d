"""The messenger: the only part that posts to Slack.

A message is a row in the outbox, written with the change that it tells of, and the messenger
sends it when its turn comes: in order and at Slack's pace for each channel. Slack takes no key
that would make a post happen once, so a row says that it was tried before it is sent; after a
crash in between, the message is looked for by the key in its metadata before it is sent again.

    Slack does not answer,
    or refuses our access    the same message again, after a growing pause; those behind it wait
    Slack refuses a message  it is marked with the reason and logged; the others go on

A message with pictures is sent without them, and gets them afterwards; see `bot.pictures`.

Cards are drawn from the rows whenever a request's version is newer than the one drawn, so many
changes at once are one update, and a crash leaves no card behind its request.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiolimiter import AsyncLimiter
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotFound, ProviderError, Unauthorized, Unavailable
from bot.ledger import alert_key, card_key
from bot.logs import new_reference
from bot.pictures import Pictures
from bot.slack_errors import mapped
from bot.views import messages
from storage import journal, pictures, posts, requests
from storage.database import Database
from storage.tables import Post, Request

log = logging.getLogger(__name__)

EVENT_TYPE: Final = "deskhand_post"
UPDATES: Final = 39  # updates of messages a minute; with those at once, the 50 that Slack takes
UPDATES_AT_ONCE: Final = 10
BURST: Final = 5  # posts at once to a channel that was quiet
LOOK_EVERY: Final = 1.0  # seconds; other replicas' messages wake nobody here
FIRST_PAUSE: Final = 1.0  # seconds, when Slack does not answer; doubles
LONGEST_PAUSE: Final = 60.0
EARLIER: Final = 120  # seconds; how far Slack's clock may be behind ours when looking


class Messenger:
    """Sends the outbox and draws the cards.

    Args:
        posts_per_second: For each channel; 0 sets no pace.
        leads: Tells whether this process is the one that sends.
        awake: Set by whoever has something to send.
    """

    def __init__(
        self,
        database: Database,
        client: AsyncWebClient,
        *,
        posts_per_second: float,
        leads: Callable[[], Awaitable[bool]],
        awake: asyncio.Event,
    ) -> None:
        self._database = database
        self._client = client
        self._rate = posts_per_second
        self._leads = leads
        self._limits: dict[str, AsyncLimiter] = {}
        self._updates = AsyncLimiter(UPDATES_AT_ONCE, UPDATES_AT_ONCE * 60 / UPDATES)
        self._pictures = Pictures(database, client)
        self._awake = awake
        self._closing = asyncio.Event()
        self._pause = 0.0

    def wake(self) -> None:
        """Say that there is something to send."""
        self._awake.set()

    def close(self) -> None:
        """Have `run` end after the message at hand; the others wait for the next start."""
        self._closing.set()
        self._awake.set()

    async def run(self) -> None:
        """Send what there is, until it is closed."""
        while not self._closing.is_set():
            try:
                if await self._leads():
                    await self.deliver()
                self._pause = 0.0
            except (Unavailable, Unauthorized) as error:
                if not self._pause:
                    log.warning("messages have to wait", extra={"why": str(error)})
                self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
                await self._rest(self._pause)
            except Exception:
                log.exception("the messenger stumbled; going on")
                await self._rest(FIRST_PAUSE)
            await self._sleep()

    async def deliver(self) -> None:
        """Send every message of the outbox, then show what changed.

        Raises:
            Unavailable: Slack does not answer; what was not sent stays in the outbox.
        """
        async with self._database.transaction() as session:
            unsent = await posts.list_unsent(session)
        lanes: dict[str, list[Post]] = {}
        for post in unsent:
            lanes.setdefault(post.channel, []).append(post)
        results = await asyncio.gather(
            *(self._send_all(lane) for lane in lanes.values()), return_exceptions=True
        )
        for error in filter(None, results):
            raise error
        await self._show_changes()
        await self._draw_cards()
        await self._pictures.deliver()

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY):
                await self._awake.wait()
        self._awake.clear()

    async def _send_all(self, lane: Sequence[Post]) -> None:
        for post in lane:
            if self._closing.is_set():
                return
            try:
                await self._send(post)
            except (Unavailable, Unauthorized):
                raise
            except ProviderError as error:
                await self._give_up(post, error)

    async def _send(self, post: Post) -> None:
        async with self._database.transaction() as session:
            thread_ts = None
            if post.thread_key:
                head = await posts.find(session, post.thread_key)
                if head is None or head.ts is None:
                    raise NotFound("The thread's first message is not in Slack.", "Slack")
                thread_ts = head.ts
            begun = await posts.begin(session, post.key)
        if begun is None:
            return
        channel = await self._channel_of(begun)
        ts = await self._find(begun, channel, thread_ts) if begun.tried else None
        ts = ts or await self._post(begun, channel, thread_ts)
        async with self._database.transaction() as session:
            await posts.sent(session, begun, channel=channel, ts=ts)

    async def _channel_of(self, post: Post) -> str:
        """Tell where a message goes; a person's is the direct message with them."""
        if not post.channel.startswith(("U", "W")):
            return post.channel
        with mapped():
            answer = await self._client.conversations_open(users=post.channel)
        return str(answer["channel"]["id"])

    async def _post(self, post: Post, channel: str, thread_ts: str | None) -> str:
        await self._wait_for_turn(post.channel)
        with mapped():
            answer = await self._client.chat_postMessage(
                channel=channel,
                thread_ts=thread_ts,
                text=post.text,
                blocks=post.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": post.key}},
                unfurl_links=False,
                unfurl_media=False,
            )
        return str(answer["ts"])

    async def _find(self, post: Post, channel: str, thread_ts: str | None) -> str | None:
        """Look for a message that an earlier try may have sent."""
        options: dict[str, Any] = {
            "channel": channel,
            "oldest": str(post.created_at.timestamp() - EARLIER),
            "include_all_metadata": True,
            "limit": 200,
        }
        cursor: str | None = None
        while True:
            with mapped():
                page = await (
                    self._client.conversations_replies(ts=thread_ts, cursor=cursor, **options)
                    if thread_ts
                    else self._client.conversations_history(cursor=cursor, **options)
                )
            for message in page["messages"]:
                payload = message.get("metadata", {}).get("event_payload", {})
                if payload.get("key") == post.key:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def _draw_cards(self) -> None:
        async with self._database.transaction() as session:
            stale = await requests.list_undrawn(session)
        for request in stale:
            if self._may_update():
                await self._draw(request)

    async def _draw(self, request: Request) -> None:
        async with self._database.transaction() as session:
            card = await posts.find(session, card_key(request))
            alert = await posts.find(session, alert_key(request))
            steps = await journal.list_of(session, request.id or 0)
            words = await requests.list_decisions(session, request)
        if card is None or any(_on_its_way(post) for post in (card, alert)):
            return
        if card.ts:
            await self._update(card, *messages.request_card(request, steps, words))
        if alert and alert.ts:
            await self._update(alert, *messages.alert(request, steps, words))
        async with self._database.transaction() as session:
            await requests.drawn(session, request.id or 0, request.version)

    async def _show_changes(self) -> None:
        async with self._database.transaction() as session:
            changed = await posts.list_changed(session)
        for post in filter(self._may_update, changed):
            await self._update(post, post.text, post.blocks)
            async with self._database.transaction() as session:
                await posts.shown(session, post)

    async def _update(self, post: Post, text: str, blocks: list[dict[str, Any]]) -> None:
        if self._rate:
            await self._updates.acquire()
        try:
            with mapped():
                await self._client.chat_update(
                    channel=post.sent_to or post.channel, ts=post.ts or "", text=text, blocks=blocks
                )
        except (Unavailable, Unauthorized):
            raise
        except ProviderError as error:
            log.error("a message could not be redrawn", extra={"key": post.key, "why": str(error)})  # noqa: TRY400 - Slack's word says it all

    def _may_update(self, _post: Post | None = None) -> bool:
        # What is not updated now stays marked; until its turn several changes become one update.
        return not self._rate or self._updates.has_capacity()

    async def _give_up(self, post: Post, error: ProviderError) -> None:
        reference = new_reference()
        log.error(
            "a message could not be sent",
            extra={"key": post.key, "why": str(error), "reference": reference},
        )
        async with self._database.transaction() as session:
            await posts.give_up(session, post, f"{error} ({reference})")
            await pictures.drop(session, post.key)

    async def _wait_for_turn(self, channel: str) -> None:
        if self._rate:
            limit = self._limits.setdefault(channel, AsyncLimiter(BURST, BURST / self._rate))
            await limit.acquire()


def _on_its_way(post: Post | None) -> bool:
    return post is not None and post.ts is None and post.failed is None
