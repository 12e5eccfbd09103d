"""Okta's own client for Python, unchanged, and the stand-in where an org is: at a host's root."""

import json
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from okta.client import Client
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.sandbox.cast import Cast
from bot.sandbox.okta import Okta
from bot.sandbox.serving import Serving
from bot.sandbox.store import World
from tests.sandbox.okta_sdk.asking import ADAS, create, get

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SERVICE = "0oaServiceApp00005d7"


@dataclass
class Hosted:
    world: World
    okta: Okta
    url: str

    def client(self, **config) -> Client:
        return Client({"orgUrl": self.url, "token": self.okta.api_token} | config)

    def service(self, *scopes, granted=(), dpop=False, proves=None) -> Client:
        """Make the client of a service app.

        Args:
            granted: The scopes that the app was granted; by default those that it asks for.
            dpop: Whether the app must prove that it has its key.
            proves: Whether it does; by default when it must.
        """
        public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        self.okta.register_client(SERVICE, public, set(granted or scopes), dpop=dpop)
        return Client(
            {
                "orgUrl": self.url,
                "authorizationMode": "PrivateKey",
                "clientId": SERVICE,
                "scopes": list(scopes),
                "privateKey": {
                    name: value
                    for name, value in json.loads(RSAAlgorithm.to_jwk(KEY)).items()
                    if isinstance(value, str)
                },
                "dpopEnabled": dpop if proves is None else proves,
            }
        )


@pytest.fixture
async def org(monkeypatch):
    # The client's own switch for an org under test: real ones are reached by https only.
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    world = World()
    okta = Okta(world, Cast())
    serving = Serving(Starlette(routes=[Mount("/", routes=okta.routes)]), 0)
    await serving.start()
    yield Hosted(world, okta, f"http://127.0.0.1:{serving.port}")
    await serving.stop()


@pytest.fixture
async def client(org):
    async with org.client() as client:
        yield client


@pytest.fixture
async def ada(client):
    return await get(create(client, "ada@acme.example", password=ADAS))
