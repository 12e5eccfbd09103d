"""JumpCloud's stand-in, served over real HTTP and held against JumpCloud's own description."""

import ssl
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import httpx
import jsonschema
import pytest
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox.faults import Faults
from bot.sandbox.serving import Serving
from bot.sandbox.watch import Watch
from tests.contracts.listening import contracted

OPENAPI = Path(__file__).parents[3].parent / "shared/reference/openapi"
# Nothing here is encrypted, and reading the system's certificates takes longer than a test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@asynccontextmanager
async def served(jumpcloud):
    """Serve a stand-in on a free port, and hand out a client that is let in."""
    routes = [
        Mount("/jumpcloud", routes=jumpcloud.routes),
        Mount("/insights", routes=jumpcloud.insights_routes),
    ]
    world = jumpcloud._world
    serving = Serving(Watch(Starlette(routes=routes), world, Faults(world)), 0)
    await serving.start()
    url, headers = f"http://127.0.0.1:{serving.port}/jumpcloud", {"x-api-key": "jca_sandbox"}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, verify=NO_TLS) as client:
            with contracted(world, requests=False):
                yield client
    finally:
        await serving.stop()


@cache
def openapi(version):
    path = OPENAPI / f"jumpcloud-{version}.yaml"
    if not path.exists():
        pytest.skip(f"JumpCloud's own description of its API is not at hand: {path.name}")
    resource = Resource.from_contents(yaml.load(path.read_text(), yaml.CSafeLoader), DRAFT202012)
    return Registry().with_resource(f"urn:{version}", resource)


def check(answer, version, schema):
    """Hold an answer against JumpCloud's own description of it."""
    registry = openapi(version)
    reference = {"$ref": f"urn:{version}#/components/schemas/{schema}"}
    jsonschema.Draft202012Validator(reference, registry=registry).validate(known(answer))


def known(answer):
    """Drop what is null: JumpCloud answers null in many places that it describes as text."""
    if isinstance(answer, dict):
        return {key: known(value) for key, value in answer.items() if value is not None}
    return [known(each) for each in answer] if isinstance(answer, list) else answer


def usernames(response):
    return [user["username"] for user in response.json()["results"]]
