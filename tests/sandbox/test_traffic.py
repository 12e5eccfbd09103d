"""The log of what was said: who to whom, what went wrong, and never a secret."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from bot.sandbox import traffic as log
from bot.sandbox.masking import MASK, masked_headers, masked_query, readable
from bot.sandbox.traffic import Traffic
from tests.sandbox.workplace import running, serve_slack

AT = datetime(2026, 5, 4, tzinfo=UTC)
DESK = "C0ITDESK001"


@pytest.fixture
async def place():
    async with serve_slack() as place:
        yield place


def add(traffic, **fields):
    return traffic.add(**{"at": AT, "to": "Okta", "method": "GET", "path": "/okta/x"} | fields)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("authorization", "SSWS 00abc", f"SSWS {MASK}"),
        ("authorization", "Basic dXNlcjpwYXNz", f"Basic {MASK}"),
        ("X-API-Key", "jca_abc", MASK),
        ("cookie", "sid=abc", MASK),
        ("x-slack-signature", "v0=abc", MASK),
        ("accept", "application/json", "application/json"),
    ],
)
def test_of_a_header_that_lets_somebody_in_only_the_scheme_is_shown(name, value, shown):
    assert masked_headers([(name.encode(), value.encode())]) == {name: shown}


def test_secrets_in_an_address_are_dots():
    assert masked_query("token=abc&limit=2&ticket=x&empty=") == {
        "token": MASK,
        "limit": "2",
        "ticket": MASK,
        "empty": "",
    }


def test_a_form_is_read_and_the_json_in_it_too_without_their_secrets():
    view = {"title": "Hello", "private_metadata": "xoxb-1-abc", "password": "Canary"}
    body = urlencode({"view": json.dumps(view), "token": "xoxb-2", "text": "[not json"}).encode()

    assert readable(body) == {
        "view": {"title": "Hello", "private_metadata": MASK, "password": MASK},
        "token": MASK,
        "text": "[not json",
    }


@pytest.mark.parametrize(
    "key",
    [
        "tempPassword", "activationToken", "activationUrl", "resetPasswordUrl", "client_assertion",
        "access_token", "passCode", "sharedSecret", "recoveryToken", "apiKey",
    ],
)  # fmt: skip
def test_what_providers_answer_in_secret_is_dots_at_any_depth(key):
    body = json.dumps([{"credentials": {key: "Canary"}}]).encode()

    assert readable(body) == [{"credentials": {key: MASK}}]


def test_text_that_is_neither_json_nor_a_form_is_shown_as_it_is():
    assert readable(b"<h1>503</h1>") == "<h1>503</h1>"
    assert readable(b"") is None
    assert readable({"password": "Canary"}) == {"password": MASK}


def test_what_an_exchange_prints_holds_no_secret():
    one = add(
        Traffic(),
        query="token=Canary",
        headers=[(b"authorization", b"Bearer Canary")],
        asked=b'{"password": "Canary"}',
        answered=b'{"login": "ada", "tempPassword": "Canary"}',
    )

    assert "Canary" not in repr(one)
    assert "ada" in repr(one)


def test_an_exchange_without_an_answer_says_so_or_why():
    assert add(Traffic()).summary == "closed without an answer"
    assert add(Traffic(), note="operation_timeout").summary == "operation_timeout"
    assert add(Traffic(), status=200).summary == ""


def test_the_log_forgets_what_is_old_by_number_and_by_size():
    traffic = Traffic(most_bytes=1000)
    for number in range(5):
        add(traffic, path=f"/{number}", answered=b"x" * 300)

    assert [each.path for each in traffic] == ["/2", "/3", "/4"]
    assert traffic.count("* /*") == 5

    for _ in range(log.KEPT + 5):
        add(traffic)
    assert len(traffic) == log.KEPT


def test_a_body_that_is_too_long_to_read_is_told_by_its_length():
    one = add(Traffic(), answered=b"[" + b"1," * log.LONGEST_BODY + b"1]", status=200)

    assert one.response_body == f"{2 * log.LONGEST_BODY + 3} bytes"


@pytest.mark.parametrize(("mode", "method"), [("socket", "socket"), ("http", "POST")])
async def test_what_slack_sends_the_bot_is_in_it_with_its_acknowledgement(place, mode, method):
    app = place.app()

    @app.command("/onboard")
    async def onboard(ack):
        await ack("Gladly.")

    async with running(place, app, mode):
        await place.slack.person("mina").command("/onboard", "ada", channel=DESK)

    (line,) = [each for each in place.world.traffic if each.source == "Slack"]
    assert (line.to, line.method, line.path) == ("Bot", method, "slash_commands /onboard")
    assert (line.status, line.summary) == (200, "")
    assert line.ms > 0
    assert (line.request_body["text"], line.request_body["token"]) == ("ada", MASK)
    assert line.response_body["text"] == "Gladly."


async def test_what_reached_no_bot_is_in_it_with_slack_s_word(place):
    await place.slack.person("mina").command("/onboard", channel=DESK)

    (line,) = place.world.traffic
    assert (line.status, line.summary) == (0, "dispatch_failed")
