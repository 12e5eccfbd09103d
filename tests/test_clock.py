"""The rehearsal's clock: requests live by it, and nothing that another machine looks at does."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

from bot.clients.auth import OKTA_SCOPES
from bot.clock import RehearsalClock
from tests.scene import playing

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
CLIENT = "0oaServiceApp00005d7"
LOGIN = "ada@acme.example"


@pytest.fixture
async def scene(tmp_path):
    async with playing(tmp_path, start=False) as one:
        one.clock = None  # what the settings say
        yield one


def clock(file, text=None):
    if text is not None:
        file.write_text(text)
    return RehearsalClock(file, lambda: NOON)


def test_it_is_ahead_by_the_seconds_in_the_file(tmp_path):
    assert clock(tmp_path / "clock", "86400.0\n")() == NOON + timedelta(days=1)


def test_it_follows_the_file(tmp_path):
    file = tmp_path / "clock"
    told = clock(file, "60")
    told()

    file.write_text("3600")

    assert told() == NOON + timedelta(hours=1)


@pytest.mark.parametrize("text", [None, "", "soon", "-5", "inf", "nan", "1e30"])
def test_what_is_no_number_of_seconds_leaves_it_where_it_was(tmp_path, text):
    file = tmp_path / "clock"
    told = clock(file, "60")
    told()

    if text is None:
        file.unlink()
    else:
        file.write_text(text)

    assert told() == NOON + timedelta(minutes=1)


async def test_a_start_date_comes_when_the_sandbox_s_clock_is_moved(scene):
    await scene.start()
    await scene.request(start_date="2030-01-07", start_time="09:00")
    await scene.approve()
    await scene.thread_says("It starts")

    scene.world.move(timedelta(days=1500))
    await scene.bot.upkeep.tick()

    await scene.until(lambda: scene.okta.status(LOGIN) is not None)


async def test_a_request_expires_when_the_sandbox_s_clock_is_moved(scene):
    await scene.start()
    await scene.request()

    scene.world.move(timedelta(hours=73))
    await scene.bot.upkeep.tick()

    await scene.card_says("Expired")


async def test_signed_requests_and_tokens_are_good_on_both_sides_of_a_move(scene):
    key = rsa.generate_private_key(65537, 2048)
    public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    scene.okta.register_client(CLIENT, public, set(OKTA_SCOPES), dpop=True)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    del scene.environment["OKTA_API_TOKEN"], scene.environment["JUMPCLOUD_API_KEY"]
    access = scene.jumpcloud.access
    scene.environment |= {
        "OKTA_CLIENT_ID": CLIENT,
        "OKTA_PRIVATE_KEY": pem,
        "JUMPCLOUD_CLIENT_ID": access.client_id,
        "JUMPCLOUD_CLIENT_SECRET": access.client_secret,
    }
    await scene.start()
    await scene.onboard()
    await scene.until(lambda: scene.okta.status(LOGIN) is not None)

    scene.world.move(timedelta(days=1))
    await scene.onboard(email="bob@acme.example", first_name="Bob")

    await scene.until(lambda: scene.okta.status("bob@acme.example") is not None)
