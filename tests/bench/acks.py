"""Acknowledgements of a bot and of a bare Bolt app, in turns on the same machine."""

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass, field
from statistics import median, quantiles

from bot.sandbox.server import free_port
from tests.bench.asked import prepare
from tests.bench.processes import answer_of, child, first_line, seen, until
from tests.bench.table import Row, bar

WARM_UP = 20
SETTLE = 0.5  # seconds, for what a round left behind
P50_BAR, P99_BAR = 1.2, 3.0


@dataclass
class Server:
    """One that is measured; `sent` counts what it was given: what comes twice is done once."""

    name: str
    url: str
    secret: str
    sent: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Spread:
    """How long it took, in milliseconds."""

    p50: float
    p99: float
    longest: float

    def __str__(self):
        return f"{self.p50:.1f} / {self.p99:.1f} / {self.longest:.1f}"


def spread(took):
    cuts = quantiles(took, n=100, method="inclusive")
    return Spread(cuts[49], cuts[98], max(took))


def middle(rounds):
    """Give the median of each figure over the rounds."""
    return Spread(
        *(median(getattr(one, name) for one in rounds) for name in ("p50", "p99", "longest"))
    )


async def measure(folder, databases, *, rounds, seconds):
    """Give the rows of commands and Sends; `seconds` is by rate, `databases` by name."""
    needed = WARM_UP + rounds * sum(rate * long for rate, long in seconds.items())
    async with serving(folder, databases, drafts=needed) as servers:
        rows = []
        for kind in ("command", "send"):
            for server in servers:
                await load(folder, server, kind, 20, WARM_UP)
            for rate, long in seconds.items():
                taken = {server.name: [] for server in servers}
                for _ in range(rounds):
                    for server in servers:
                        took = await load(folder, server, kind, rate, rate * long)
                        taken[server.name].append(spread(took))
                rows += _rows(kind, rate, {name: middle(each) for name, each in taken.items()})
        return rows


@contextlib.asynccontextmanager
async def serving(folder, databases, *, drafts):
    """Run a sandbox, a bare Bolt app and a bot on each database."""
    async with contextlib.AsyncExitStack() as stack:
        world = await stack.enter_async_context(child("tests.bench.world", folder, folder=folder))
        settings = await first_line(world)
        servers = [await _server(stack, folder, "tests.bench.bare", (), "bare Bolt", settings)]
        for name, url in databases.items():
            await prepare(url, drafts)
            own = settings | {"DATABASE_URL": url}
            servers.append(await _server(stack, folder, "bot", ("run",), name, own))
        yield servers


async def load(folder, server, kind, rate, count):
    """Send at a rate, and give the milliseconds of each acknowledgement."""
    took = await answer_of(
        "tests.bench.load", server.url, server.secret, kind, rate, count, server.sent[kind],
        folder=folder,
    )  # fmt: skip
    server.sent[kind] += count
    await asyncio.sleep(SETTLE)
    return took


async def _server(stack, folder, module, arguments, name, settings):  # noqa: PLR0917 - one place calls it
    port = free_port()
    await stack.enter_async_context(
        child(module, *arguments, settings=settings | {"HTTP_PORT": str(port)}, folder=folder)
    )
    root = f"http://127.0.0.1:{port}"
    await until(lambda: seen(root, "/readyz"))
    return Server(name, f"{root}/slack/events", settings["SLACK_SIGNING_SECRET"])


def _rows(kind, rate, taken):
    bare = taken.pop("bare Bolt")
    yield Row(f"{kind}, {rate}/s, bare Bolt", f"{bare}", "p50 / p99 / max ms", "")
    for name, own in taken.items():
        middle_, tail = own.p50 / bare.p50, own.p99 / bare.p99
        bars = [bar("p50", middle_, P50_BAR)]
        bars.append(bar("p99", tail, P99_BAR) if rate == 20 else f"p99 {tail:.2f}x")
        yield Row(f"{kind}, {rate}/s, {name}", f"{own}", "p50 / p99 / max ms", "; ".join(bars))
