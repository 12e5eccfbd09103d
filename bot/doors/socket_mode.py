"""Socket Mode: a connection that we open, so no public address is needed."""

from time import time

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.doors.reception import Reception


class SocketDoor(AsyncSocketModeHandler):
    """The connection."""

    def __init__(self, app: AsyncApp, app_token: SecretStr, reception: Reception) -> None:
        super().__init__(app, app_token.get_secret_value())
        self._reception = reception

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Take one envelope, and acknowledge it."""
        started = time()
        retried = {"x-slack-retry-num": str(req.retry_attempt)} if req.retry_attempt else None
        taken = await self._reception.take(req.payload, retried)
        try:
            await send_async_response(client, req, taken.response, started)
        finally:
            # Also where the connection broke: it is done, and a repeat would not begin it.
            self._reception.begin(taken)

    async def open(self) -> None:
        """Connect.

        Raises:
            SlackApiError: Slack does not take the app's token.
        """
        # Asked for here: `connect` would take a refused token for a bad line, and try for ever.
        try:
            self.client.wss_uri = await self.client.issue_new_wss_url()
        except BaseException:
            await self.close()
            raise
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Disconnect; Slack delivers what we did not acknowledge to another connection."""
        await self.client.close()  # type: ignore[no-untyped-call]
        await self._reception.drain()
