"""`python -m bot sandbox` in a terminal: what it prints, survives, refuses and leaves behind."""

import asyncio
import contextlib
import os
import re
import shlex
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from bot.sandbox.server import HOST, free_port
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class Terminal:
    """One `python -m bot sandbox` in an empty folder, and what it has printed so far."""

    def __init__(self, process, folder):
        self.process = process
        self.folder = folder
        self.said = ""

    async def reads(self, words):
        """Read on until it says this."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.said:
                line = await self.process.stdout.readline()
                assert line, f"it ended, and said {self.said}"
                self.said += line.decode()

    async def ended(self):
        async with asyncio.timeout(PATIENCE):
            rest, _ = await self.process.communicate()
        self.said += rest.decode()
        return self.process.returncode

    def bot_pid(self):
        return int(re.search(r"kill -9 (\d+)", self.said)[1])

    def log(self):
        return (self.folder / ".demo" / "bot.log").read_text("utf-8")


@contextlib.asynccontextmanager
async def sandbox(folder, *arguments):
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", *arguments),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Terminal(process, folder)
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def until(seen):
    async with asyncio.timeout(PATIENCE):
        while not seen():  # noqa: ASYNC110 - another process's file tells nobody
            await asyncio.sleep(0.05)


async def test_it_tells_where_it_is_restarts_the_bot_and_leaves_nothing_running(tmp_path):
    port = free_port()
    async with sandbox(tmp_path, "--port", str(port)) as terminal:
        await terminal.reads("Ctrl-C ends everything")
        assert f"http://127.0.0.1:{port}" in terminal.said
        assert re.findall(r"^    (\d)\. ", terminal.said, re.MULTILINE) == ["1", "2", "3"]
        async with httpx.AsyncClient() as browser:
            page = await browser.get(f"http://127.0.0.1:{port}/")
        assert "Deskhand" in page.text
        await until(lambda: "Deskhand is running" in terminal.log())

        os.kill(terminal.bot_pid(), signal.SIGKILL)

        await terminal.reads("The bot ended (killed by SIGKILL); it starts again")
        await until(lambda: terminal.log().count("Deskhand is running") == 2)
        terminal.process.send_signal(signal.SIGTERM)
        assert await terminal.ended() == 0

    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind((HOST, port))
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.bot_pid(), 0)


async def test_a_port_that_is_taken_is_told_with_the_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with sandbox(tmp_path, "--port", str(port)) as terminal:
            assert await terminal.ended() == 1

    assert terminal.said == (
        f"Port {port} is taken. Stop what uses it, or give another with --port {port + 1}.\n"
    )


async def test_without_a_bot_it_prints_the_settings_of_one_started_by_hand(tmp_path):
    port = free_port()
    async with sandbox(tmp_path, "--port", str(port), "--no-bot") as terminal:
        await terminal.reads("export DATABASE_URL=")
        exports = dict(shlex.split(line)[1].split("=", 1) for line in terminal.said.splitlines())

    settings = Settings.read(exports)
    assert settings.slack_api_url == f"http://127.0.0.1:{port}/slack/api/"
    assert settings.okta_org_url == f"http://127.0.0.1:{port}/okta"
