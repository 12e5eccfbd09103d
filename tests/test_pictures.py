"""Pictures: seen once, in their messages, which never wait for them."""

import struct
import zlib

import pytest

from bot import pictures as product
from storage import pictures, posts
from storage.tables import Picture
from tests.scene import text_of

GET_URL = "POST /slack/api/files.getUploadURLExternal"
UPLOAD = "POST /slack/upload/*"
COMPLETE = "POST /slack/api/files.completeUploadExternal"
UPDATE = "POST /slack/api/chat.update"
NOT_YET = {"ok": False, "error": "invalid_blocks", "errors": ["invalid slack file"]}


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


HEAD = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
DOT = b"\x89PNG\r\n\x1a\n" + b"".join(
    [chunk(b"IHDR", HEAD), chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")]
)


async def tell(scene, *titles, key="digest"):
    """Put a message with pictures into the outbox."""
    channel = scene.environment["ALERTS_CHANNEL"]
    said = [{"type": "section", "text": {"type": "plain_text", "text": f"Sum of {key}"}}]
    now = scene.clock()
    async with scene.bot.database.transaction() as session:
        await posts.add(session, key, channel=channel, text=key, blocks=said, now=now)
        found = [
            Picture(post_key=key, position=number, name="a.png", title=each, alt=f"{each}: 1",
                    content=DOT)
            for number, each in enumerate(titles)
        ]  # fmt: skip
        await pictures.add(session, found)
    scene.bot.messenger.wake()


def messages(scene, key="digest"):
    return [one for one in scene.slack.messages("it-alerts") if one["text"] == key]


def seen(scene):
    """Give the title, the alt text and the bytes of each picture that a person sees."""
    files = scene.slack._parts.files
    return [
        (block["title"]["text"], block["alt_text"], files.get(block["slack_file"]["id"]).content)
        for one in messages(scene)
        for block in one["blocks"]
        if block["type"] == "image"
    ]


BOTH = [("Up", "Up: 1", DOT), ("Down", "Down: 1", DOT)]


async def kept(scene):
    async with scene.bot.database.transaction() as session:
        return await pictures.list_waiting(session)


async def arrived(scene):
    await scene.until(lambda: seen(scene) == BOTH, what=f"pictures beside {seen(scene)}")
    assert len(messages(scene)) == 1


async def test_a_message_shows_its_pictures_with_their_words_in_their_order(scene):
    await tell(scene, "Up", "Down")

    await arrived(scene)
    assert "Sum of digest" in text_of(messages(scene)[0]["blocks"])
    await scene.restart()
    assert await kept(scene) == []
    assert len(scene.traffic.matching(COMPLETE)) == 2


@pytest.mark.parametrize(
    ("match", "fault"),
    [
        (UPLOAD, {"kind": "refuse", "status": 500}),
        (COMPLETE, {"kind": "lost"}),
        (UPDATE, {"kind": "lost"}),
        (UPDATE, {"kind": "refuse", "status": 200, "body": NOT_YET}),
    ],
)
async def test_what_is_cut_off_or_not_ready_is_done_again_and_seen_once(
    scene, caplog, match, fault
):
    asked = scene.faults.add(match, times=1, **fault)

    await tell(scene, "Up", "Down")

    await arrived(scene)
    assert asked.struck
    assert "stumbled" not in caplog.text


async def test_a_restart_in_the_middle_uploads_no_picture_again_that_slack_has(scene):
    fault = scene.faults.add(UPDATE, "refuse", status=200, body=NOT_YET)
    await tell(scene, "Up", "Down")
    await scene.until(lambda: scene.traffic.matching(UPDATE), what="an update")

    await scene.restart()
    scene.faults.remove(fault)

    await arrived(scene)
    assert len(scene.traffic.matching(COMPLETE)) == 2


async def test_while_slack_takes_no_files_messages_come_without_waiting_for_them(scene):
    fault = scene.faults.add(GET_URL, "down")
    await tell(scene, "Up", "Down")
    await tell(scene, key="later")

    await scene.until(lambda: messages(scene, "later"), what="what was told later")
    assert seen(scene) == []
    scene.faults.remove(fault)
    await arrived(scene)


async def test_without_the_scope_the_message_says_so_in_one_line(scene):
    scene.slack.access.scopes.discard("files:write")
    await tell(scene, "Up", "Down")

    await scene.until(lambda: product.LACKING in text_of(messages(scene)), what="the reason")
    assert "Sum of digest" in text_of(messages(scene))
    await scene.restart()
    assert await kept(scene) == []
    assert text_of(messages(scene)).count("There are no charts") == 1


async def test_who_has_tried_long_enough_says_so(scene):
    scene.faults.add(GET_URL, "refuse", status=200, body={"ok": False, "error": "file_type"})
    await tell(scene, "Up", "Down")
    async with scene.bot.database.transaction() as session:
        for _ in range(product.MOST_TRIES):
            await pictures.failed(session, "digest")

    await scene.until(lambda: product.REFUSED in text_of(messages(scene)), what="the reason")
    await scene.restart()
    assert await kept(scene) == []


async def test_pictures_of_a_message_that_slack_refuses_are_forgotten(scene, caplog):
    too_long = {"ok": False, "error": "msg_too_long"}
    scene.faults.add("POST /slack/api/chat.postMessage", "refuse", status=200, body=too_long)
    await tell(scene, "Up")

    await scene.until(lambda: "a message could not be sent" in caplog.text, what="the log line")
    await scene.stop()
    await scene.start()
    async with scene.bot.database.transaction() as session:
        assert not await session.get(Picture, 1)
