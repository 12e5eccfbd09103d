"""The settings' page: it says of every setting what the models say, and its example works."""

import enum
import types
from pathlib import Path
from typing import Annotated, Union, get_args, get_origin

from pydantic import SecretStr

from bot.config import Config, keys
from bot.config.sections import Section
from bot.settings import Settings

DOCS = Path(__file__).parents[1] / "docs" / "settings.md"


def bare(annotation):
    """Give the type that is left without `| None`, `Annotated` and what a list holds."""
    if get_origin(annotation) in (types.UnionType, Union, Annotated):
        return bare(get_args(annotation)[0])
    return get_origin(annotation) or annotation


def typed(annotation):
    kind = bare(annotation)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return " or ".join(f"`{member}`" for member in kind)
    if isinstance(kind, type) and issubclass(kind, Section):
        return "table"
    names = {
        bool: "true or false", int: "whole number", float: "number", Path: "path",
        list: "list", dict: "table",
    }  # fmt: skip
    return names.get(kind, "text")


def default(info):
    value = info.default
    if info.is_required():
        return "required"
    value = value.get_secret_value() if isinstance(value, SecretStr) else value
    told = {
        "None": "none", "[]": "empty", "{}": "empty", "": "empty",
        "True": "`true`", "False": "`false`",
    }  # fmt: skip
    return told.get(str(value), f"`{value}`")


def unit(info):
    return (info.json_schema_extra or {}).get("unit", "") or "-"


def row(name, info, *rest):
    told = (info.description, *rest)
    return " | ".join([f"| `{name}`", typed(info.annotation), unit(info), default(info), *told])


def test_everything_that_lets_somebody_in_is_secret():
    secret = {
        name for name, info in Settings.model_fields.items() if bare(info.annotation) is SecretStr
    }

    assert secret == {
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "okta_api_token",
        "okta_private_key",
        "jumpcloud_api_key",
        "jumpcloud_client_secret",
        "database_url",
        "sealing_key",
    }


def test_the_docs_have_every_setting_as_it_is():
    lines = set(DOCS.read_text("utf-8").splitlines())

    for name, info in Settings.model_fields.items():
        secret = "yes" if bare(info.annotation) is SecretStr else "no"
        remedy = info.json_schema_extra["remedy"]
        remedy = remedy[0].upper() + remedy[1:]
        line = f"{row(name.upper(), info)}. {remedy}. | {secret} |"
        assert line in lines


def test_the_docs_have_every_key_of_the_file_as_it_is():
    lines = set(DOCS.read_text("utf-8").splitlines())

    for section, model in keys():
        for name, info in model.model_fields.items():
            assert f"{row(f'[{section}] {name}', info)} |" in lines


def test_the_example_in_the_docs_is_a_file_that_can_be_used(tmp_path):
    example = DOCS.read_text("utf-8").split("```toml\n")[1].split("```")[0]
    file = tmp_path / "deskhand.toml"
    file.write_text(example)

    assert Config.read(file).policy["onboard"].approvals == 1
    assert all(f"[{section}]" in example for section in ("requests", "onboard", "secrets"))
