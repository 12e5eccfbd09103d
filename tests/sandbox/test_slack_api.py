"""The Web API of the Slack stand-in, as Slack's own client calls it and as Slack describes it."""

import json
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.slack.web_api import METHODS
from tests.sandbox.workplace import FIXTURES, modal, refused, section, serve_slack

GENERIC = {"invalid_arguments", "missing_scope", "not_authed", "invalid_auth", "ratelimited"}
REQUESTS = "C0ITREQUEST"


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


@pytest.fixture
def client(place):
    return place.client()


def fixture(*path):
    file = FIXTURES.joinpath(*path)
    if not file.exists():
        pytest.skip(f"the reference's {file.name} is not on this machine")
    return json.loads(file.read_text(encoding="utf-8"))


def unknown_keys(answer, known, path=""):
    """Walk an answer beside Slack's sample and yield what the sample does not have.

    Blocks are left out: the sample shows only some of their kinds.
    """
    if isinstance(answer, list) and isinstance(known, list) and known:
        for item in answer:
            yield from unknown_keys(item, known[0], path)
    if not isinstance(answer, dict) or not isinstance(known, dict) or not known:
        return
    for key, value in answer.items():
        if key == "blocks":
            continue
        if key not in known:
            yield f"{path}/{key}"
        else:
            yield from unknown_keys(value, known[key], f"{path}/{key}")


async def answers(place):
    """Call every method that succeeds without a person, and yield its name and its answer."""
    client, app = place.client(), place.client("xapp-sandbox")
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi", blocks=[section("Hi")])
    at = {"channel": REQUESTS, "ts": posted["ts"]}
    yield "chat.postMessage", posted
    yield "apps.connections.open", await app.apps_connections_open(app_token="xapp-sandbox")
    yield "auth.test", await client.auth_test()
    yield (
        "chat.getPermalink",
        await client.chat_getPermalink(channel=REQUESTS, message_ts=posted["ts"]),
    )
    yield "chat.update", await client.chat_update(**at, text="Hello")
    yield (
        "chat.postEphemeral",
        await client.chat_postEphemeral(channel=REQUESTS, user="U0MINA00001", text="Psst"),
    )
    yield (
        "reactions.add",
        await client.reactions_add(channel=REQUESTS, timestamp=posted["ts"], name="eyes"),
    )
    yield "conversations.info", await client.conversations_info(channel=REQUESTS)
    yield "conversations.list", await client.conversations_list(types="public_channel")
    yield "conversations.members", await client.conversations_members(channel=REQUESTS)
    yield "conversations.history", await client.conversations_history(channel=REQUESTS)
    yield "conversations.replies", await client.conversations_replies(**at)
    yield "conversations.open", await client.conversations_open(users="U0MINA00001")
    yield "team.info", await client.team_info()
    yield "usergroups.users.list", await client.usergroups_users_list(usergroup="S0HELPDESK1")
    yield "users.info", await client.users_info(user="U0MINA00001")
    yield "users.list", await client.users_list()
    yield "users.lookupByEmail", await client.users_lookupByEmail(email="mina@acme.example")
    yield (
        "views.publish",
        await client.views_publish(
            user_id="U0MINA00001", view={"type": "home", "blocks": [section("Home")]}
        ),
    )
    yield (
        "views.open",
        await client.views_open(
            trigger_id=place.slack._parts.modals.trigger("U0MINA00001"), view=modal(section("Hi"))
        ),
    )
    yield "chat.delete", await client.chat_delete(**at)


async def test_no_answer_has_a_property_that_slack_does_not_know(place):
    fixture("json-logs", "api", "auth.test.json")

    strange = {
        name: keys
        async for name, answer in answers(place)
        if (keys := list(unknown_keys(answer.data, fixture("json-logs", "api", f"{name}.json"))))
    }

    assert strange == {}


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_method_asks_for_the_scopes_that_slack_asks_for(name):
    described = fixture("slack-api-ref", f"{name}.json")

    assert set(METHODS[name].scopes) == set((described.get("scope") or {}).get("bot") or [])


@pytest.mark.parametrize("name", sorted(METHODS))
async def test_every_method_takes_get_and_post_and_refuses_a_wrong_token(place, name):
    url = f"{place.url}/api/{name}"
    async with httpx.AsyncClient() as http:
        got = (await http.get(url, params={"token": "xoxb-wrong"})).json()
        posted = (await http.post(url, data={"token": "xoxb-wrong"})).json()
        none = (await http.post(url, json={})).json()

    free = name == "blocks.validate"
    assert got["error"] == posted["error"] == ("invalid_arguments" if free else "invalid_auth")
    assert none["error"] == ("invalid_arguments" if free else "not_authed")


