"""`python -m bot sandbox` in a terminal: what it prints, survives, refuses and leaves behind."""

import asyncio
import contextlib
import json
import os
import re
import shlex
import signal
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from bot.sandbox.server import HOST, free_port
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
MINA, LEE = "U0MINA00001", "U0LEE000001"


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
        await terminal.reads("export CLOCK_FILE=")
        exports = dict(shlex.split(line)[1].split("=", 1) for line in terminal.said.splitlines())

    settings = Settings.read(exports)
    assert settings.slack_api_url == f"http://127.0.0.1:{port}/slack/api/"
    assert settings.okta_org_url == f"http://127.0.0.1:{port}/okta"
    assert settings.clock_file.read_text("utf-8") == "0.0"


async def act(page, who, what, **asked):
    body = {"as": who, "do": what, **asked}
    done = (await page.post("/control/act", json=body)).json()
    assert done["ok"], done
    return done


async def seen(page, who, wanted):
    """Look until the state shows something, and give it."""

    async def look():
        return wanted((await page.get("/control/state", params={"as": who})).json())

    async with asyncio.timeout(PATIENCE):
        while not (found := await look()):  # noqa: ASYNC110 - the bot is another process
            await asyncio.sleep(0.05)
        return found


async def ask_for_ada(page, day):
    """Mina asks for somebody to be let in on a day, and Lee approves."""
    await act(page, MINA, "command", command="/onboard", channel="C0ITDESK001")
    await seen(page, MINA, lambda s: s["modal"] and "Checking" not in json.dumps(s["modal"]))
    ada = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@acme.example"}
    await act(page, MINA, "fill", values=ada | {"start_date": day, "start_time": "09:00"})
    await act(page, MINA, "submit")
    await seen(page, MINA, lambda s: s["modal"] and s["modal"]["callback_id"] == "review")
    await act(page, MINA, "submit")
    await seen(page, LEE, lambda s: any("approve" in json.dumps(c) for c in s["channels"]))
    await act(page, LEE, "click", action_id="approve")
    await seen(page, LEE, lambda s: "It starts" in json.dumps(s["channels"]))


def ada_in_okta(state):
    return any(one["status"] and one["name"] == "Ada Lovelace" for one in state["directory"])


async def test_moving_the_clock_brings_a_start_date_to_the_bot_beside_it(tmp_path):
    url = f"http://127.0.0.1:{(port := free_port())}"
    async with (
        sandbox(tmp_path, "--port", str(port)) as terminal,
        httpx.AsyncClient(base_url=url, timeout=PATIENCE) as page,
    ):
        await terminal.reads("Ctrl-C ends everything")
        await seen(page, MINA, lambda s: s["bot"]["connected"])
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
        await ask_for_ada(page, tomorrow)
        assert not ada_in_okta((await page.get("/control/state")).json())

        await page.post("/control/clock", json={"do": "move", "seconds": 2 * 24 * 3600})
        # One that starts looks at once, and not at its next tick.
        await page.post("/control/bot", json={"do": "crash"})

        assert await seen(page, MINA, ada_in_okta)
