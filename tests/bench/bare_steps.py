"""The peer: steps of DBOS as it ships, `python -m tests.bench.bare_steps URL COUNT`.

It prints the median milliseconds of a step that does nothing.
"""

import asyncio
import json
import sys
import time
from statistics import median

from dbos import DBOS


@DBOS.step()
async def nothing(number):
    return number


@DBOS.workflow()
async def several(count):
    took = []
    for number in range(count):
        began = time.perf_counter()
        await nothing(number)
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


async def main(url, count):
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "WARNING"})
    DBOS.launch()
    handle = await DBOS.start_workflow_async(several, count)
    took = await handle.get_result()
    await asyncio.to_thread(DBOS.destroy)
    sys.stdout.write(json.dumps({"step": took}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
