"""The sandbox itself: how fast it answers, among few people or many, and how soon it is there."""

import json
import tempfile
import time
from pathlib import Path
from statistics import median

import aiohttp
import yarl

from bot.sandbox.server import free_port
from tests.bench.processes import child, first_line, seen, until
from tests.bench.table import Row, bar

ANSWER_BAR = 3.0  # milliseconds
START_BAR = 1.0  # seconds
WARM_UP = 10
CAST = "the cast"


async def measure(folder, *, rounds, count, crowd):
    """Give the rows; `count` is how often each call is made in a round."""
    rows = []
    for people, name in ((0, CAST), (crowd, f"{crowd:,} people")):
        rows += await _answers(folder, people, name, rounds=rounds, count=count)
    starts = [await _start(folder) for _ in range(rounds)]
    took = median(starts)
    rows.append(Row("sandbox answers", f"{took:.2f}", "s", bar("", took, START_BAR, " s").strip()))
    return rows


async def _answers(folder, people, name, *, rounds, count):
    async with (
        child("tests.bench.crowded", people, folder=folder) as process,
        aiohttp.ClientSession() as session,
    ):
        told = await first_line(process)
        calls = [(call[0], *_addressed(told["url"], *call[1:])) for call in told["calls"]]
        said = [await _once(session, *call[1:]) for call in calls]
        file = folder / f"answers-{people}.json"
        file.write_text(json.dumps(said), "utf-8")
        async with child("tests.bench.bare_answers", file, folder=folder) as peer:
            bare = (await first_line(peer))["url"]
            return [
                await _row(
                    session, f"{call[0]}, {name}", call[1:], f"{bare}/{number}", rounds, count
                )
                for number, call in enumerate(calls)
            ]


async def _row(session, what, call, peer, rounds, count):  # noqa: PLR0917 - one place calls it
    method, _, headers, body = call
    own, bare = [], []
    for _ in range(rounds):
        own.append(await _median(session, count, *call))
        bare.append(await _median(session, count, method, peer, headers, body))
    took, least = median(own), median(bare)
    verdict = f"{bar('', took, ANSWER_BAR, ' ms').strip()}; bare {least:.2f} ms"
    return Row(what, f"{took:.2f}", "median ms", verdict)


async def _median(session, count, *call):
    taken = []
    for number in range(WARM_UP + count):
        began = time.perf_counter()
        await _once(session, *call)
        if number >= WARM_UP:
            taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


async def _once(session, method, url, headers, body):
    async with session.request(method, url, headers=headers, json=body) as answer:
        text = await answer.text()
        if answer.status != 200:
            raise RuntimeError(f"{method} {url} is answered {answer.status}: {text[:300]}")
        return text


def _addressed(url, method, path, headers, body):
    return method, yarl.URL(f"{url}{path}", encoded=True), headers, body


async def _start(folder):
    # In a folder of its own: the demo makes `.demo` anew where it is started.
    own = Path(tempfile.mkdtemp(dir=folder))
    port = free_port()
    began = time.perf_counter()
    async with child("bot", "sandbox", "--no-bot", "--port", port, folder=own):
        await until(lambda: seen(f"http://127.0.0.1:{port}"))
        return time.perf_counter() - began
