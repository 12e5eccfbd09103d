"""A comparison that keeps Okta's documented limits, on a clock that moves when everybody waits.

`python -m tests.bench.budgeted PEOPLE` prints the seconds that were waited, and the least that the
limits allow, were all of them ours.
"""

import asyncio
import json
import sys

from bot.sandbox.crowd import gather
from tests.watch.reconcile.moving import MovedClock, allowed
from tests.watch.reconcile.place import settled


async def main(people):
    async with settled() as place:
        gather(place.sandbox, people)
        place.pass_time()
        clock = MovedClock(place.world, place.providers.okta._api, place.providers.jumpcloud._api)
        heard = []
        place.traffic.listeners.append(heard.append)
        seen = await place.compare()
        least = allowed(heard, place.okta.pace.limits)
    told = {
        "waited": clock.slept,
        "least": least,
        "throttled": sum(each.status == 429 for each in heard),
        "reason": seen.reason,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
