"""The sandbox as a process of its own: `python -m tests.bench.world FOLDER`.

It prints a bot's settings, and takes any trigger: the load is made by another process, which
cannot ask for triggers at the pace that it sends.
"""

import asyncio
import json
import signal
import sys
from datetime import timedelta
from pathlib import Path

from bot.sandbox.server import Sandbox
from bot.sandbox.slack.modals import Trigger
from tests.bench.asked import REQUESTER


class AnyTrigger(dict):
    """Triggers as if each had just been given out."""

    def __init__(self, world):
        super().__init__()
        self._world = world

    def get(self, trigger_id, _default=None):
        expires = self._world.now() + timedelta(seconds=3)
        return Trigger(trigger_id, REQUESTER, "", expires)


async def main(folder):
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Sandbox() as sandbox:
        sandbox.slack.access.unlimited = True
        sandbox.slack._parts.modals._triggers = AnyTrigger(sandbox.world)
        settings = sandbox.environment(folder) | {"SLACK_MODE": "http"}
        sys.stdout.write(json.dumps(settings) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
