"""The engine's own cost, in a process of its own: `python -m tests.bench.steps URL COUNT`.

It prints the median milliseconds of a step with its write, and of a change in its lane; neither
does anything, so all of it is the engine's.
"""

import asyncio
import json
import sys
import time
from statistics import median

from bot.durable import Durable, Pace
from bot.work import Kind, Outcome
from storage.database import Database

LANE_SHARE = 20  # changes wait for the queue to be looked at, so fewer of them are taken


async def nothing(_number):
    return Outcome(Kind.DONE)


async def written(session, _number):
    await session.connection()


async def main(url, count):
    stepped, laned, over = [], [], asyncio.Event()

    async def carry(request_id):
        for number in range(count):
            began = time.perf_counter()
            await durable.step(nothing, number)
            await durable.write(written, number)
            stepped.append((time.perf_counter() - began) * 1000)
        for number in range(max(3, count // LANE_SHARE)):
            began = time.perf_counter()
            await durable.in_lane("ada", request_id, number, 0)
            laned.append((time.perf_counter() - began) * 1000)
        over.set()

    async def change(_request_id, position, _undo):
        return await durable.step(nothing, position)

    database = Database(url)
    await database.open()
    durable = Durable(database, Pace(), carry=carry, change=change, wrote=lambda: None)
    await durable.start()
    await durable.begin("bench", 1)
    await over.wait()
    await durable.stop(drain=1)
    await database.close()
    sys.stdout.write(json.dumps({"pair": median(stepped), "lane": median(laned)}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
