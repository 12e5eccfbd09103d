"""What the engine costs for each step, beside DBOS as it ships."""

from statistics import median

from tests.bench.processes import answer_of
from tests.bench.table import Row


async def measure(folder, databases, *, rounds, count):
    """Give the rows; `databases` makes an empty one of each kind, by name."""
    rows = []
    for name, make in databases.items():
        own, bare = [], []
        for _ in range(rounds):
            bare.append(await answer_of("tests.bench.bare_steps", make(), count, folder=folder))
            own.append(await answer_of("tests.bench.steps", make(), count, folder=folder))
        step = median(one["step"] for one in bare)
        pair, lane = (median(one[what] for one in own) for what in ("pair", "lane"))
        rows += [
            Row(f"bare DBOS step, {name}", f"{step:.2f}", "median ms", ""),
            Row(f"step + write, {name}", f"{pair:.2f}", "median ms", f"{pair / step:.2f}x"),
            Row(f"change in its lane, {name}", f"{lane:.0f}", "median ms", f"{lane / step:.0f}x"),
        ]
    return rows
