"""Killed on the very instruction where it hurts: the work is done, and nobody was told."""

import signal

import pytest

from tests.crash.lives import approve_until_it_counts, immortal
from tests.scene import playing, text_of

WORST = [
    "POST /okta/api/v1/users",
    "POST /jumpcloud/api/v2/users/*/associations",
    "POST /slack/api/chat.postMessage",
    "POST /slack/api/chat.update",
]


def told_to_the_end(scene, fatal):
    """Say whether every kill has struck and the people have read how it ended all the same."""
    struck = not any(fault in scene.faults.rules for fault in fatal)
    return struck and "Done, and seen" in scene.card and "shows it" in text_of(scene.thread)


@pytest.mark.crash
async def test_each_call_may_be_the_last_one_and_is_still_made_once(tmp_path, database_url):
    async with (
        playing(tmp_path, database=database_url, start=False) as scene,
        immortal(scene) as (bot, deaths),
    ):
        await scene.request(device="LT-ADA")
        fatal = [scene.faults.crash_after(match, bot.strike) for match in WORST]

        await approve_until_it_counts(scene)

        await scene.slack.wait_until(lambda: told_to_the_end(scene, fatal), timeout=60)
        assert set(deaths) == {-signal.SIGKILL}
        assert scene.traffic.count("POST /okta/api/v1/users") == 1
        assert scene.jumpcloud.bindings("ada") == ["LT-ADA"]
        keys = [reply["metadata"]["event_payload"]["key"] for reply in scene.thread]
        assert len(keys) == len(set(keys))
        assert len(scene.slack.messages("it-requests")) == 1
        assert "could not be" not in text_of(scene.thread)
