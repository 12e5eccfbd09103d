"""The bot as a real process, which can be killed like one."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

PATIENCE = 30.0  # seconds until a process in a test is given up; never a measure


class BotProcess:
    """`python -m bot run` with a scene's settings; what it says goes to a file."""

    def __init__(self, scene, *, name="bot", **settings):
        ours = {name: text for name, text in os.environ.items() if not name.startswith("SLACK_")}
        self._environment = ours | scene.environment | settings
        self._log = (scene.folder / f"{name}.log").open("ab", buffering=0)
        self._process = None

    @property
    def alive(self):
        return self._process is not None and self._process.returncode is None

    @property
    def said(self):
        return Path(self._log.name).read_text("utf-8")

    async def start(self):
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )

    def strike(self):
        """Kill it on this very instruction, with no wait for its end."""
        self.signal(signal.SIGKILL)

    def signal(self, number):
        """Send it a signal, if it lives."""
        if self.alive:
            os.kill(self._process.pid, number)

    async def kill(self):
        self.strike()
        await self.ended()

    async def ended(self, *, within=PATIENCE):
        """Wait for its end, and give the exit code; minus the signal's number when killed."""
        async with asyncio.timeout(within):
            return await self._process.wait()

    async def close(self):
        if self._process:
            await self.kill()
        self._log.close()


@contextlib.asynccontextmanager
async def process(scene, **settings):
    """Give a bot's process that has not been started; it is gone when the block ends."""
    bot = BotProcess(scene, **settings)
    try:
        yield bot
    finally:
        await bot.close()
