"""Starting and stopping as a real process: what whoever runs it reads in the terminal."""

import json
import os
import re
import signal
import socket

import pytest

from tests.process import process
from tests.scene import playing

RUNNING = "Deskhand is running"


@pytest.fixture
async def scene(tmp_path):
    async with playing(tmp_path, start=False) as one:
        yield one


async def refused(bot):
    """Start a bot that cannot, and give what it says; one line for each fault, no traceback."""
    await bot.start()
    assert await bot.ended() == 2
    assert "Traceback" not in bot.said
    assert "Deskhand cannot start:\n" in bot.said
    return bot.said.partition("Deskhand cannot start:\n")[2].splitlines()


async def test_all_faults_of_the_settings_are_told_at_once(scene):
    wrong = {
        "SLACK_BOT_TOKEN": "xoxp-somebody's",
        "OKTA_ORG_URL": "acme.okta.com",
        "REQUESTS_CHANNEL": "it-requests",
        "SEALING_KEY": "short",
    }
    async with process(scene, **wrong) as bot:
        said = await refused(bot)

    assert {re.match(r"  - (\w+)", line)[1] for line in said} == wrong.keys()
    assert "xoxp-somebody's" not in bot.said
    assert "short\n" not in bot.said


async def test_a_policy_that_cannot_be_read_is_told_with_its_place(scene):
    scene.replace("approvals = 1", "approvals = 0\nprove = 1")
    async with process(scene) as bot:
        said = "\n".join(await refused(bot))

    assert "[policy.onboard] approvals" in said
    assert "[policy.onboard] has no key prove; did you mean approve?" in said


async def test_a_second_process_on_the_same_file_is_refused_in_one_line(scene):
    await scene.start()
    async with process(scene) as second:
        (line,) = await refused(second)

    assert "another Deskhand process is using" in line
    assert "use PostgreSQL" in line
    await scene.request()


async def test_a_database_that_does_not_answer_is_told(scene):
    url = "postgresql://nobody:secret-word@127.0.0.1:9/none"
    async with process(scene, DATABASE_URL=url) as bot:
        said = await refused(bot)

    assert any(line.startswith("  - DATABASE_URL: the database does not open") for line in said)
    assert "secret-word" not in bot.said


async def test_a_port_that_is_taken_is_told(scene):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with process(scene, SLACK_MODE="http", HTTP_PORT=str(port)) as bot:
            said = await refused(bot)

    assert f"127.0.0.1:{port} cannot be listened on" in said[-1]


@pytest.mark.parametrize("token", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_that_slack_does_not_know_is_told(scene, token):
    wrong = {"SLACK_BOT_TOKEN": "xoxb-wrong-one", "SLACK_APP_TOKEN": "xapp-wrong-one"}[token]
    async with process(scene, **{token: wrong}) as bot:
        said = await refused(bot)

    assert any(token in line and "invalid_auth" in line for line in said)
    assert wrong not in bot.said


@pytest.mark.parametrize(("mode", "number"), [("socket", signal.SIGTERM), ("http", signal.SIGINT)])
async def test_it_ends_in_order_when_it_is_told_to(scene, mode, number):
    async with process(scene, SLACK_MODE=mode) as bot:
        await bot.start()
        await scene.slack.wait_until(lambda: RUNNING in bot.said, timeout=30)

        bot.signal(number)

        assert await bot.ended() == 0
        assert "Traceback" not in bot.said
        lines = [json.loads(line) for line in bot.said.splitlines()]
        assert {line["level"] for line in lines} <= {"info", "warning"}


async def test_told_to_end_with_work_in_hand_it_ends_and_goes_on_at_the_next_start(scene):
    async with process(scene) as bot:
        await bot.start()
        await scene.slack.wait_until(lambda: RUNNING in bot.said, timeout=30)
        held = scene.faults.add("POST /jumpcloud/api/v2/users/*/associations", "hold", times=1)
        await scene.onboard(device="LT-ADA")
        await scene.until(lambda: held in scene.faults.pausing, what="the work")

        bot.signal(signal.SIGTERM)
        assert await bot.ended() == 0
        assert all(json.loads(line)["level"] != "error" for line in bot.said.splitlines())
        scene.faults.clear()
        await bot.start()

        await scene.slack.wait_until(lambda: "Done, and seen" in scene.card, timeout=30)
        assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
        assert scene.traffic.count("POST /okta/api/v1/users") == 1


def test_the_environment_of_these_tests_names_no_workspace():
    assert "SLACK_BOT_TOKEN" not in os.environ
