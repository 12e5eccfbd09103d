"""How long `make demo` takes when everything is set up."""

import tempfile
import time
from pathlib import Path
from statistics import median

from bot.sandbox.server import free_port
from tests.bench.processes import child, seen, until
from tests.bench.table import Row, bar

PAGE_BAR = 5.0  # seconds


async def measure(folder, *, rounds):
    """Give the rows: until the page answers, and until the bot is connected."""
    taken = [await _once(folder) for _ in range(rounds)]
    page, bot = (median(each) for each in zip(*taken, strict=True))
    return [
        Row("make demo, page answers", f"{page:.2f}", "s", bar("", page, PAGE_BAR, " s").strip()),
        Row("make demo, bot connected", f"{bot:.2f}", "s", ""),
    ]


async def _once(folder):
    # In a folder of its own: the demo makes `.demo` anew where it is started.
    own = Path(tempfile.mkdtemp(dir=folder))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    async with child("bot", "sandbox", "--port", port, folder=own):
        await until(lambda: seen(url))
        page = time.perf_counter() - began
        await until(lambda: seen(url, "/control/state", _connected))
        return page, time.perf_counter() - began


def _connected(answer):
    return answer.json()["bot"]["connected"]
