"""Okta's service app: the scopes that the bot asks for are enough for all it does."""

import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from bot.clients.auth import OKTA_SCOPES
from tests.scene import playing

CLIENT = "0oaDESKHAND0000005d7"


async def test_a_person_is_onboarded_by_a_service_app_that_assigns_jumpcloud_itself(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    async with playing(tmp_path, start=False) as scene:
        public = json.loads(ECAlgorithm.to_jwk(key.public_key()))
        scene.okta.register_client(CLIENT, public, OKTA_SCOPES)
        del scene.environment["OKTA_API_TOKEN"]
        scene.environment |= {"OKTA_CLIENT_ID": CLIENT, "OKTA_PRIVATE_KEY": pem.decode()}
        await scene.start()

        await scene.request(groups="Contractors", device="LT-ADA")
        await scene.approve(by="lee")
        await scene.card_says("Done, and seen on every system")

        assert scene.okta.app_user("ada@acme.example")
        assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
