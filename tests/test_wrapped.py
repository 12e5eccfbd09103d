"""Secrets travel wrapped: unwrapped only where they leave us, and never declared as plain text."""

import ast
import re

import pytest
from pydantic import SecretStr

from bot.logs import TELLING_NAME
from bot.settings import Settings
from tests.test_architecture import ROOT, SOURCES

UNWRAPPING = {
    "bot/app.py": "the database's URL",
    "bot/clients/auth.py": "headers, and the digest that a proof of possession has",
    "bot/clients/keys.py": "a key is read",
    "bot/clients/okta/users.py": "a new person's first password",
    "bot/commands.py": "the database's URL",
    "bot/connecting.py": "Slack's client",
    "bot/doors/signed.py": "Slack's signature over a request",
    "bot/doors/socket_mode.py": "Slack's socket",
    "bot/durable.py": "DBOS's own connection",
    "bot/logs.py": "what must not stand in any line",
    "bot/replicas.py": "the connection that holds the locks",
    "bot/shapes.py": "a setting is looked at",
    "bot/vault.py": "sealed; the keys",
    "bot/views/prompts.py": "the one window",
    "storage/database.py": "the engine's own file",
}
"""The files that may take a secret out of its wrapping, and for what."""

HARMLESS = {
    "token": "the id of a token; what a regular expression found",
    "token_url": "an address",
    "api_token_id": "an id",
    "secret": "one half of a comparison, never kept",
}
"""Names that tell, of things that are no secret or are nowhere kept."""

PRODUCT = [file for file in SOURCES if "sandbox" not in file.parts]


def test_a_secret_is_unwrapped_at_a_handful_of_edges_only():
    unwrapping = {
        str(file.relative_to(ROOT))
        for file in PRODUCT
        if ".get_secret_value(" in file.read_text("utf-8")
    }

    assert unwrapping == UNWRAPPING.keys()


def declared(file):
    """Give the name and the type of whatever a file declares."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.arg) and node.annotation:
            yield node.arg, ast.unparse(node.annotation)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, ast.unparse(node.annotation)


@pytest.mark.parametrize("file", PRODUCT, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_with_a_secrets_name_is_declared_as_plain_text(file):
    plain = {
        name
        for name, kind in declared(file)
        if TELLING_NAME.search(name) and re.search(r"\b(str|bytes)\b", kind)
    }

    assert plain <= HARMLESS.keys()


def test_every_setting_with_a_secrets_name_is_wrapped_and_known_to_the_logs():
    fields = {name: str(field.annotation) for name, field in Settings.model_fields.items()}
    telling = {name for name in fields if TELLING_NAME.search(name)} | {"database_url"}

    assert {name for name, kind in fields.items() if "SecretStr" in kind} == telling


def test_the_logs_are_told_every_secret_of_the_environment(tmp_path):
    (tmp_path / "deskhand.toml").write_text("")
    given = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-2",
        "SLACK_SIGNING_SECRET": "signing-3",
        "OKTA_API_TOKEN": "00-4",
        "JUMPCLOUD_CLIENT_SECRET": "client-5",
        "DATABASE_URL": "postgresql://us%40er:pass%2Fword-6@host/name",
        "SEALING_KEY": f"{'A' * 43}=,{'B' * 43}=",
    }
    plain = {
        "OKTA_ORG_URL": "https://acme.okta.com",
        "OKTA_JUMPCLOUD_APP_ID": "0oa1",
        "JUMPCLOUD_CLIENT_ID": "client",
        "REQUESTS_CHANNEL": "C01",
        "DESKHAND_CONFIG": str(tmp_path / "deskhand.toml"),
    }

    settings = Settings.read(given | plain)

    known = {each.get_secret_value() for each in settings.secrets}
    assert known == {
        *("xoxb-1", "xapp-2", "signing-3", "00-4", "client-5", "pass/word-6"),
        *(f"{letter * 43}=" for letter in "AB"),
    }
    assert all(isinstance(each, SecretStr) for each in settings.secrets)
    assert not any(each in repr(settings) for each in known)
