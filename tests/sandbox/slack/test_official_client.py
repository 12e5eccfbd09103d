"""Slack's own client, unchanged, against the stand-in."""

import asyncio

import pytest
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.sandbox.slack.web_api import METHODS
from tests.sandbox.slack.story import Story
from tests.sandbox.workplace import BOT, running

REQUESTS = "C0ITREQUEST"


@pytest.mark.parametrize("kind", [AsyncWebClient, WebClient])
async def test_every_method_works_in_its_normal_use(place, kind):
    story = Story(place, lambda token: kind(token=token, base_url=f"{place.url}/api/"))

    await story.tell()

    assert story.answers.keys() == METHODS.keys()
    assert all(answer["ok"] for answer in story.answers.values())


async def test_a_token_may_be_an_argument(place):
    client = AsyncWebClient(base_url=f"{place.url}/api/")

    assert (await client.auth_test(token=BOT))["ok"]


async def test_files_are_uploaded_in_one_call_by_both_clients(place):
    parent = await place.client().chat_postMessage(channel=REQUESTS, text="A request")
    to = {"channel": REQUESTS, "thread_ts": parent["ts"], "initial_comment": "Two"}
    two = [
        {"content": "One", "filename": "one.txt", "title": "First"},
        {"file": b"\x00\xff", "filename": "two.bin", "alt_txt": "Bytes"},
    ]
    blocking = WebClient(token=BOT, base_url=f"{place.url}/api/")

    await place.client().files_upload_v2(**to, file_uploads=two)
    await asyncio.to_thread(blocking.files_upload_v2, channel=REQUESTS, content="Three")

    (reply,) = place.slack.thread("it-requests", parent["ts"])
    assert [(each["title"], each["size"]) for each in reply["files"]] == [
        ("First", 3),
        ("two.bin", 2),
    ]
    assert place.slack.messages("it-requests")[-1]["files"][0]["size"] == 5


async def test_pages_are_turned_by_the_client_itself(place):
    seen = []

    async for page in await place.client().users_list(limit=2):
        seen += [each["id"] for each in page["members"]]

    assert seen == list(place.slack.workspace.members)


async def test_a_message_that_came_too_soon_is_posted_a_second_later(place):
    client = place.client()
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    for number in range(6):
        await client.chat_postMessage(channel=REQUESTS, text=f"Number {number}")

    await client.chat_postMessage(channel=REQUESTS, text="Late")

    texts = [each["text"] for each in place.slack.messages("it-requests")]
    assert texts[-1] == "Late"
    assert len(texts) == 7
    assert 429 in {each.status for each in place.world.traffic}


async def test_response_urls_are_answered_with_the_webhook_client(place):
    app, urls = place.app(), []

    @app.command("/say")
    async def say(ack, command):
        urls.append(command["response_url"])
        await ack()

    async with running(place, app, "http"):
        mina = place.slack.person("mina")
        await mina.command("/say", channel="it-requests")
        parent = await place.client().chat_postMessage(channel=REQUESTS, text="A request")
        hook = AsyncWebhookClient(urls[0])

        alone = await hook.send(text="For you")
        everyone = await hook.send(text="For all", response_type="in_channel")
        thread = await hook.send_dict(
            {"text": "There", "response_type": "in_channel", "thread_ts": parent["ts"]}
        )
        nothing = await hook.send_dict({"blocks": []})
        left = [(await hook.send(text="Again")).body for _ in range(2)]

    assert [each.body for each in (alone, everyone, thread)] == ["ok"] * 3
    assert (nothing.status_code, nothing.body) == (400, "no_text")
    assert left == ["ok", "used_url"]
    assert [each["text"] for each in mina.ephemerals] == ["For you", "Again"]
    replies = place.slack.thread("it-requests", parent["ts"])
    assert [each["text"] for each in replies] == ["There"]
    texts = [each["text"] for each in place.slack.messages("it-requests")]
    assert texts == ["A request", "For all"]
