"""Two bots on one PostgreSQL: either may die with work in hand, and the other ends it."""

import contextlib

import pytest

from bot.sandbox.slack import CannotAct
from tests.audit.conftest import audit_faults
from tests.process import process
from tests.scene import playing, text_of

PEOPLE = {"Ann": "LT-901", "Ben": "LT-902", "Cleo": "LT-903", "Dan": "LT-904"}
LATE = {"Eve": "LT-905"}
PATIENCE = 60.0


async def begin(bot):
    started = bot.said.count("Deskhand is running")
    await bot.start()
    return lambda: bot.said.count("Deskhand is running") > started


async def onboard(scene, first_name, laptop):
    scene.laptops.add(laptop, "macOS")
    email = f"{first_name.lower()}.new@acme.example"
    await scene.request(first_name=first_name, last_name="New", email=email, device=laptop)
    while "Waiting for approval" in scene.card:
        with contextlib.suppress(CannotAct):
            await scene.approve()
        with contextlib.suppress(TimeoutError):
            await scene.slack.wait_until(lambda: "Waiting for approval" not in scene.card)


def cards(scene):
    return [text_of(message) for message in scene.slack.messages("it-requests")]


def told_to_the_end(scene, count):
    threads = [
        text_of(scene.slack.thread("it-requests", message["ts"]))
        for message in scene.slack.messages("it-requests")
    ]
    ended = [words for words in threads if "Every system shows it." in words]
    done = [card for card in cards(scene) if "Done, and seen on every system" in card]
    return len(ended) == len(done) == count


@pytest.mark.crash
async def test_the_work_and_the_posts_of_a_dead_replica_are_taken_over(tmp_path, postgres):
    async with (
        playing(tmp_path, database=postgres, start=False) as scene,
        process(scene, name="one") as one,
        process(scene, name="two") as two,
    ):
        for bot in (one, two):
            await scene.slack.wait_until(await begin(bot), timeout=PATIENCE)
        scene.faults.add("POST /okta/api/v1/users", "hold")
        for first_name, laptop in PEOPLE.items():
            await onboard(scene, first_name, laptop)
        await scene.until(lambda: len(scene.faults.pausing) == len(PEOPLE), what="the work")

        await one.kill()
        scene.faults.clear()
        await scene.slack.wait_until(lambda: told_to_the_end(scene, len(PEOPLE)), timeout=PATIENCE)

        await scene.slack.wait_until(await begin(one), timeout=PATIENCE)
        await two.kill()
        for first_name, laptop in LATE.items():
            await onboard(scene, first_name, laptop)
        everybody = PEOPLE | LATE
        await scene.slack.wait_until(lambda: told_to_the_end(scene, len(everybody)), PATIENCE)

        assert "took over from a dead replica" in one.said + two.said
        assert len(cards(scene)) == len(everybody)
        for first_name, laptop in everybody.items():
            assert scene.okta.status(f"{first_name.lower()}.new@acme.example") == "PROVISIONED"
            assert scene.jumpcloud.bindings(f"{first_name.lower()}.new") == [laptop]
        for message in scene.slack.messages("it-requests"):
            said = scene.slack.thread("it-requests", message["ts"])
            keys = [reply["metadata"]["event_payload"]["key"] for reply in said]
            assert len(keys) == len(set(keys))
        assert await audit_faults(postgres) == []
