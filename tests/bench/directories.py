"""Both directories with a crowd in each, as a process of its own, without any throttling.

`python -m tests.bench.directories PEOPLE` prints where they are and how to get in. Okta is also
at the root of a host of its own, where its official client wants it.
"""

import asyncio
import json
import signal
import sys

from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox.crowd import gather
from bot.sandbox.serving import HOST, Serving
from tests.watch.reconcile.place import settled


async def main(people):
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with settled() as place:
        place.okta.pace.enforced = False
        gather(place.sandbox, people)
        place.pass_time()
        org = Serving(Starlette(routes=[Mount("/", routes=place.okta.routes)]), 0)
        await org.start()
        told = {
            "url": place.url,
            "org": f"http://{HOST}:{org.port}",
            "token": place.okta.api_token,
            "key": place.jumpcloud.access.api_key,
            "app": place.okta.app.id,
            "group": place.group,
            "now": place.world.now().isoformat(),
            "users": len(place.okta.directory.users),
            "assigned": len(place.okta.app.users),
            "members": await _members(place),
            "accounts": len(place.jumpcloud.users),
            "devices": len(place.cast.devices),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await stop.wait()
        await org.stop()


async def _members(place):
    pages = place.providers.jumpcloud.list_members(place.group)
    return sum([len(page) async for page in pages])


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
