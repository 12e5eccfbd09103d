"""Settings: what a bot can start with, and how it is told what it cannot start with."""

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bot.errors import SettingsError
from bot.settings import Mode, Region, Settings

CANARY = "canary-7f3a"


@pytest.fixture
def environ(tmp_path):
    (tmp_path / "deskhand.toml").write_text("")
    return {
        "SLACK_BOT_TOKEN": "xoxb-1-abc",
        "SLACK_APP_TOKEN": "xapp-1-abc",
        "OKTA_ORG_URL": "https://acme.okta.com",
        "OKTA_API_TOKEN": "00abc",
        "OKTA_JUMPCLOUD_APP_ID": "0oa1b2c3",
        "JUMPCLOUD_API_KEY": "jca_abc",
        "REQUESTS_CHANNEL": "C0REQUESTS",
        "DESKHAND_CONFIG": str(tmp_path / "deskhand.toml"),
    }


def faults(environ):
    with pytest.raises(SettingsError) as caught:
        Settings.read(environ)
    return caught.value.faults


def pem(key, *, encryption=None):
    encryption = encryption or NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


EC_KEY = ec.generate_private_key(ec.SECP256R1())
JWK = (
    '{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",'
    '"y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",'
    '"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}'
)


def test_the_least_environment_is_enough_and_the_rest_has_defaults(environ):
    settings = Settings.read(environ)

    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-abc"
    assert settings.slack_mode is Mode.SOCKET
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite:///deskhand.db"
    assert settings.jumpcloud_region is Region.US
    assert (settings.http_host, settings.http_port) == ("127.0.0.1", 3000)
    assert settings.alerts_channel is None
    assert settings.sealing_keys == []


def test_an_empty_environment_is_told_everything_it_lacks_at_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    told = faults({})

    assert [line.split()[0] for line in told] == [
        "SLACK_BOT_TOKEN",
        "OKTA_ORG_URL",
        "OKTA_JUMPCLOUD_APP_ID",
        "REQUESTS_CHANNEL",
        "SLACK_APP_TOKEN",
        "OKTA_API_TOKEN",
        "JUMPCLOUD_API_KEY",
        "DESKHAND_CONFIG:",
    ]
    assert all("\n" not in line and line.endswith(".") for line in told)
    assert "copy the Bot User OAuth Token" in told[0]


def test_the_environment_of_the_process_is_not_looked_at(environ, monkeypatch):
    monkeypatch.setenv("HTTP_PORT", "4000")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-other")

    settings = Settings.read(environ)

    assert settings.http_port == 3000
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-abc"


