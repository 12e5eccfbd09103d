"""One stand-in, served alone over real HTTP: what the tests of a stand-in stand on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox.cast import Cast
from bot.sandbox.faults import Faults
from bot.sandbox.okta import Change, Okta
from bot.sandbox.serving import Serving
from bot.sandbox.store import World
from bot.sandbox.watch import Watch
from tests.contracts.listening import contracted

ADA = "ada@acme.example"


def code(answer):
    return answer.status_code, answer.json()["errorCode"]


def causes(answer):
    return [each["errorSummary"] for each in answer.json()["errorCauses"]]


@dataclass
class Org:
    world: World
    okta: Okta
    faults: Faults
    url: str
    http: httpx.AsyncClient
    changes: list[Change]

    async def ask(self, method, path, **sent):
        return await self.http.request(method, path, **sent)

    async def create(self, login=ADA, password=None, groups=(), **query):
        profile = {"login": login, "email": login, "firstName": "Ada", "lastName": "Lovelace"}
        body = {"profile": profile, "groupIds": list(groups)}
        if password:
            body["credentials"] = {"password": {"value": password}}
        return await self.ask("POST", "/api/v1/users", params=query, json=body)

    def group(self, name):
        return next(each["id"] for each in self.okta.groups if each["profile"]["name"] == name)


@asynccontextmanager
async def serve_okta() -> AsyncIterator[Org]:
    world = World()
    okta, faults = Okta(world, Cast()), Faults(world)
    changes: list[Change] = []
    okta.subscribe(changes.append)
    routes = [Mount("/okta", routes=okta.routes)]
    app = Watch(Starlette(routes=routes), world, faults, {"Okta": okta.pace.crowded})
    serving = Serving(app, 0)
    await serving.start()
    url = f"http://127.0.0.1:{serving.port}/okta"
    headers = {"Authorization": f"SSWS {okta.api_token}"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=5) as http:
            living = asyncio.create_task(okta.run())
            with contracted(world, requests=False):
                yield Org(world, okta, faults, url, http, changes)
    finally:
        living.cancel()
        faults.clear()
        await serving.stop()
