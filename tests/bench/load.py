"""The load, in a process of its own: `python -m tests.bench.load URL SECRET KIND RATE COUNT FIRST`.

Open loop: each request leaves when its time has come, whether or not those before it were
answered, and is timed from that moment; a server that stalls is charged for all who wait.
It prints the milliseconds of each.
"""

import asyncio
import json
import sys
import time

import aiohttp

from bot.sandbox.slack.signed import FORM, signature
from tests.bench.asked import KINDS


async def main(url, secret, kind, rate, count, first):  # noqa: PLR0917 - the command line's
    bodies = [KINDS[kind](number) for number in range(first, first + count)]
    took = []

    async def one(session, body, due):
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(secret, stamp, body),
        }
        async with session.post(url, data=body, headers=headers) as answer:
            said = await answer.text()
        if answer.status != 200 or "Reference:" in said:
            raise RuntimeError(f"refused with {answer.status}: {said[:500]}")
        took.append((time.perf_counter() - due) * 1000)

    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        asyncio.TaskGroup() as sent,
    ):
        start = time.perf_counter() + 0.05
        for number, body in enumerate(bodies):
            due = start + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sent.create_task(one(session, body, due))
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    address, key, what = sys.argv[1:4]
    asyncio.run(main(address, key, what, *map(int, sys.argv[4:7])))