def test_spaces_around_a_value_are_dropped_and_an_empty_one_is_unset(environ):
    settings = Settings.read(
        environ | {"OKTA_ORG_URL": " https://acme.okta.com/\n", "HTTP_PORT": "  "}
    )

    assert settings.okta_org_url == "https://acme.okta.com"
    assert settings.http_port == 3000


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1", "is no token that starts with xoxb-"),
        ("SLACK_BOT_TOKEN", '"xoxb-1"', "is no token that starts with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "is no token that starts with xapp-"),
        ("SLACK_MODE", "sockets", "must be 'socket' or 'http'"),
        ("SLACK_API_URL", "slack.com/api", "is no web address"),
        ("SLACK_API_URL", "http://slack.com/api/", "must start with https://"),
        ("OKTA_ORG_URL", "acme.okta.com", "is no web address that starts with https://"),
        ("OKTA_ORG_URL", "http://acme.okta.com", "must start with https://"),
        ("OKTA_ORG_URL", "http://127.0.0.1.evil.example", "must start with https://"),
        ("OKTA_ORG_URL", "http://localhost@evil.example", "must start with https://"),
        ("OKTA_ORG_URL", "https://a b.okta.com", "is no web address"),
        ("OKTA_ORG_URL", "https://acme.okta.com:99999", "is no web address"),
        ("OKTA_ORG_URL", "https://acme-admin.okta.com", "the API is at https://acme.okta.com"),
        ("OKTA_ORG_URL", "https://acme.okta.com/app/x", "has a path behind the host"),
        ("OKTA_ORG_URL", "https://u:p@acme.okta.com", "without user, query or fragment"),
        ("OKTA_ORG_URL", "https://acme.okta.com?x=1", "without user, query or fragment"),
        ("OKTA_API_TOKEN", "SSWS 00abc", "was pasted with something that is no part of it"),
        ("JUMPCLOUD_API_KEY", "jca_1\u200b", "was pasted with something that is no part of it"),
        ("OKTA_JUMPCLOUD_APP_ID", "jumpcloud", "is no id of an Okta app"),
        ("JUMPCLOUD_ORG_ID", "ACME", "is no id of 24 hexadecimal digits"),
        ("JUMPCLOUD_REGION", "uk", "must be 'us', 'eu' or 'in'"),
        ("JUMPCLOUD_API_URL", "http://jc.example", "must start with https://"),
        ("JUMPCLOUD_INSIGHTS_URL", "ftp://x", "is no web address"),
        ("DATABASE_URL", "mysql://x/y", "is neither sqlite:/// nor postgresql://"),
        ("DATABASE_URL", "deskhand.db", "is neither sqlite:/// nor postgresql://"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("DATABASE_URL", "sqlite://deskhand.db", "names no file"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no file"),
        ("DATABASE_URL", "postgresql://", "names no PostgreSQL host or database"),
        ("REQUESTS_CHANNEL", "#requests", "is no channel id"),
        ("ALERTS_CHANNEL", "D0DIRECT", "is no channel id"),
        ("HTTP_PORT", "0", "must be greater than or equal to 1"),
        ("HTTP_PORT", "65536", "must be less than or equal to 65535"),
        ("HTTP_PORT", "web", "must be a valid integer"),
        ("SEALING_KEY", "short", "cannot be used, it is no Fernet key"),
        ("SEALING_KEY", ",", "holds no key"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_with_its_remedy(environ, name, value, wrong):
    (line,) = faults(environ | {name: value})

    assert line.startswith(f"{name} ")
    assert wrong in line
    assert ": " in line


def test_the_key_that_is_wrong_among_several_is_named(environ):
    keys = f"{Fernet.generate_key().decode()},oops"

    (line,) = faults(environ | {"SEALING_KEY": keys})

    assert "key 2 of 2 is no Fernet key" in line
    assert "oops" not in line


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_no_line_and_no_print_repeats_what_was_given(environ, name):
    try:
        settings = Settings.read(environ | {name: CANARY})
    except SettingsError as error:
        told = str(error)
    else:
        told = f"{settings!r} {settings}"

    if name not in {"CLOCK_FILE", "DESKHAND_CONFIG", "HTTP_HOST", "JUMPCLOUD_CLIENT_ID"}:
        assert CANARY not in told


def test_http_mode_wants_the_signing_secret_and_no_app_token(environ):
    del environ["SLACK_APP_TOKEN"]
    environ["SLACK_MODE"] = "http"

    (line,) = faults(environ)

    assert line.startswith("SLACK_SIGNING_SECRET is missing (SLACK_MODE is http)")
    assert Settings.read(environ | {"SLACK_SIGNING_SECRET": "s"}).slack_mode is Mode.HTTP


@pytest.mark.parametrize(
    ("token", "first", "second"),
    [
        ("OKTA_API_TOKEN", "OKTA_CLIENT_ID", "OKTA_PRIVATE_KEY"),
        ("JUMPCLOUD_API_KEY", "JUMPCLOUD_CLIENT_ID", "JUMPCLOUD_CLIENT_SECRET"),
    ],
)
def test_there_is_exactly_one_way_in_to_a_provider(environ, token, first, second):
    pair = {"OKTA_CLIENT_ID": "0oaCLIENT", "JUMPCLOUD_CLIENT_ID": "id"}
    pair |= {"OKTA_PRIVATE_KEY": JWK, "JUMPCLOUD_CLIENT_SECRET": "s"}
    without = {name: value for name, value in environ.items() if name != token}

    assert faults(without)[0].startswith(f"{token} is missing (neither it nor {first} and {second}")
    assert f"{token} and {first} are both set" in faults(environ | {first: pair[first]})[0]
    assert faults(without | {first: pair[first]})[0].startswith(f"{second} is missing ({first} is")
    assert faults(without | {second: pair[second]})[0].startswith(f"{first} is missing ({second}")
    assert Settings.read(without | {first: pair[first], second: pair[second]})


@pytest.mark.parametrize("key", [pem(EC_KEY), JWK])
def test_a_private_key_is_a_pem_a_jwk_or_a_file_of_one(environ, tmp_path, key):
    del environ["OKTA_API_TOKEN"]
    environ["OKTA_CLIENT_ID"] = "0oaCLIENT"
    file = tmp_path / "key"
    file.write_text(key)

    assert Settings.read(environ | {"OKTA_PRIVATE_KEY": key})
    assert Settings.read(environ | {"OKTA_PRIVATE_KEY": key.replace("\n", "\\n")})
    assert Settings.read(environ | {"OKTA_PRIVATE_KEY": str(file)})


@pytest.mark.parametrize(
    "key",
    [
        "/nowhere/key.pem",
        "/",
        "-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----",
        pem(EC_KEY, encryption=BestAvailableEncryption(b"phrase")),
        pem(ed25519.Ed25519PrivateKey.generate()),
        '{"kty":"RSA","n":"AQAB","e":"AQAB"}',
        '{"kty":"oct","k":"AQAB"}',
        "{",
        "x" * 10_000,
    ],
)
def test_a_private_key_that_cannot_sign_is_told_without_being_shown(environ, key):
    del environ["OKTA_API_TOKEN"]

    (line,) = faults(environ | {"OKTA_CLIENT_ID": "0oaCLIENT", "OKTA_PRIVATE_KEY": key})

    assert line.startswith("OKTA_PRIVATE_KEY is no private key that can be read: give a PEM")


@pytest.mark.parametrize("name", ["OKTA_ORG_URL", "JUMPCLOUD_API_URL", "SLACK_API_URL"])
@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:80"])
def test_plain_http_is_allowed_to_this_machine_only(environ, name, host):
    settings = Settings.read(environ | {name: f"http://{host}/sandbox"})

    assert getattr(settings, name.lower()).rstrip("/") == f"http://{host}/sandbox"


@pytest.mark.parametrize("region", list(Region))
def test_the_region_gives_the_hosts_and_an_address_overrides_it(environ, region):
    middle = "" if region is Region.US else f".{region}"
    settings = Settings.read(environ | {"JUMPCLOUD_REGION": region})
    sandbox = Settings.read(
        environ
        | {"JUMPCLOUD_API_URL": "http://127.0.0.1:1/jumpcloud/"}
        | {"JUMPCLOUD_INSIGHTS_URL": "http://127.0.0.1:1/insights"}
    )

    assert settings.jumpcloud_url == f"https://console{middle}.jumpcloud.com"
    assert settings.insights_url == f"https://api{middle}.jumpcloud.com/insights"
    assert sandbox.jumpcloud_url == "http://127.0.0.1:1/jumpcloud"
    assert sandbox.insights_url == "http://127.0.0.1:1/insights"


@pytest.mark.parametrize("url", ["postgres://h/d", "postgresql://u:p@h:5/d", "sqlite:////var/d.db"])
def test_both_databases_are_taken_and_the_password_is_kept_secret(environ, url):
    settings = Settings.read(environ | {"DATABASE_URL": url})

    assert settings.database_url.get_secret_value() == url
    assert url not in repr(settings)


def test_the_organisation_of_jumpcloud_can_be_named(environ):
    settings = Settings.read(environ | {"JUMPCLOUD_ORG_ID": "0123456789abcdef01234567"})

    assert settings.jumpcloud_org_id == "0123456789abcdef01234567"


def test_sealing_keys_come_newest_first(environ):
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()

    settings = Settings.read(environ | {"SEALING_KEY": f"{new}, {old}"})

    assert [key.get_secret_value() for key in settings.sealing_keys] == [new, old]


def test_faults_of_the_file_stand_in_the_same_list(environ, tmp_path):
    (tmp_path / "deskhand.toml").write_text("[requests]\nexpire_hours = 1\nremind_hours = 0\n")

    told = faults(environ | {"HTTP_PORT": "0"})

    assert len(told) == 3
    assert told[0].startswith("HTTP_PORT ")
    assert all(line.startswith("DESKHAND_CONFIG: ") for line in told[1:])
    assert "did you mean expires_hours?" in " ".join(told)


def test_a_missing_file_is_told_with_its_path(environ):
    (line,) = faults(environ | {"DESKHAND_CONFIG": "nowhere.toml"})

    expected = "DESKHAND_CONFIG: nowhere.toml cannot be read (no such file or directory)."
    assert line == expected
