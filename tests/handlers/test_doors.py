"""What comes in at the doors and is not Slack's, not ours, or not whole: nothing is done for it."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors.web import LARGEST_BODY
from bot.sandbox.slack.signed import FORM, JSON
from tests.handlers.doors import (
    STRANGER,
    command,
    deliver,
    event,
    interaction,
    post,
    press,
    stamped,
    window,
)
from tests.scene import playing, text_of

# Nothing is ever done here, so all of it happens to two bots, one for each way in.
pytestmark = pytest.mark.asyncio(loop_scope="module")

WRITES = ["POST /okta/*", "PUT /okta/*", "POST /jumpcloud/*", "POST /slack/api/views.open"]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["socket", "http"])
async def either(tmp_path_factory, request):
    async with playing(tmp_path_factory.mktemp("either"), mode=request.param) as scene:
        yield scene


over_http = pytest.mark.parametrize("either", ["http"], indirect=True)


def assert_nothing_done(scene):
    assert [match for match in WRITES if scene.traffic.count(match)] == []
    assert scene.slack.messages("it-requests") == []


def told(answer):
    """Give everything that an acknowledgement says to a person."""
    return text_of(answer) + json.dumps(answer)


async def post_button(scene, action_id, value):
    """Post a message with a button in the bot's name, and give its ts."""
    slack = AsyncWebClient(
        token=scene.environment["SLACK_BOT_TOKEN"], base_url=scene.environment["SLACK_API_URL"]
    )
    text = {"type": "plain_text", "text": "Press"}
    button = {"type": "button", "action_id": action_id, "value": value, "text": text}
    blocks = [{"type": "actions", "elements": [button]}]
    posted = await slack.chat_postMessage(channel="C0ITREQUEST", text="Press", blocks=blocks)
    return posted["ts"]


@over_http
@pytest.mark.parametrize(
    "forged",
    [
        {"signed": False},
        {"secret": "not-the-secret"},
        {"age": timedelta(minutes=6)},
        {"age": timedelta(minutes=-6)},
    ],
    ids=["unsigned", "signed by another", "stale", "from the future"],
)
async def test_what_slack_did_not_sign_just_now_is_turned_away(either, forged):
    answer = await either.slack.forge("/onboard", **forged)

    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert answer.text == "not from Slack"
    assert_nothing_done(either)


@over_http
@pytest.mark.parametrize(
    "changed",
    [
        {"X-Slack-Signature": None},
        {"X-Slack-Request-Timestamp": None},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": ("v0=", "v1=")},
        {"X-Slack-Signature": ("v0=", "")},
        {"X-Slack-Signature": ("v0=", "v0=0")},
        {"X-Slack-Signature": "v0=\u00e9".encode("latin-1")},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Request-Timestamp": "\u0661".encode()},
    ],
    ids=repr,
)
async def test_a_signature_or_a_time_that_is_garbage_opens_nothing_and_breaks_nothing(
    either, changed
):
    raw = urlencode(command(either)).encode()
    headers = stamped(either, raw)
    for name, value in changed.items():
        headers[name] = headers[name].replace(*value) if isinstance(value, tuple) else value

    sent = {name: value for name, value in headers.items() if value is not None}
    answer = await post(either, raw, sent)

    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert_nothing_done(either)


@over_http
async def test_of_two_signatures_neither_counts(either):
    raw = urlencode(command(either)).encode()
    right = stamped(either, raw)

    answer = await post(either, raw, [*right.items(), ("X-Slack-Signature", "v0=0")])

    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert_nothing_done(either)


@over_http
async def test_a_body_that_was_changed_after_it_was_signed_is_turned_away(either):
    payload = command(either)
    signed = stamped(either, urlencode(payload).encode())

    answer = await post(either, urlencode(payload | {"command": "/suspend"}), signed)

    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert_nothing_done(either)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"team_id": STRANGER},
        {"team_id": ...},
        {"team_id": ""},
        {"team_id": ["T"]},
        {"api_app_id": "A0SOMEAPP01"},
        {"enterprise_id": "E0SOMEBODY1"},
    ],
    ids=repr,
)
async def test_another_workspace_app_or_organisation_is_told_that_it_is_not_served(
    either, elsewhere
):
    answer = await deliver(either, command(either, **elsewhere))

    assert "Deskhand serves another workspace. Nothing was done." in told(answer)
    assert "Reference: E-" in told(answer)
    assert_nothing_done(either)


async def test_a_guest_of_another_workspace_in_a_shared_channel_is_not_served(either):
    stranger = {"id": "U0STRANGER1", "username": "eve", "team_id": STRANGER}

    answer = await deliver(
        either, interaction(either, "view_submission", user=stranger, view=window("form"))
    )

    assert "Deskhand serves another workspace" in told(answer)
    assert_nothing_done(either)


