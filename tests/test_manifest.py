"""The manifest: valid for Slack, with the commands there are and the scopes that are used."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot import manifest
from bot.errors import SettingsError

ROOT = Path(__file__).parents[1]
SLACK = ROOT.parent / "shared" / "reference" / "fixtures" / "slack"
SCHEMA = SLACK / "manifest-schema" / "manifest.schema.2.0.0.json"
METHODS = SLACK / "slack-api-ref"

NOT_OF_A_METHOD = {"commands"}
SEVERAL = {"files_upload_v2": {"files.getUploadURLExternal", "files.completeUploadExternal"}}


@dataclass(frozen=True)
class Command:
    name: str
    title: str
    usage: str


COMMANDS = (
    Command("onboard", "Onboard a person", "[work address]"),
    Command("suspend", "Suspend a person: now", ""),
)


def registry():
    """Give the real actions; skip where they are not there."""
    return pytest.importorskip("bot.actions").ACTIONS


def used_methods():
    """Give the Web API methods that the bot's own sources call, by Slack's name."""
    names = {file.stem.replace(".", "_"): file.stem for file in METHODS.glob("*.*.json")}
    sources = [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
    called = {
        call
        for source in sources
        if "sandbox" not in source.parts
        for call in re.findall(r"\.(\w+)\(", source.read_text("utf-8"))
    }
    several = [SEVERAL[call] for call in called & SEVERAL.keys()]
    return {names[call] for call in called & names.keys()}.union(*several)


def scopes_of(method):
    told = json.loads((METHODS / f"{method}.json").read_text("utf-8"))
    return set(told.get("scope", {}).get("bot", ()))


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not at hand")
@pytest.mark.parametrize(("mode", "url"), [("socket", ""), ("http", "https://desk.example.com/")])
def test_the_manifest_is_valid_in_both_modes(mode, url):
    schema = json.loads(SCHEMA.read_text("utf-8"))
    written = yaml.safe_load(manifest.render(COMMANDS, mode, public_url=url))

    assert list(jsonschema.Draft7Validator(schema).iter_errors(written)) == []


@pytest.mark.skipif(not METHODS.exists(), reason="Slack's method reference is not at hand")
def test_every_method_that_is_called_has_a_scope():
    lacking = {
        method: scopes_of(method)
        for method in used_methods()
        if scopes_of(method) and not scopes_of(method) & manifest.SCOPES.keys()
    }

    assert lacking == {}


@pytest.mark.skipif(not METHODS.exists(), reason="Slack's method reference is not at hand")
def test_every_scope_is_there_for_a_method_that_is_called():
    used = set().union(*(scopes_of(method) for method in used_methods()))

    assert manifest.SCOPES.keys() - used <= NOT_OF_A_METHOD


def test_every_action_is_a_command_that_tells_mentions_as_ids():
    built = manifest.build_manifest(COMMANDS)

    assert built["features"]["slash_commands"][:2] == [
        {
            "command": "/onboard",
            "description": "Onboard a person",
            "usage_hint": "[work address]",
            "should_escape": True,
        },
        {"command": "/suspend", "description": "Suspend a person: now", "should_escape": True},
    ]


def test_socket_mode_needs_no_address():
    text = manifest.render(COMMANDS)

    assert "http" not in text
    assert yaml.safe_load(text)["settings"]["socket_mode_enabled"] is True


def test_http_mode_sends_everything_to_one_address():
    built = manifest.build_manifest(COMMANDS, "http", public_url="https://desk.example.com/")

    url = "https://desk.example.com/slack/events"
    assert {command["url"] for command in built["features"]["slash_commands"]} == {url}
    assert built["settings"]["interactivity"] == {
        "is_enabled": True,
        "request_url": url,
        "message_menu_options_url": url,
    }
    assert built["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("url", ["", "http://desk.example.com", "desk.example.com"])
def test_http_mode_without_a_public_https_address_is_refused(url):
    with pytest.raises(SettingsError, match="needs the public address"):
        manifest.build_manifest(COMMANDS, "http", public_url=url)


def test_what_is_rendered_is_what_is_built_and_each_scope_says_its_use():
    text = manifest.render(COMMANDS)

    assert yaml.safe_load(text) == manifest.build_manifest(COMMANDS)
    for scope, use in manifest.SCOPES.items():
        assert f"- {scope}  # {use}\n" in text


def test_a_command_that_is_new_shows_as_a_difference(tmp_path):
    file = tmp_path / "manifest.yml"
    file.write_text(manifest.render(COMMANDS[:1]))

    assert manifest.check(file, COMMANDS[:1]) == []
    assert "+  - command: /suspend" in "\n".join(manifest.check(file, COMMANDS))
    assert manifest.check(tmp_path / "none.yml", COMMANDS)


def test_the_file_in_the_root_is_written_from_the_registry():
    assert manifest.check(ROOT / "manifest.yml", registry()) == []
