"""The workspace, the app and its people, as the Slack stand-in tells of them."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.sandbox.slack.manifests import faults_of
from tests.contracts.slack import FOLDER
from tests.sandbox.workplace import refused

MINA = "U0MINA00001"
SCHEMA = FOLDER / "manifest-schema"
OWN = yaml.safe_load((Path(__file__).parents[3] / "manifest.yml").read_text("utf-8"))


async def test_the_bot_is_told_about_itself(client):
    own = await client.auth_test()

    bot = (await client.bots_info(bot=own["bot_id"]))["bot"]

    assert (bot["user_id"], bot["name"]) == (own["user_id"], own["user"])
    assert (await refused(client.bots_info(bot="B0NONE00001")))["error"] == "bot_not_found"
    assert (await refused(client.bots_info()))["error"] == "missing_argument"


async def test_other_workspaces_are_not_told_of(client):
    assert (await client.team_info(domain="desk"))["team"]["id"] == "T0DESK"
    assert (await refused(client.team_info(team="T0OTHER")))["error"] == "team_not_found"
    assert (await refused(client.team_info(domain="other")))["error"] == "team_not_found"


async def test_a_token_that_was_revoked_opens_nothing_but_a_test_of_it_ends_nothing(client):
    tried = await client.auth_revoke(test=True)
    assert (tried["revoked"], (await client.auth_test())["ok"]) == (False, True)

    await client.auth_revoke()

    assert (await refused(client.auth_test()))["error"] == "token_revoked"


async def test_people_have_profiles_and_are_not_asleep(client):
    profile = (await client.users_profile_get(user=MINA))["profile"]
    own = (await client.users_profile_get())["profile"]

    assert (profile["email"], profile["title"]) == ("mina@acme.example", "Helpdesk")
    assert own["real_name"] == "Deskhand"
    assert (await client.dnd_info(user=MINA))["dnd_enabled"] is False
    assert (await refused(client.dnd_info(user="U0NOBODY001")))["error"] == "user_not_found"


async def test_a_language_is_told_to_who_asks(client):
    assert (await client.users_info(user=MINA, include_locale=True))["user"]["locale"] == "en-US"
    assert "locale" not in (await client.users_info(user=MINA))["user"]


async def test_a_large_workspace_is_listed_in_pages_only(place, client):
    for number in range(1000):
        place.slack.add_person(f"person{number}")

    assert (await refused(client.users_list()))["error"] == "limit_required"
    assert len((await client.users_list(limit=200))["members"]) == 200


async def test_the_workspace_has_no_emoji_of_its_own(client):
    assert (await client.emoji_list(include_categories=True))["emoji"] == {}


def manifests(place):
    return place.client("xoxe.xoxp-sandbox")


async def test_the_bots_own_manifest_is_valid_and_only_its_makers_token_may_ask(place, client):
    own = json.dumps(OWN)

    assert (await manifests(place).apps_manifest_validate(manifest=own))["errors"] == []
    wrong = await refused(client.apps_manifest_validate(manifest=own))
    assert wrong["error"] == "not_allowed_token_type"
    other = manifests(place).apps_manifest_validate(manifest=own, app_id="A0OTHER")
    assert (await refused(other))["error"] == "invalid_app_id"


async def test_what_slack_could_not_deliver_is_told_with_its_place(place):
    sent = copy.deepcopy(OWN)
    sent["features"].pop("slash_commands")
    sent["settings"]["socket_mode_enabled"] = False
    sent["settings"]["event_subscriptions"] = {"bot_events": ["app_home_opened"]}
    call = manifests(place).apps_manifest_validate(manifest=json.dumps(sent))

    answer = await refused(call)

    assert answer["error"] == "invalid_manifest"
    assert [each["pointer"] for each in answer["errors"]] == [
        "/settings/event_subscriptions",
        "/settings/interactivity",
    ]


CHANGES = {
    "": lambda m: None,
    "no name": lambda m: m["display_information"].pop("name"),
    "a long name": lambda m: m["display_information"].update(name="x" * 36),
    "a colour": lambda m: m["display_information"].update(background_color="red!"),
    "a short story": lambda m: m["display_information"].update(long_description="short"),
    "a stranger": lambda m: m.update(colour="red"),
    "a strange feature": lambda m: m["features"].update(colour="red"),
    "no slash": lambda m: m["features"].update(
        slash_commands=[{"command": "go", "description": "Goes"}]
    ),
    "no description": lambda m: m["features"].update(slash_commands=[{"command": "/go"}]),
    "no commands": lambda m: m["features"].update(slash_commands=[]),
    "a shortcut's type": lambda m: m["features"].update(
        shortcuts=[{"name": "a", "type": "local", "callback_id": "a", "description": "a"}]
    ),
    "eleven shortcuts": lambda m: m["features"].update(
        shortcuts=[{"name": "a", "type": "global", "callback_id": "a", "description": "a"}] * 11
    ),
    "an event twice": lambda m: m["settings"].update(
        event_subscriptions={"bot_events": ["message", "message"]}
    ),
    "a scope that is none": lambda m: m["oauth_config"]["scopes"].update(bot=[5]),
    "a word for yes": lambda m: m["settings"].update(socket_mode_enabled="yes"),
    "an address": lambda m: m["settings"]["interactivity"].update(request_url="desk.example"),
}


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not at hand")
@pytest.mark.parametrize("change", CHANGES)
def test_a_manifest_is_refused_where_slacks_own_schema_refuses_it(change):
    schema = json.loads((SCHEMA / "manifest.schema.2.0.0.json").read_text("utf-8"))
    sent = copy.deepcopy(OWN)

    CHANGES[change](sent)

    valid = jsonschema.Draft7Validator(schema).is_valid(sent)
    # The schema has the colour's pattern under a name that validators do not read.
    assert (faults_of(sent) == []) == (valid and change != "a colour")


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not at hand")
def test_slacks_own_example_of_a_manifest_is_valid():
    assert faults_of(yaml.safe_load((SCHEMA / "manifest.valid.json").read_text("utf-8"))) == []
