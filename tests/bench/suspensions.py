"""Suspensions: the bot's own share of one, and how a hundred at once keep the providers' limits."""

import asyncio
import math
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles

from bot.clients.okta.buckets import bucket
from bot.sandbox.okta.pace import LIMITS
from tests.bench.table import Row, bar
from tests.scene import QUICK, playing

OWN_BAR = 1.0  # seconds
BUDGET_BAR = 1.3  # times what the limits allow
WINDOW = 60.0  # seconds
LATENCIES = (0.0, 0.1)  # seconds
NAMES = {"GET user": "user.get", "write user": "user.write", "tokens": "other"}
MINA, LEE = "U0MINA00001", "U0LEE000001"
LOOK = 0.05


async def measure(folder, *, count, crowd):
    """Give the rows; `count` suspensions one after the other, `crowd` of them at once."""
    rows = []
    for latency in LATENCIES:
        rows += await _one_by_one(folder, count, latency)
    return rows + await _at_once(folder, crowd)


async def _one_by_one(folder, count, latency):
    own, calls = [], []
    async with _scene(folder) as scene:
        if latency:
            for place in ("* /okta/*", "* /jumpcloud/*"):
                scene.faults.add(place, "slow", seconds=latency)
        for number in range(count):
            request = await _asked(scene, number)
            began = scene.world.now()
            await scene.bot.decisions.approve(request.id, 1, by=LEE)
            await _over(scene, [request])
            share, made = _beyond(scene, began)
            own.append(share)
            calls.append(made)
    p50, p95 = median(own), quantiles(own, n=20)[-1] if count > 1 else own[0]
    what = f"suspension, own share, upstream {latency * 1000:.0f} ms"
    verdict = f"{bar('p95', p95, OWN_BAR, ' s')}; beside {median(calls):g} upstream calls"
    return [Row(what, f"p50 {p50:.2f} p95 {p95:.2f}", "s", verdict)]


async def _at_once(folder, crowd):
    async with _scene(folder, limits=True) as scene:
        asked = [await _asked(scene, number) for number in range(crowd)]
        # A new minute, for a bot that knows of none: what planning used is not counted.
        await scene.stop()
        scene.world.move(timedelta(seconds=WINDOW + 1))
        await scene.start()
        began = scene.world.now()
        await asyncio.gather(*(scene.bot.decisions.approve(each.id, 1, by=LEE) for each in asked))
        await _over(scene, asked)
        took, calls = _span(scene, began)
        allowed = _allowed(calls)
        twice = _throttled_twice(calls)
    verdict = (
        f"{bar('', took / allowed, BUDGET_BAR).strip()} of {allowed:.0f} s; 429 twice: {twice}"
    )
    return [Row(f"{crowd} suspensions at once", f"{took:.1f}", "s", verdict)]


def _scene(folder, *, limits=False):
    place = Path(tempfile.mkdtemp(dir=folder))
    return _Realistic(playing(place, start=False), limits=limits)


class _Realistic:
    """A scene with the pauses that a bot has by default."""

    def __init__(self, scene, *, limits):
        self._scene, self._limits = scene, limits

    async def __aenter__(self):
        scene = await self._scene.__aenter__()
        scene.replace(QUICK, "posts_per_second = 0\n")
        scene.okta.pace.enforced = self._limits
        # The sandbox itself keeps the latest only.
        scene.heard = []
        scene.traffic.listeners.append(scene.heard.append)
        await scene.start()
        return scene

    async def __aexit__(self, *error):
        return await self._scene.__aexit__(*error)


async def _asked(scene, number):
    """Ask for the suspension of somebody new, without a device: nothing is waited for."""
    login = f"person{number:03}@acme.example"
    name = {"first_name": "Person", "last_name": f"No{number:03}"}
    user = scene.okta.add_user(login, **name)
    scene.jumpcloud.add_user(f"person{number:03}", login, password="Correct-Horse-7-Staple")
    values = {
        "person": {"id": user["id"], "text": login},
        "mode": "leave", "reason": "Leave", "lock": "keep",
    }  # fmt: skip
    desk = scene.bot.desk
    if scene.okta.pace.enforced and number % 20 == 19:
        scene.world.move(timedelta(seconds=WINDOW))
    draft = await desk.open("suspend", by=MINA, text="")
    await desk.plan(draft.id, values, by=MINA)
    return await desk.submit("suspend", draft.id, by=MINA, typed=login)


async def _over(scene, asked):
    lookups = scene.bot.desk
    while True:
        async with lookups.database.transaction() as session:
            states = [(await session.get(type(each), each.id)).state for each in asked]
        if all(state.over for state in states):
            assert {str(state) for state in states} == {"done"}, Counter(map(str, states))
            return
        await asyncio.sleep(LOOK)


def _upstream(scene, began):
    return [each for each in scene.heard if each.to in ("Okta", "JumpCloud") and each.at >= began]


def _span(scene, began):
    calls = _upstream(scene, began)
    return (max(each.at for each in calls) - began).total_seconds(), calls


def _beyond(scene, began):
    """Give the seconds in which no upstream call was under way, and how many calls there were."""
    took, calls = _span(scene, began)
    spans = sorted(
        ((each.at - began).total_seconds() - each.ms / 1000, (each.at - began).total_seconds())
        for each in calls
    )
    busy, reached = 0.0, 0.0
    for start, end in spans:
        busy += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return took - busy, len(calls)


def _allowed(calls):
    """Give the least time in which the limits let so many calls through."""
    used = Counter(
        bucket(each.method, each.path.removeprefix("/okta")) for each in calls if each.to == "Okta"
    )
    windows = max(math.ceil(count / LIMITS[NAMES.get(name, name)]) for name, count in used.items())
    return max((windows - 1) * WINDOW, 1.0)


def _throttled_twice(calls):
    last, twice = {}, 0
    for each in calls:
        key = (each.method, each.path)
        twice += each.status == last.get(key) == 429
        last[key] = each.status
    return twice