async def test_an_unknown_method_is_unknown(client):
    answer = await refused(client.api_call("chat.shout"))

    assert answer["error"] == "unknown_method"


async def test_a_missing_scope_is_named(place, client):
    place.slack.access.scopes.discard("reactions:write")

    answer = await refused(client.reactions_add(channel=REQUESTS, timestamp="1.2", name="eyes"))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "reactions:write")
    assert "chat:write" in answer["provided"].split(",")


async def test_addresses_are_hidden_without_their_scope(place, client):
    place.slack.access.scopes.discard("users:read.email")

    answer = await client.users_info(user="U0MINA00001")

    assert "email" not in answer["user"]["profile"]


async def test_the_token_of_the_app_opens_sockets_and_nothing_else(place, client):
    wrong = await refused(client.apps_connections_open(app_token="xoxb-sandbox"))
    other = await refused(place.client("xapp-sandbox").users_list())

    assert wrong["error"] == other["error"] == "not_allowed_token_type"


async def test_a_removed_app_is_told_so(place, client):
    place.slack.access.revoked = True

    assert (await refused(client.auth_test()))["error"] == "token_revoked"


async def test_a_limit_answers_429_until_a_minute_has_passed(place, client):
    place.slack.limit("auth.test", per_minute=2)
    await client.auth_test()
    await client.auth_test()

    answer = await refused(client.auth_test())
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in range(1, 61)

    place.world.move(timedelta(seconds=61))
    await client.auth_test()


async def test_guests_strangers_and_people_who_left_are_shown_as_such(place, client):
    gone = place.slack.add_person("gone", deleted=True)
    eve = place.slack.add_person("eve", team_id="T0OTHER", is_stranger=True)

    guest = (await client.users_info(user="U0GUS000001"))["user"]
    assert guest["is_restricted"] is True
    assert (await client.users_info(user=gone.id))["user"]["deleted"] is True
    stranger = (await client.users_info(user=eve.id))["user"]
    assert (stranger["is_stranger"], stranger["team_id"]) == (True, "T0OTHER")
    assert (await refused(client.conversations_open(users=gone.id)))["error"] == "user_disabled"
    lookup = client.users_lookupByEmail(email="gone@acme.example")
    assert (await refused(lookup))["error"] == "users_not_found"


async def test_a_list_comes_in_pages(client):
    first = await client.users_list(limit=2)
    second = await client.users_list(limit=2, cursor=first["response_metadata"]["next_cursor"])

    assert len(first["members"]) == len(second["members"]) == 2
    assert first["members"][0]["id"] != second["members"][0]["id"]


async def test_blocks_validate_needs_no_token_and_answers_as_described(place):
    described = fixture("slack-api-ref", "blocks.validate.json")["examples"]["error_invalid_blocks"]
    blocks = [{"type": "section", "text": {"type": "invalid", "text": "Hello world"}}]

    async with httpx.AsyncClient() as http:
        url = f"{place.url}/api/blocks.validate"
        answer = (await http.post(url, data={"blocks": json.dumps(blocks)})).json()
        fine = (await http.post(url, json={"blocks": [section("Hi")]})).json()

    fault, expected = answer["errors"][0], described["example"]["errors"][0]
    assert fault.keys() == expected.keys()
    assert {key: fault[key] for key in ("code", "message", "pointer")} == {
        key: expected[key] for key in ("code", "message", "pointer")
    }
    assert sorted(fault["constraint"]["expected"]) == sorted(expected["constraint"]["expected"])
    assert fine == {"ok": True}


async def test_errors_are_those_that_slack_names(client):
    calls = {
        "chat.update": lambda: client.chat_update(channel=REQUESTS, ts="1.2", text="x"),
        "chat.delete": lambda: client.chat_delete(channel="C0NOWHERE01", ts="1.2"),
        "chat.getPermalink": lambda: client.chat_getPermalink(channel=REQUESTS, message_ts="1.2"),
        "chat.postMessage": lambda: client.chat_postMessage(
            channel=REQUESTS, text="x", thread_ts="1.2"
        ),
        "conversations.open": lambda: client.conversations_open(users=""),
        "conversations.replies": lambda: client.conversations_replies(channel=REQUESTS, ts="1.2"),
        "users.info": lambda: client.users_info(user="U0NOBODY001"),
        "usergroups.users.list": lambda: client.usergroups_users_list(usergroup="S0NONE00001"),
        "views.update": lambda: client.views_update(
            view_id="V0NONE00001", view=modal(section("Hi"))
        ),
    }

    for name, call in calls.items():
        described = fixture("slack-api-ref", f"{name}.json")["errors"]
        error = (await refused(call()))["error"]
        assert error in described.keys() | GENERIC, name
