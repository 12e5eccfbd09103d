"""Asks a stand-in everything, and listens to what it says against the vendor's description."""

import itertools
import json
import re
from contextlib import contextmanager

from bot.sandbox.jumpcloud.federation import ROUTING_POLICY
from bot.sandbox.jumpcloud.records import APPLE_MDM, ORGANIZATION
from tests.contracts.calls import Call, filled
from tests.contracts.jumpcloud_calls import MADE, NEEDS, subject
from tests.contracts.listening import Contract

BASES = {"v1": "/jumpcloud/api", "v2": "/jumpcloud/api/v2", "insights": "/insights"}
NOWHERE = "x" * 20
NUMBERS = itertools.count(1)


@contextmanager
def heard(world, *, requests):
    """Listen, and hand out what was heard; who asks looks at the faults."""
    contract = Contract(requests=requests)
    world.traffic.listeners.append(contract)
    try:
        yield contract
    finally:
        world.traffic.listeners.remove(contract)


def holes(text):
    """List the names that a text has in braces."""
    return re.findall(r"\{(\w+)\}", text)


async def ask_okta(org, call: Call):
    """Ask, about a user of their own."""
    login = f"u{next(NUMBERS)}@acme.example"
    user = org.okta.add_user(login, status=call.status)
    names = {"login": login, "user": user["id"], "app": org.okta.app.id}
    names |= {"group": org.group("Engineering"), "factor": NOWHERE, "push": NOWHERE}
    names |= {"rule": NOWHERE, "hook": "who" + "h" * 17}
    if call.ready:
        call.ready(org, names)
    sent = {} if call.json is None else {"json": filled(call.json, names)}
    path, query = call.path.format_map(names), filled(dict(call.query), names)
    return await org.ask(call.method, path, params=query, **sent)


async def made(api, path, body, *under):
    """Make something, and give its id."""
    answer = (await api.post(f"/api/v2{path}", json=body)).json()
    for key in under:
        answer = answer[key]
    return answer


async def named(api, jumpcloud, wanted):
    """Make what a call is about, and give the ids by name."""
    number = next(NUMBERS)
    user = jumpcloud.add_user(f"u{number}", f"u{number}@acme.example", state="ACTIVATED")
    staged = jumpcloud.add_user(f"s{number}", f"s{number}@acme.example", state="STAGED")
    system = jumpcloud.add_system(f"SYS-{number}", "macOS", "macOS 15.6")
    windows = jumpcloud.add_system(f"WIN-{number}", "Windows", "Windows 11 Pro")
    names = {"new": f"new{number}", "user": user["_id"], "username": user["username"]}
    names |= {"staged": staged["_id"], "name": "lock", "laptop": jumpcloud.systems[0]["_id"]}
    names |= {"system": system["_id"], "windows": windows["_id"], "device": system["mdm_device"]}
    names |= {"mdm": APPLE_MDM, "routing": ROUTING_POLICY, "organization": ORGANIZATION}
    names["template"] = next(iter(jumpcloud.policies.templates))
    for name, (path, body, *under) in MADE.items():
        if wanted & {name, *NEEDS.get(name, ())}:
            names[name] = await made(api, path, filled(body, names), *under)
    if "result" in wanted:
        bind = {"op": "add", "type": "system", "id": names["system"]}
        await api.post(f"/api/v2/policies/{names['policy']}/associations", json=bind)
        results = await api.get(f"/api/v2/policies/{names['policy']}/policyresults")
        names["result"] = results.json()[0]["id"]
    return names


async def ask_jumpcloud(api, jumpcloud, version, call: Call):
    """Ask, about things made for it."""
    about = subject(call.path) if "{id}" in call.path else ""
    names = await named(api, jumpcloud, {about, *holes(json.dumps(call.json))})
    if about:
        names["id"] = names[about]
    if call.ready:
        call.ready(jumpcloud, names)
    sent = {} if call.json is None else {"json": filled(call.json, names)}
    url = api.base_url.copy_with(path=BASES[version] + call.path.format_map(names))
    return await api.request(call.method, url, params=filled(dict(call.query), names), **sent)
