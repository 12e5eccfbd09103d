"""Child processes of a measurement: each is started here, and ended here by its id."""

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds until something that does not come is a failure
OURS = ("SLACK_", "OKTA_", "JUMPCLOUD_", "DATABASE_", "DESKHAND_")


@contextlib.asynccontextmanager
async def child(module, *arguments, settings=None, folder=None):
    """Run `python -m MODULE` while the block lasts; its log goes into the folder."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
    with contextlib.ExitStack() as stack:
        log = asyncio.subprocess.DEVNULL
        if folder:
            log = stack.enter_context((folder / f"{module}.log").open("ab"))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *map(str, arguments)),
            env=inherited | {"PYTHONPATH": str(ROOT)} | (settings or {}),
            cwd=folder or ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            yield process
        finally:
            await _end(process)


async def answer_of(module, *arguments, folder):
    """Run a child to its end and give what it answered, as JSON."""
    async with child(module, *arguments, folder=folder) as process:
        said, _ = await process.communicate()
        if process.returncode:
            log = (folder / f"{module}.log").read_text("utf-8")
            raise RuntimeError(f"{module} ended with {process.returncode}:\n{log[-2000:]}")
        return json.loads(said)


async def first_line(process):
    """Read what a child says first, as JSON."""
    async with asyncio.timeout(PATIENCE):
        return json.loads(await process.stdout.readline())


async def until(asked, *, every=0.02):
    """Ask again and again until the answer is true, and give it."""
    async with asyncio.timeout(PATIENCE):
        while not (answer := await asked()):  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(every)
        return answer


async def seen(url, path="", wanted=lambda answer: True):
    """Ask a server once; False while it does not answer 200, or not what is wanted."""
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{url}{path}")
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK and wanted(answer)


async def _end(process):
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()
