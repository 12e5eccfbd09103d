"""Each action, killed right after each call that changes something: it is done once, and told."""

import collections
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox.cast import PASSWORD
from tests.crash.lives import approve_until_it_counts, immortal
from tests.scene import playing, text_of

GRACE, NEW = "grace@acme.example", "Another-Horse-8-Staple"
OKTA, JUMPCLOUD = "/okta/api/v1/users/*", "/jumpcloud/api/systemusers/*"
HARMLESS = (
    "POST /slack/api/chat.postMessage",
    "POST /slack/api/chat.update",
    f"DELETE {OKTA}/sessions",
)
"""What may be made twice: a message is looked for before, and no session ends twice."""

LOCK = "POST /jumpcloud/api/systems/*/command/builtin/lock"
TEMPORARY = f"POST {OKTA}/lifecycle/expire_password_with_temp_password"


@dataclass(frozen=True)
class Case:
    """One action, and how it goes.

    Attributes:
        ask: Asks for it, up to the question in the thread.
        seen: Whether the world is as it should be at the end.
        once: The changes of which each ends the bot, and each is made once.
        harmless: What ends the bot too, and may be made twice.
        meanwhile: What the person does while it is waited for.
    """

    ask: Callable[[Any], Any]
    seen: Callable[[Any], bool]
    once: tuple[str, ...]
    harmless: tuple[str, ...] = ()
    meanwhile: Callable[[Any], Any] | None = None


async def suspend(scene):
    await scene.ask("suspend", GRACE, reason="Leave", lock="lock")
    await scene.send(confirm=GRACE)


async def close_unfollowed(scene):
    scene.scim.hold()
    await scene.ask("suspend", GRACE, mode="leaver", reason="Left")
    await scene.send(confirm=GRACE)


async def restore(scene):
    scene.okta.do("suspend", GRACE)
    scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
    await scene.ask("restore", GRACE, reason="Back")
    await scene.send()


async def restore_leaver(scene):
    scene.okta.do("deactivate", GRACE)
    scene.okta.leave(GRACE, "Engineering")
    await scene.until(lambda: scene.jumpcloud.state("grace") == "SUSPENDED", what="SCIM")
    await scene.ask("restore", GRACE, reason="Came back")
    await scene.send()


async def take_over(scene):
    scene.laptops["LT-ADA"].add_account("dnovak", "Dana N.", admin=True, password="local-one")
    mina = scene.slack.person("mina")
    await scene.ask("takeover", "dana@acme.example", review=False)
    await mina.pick("device", "LT-ADA", search="LT-A")
    await mina.pick("account", "dnovak", search="")
    assert await mina.submit() == {}
    await scene.until(lambda: mina.modal["callback_id"] == "review")
    await scene.send()


async def rotate(scene):
    scene.slack.add_person("grace", channels=("it-desk",))
    await scene.ask("rotate", GRACE, reason="Every year")
    await scene.send()


async def chooses(scene):
    await scene.card_says("they have not chosen one yet")
    assert scene.okta.sign_in(GRACE, PASSWORD, new_password=NEW)


async def replace(scene):
    await scene.ask("rotate", GRACE, why="compromised", reason="Phished", lock="lock")
    await scene.send(confirm=GRACE)


async def opens_and_chooses(scene):
    await scene.slack.wait_until(lambda: scene.traffic.count(LOCK) == 1, timeout=60)
    await scene.card_says("they have not chosen one yet")
    mina = scene.slack.person("mina")
    await mina.click("reveal")
    await scene.until(lambda: mina.modal and "The one-time password" in text_of(mina.modal))
    temporary = mina.modal["blocks"][1]["elements"][0]["elements"][0]["text"]
    assert scene.okta.sign_in(GRACE, temporary, new_password=NEW)


def closed(scene):
    return scene.jumpcloud.state("grace") == "SUSPENDED" and scene.okta.status(GRACE) in (
        "SUSPENDED",
        "DEPROVISIONED",
    )


