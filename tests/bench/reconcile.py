"""Both directories compared whole, beside Okta's official client, which merely lists its half.

The stand-ins are another process, and throttle nobody; the last row has the documented limits.
"""

import json
import math
from statistics import median

from bot.clients.jumpcloud.lists import A_PAGE
from bot.clients.okta.lists import ASSIGNMENTS_A_PAGE, USERS_A_PAGE
from tests.bench.processes import answer_of, child, first_line
from tests.bench.table import Row, bar

CPU_BAR = 2.0  # seconds, for 10,000 people in each
MEMORY_BAR = 150.0  # megabytes, for 100,000 people in each
BUDGET_BAR = 1.1  # times what the limits allow


async def measure(folder, *, rounds, people, crowd):
    """Give the rows; `people` are in each directory beside the peer, `crowd` for the memory."""
    rows = await _beside_the_peer(folder, people, rounds)
    if crowd:
        rows += await _large(folder, crowd)
        rows.append(await _budgeted(folder, crowd))
    return rows


async def _beside_the_peer(folder, people, rounds):
    own, peer = [], []
    async with child("tests.bench.directories", people, folder=folder) as process:
        told = await first_line(process)
        for _ in range(rounds):
            own.append(await _compared(folder, told))
            peer.append(
                await answer_of("tests.bench.listing", told["org"], told["token"], folder=folder)
            )
    cpu, wall = _middle(own, "cpu"), _middle(own, "wall")
    listed = _middle(peer, "wall")
    beside = f"okta package lists the Okta half in {_middle(peer, 'cpu'):.2f} s"
    what = _what(people)
    return [
        Row(f"{what}, CPU", f"{cpu:.2f}", "s", f"{bar('', cpu, CPU_BAR, ' s').strip()}; {beside}"),
        Row(
            f"{what}, time", f"{wall:.2f}", "s",
            f"{bar('', wall / listed, 1).strip()} of the okta package's {listed:.2f} s",
        ),
        *_sizes(what, told, own[-1], bar_of_memory=False),
    ]  # fmt: skip


async def _large(folder, crowd):
    async with child("tests.bench.directories", crowd, folder=folder) as process:
        told = await first_line(process)
        own = await _compared(folder, told)
    what = _what(crowd)
    return [
        Row(f"{what}, CPU", f"{own['cpu']:.2f}", "s", ""),
        Row(f"{what}, time", f"{own['wall']:.2f}", "s", ""),
        *_sizes(what, told, own, bar_of_memory=True),
    ]


def _sizes(what, told, own, *, bar_of_memory):
    peak, pages = own["peak"], _pages(told)
    verdict = bar("", peak, MEMORY_BAR, " MB").strip() if bar_of_memory else ""
    before = f"{own['before']:.0f} MB before it began"
    met = "met" if own["requests"] == pages else "MISSED"
    return [
        Row(
            f"{what}, peak memory", f"{peak:.0f}", "MB", "; ".join(filter(None, [verdict, before]))
        ),
        Row(f"{what}, requests", f"{own['requests']:,}", "", f"bar {pages:,} pages: {met}"),
    ]


async def _budgeted(folder, people):
    told = await answer_of("tests.bench.budgeted", people, folder=folder)
    if told["reason"]:
        raise RuntimeError(told["reason"])
    verdict = (
        f"{bar('', told['waited'] / told['least'], BUDGET_BAR).strip()} of {told['least']:.0f} s"
    )
    return Row(
        f"{_what(people)}, waits by Okta's limits", f"{told['waited']:.0f}", "s of a moved clock",
        f"{verdict}; 429s: {told['throttled']}",
    )  # fmt: skip


async def _compared(folder, told):
    came = await answer_of("tests.bench.comparing", json.dumps(told), folder=folder)
    if came["reason"] or came["found"]:
        raise RuntimeError(f"{came['found']} findings; {came['reason']}")
    return came


def _pages(told):
    """Count the pages of every list; one that is skipped through ends with a short page."""
    linked = math.ceil(told["users"] / USERS_A_PAGE) + math.ceil(
        told["assigned"] / ASSIGNMENTS_A_PAGE
    )
    skipped = (told[name] // A_PAGE + 1 for name in ("members", "accounts", "devices"))
    return linked + sum(skipped)


def _middle(rounds, name):
    return median(each[name] for each in rounds)


def _what(people):
    return f"reconcile {people:,} + {people:,}"
