"""Killed at random moments through many onboardings: nothing is lost, nothing is done twice."""

import asyncio
import collections
import contextlib
import os
import random

import pytest

from bot.sandbox.slack import CannotAct
from tests.audit.conftest import audit_faults
from tests.process import process
from tests.scene import playing, text_of

PEOPLE = int(os.environ.get("DESKHAND_CRASH_PEOPLE", "12"))  # `make crash` takes 60
SEED = 20261124
LIVES = (0.3, 2.5)  # seconds from a bot's connection to its end
MOST_KILLS = min(16, PEOPLE // 2)
PATIENCE = 200.0
CHANNEL = "it-requests"
HELPERS = {"mina": "lee", "lee": "sam", "sam": "lee"}  # who sends, and who approves it
TROUBLE = (CannotAct, TimeoutError, AssertionError, LookupError)


class Story:
    """People who onboard others, and who try again when Slack shows them an error."""

    def __init__(self, scene):
        self.scene = scene
        self.slack = scene.sandbox.slack

    async def play(self, numbers, helper):
        for number in numbers:
            await self._send(self.slack.person(helper), number)
            await self._approve(self.slack.person(HELPERS[helper]), number)

    async def _send(self, person, number):
        while not self.card(number):
            with contextlib.suppress(*TROUBLE):
                await self._try_to_send(person, number)
            await self._moment(lambda: self.card(number))

    async def _try_to_send(self, person, number):
        if person.modal:
            await person.close(everything=True)
        await person.command("/onboard", channel="it-desk")
        await self._seen(lambda: "Checking" not in text_of(person.modal))
        await person.fill(first_name="Person", last_name=name(number), email=login(number))
        await person.pick("groups", "Engineering", search="Eng")
        await person.pick("device", laptop(number), search=laptop(number))
        if await person.submit():
            return
        await self._seen(lambda: person.modal["callback_id"] != "computing")
        if person.modal["callback_id"] == "review":
            await person.submit()

    async def _approve(self, person, number):
        while "Waiting for approval" in text_of(self.card(number)):
            with contextlib.suppress(*TROUBLE):
                question = self.slack.thread(CHANNEL, self.card(number)["ts"])[0]
                await person.click("approve", in_message=question["ts"])
            await self._moment(lambda: "Waiting for approval" not in text_of(self.card(number)))

    def card(self, number):
        cards = self.cards(number)
        return cards[0] if cards else None

    def cards(self, number):
        title = f"Onboard Person {name(number)} "
        return [message for message in self.slack.messages(CHANNEL) if title in message["text"]]

    def done(self, number):
        return "Done, and seen on every system" in text_of(self.card(number) or {})

    async def _seen(self, predicate):
        await self.slack.wait_until(predicate, timeout=5)

    async def _moment(self, predicate):
        with contextlib.suppress(TimeoutError):
            await self.slack.wait_until(predicate, timeout=2)


def name(number):
    return f"No{number:02}"


def login(number):
    return f"person{number:02}@acme.example"


def laptop(number):
    return f"LT-{number:03}"


async def kill_again_and_again(scene, bot, dice):
    """Start the bot and kill it, until it has died often enough; then let it live."""
    for _kill in range(MOST_KILLS):
        await bot.start()
        await scene.slack.wait_until(lambda: scene.slack.connected, timeout=30)
        await asyncio.wait({asyncio.ensure_future(bot.ended())}, timeout=dice.uniform(*LIVES))
        await bot.kill()
    await bot.start()


@pytest.mark.crash
@pytest.mark.timeout(280)
async def test_onboardings_survive_a_bot_that_is_killed_again_and_again(tmp_path, database_url):
    async with playing(tmp_path, database=database_url, start=False) as scene:
        numbers = range(1, PEOPLE + 1)
        for number in numbers:
            scene.laptops.add(laptop(number), "macOS")
        story, dice = Story(scene), random.Random(SEED)  # noqa: S311 - a seeded game of chance

        async with process(scene) as bot:
            killing = asyncio.create_task(kill_again_and_again(scene, bot, dice))
            shares = zip(HELPERS, (numbers[0::3], numbers[1::3], numbers[2::3]), strict=True)
            await asyncio.gather(*(story.play(share, helper) for helper, share in shares))
            await killing
            await scene.slack.wait_until(lambda: all(map(story.done, numbers)), timeout=PATIENCE)

        logins = collections.Counter(user["profile"]["login"] for user in scene.okta.users)
        assert {login(number): logins[login(number)] for number in numbers} == {
            login(number): 1 for number in numbers
        }
        for number in numbers:
            assert scene.jumpcloud.bindings(f"person{number:02}") == [laptop(number)]
            assert len(story.cards(number)) == 1
        keys = collections.Counter(
            message["metadata"]["event_payload"]["key"]
            for card in scene.slack.messages(CHANNEL)
            for message in (card, *scene.slack.thread(CHANNEL, card["ts"]))
        )
        assert {key: count for key, count in keys.items() if count > 1} == {}
        assert len(scene.slack.messages(CHANNEL)) == PEOPLE
        assert await audit_faults(scene.environment["DATABASE_URL"]) == []
