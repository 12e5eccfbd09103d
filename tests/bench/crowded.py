"""A sandbox with a crowd, in a process of its own: `python -m tests.bench.crowded PEOPLE`.

It prints where it is, and the calls that are typical: name, method, address, headers, body.
"""

import asyncio
import json
import re
import signal
import sys

from bot.sandbox.crowd import gather
from bot.sandbox.server import Sandbox

SOMEBODY = "mina"


def calls(sandbox):
    okta = {"Authorization": f"SSWS {sandbox.okta.api_token}"}
    jumpcloud = {"x-api-key": sandbox.jumpcloud.access.api_key}
    slack = {"Authorization": f"Bearer {sandbox.slack.access.bot_token}"}
    user = sandbox.okta.user(SOMEBODY)
    login = user["profile"]["login"]
    row = sandbox.jumpcloud.user(SOMEBODY)
    users, people = "/okta/api/v1/users", "/jumpcloud/api/search/systemusers"
    exactly = {
        "filter": {"and": [{"email": {"$regex": f"(?i)(^{re.escape(login)}$)"}}]},
        "limit": 2,
    }
    partly = {"searchFilter": {"searchTerm": "mina", "fields": ["username", "email"]}, "limit": 20}
    bound = f"/jumpcloud/api/v2/users/{row['_id']}/associations?targets=system"
    post = {"channel": "C0ITDESK001", "text": "Hello"}
    login_eq = f"{users}?search=profile.login%20eq%20%22{login}%22"
    name_sw = f"{users}?search=profile.lastName%20sw%20%22oka%22&limit=20"
    return [
        ("Okta, a user", "GET", f"{users}/{user['id']}", okta, None),
        ("Okta, search a login", "GET", login_eq, okta, None),
        ("Okta, search a name", "GET", name_sw, okta, None),
        ("Okta, a page of 20 users", "GET", f"{users}?limit=20", okta, None),
        ("Okta, a page of the log", "GET", "/okta/api/v1/logs?limit=20", okta, None),
        ("JumpCloud, search an address", "POST", people, jumpcloud, exactly),
        ("JumpCloud, search a part", "POST", people, jumpcloud, partly),
        ("JumpCloud, devices", "GET", "/jumpcloud/api/systems?limit=20", jumpcloud, None),
        ("JumpCloud, what somebody has", "GET", bound, jumpcloud, None),
        ("Slack, chat.postMessage", "POST", "/slack/api/chat.postMessage", slack, post),
        ("Slack, users.info", "GET", "/slack/api/users.info?user=U0MINA00001", slack, None),
    ]


async def main(people):
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    sandbox = Sandbox()
    gather(sandbox, people)
    # What is measured is how soon it answers, not how often it may be asked.
    sandbox.slack.access.unlimited = True
    sandbox.okta.pace.enforced = False
    async with sandbox:
        sys.stdout.write(json.dumps({"url": sandbox.url, "calls": calls(sandbox)}) + "\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