@over_http
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", FORM),
        ("payload=", FORM),
        ("payload={", FORM),
        ("payload=[1]", FORM),
        ("payload=null", FORM),
        ("{", JSON),
        ("[]", JSON),
        ("null", JSON),
        ("[" * 100_000, JSON),
        ("payload=" + "[" * 100_000, FORM),
        (b"\xff\xfe", FORM),
        ("&".join(f"f{n}=" for n in range(101)), FORM),
        ("command=%2Fonboard&command=%2Fsuspend", FORM),
        ("payload=%7B%7D&payload=%7B%7D", FORM),
        ("payload=%7B%7D&command=%2Fonboard", FORM),
        ("command=%2Fonboard", "text/plain"),
        ("command=%2Fonboard", ""),
        ('{"command": "/onboard"}', "multipart/form-data"),
        ('{"command": "/onboard"}', FORM),
    ],
    ids=lambda given: repr(given[:30]),
)
async def test_a_body_that_is_not_whole_is_refused_without_a_traceback(either, body, content_type):
    answer = await post(either, body, content_type=content_type)

    assert answer.status_code in {httpx.codes.BAD_REQUEST, httpx.codes.OK}
    assert "Traceback" not in answer.text
    assert_nothing_done(either)


@over_http
@pytest.mark.parametrize("twice", ["command=%2Fsuspend", "team_id=T0OTHER", "payload=%7B%7D"])
async def test_a_command_in_which_something_stands_twice_is_not_guessed_at(either, twice):
    answer = await post(either, f"{urlencode(command(either))}&{twice}")

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert_nothing_done(either)


@over_http
@pytest.mark.parametrize("content_type", ["text/plain", "", "multipart/form-data", JSON])
async def test_a_command_of_another_type_than_slacks_is_not_taken(either, content_type):
    answer = await post(either, urlencode(command(either)), content_type=content_type)

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert_nothing_done(either)


async def streamed(size):
    for _ in range(0, size, 50_000):
        yield b"a" * 50_000


@over_http
@pytest.mark.parametrize("body", [b"a" * (LARGEST_BODY + 1), streamed(2 * LARGEST_BODY)])
async def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(either, body):
    async with httpx.AsyncClient() as client:
        answer = await client.post(either.slack.request_url, content=body)

    assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    assert_nothing_done(either)


@over_http
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_the_path_of_events_takes_nothing_but_posts(either, method):
    async with httpx.AsyncClient() as client:
        answer = await client.request(method, either.slack.request_url)

    assert answer.status_code == httpx.codes.METHOD_NOT_ALLOWED
    assert_nothing_done(either)


@over_http
async def test_slack_is_answered_when_it_asks_whether_we_are_there(either):
    assert await either.slack.verify_request_url()
    assert await either.slack.check_ssl()
    assert_nothing_done(either)


OLD = "This is from an older version of Deskhand"


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("view_submission", {"view": window("retired_window")}),
        ("block_suggestion", {"action_id": "retired_field", "value": "x"}),
    ],
)
async def test_a_window_or_field_from_before_an_upgrade_is_told_as_such(either, kind, own):
    answer = await deliver(either, interaction(either, kind, **own))

    assert OLD in told(answer)
    assert "E-" in told(answer)


async def test_a_command_from_before_an_upgrade_is_told_as_such(either):
    assert OLD in told(await deliver(either, command(either, "/retired")))


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        ("view_closed", {"view": window("retired_window")}),
        ("shortcut", {"callback_id": "retired_shortcut"}),
        ("message_action", {"callback_id": "retired_shortcut"}),
        ("something_new", {}),
        ("block_actions", {"actions": []}),
        ("block_actions", {"actions": [{"action_id": 7}]}),
        ("view_submission", {"view": {"id": "V1", "callback_id": 5, "state": "?"}}),
    ],
)
async def test_what_nobody_knows_is_acknowledged(either, kind, own):
    await deliver(either, interaction(either, kind, **own))

    assert_nothing_done(either)


async def test_an_event_that_nobody_listens_to_is_acknowledged_and_told_to_nobody(either):
    said = either.traffic.count("POST /slack/*")

    assert await deliver(either, event(either, {"type": "app_home_opened", "user": "U1"})) == {}
    assert await deliver(either, event(either, {"event": {"event": 1}})) == {}
    assert either.traffic.count("POST /slack/*") == said


@pytest.mark.parametrize("value", ["x", "1", "1:", "999:1", "0:0", "-1:1", "9" * 30 + ":1"])
async def test_a_button_of_nothing_we_know_changes_nothing_and_says_so(either, value):
    ts = await post_button(either, "approve", value)
    before = either.told("lee").count("Reference: E-")

    await either.slack.person("lee").click("approve", in_message=ts)

    await either.until(lambda: either.told("lee").count("Reference: E-") > before)
    assert "went wrong" not in either.told("lee")
    assert either.traffic.count("POST /okta/*") == 0


async def test_a_button_from_before_an_upgrade_is_told_as_such(either):
    ts = await post_button(either, "retired_button", "1:1")

    await either.slack.person("sam").click("retired_button", in_message=ts)

    await either.until(lambda: OLD in either.told("sam"))
    assert "Reference: E-" in either.told("sam")


async def test_nothing_is_posted_to_a_response_url_that_is_not_slacks(either):
    heard = []

    async def hear(reader, writer):
        heard.append(await reader.readline())
        writer.close()

    ts = await post_button(either, "approve", "x")
    told = either.traffic.count("POST /slack/response/*")
    async with await asyncio.start_server(hear, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        elsewhere = f"http://127.0.0.1:{port}/"
        await deliver(either, press(either, "approve", "x", response_url=elsewhere))
        await either.slack.person("lee").click("approve", in_message=ts)
        await either.until(lambda: either.traffic.count("POST /slack/response/*") > told)

    assert heard == []
