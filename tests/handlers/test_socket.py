"""Over Socket Mode: what no Slack would send harms nothing, and the connection stays."""

import json

import pytest
import pytest_asyncio

from tests.handlers.doors import command, deliver, interaction
from tests.scene import playing

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory):
    async with playing(tmp_path_factory.mktemp("socket")) as one:
        yield one


async def answers(scene):
    """Tell whether the connection is the same and a command is still answered on it."""
    asked = await deliver(scene, command(scene, "/helpdesk", text="help"))
    return "/onboard" in json.dumps(asked)


def envelope(**changed):
    return json.dumps({"envelope_id": "e-1", "type": "interactive", "payload": {}} | changed)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "null",
        "no JSON at all",
        "[" * 100_000,
        "{" * 100_000,
        '{"type": "interactive"}',
        '{"type": 7, "envelope_id": "e-0", "payload": {}}',
        '{"type": "hello"}',
        '{"type": "something new", "envelope_id": "e-2", "payload": {"type": "new"}}',
        envelope(payload=None),
        envelope(payload=[1]),
        envelope(payload="text"),
        envelope(payload=7),
        envelope(payload={"type": ["view_submission"]}),
        envelope(envelope_id=None),
        envelope(type="slash_commands", payload={"command": {"a": 1}}),
        envelope(type="events_api", payload={"type": "event_callback", "event": "?"}),
        envelope(retry_attempt="many", retry_reason=7),
    ],
    ids=lambda frame: repr(frame[:60]),
)
async def test_a_frame_that_is_garbage_is_dropped_and_the_connection_stays(scene, frame):
    (connection,) = scene.slack.sockets.connections

    await connection.websocket.send_text(frame)

    assert await answers(scene)
    assert scene.slack.sockets.connections == [connection]


async def test_a_frame_of_bytes_is_dropped_and_the_connection_stays(scene):
    (connection,) = scene.slack.sockets.connections

    await connection.websocket.send_bytes(b"\xff\x00")

    assert await answers(scene)
    assert scene.slack.sockets.connections == [connection]


@pytest.mark.parametrize("kind", ["slash_commands", "interactive", "events_api", "something_new"])
async def test_a_payload_in_the_wrong_envelope_is_acknowledged(scene, kind):
    payload = interaction(scene, "block_suggestion", action_id="retired", value="x")

    said = await scene.slack.sockets.send({"type": kind, "payload": payload})

    assert "older version" in json.dumps(said)
