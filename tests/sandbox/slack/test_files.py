"""Files in the Slack stand-in: announced, uploaded, completed, seen and read again."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack.calls import parts_of
from tests.sandbox.workplace import BOT, refused, section

REQUESTS = "C0ITREQUEST"
BYTES = b"\x00\r\n--\xff not text \r"


async def uploaded(place, client, content=BYTES, **more):
    got = await client.files_getUploadURLExternal(
        filename="report.pdf", length=len(content), **more
    )
    async with httpx.AsyncClient() as http:
        assert (await http.post(got["upload_url"], content=content)).status_code == 200
    return got["file_id"]


async def complete(client, file_id, **where):
    return await client.files_completeUploadExternal(
        files=[{"id": file_id, "title": "A report"}], **where
    )


async def read(url, **headers):
    async with httpx.AsyncClient(follow_redirects=True) as http:
        return await http.get(url, headers=headers)


async def test_a_file_stands_in_its_thread_and_is_read_with_the_token_alone(place, client):
    parent = await client.chat_postMessage(channel=REQUESTS, text="A request")
    file_id = await uploaded(place, client)

    await complete(
        client, file_id, channel_id=REQUESTS, thread_ts=parent["ts"], initial_comment="Look"
    )

    (reply,) = place.slack.thread("it-requests", parent["ts"])
    (shown,) = reply["files"]
    assert (reply["text"], shown["id"], shown["title"]) == ("Look", file_id, "A report")
    with_token = await read(shown["url_private"], Authorization=f"Bearer {BOT}")
    without = await read(shown["url_private"])
    assert with_token.content == BYTES
    assert with_token.headers["content-type"] == "application/pdf"
    assert (without.status_code, without.headers["content-type"]) == (
        200,
        "text/html; charset=utf-8",
    )
    assert b"Sign in" in without.content


async def test_the_page_reads_a_file_as_a_signed_in_browser_does(place, client):
    file_id = await uploaded(place, client)
    (file,) = (await complete(client, file_id))["files"]

    seen = await read(file["url_private"], **{"Sec-Fetch-Site": "same-origin"})
    strange = await read(file["url_private"], **{"Sec-Fetch-Site": "cross-site"})

    assert seen.content == BYTES
    assert strange.content != BYTES


async def test_reading_needs_the_scope_for_files(place, client):
    (file,) = (await complete(client, await uploaded(place, client)))["files"]
    place.slack.access.scopes.discard("files:read")

    answer = await read(file["url_private"], Authorization=f"Bearer {BOT}")

    assert b"Sign in" in answer.content
    assert (await refused(client.files_info(file=file["id"])))["error"] == "missing_scope"


async def test_a_file_that_is_shared_nowhere_is_seen_by_nobody_but_can_be_looked_up(place, client):
    file_id = await uploaded(place, client)
    hidden = await refused(client.files_info(file=file_id))

    await complete(client, file_id)

    found = (await client.files_info(file=file_id))["file"]
    assert hidden["error"] == "file_not_found"
    assert (found["size"], found["channels"], found["is_public"]) == (len(BYTES), [], False)
    assert place.slack.messages("it-requests") == []


async def test_a_file_goes_to_several_channels_and_people_at_once(place, client):
    file_id = await uploaded(place, client)

    await complete(
        client, file_id, channels=[REQUESTS, "U0MINA00001"], blocks=json.dumps([section("Look")])
    )

    shared = (await client.files_info(file=file_id))["file"]
    assert shared["channels"] == [REQUESTS]
    assert len(shared["ims"]) == 1
    assert place.slack.messages("it-requests")[0]["blocks"][0]["text"]["text"] == "Look"
    assert place.slack.person("mina").dms[0]["files"][0]["id"] == file_id


async def test_a_form_with_a_file_is_as_good_as_its_bytes(place, client):
    got = await client.files_getUploadURLExternal(filename="a.txt", length=len(BYTES))

    async with httpx.AsyncClient() as http:
        sent = await http.post(got["upload_url"], files={"file": ("a.txt", BYTES)})
        again = await http.post(got["upload_url"], content=BYTES)

    assert (sent.status_code, sent.text) == (200, f"OK - {len(BYTES)}")
    assert again.status_code == 400
    (file,) = (await complete(client, got["file_id"]))["files"]
    assert (await read(file["url_private"], Authorization=f"Bearer {BOT}")).content == BYTES


async def test_an_upload_of_another_length_than_announced_is_refused(place, client):
    got = await client.files_getUploadURLExternal(filename="a.txt", length=3)

    async with httpx.AsyncClient() as http:
        sent = await http.post(got["upload_url"], content=b"four")

    assert sent.status_code == 400
    assert (await refused(complete(client, got["file_id"])))["error"] == "file_not_found"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"length": 0}, "missing_argument"),
        ({"length": 2_000_000_000}, "file_upload_size_restricted"),
        ({"length": 2_000_000, "snippet_type": "python"}, "snippet_too_large"),
        ({"length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_what_slack_takes_no_file_of_is_not_announced(client, sent, error):
    call = client.files_getUploadURLExternal(filename="a.txt", **sent)

    assert (await refused(call))["error"] == error


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ({"channel_id": "C0NOWHERE01"}, "channel_not_found"),
        ({"channels": ["C0NOWHERE01"]}, "invalid_channel"),
        ({"channel_id": "C0ITALERTS1"}, "not_in_channel"),
        ({"channels": [f"C{n}" for n in range(101)]}, "channels_limit_exceeded"),
        ({"channel_id": REQUESTS, "blocks": '[{"type": "none"}]'}, "invalid_blocks"),
    ],
)
async def test_a_file_is_shared_only_where_the_bot_may_post(place, client, where, error):
    place.slack.workspace.channels["C0ITALERTS1"].members.discard("U0DESKHAND")
    file_id = await uploaded(place, client)

    assert (await refused(complete(client, file_id, **where)))["error"] == error
    assert (await complete(client, file_id))["ok"]


async def test_files_of_a_message_are_changed_with_it(place, client):
    file_id = await uploaded(place, client)
    await complete(client, file_id)
    posted = await client.chat_postMessage(channel=REQUESTS, text="Hi")
    at = {"channel": REQUESTS, "ts": posted["ts"], "text": "Look"}

    await client.chat_update(**at, file_ids=[file_id])

    assert place.slack.messages("it-requests")[0]["files"][0]["id"] == file_id
    none = client.chat_update(**at, file_ids=["F0NONE00001"])
    assert (await refused(none))["error"] == "file_not_found"


@given(st.binary(), st.text(alphabet="abc123", min_size=1))
def test_whatever_bytes_are_in_a_form_come_out_of_it(content, boundary):
    mark = f"----{boundary}"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()

    found = parts_of(f"multipart/form-data; boundary={mark}", body)

    if f"--{mark}".encode() not in content:
        assert found == [("file", content)]
