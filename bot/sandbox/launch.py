"""`python -m bot sandbox`: the sandbox with a bot beside it, until Ctrl-C.

The bot is a process of its own, so that it can be killed like a real one; it is started again
whenever it dies. Its files are in `.demo/` under the current directory, new at each start.
"""

import asyncio
import contextlib
import errno
import os
import shlex
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from bot.sandbox.crowd import gather
from bot.sandbox.server import Sandbox

PORT: Final = 4010
FOLDER: Final = Path(".demo")
OURS: Final = ("SLACK_", "OKTA_", "JUMPCLOUD_", "CLOCK_")
PATIENCE: Final = 5.0
LONGEST_PAUSE: Final = 30.0
HEALTHY: Final = 10.0
WELCOME: Final = """\

  Deskhand's sandbox is running:  {url}

  Three things to try there:
    1. As Mina, type /onboard in #it-desk. Fill it in for somebody new, choose the group
       Engineering and the laptop LT-ADA, read the review, and press Send.
    2. As Lee, open #it-requests and press Approve in the card's thread. Watch the person appear
       in Okta, in JumpCloud, and on the laptop's login screen.
    3. Do it again, and kill the bot in the middle (kill -9 {pid}). It comes back, and nothing is
       lost or done twice.

  The bot's log is {log}. Ctrl-C ends everything.

"""


class BotProcess:
    """The bot as a child process, started again whenever it dies.

    Attributes:
        process: The one that runs now; None between two.
        starts: How often it was started.
    """

    def __init__(self, settings: Mapping[str, str], log: Path) -> None:
        # What the shell happens to have set for a real bot must not reach this one.
        inherited = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        self._environment = inherited | dict(settings)
        self._log = log
        self.process: asyncio.subprocess.Process | None = None
        self.starts = 0
        self.started = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The process id; None between two."""
        return self.process.pid if self.process else None

    async def run(self) -> None:
        """Keep a bot running until cancelled; then end it."""
        pause = 0.0
        with _appended(self._log) as log:
            while True:
                began = asyncio.get_running_loop().time()
                code = await self._once(log)
                lived = asyncio.get_running_loop().time() - began
                pause = 0.5 if lived > HEALTHY else min(pause * 2 or 0.5, LONGEST_PAUSE)
                say(f"  The bot ended ({_how(code)}); it starts again in {pause:g} s.\n")
                await asyncio.sleep(pause)

    def kill(self) -> None:
        """Kill the bot as nothing else could (SIGKILL); it comes back."""
        if self.process and self.process.returncode is None:
            self.process.kill()

    async def _once(self, log: BinaryIO) -> int:
        # In a session of its own: Ctrl-C is for us, who then end it in good order.
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.starts += 1
        self.started.set()
        try:
            return await self.process.wait()
        finally:
            await self._end(self.process)
            self.process = None

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()


async def launch(port: int = PORT, *, with_bot: bool = True, people: int = 0) -> int:
    """Run the sandbox until SIGINT or SIGTERM.

    Args:
        people: How many there are besides the cast.
        with_bot: False prints the settings of a bot to be started by hand, as shell lines.

    Returns:
        The exit code: 1 when the port is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    sandbox = Sandbox(port)
    gather(sandbox, people)
    try:
        async with sandbox:
            settings = sandbox.environment(_fresh(FOLDER))
            if with_bot:
                await _beside(sandbox, settings, stop)
            else:
                say(_exports(settings))
                await stop.wait()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        sys.stderr.write(
            f"Port {port} is taken. Stop what uses it, or give another with --port {port + 1}.\n"
        )
        return 1
    return 0


async def _beside(sandbox: Sandbox, settings: Mapping[str, str], stop: asyncio.Event) -> None:
    log = FOLDER / "bot.log"
    bot = BotProcess(settings, log)
    sandbox.bot = bot
    running = asyncio.create_task(bot.run())
    try:
        await _first(running, bot.started.wait())
        say(WELCOME.format(url=sandbox.url, pid=bot.pid, log=log))
        await _first(running, stop.wait())
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def _first(running: asyncio.Task[None], event: Any) -> None:
    """Wait for an event, or for the task to break, which is then raised."""
    waiting = asyncio.ensure_future(event)
    done, _ = await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running in done:
        await running


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(text)
    sys.stdout.flush()


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _appended(log: Path) -> BinaryIO:
    return log.open("ab", buffering=0)


def _exports(settings: Mapping[str, str]) -> str:
    lines = [f"export {name}={shlex.quote(text)}" for name, text in settings.items()]
    return "\n".join(lines) + "\n"


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
