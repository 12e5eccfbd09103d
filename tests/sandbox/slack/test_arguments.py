"""How arguments reach the Slack stand-in: query, form, multipart and JSON, by GET and by POST."""

import json

import httpx
import pytest

from tests.sandbox.workplace import BOT, section

REQUESTS = "C0ITREQUEST"
SAID = {"channel": REQUESTS, "text": "Hi", "blocks": json.dumps([section("Hi")])}
AUTH = {"Authorization": f"Bearer {BOT}"}


async def ask(place, name, *, by="POST", headers=AUTH, **sent):
    async with httpx.AsyncClient() as http:
        answer = await http.request(by, f"{place.url}/api/{name}", headers=headers, **sent)
        return answer.json()


@pytest.mark.parametrize(
    ("by", "sent"),
    [
        ("GET", {"params": SAID}),
        ("POST", {"params": SAID}),
        ("POST", {"data": SAID}),
        ("POST", {"files": {name: (None, value) for name, value in SAID.items()}}),
        ("POST", {"json": SAID}),
        ("POST", {"json": {**SAID, "blocks": [section("Hi")]}}),
    ],
    ids=["get", "query", "form", "multipart", "json", "nested json"],
)
async def test_a_message_is_posted_however_its_arguments_are_sent(place, by, sent):
    answer = await ask(place, "chat.postMessage", by=by, **sent)

    assert answer["ok"], answer
    assert place.slack.messages("it-requests")[0]["blocks"][0]["text"]["text"] == "Hi"


async def test_a_method_that_reads_no_json_sees_none(place):
    asked = {"user": "U0MINA00001"}

    as_json = await ask(place, "users.info", json=asked)
    as_form = await ask(place, "users.info", data=asked)

    assert as_json["error"] == "invalid_arguments"
    assert as_json["response_metadata"]["messages"] == [
        "[ERROR] missing required field: user [json-pointer:/user]"
    ]
    assert as_form["ok"]


@pytest.mark.parametrize("sent", [{"params": {"token": BOT}}, {"data": {"token": BOT}}])
async def test_a_token_may_stand_among_the_arguments(place, sent):
    assert (await ask(place, "auth.test", headers={}, **sent))["ok"]


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"nothing", "multipart/form-data", "invalid_form_data"),
    ],
)
async def test_a_body_that_is_broken_is_named(place, body, kind, error):
    headers = {**AUTH, "Content-Type": kind}

    assert (await ask(place, "auth.test", headers=headers, content=body))["error"] == error
