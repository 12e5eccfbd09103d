"""The sealing keys: which of them are needed, and what none of them opens."""

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.doctor import seals
from bot.settings import Settings
from bot.vault import Vault
from storage import sealed
from storage.database import Database
from tests.test_seals import NOW, asked

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
ENVIRONMENT = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "OKTA_ORG_URL": "https://acme.okta.com",
    "OKTA_API_TOKEN": "00token",
    "OKTA_JUMPCLOUD_APP_ID": "0oa1",
    "JUMPCLOUD_API_KEY": "key",
    "REQUESTS_CHANNEL": "C01",
}


def sealed_by(key):
    return Vault([SecretStr(key)]).seal(SecretStr("canary-7f3a"), bound_to="1")


@pytest.fixture
def settings(tmp_path):
    """Give settings with some keys and with a database."""
    (tmp_path / "deskhand.toml").write_text("")

    def settings(*keys):
        ours = {
            "SEALING_KEY": ",".join(keys),
            "DESKHAND_CONFIG": str(tmp_path / "deskhand.toml"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'deskhand.db'}",
        }
        return Settings.read(ENVIRONMENT | ours)

    return settings


@pytest.fixture
def judged(settings):
    """Judge what is sealed, by request; gives what was seen and what to do."""

    def judged(keys, kept):
        findings = seals.judge(settings(*keys), kept)
        assert "canary" not in str(findings)
        return [(each.ok, each.seen) for each in findings]

    return judged


def test_an_older_key_that_seals_nothing_may_go(judged):
    assert judged([NEW, OLD], {7: sealed_by(NEW)}) == [
        (True, "2 in use, the newest first"),
        (None, "key 2 of 2 seals nothing any more"),
        (True, "1 to be opened"),
    ]


def test_an_older_key_that_still_seals_stays(judged):
    assert judged([NEW, OLD], {7: sealed_by(OLD)})[1] == (None, "key 2 of 2 seals 1")


def test_what_no_key_opens_is_named(judged):
    assert judged([NEW], {7: sealed_by(LOST), 8: sealed_by(NEW), 9: b"rubbish"}) == [
        (True, "1 in use, the newest first"),
        (False, "no key opens that of REQ-7, REQ-9"),
    ]


def test_without_any_key_nothing_opens(judged):
    assert judged([], {7: sealed_by(OLD)}) == [
        (None, "not set: no one-time passwords"),
        (False, "no key opens that of REQ-7"),
    ]


async def test_it_reads_a_database_that_the_bot_is_using(settings):
    ours = settings(NEW, OLD)
    url = ours.database_url.get_secret_value()
    async with Database(url) as bots:
        request = await asked(bots)
        async with bots.transaction() as session:
            await sealed.put(session, request.id, sealed_by(OLD), now=NOW, expires_at=NOW)
        database = Database(url)

        findings = await seals.look(ours, database)

        await database.close()
    assert "key 2 of 2 seals 1" in [each.seen for each in findings]
