"""One comparison as a process of its own: `python -m tests.bench.comparing TOLD`.

It is told what `tests.bench.directories` prints, and prints what the comparison took.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.clients import connect
from bot.clients.auth import JumpCloudKey, OktaToken
from bot.watch.reconcile import reconcile
from tests.watch.reconcile.place import SETTINGS

STATUS = Path("/proc/self/status")


def _peak():
    """Read the most memory that this process ever had, in MB; its parent's is not counted."""
    (line,) = (each for each in STATUS.read_text().splitlines() if each.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


async def main(told):
    providers = connect(
        okta_org_url=f"{told['url']}/okta",
        okta_auth=OktaToken(SecretStr(told["token"])),
        jumpcloud_auth=JumpCloudKey(SecretStr(told["key"])),
        jumpcloud_api_url=f"{told['url']}/jumpcloud",
        jumpcloud_insights_url=f"{told['url']}/insights",
    )
    calls = Counter()

    async def count(request):
        calls[request.method] += 1

    for api in (providers.okta._api, providers.jumpcloud._api):
        api._http.event_hooks["request"].append(count)
    before, began, wall = _peak(), time.process_time(), time.perf_counter()
    seen = await reconcile(
        providers, told["app"], federated_group=told["group"], last=None,
        now=datetime.fromisoformat(told["now"]), settings=SETTINGS,
    )  # fmt: skip
    took = {
        "cpu": time.process_time() - began,
        "wall": time.perf_counter() - wall,
        "before": before,
        "peak": _peak(),
        "requests": calls.total(),
        "found": len(seen.alerts),
        "reason": seen.reason,
    }
    await providers.close()
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
