"""The peer: Okta's official client lists the users, `python -m tests.bench.listing ORG TOKEN`.

It does nothing with them, and prints how long it took and how many there were.
"""

import asyncio
import json
import os
import sys
import time

from okta.client import Client

from tests.sandbox.okta_sdk.asking import pages

A_PAGE = 200  # as many as Okta gives at once


async def main(org, token):
    # The client's own switch for an org under test: real ones are reached by https only.
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    async with Client({"orgUrl": org, "token": token}) as client:
        began, wall = time.process_time(), time.perf_counter()
        users = sum(map(len, await pages(client.list_users, limit=A_PAGE)))
        took = {"cpu": time.process_time() - began, "wall": time.perf_counter() - wall}
    sys.stdout.write(json.dumps(took | {"users": users}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
