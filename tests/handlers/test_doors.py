"""What comes in at the doors and is not Slack's, not ours, or not whole: nothing is done for it."""

import json
import time
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.signed import signature
from tests.scene import playing

STRANGER = "T0SOMEBODY1"
FORM = "application/x-www-form-urlencoded"
TITLE = {"type": "plain_text", "text": "Onboard somebody"}
WRITES = ["POST /okta/*", "PUT /okta/*", "POST /jumpcloud/*", "POST /slack/api/views.open"]


@pytest.fixture
async def http(tmp_path):
    async with playing(tmp_path, mode="http") as scene:
        yield scene


@pytest.fixture(params=["socket", "http"])
async def either(tmp_path, request):
    async with playing(tmp_path, mode=request.param) as scene:
        yield scene


def assert_nothing_done(scene):
    assert [match for match in WRITES if scene.traffic.count(match)] == []
    assert scene.slack.messages("it-requests") == []


async def send(scene, body, *, content_type=FORM):
    """Post a body as Slack would sign it."""
    stamp = str(int(time.time()))
    raw = body if isinstance(body, bytes) else body.encode()
    signed = signature(scene.slack.signing_secret, stamp, raw)
    sent = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signed}
    async with httpx.AsyncClient() as client:
        return await client.post(
            scene.slack.request_url, content=raw, headers={"Content-Type": content_type, **sent}
        )


def interaction(scene, **payload):
    """Give a form body of an interaction of Mina's."""
    mina = scene.slack.person("mina")
    whole = {
        "team": {"id": scene.slack.app.team_id, "domain": "acme"},
        "user": {"id": mina.id, "username": "mina", "team_id": scene.slack.app.team_id},
        "api_app_id": scene.slack.app.app_id,
        **payload,
    }
    return urlencode({"payload": json.dumps(whole)})


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
async def test_what_slack_did_not_sign_just_now_is_turned_away(http, forged):
    answer = await http.slack.forge("/onboard", **forged)

    assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert "Traceback" not in answer.text
    assert_nothing_done(http)


async def test_another_workspace_is_told_that_it_is_not_served(http):
    answer = await http.slack.forge("/onboard", team_id=STRANGER)

    assert answer.status_code == httpx.codes.OK
    assert "Deskhand serves another workspace. Nothing was done." in answer.text
    assert "Reference: E-" in answer.text
    assert_nothing_done(http)


async def test_a_guest_of_another_workspace_in_a_shared_channel_is_not_served(http):
    stranger = {"id": "U0STRANGER1", "username": "eve", "team_id": STRANGER}
    view = {"id": "V1", "type": "modal", "callback_id": "form", "title": TITLE}

    answer = await send(http, interaction(http, type="view_submission", user=stranger, view=view))

    assert "Deskhand serves another workspace" in answer.text
    assert_nothing_done(http)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", FORM),
        ("payload=", FORM),
        ("payload={", FORM),
        ("payload=[1]", FORM),
        ("payload=null", FORM),
        ("{", "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        (b"\xff\xfe", FORM),
        ("command=%2Fonboard", FORM),
    ],
)
async def test_a_body_that_is_not_whole_is_refused_without_a_traceback(http, body, content_type):
    answer = await send(http, body, content_type=content_type)

    assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR
    assert "Traceback" not in answer.text
    assert_nothing_done(http)


async def test_a_body_that_is_too_large_is_refused_before_it_is_read_whole(http):
    answer = await send(http, "text=" + "a" * 1_000_001)

    assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    assert_nothing_done(http)


@pytest.mark.parametrize("value", ["x", "1", "1:", "999:1", "0:0", "-1:1", "9" * 30 + ":1"])
async def test_a_button_of_nothing_we_know_changes_nothing_and_says_so(either, value):
    ts = await post_button(either, "approve", value)

    await either.slack.person("lee").click("approve", in_message=ts)

    await either.until(lambda: "Reference: E-" in either.told("lee"))
    assert "went wrong" not in either.told("lee")
    assert either.traffic.count("POST /okta/*") == 0


async def test_a_button_from_before_an_upgrade_is_told_as_such(either):
    ts = await post_button(either, "retired_button", "1:1")

    await either.slack.person("lee").click("retired_button", in_message=ts)

    await either.until(lambda: "does not know this any more" in either.told("lee"))
    assert "Reference: E-" in either.told("lee")
