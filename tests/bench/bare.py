"""The peer: a Bolt app that does nothing but acknowledge, as Bolt's own guide serves one.

`python -m tests.bench.bare`, with a bot's settings in the environment.
"""

import asyncio
import os
import signal
import socket

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route


def bolt():
    client = AsyncWebClient(
        token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"]
    )
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.command("/onboard")
    async def hello(ack):
        await ack()

    @app.view("review")
    async def sent(ack):
        await ack()

    return app


async def main():
    handler = AsyncSlackRequestHandler(bolt())

    async def alive(_request):
        return PlainTextResponse("alive")

    app = Starlette(
        routes=[
            Route("/slack/events", handler.handle, methods=["POST"]),
            Route("/readyz", alive),
        ]
    )
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(os.environ["HTTP_PORT"])))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.handle_exit, 15, None)
    await server.serve(sockets=[listener])


if __name__ == "__main__":
    asyncio.run(main())
