"""A clock that moves on when everybody sleeps: waits of minutes take no time, and are counted."""

import asyncio
import math
from datetime import timedelta

from bot.clients.okta.buckets import bucket

PASSES = 400  # of the event loop, in which whoever was answered has gone on to its next wait
WINDOW = 60.0  # seconds


class MovedClock:
    """Stands in for the sleep and the clock of clients, by the world's time.

    Attributes:
        slept: Seconds that the clock was moved.
    """

    def __init__(self, world, *apis):
        self.slept = 0.0
        self._world = world
        self._calling = 0
        self._wakes = []
        for api in apis:
            api._sleep, api._budget._clock = self.sleep, self.now
            api._http.request = self._counted(api._http.request)

    def now(self):
        return self._world.now().timestamp()

    async def sleep(self, seconds):
        wake, passes = self.now() + seconds, 0
        self._wakes.append(wake)
        while (left := wake - self.now()) > 0:
            await asyncio.sleep(0)
            passes = 0 if self._calling else passes + 1
            if passes > PASSES and wake == min(self._wakes):
                self._move(left)
        self._wakes.remove(wake)

    def _move(self, seconds):
        self.slept += seconds
        self._world.move(timedelta(seconds=seconds))

    def _counted(self, request):
        async def counted(*arguments, **options):
            self._calling += 1
            try:
                return await request(*arguments, **options)
            finally:
                self._calling -= 1

        return counted


def allowed(heard, limits):
    """Give the least seconds in which Okta lets anybody make these calls.

    Args:
        heard: Every exchange.
        limits: Calls in each window, by Okta's bucket.
    """
    used = {}
    for each in heard:
        if each.to == "Okta":
            name = bucket(each.method, each.path.removeprefix("/okta"))
            used[name] = used.get(name, 0) + 1
    windows = max(math.ceil(count / limits[name]) for name, count in used.items())
    return (windows - 1) * WINDOW