def opened(scene):
    return scene.jumpcloud.state("grace") == "ACTIVATED" and scene.okta.status(GRACE) == "ACTIVE"


def taken_over(scene):
    return scene.laptops["LT-ADA"].accounts["dnovak"].managed


def back(scene):
    return scene.okta.status(GRACE) == "PROVISIONED" and len(scene.okta.directory.mails) == 1


def rotated(scene):
    told = [text_of(each) for each in scene.slack.person("grace").dms]
    return sum("Please choose a new password" in each for each in told) == 1


def replaced(scene):
    return scene.okta.sign_in(GRACE, NEW)


CASES = {
    "leave": Case(
        suspend, closed,
        (f"POST {OKTA}/lifecycle/suspend", f"POST {JUMPCLOUD}/state/suspend", LOCK),
        HARMLESS,
    ),
    "leaver": Case(
        close_unfollowed, closed,
        (f"POST {OKTA}/lifecycle/deactivate", f"POST {JUMPCLOUD}/state/suspend"),
        HARMLESS,
    ),
    "restore": Case(
        restore, opened, (f"POST {OKTA}/lifecycle/unsuspend", f"PUT {JUMPCLOUD}"), HARMLESS
    ),
    "restore_leaver": Case(
        restore_leaver, back,
        (f"POST {OKTA}/lifecycle/activate", "POST /okta/api/v1/apps/*/users"),
    ),
    "takeover": Case(
        take_over, taken_over,
        (f"PUT {JUMPCLOUD}", "POST /jumpcloud/api/v2/users/*/associations"),
        HARMLESS,
    ),
    "rotate": Case(
        rotate, rotated, (f"POST {OKTA}/lifecycle/expire_password",), HARMLESS, chooses
    ),
    "rotate_compromised": Case(
        replace, replaced, (LOCK,), (TEMPORARY,), opens_and_chooses
    ),
}  # fmt: skip


def told_once(scene):
    keys = collections.Counter(
        message["metadata"]["event_payload"]["key"]
        for channel in ("it-requests", "it-alerts")
        for card in scene.slack.messages(channel)
        for message in (card, *scene.slack.thread(channel, card["ts"]))
    )
    return [key for key, count in keys.items() if count > 1] == []


def after(scene, bot, case):
    """Have the bot die after each change; after a new password also once it is sealed."""

    def strike():
        bot.strike()
        if case.ask is replace:
            # Read only when the password is sealed, and before that is on record.
            grace = scene.okta.directory.get(GRACE).id
            scene.faults.crash_after(f"GET /okta/api/v1/users/{grace}", bot.strike)

    fatal = [scene.faults.crash_after(match, bot.strike) for match in case.once]
    return fatal + [scene.faults.crash_after(match, strike) for match in case.harmless]


@pytest.mark.crash
@pytest.mark.parametrize("name", CASES)
async def test_an_action_that_is_killed_after_each_change_is_done_once(name, tmp_path):
    case = CASES[name]
    async with playing(tmp_path, start=False) as scene:
        scene.configure(people="follow_minutes = 0.02\n")
        async with immortal(scene) as (bot, deaths):
            await case.ask(scene)
            fatal = after(scene, bot, case)

            await approve_until_it_counts(scene)
            if case.meanwhile:
                await case.meanwhile(scene)

            def over():
                # Not each action ends sessions.
                left = [each for each in fatal if each in scene.faults.rules]
                struck = all("sessions" in each.match for each in left)
                return struck and "Done, and seen on every system" in scene.card

            await scene.slack.wait_until(over, timeout=90)
            assert case.seen(scene)
            assert set(deaths) == {-signal.SIGKILL}
            assert len(scene.slack.messages("it-requests")) == 1
            assert told_once(scene)
            for change in case.once:
                assert scene.traffic.count(change) == 1, change
            # The first was lost with its answer, and the second was sealed before the bot died.
            assert scene.traffic.count(TEMPORARY) == (2 if case.ask is replace else 0)
