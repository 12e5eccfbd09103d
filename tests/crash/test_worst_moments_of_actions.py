"""Each action, killed right after each call that changes something: it is done once, and told."""

import collections
import signal

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

LEAVE = (
    f"POST {OKTA}/lifecycle/suspend",
    f"POST {JUMPCLOUD}/state/suspend",
    "POST /jumpcloud/api/systems/*/command/builtin/lock",
)


async def suspend(scene):
    await scene.ask("suspend", GRACE, reason="Leave", lock="lock")
    await scene.send(confirm=GRACE)


async def close(scene):
    await scene.ask("suspend", GRACE, mode="leaver", reason="Left")
    await scene.send(confirm=GRACE)


async def restore(scene):
    scene.okta.do("suspend", GRACE)
    scene.jumpcloud.change_user("grace", state="SUSPENDED", suspended=True)
    await scene.ask("restore", GRACE, reason="Back")
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


async def nothing(scene):
    return None


def closed(scene):
    return scene.jumpcloud.state("grace") == "SUSPENDED" and scene.okta.status(GRACE) in (
        "SUSPENDED",
        "DEPROVISIONED",
    )


def opened(scene):
    return scene.jumpcloud.state("grace") == "ACTIVATED" and scene.okta.status(GRACE) == "ACTIVE"


def taken_over(scene):
    return scene.laptops["LT-ADA"].accounts["dnovak"].managed


def rotated(scene):
    told = [text_of(each) for each in scene.slack.person("grace").dms]
    return sum("Please choose a new password" in each for each in told) == 1


CASES = {
    "leave": (suspend, nothing, closed, LEAVE),
    "leaver": (close, nothing, closed, (f"POST {OKTA}/lifecycle/deactivate",)),
    "restore": (
        restore,
        nothing,
        opened,
        (f"POST {OKTA}/lifecycle/unsuspend", f"PUT {JUMPCLOUD}"),
    ),
    "takeover": (
        take_over,
        nothing,
        taken_over,
        (f"PUT {JUMPCLOUD}", "POST /jumpcloud/api/v2/users/*/associations"),
    ),
    "rotate": (rotate, chooses, rotated, (f"POST {OKTA}/lifecycle/expire_password",)),
}


def told_once(scene):
    keys = collections.Counter(
        message["metadata"]["event_payload"]["key"]
        for channel in ("it-requests", "it-alerts")
        for card in scene.slack.messages(channel)
        for message in (card, *scene.slack.thread(channel, card["ts"]))
    )
    return [key for key, count in keys.items() if count > 1] == []


@pytest.mark.crash
@pytest.mark.parametrize("name", CASES)
async def test_an_action_that_is_killed_after_each_change_is_done_once(name, tmp_path):
    ask, meanwhile, seen, changes = CASES[name]
    async with playing(tmp_path, start=False) as scene, immortal(scene) as (bot, deaths):
        await ask(scene)
        fatal = [scene.faults.crash_after(match, bot.strike) for match in (*changes, *HARMLESS)]

        await approve_until_it_counts(scene)
        await meanwhile(scene)

        def over():
            # Not each action ends sessions.
            left = [each for each in fatal if each in scene.faults.rules]
            struck = all("sessions" in each.match for each in left)
            return struck and "Done, and seen on every system" in scene.card

        await scene.slack.wait_until(over, timeout=90)
        assert seen(scene)
        assert set(deaths) == {-signal.SIGKILL}
        assert len(scene.slack.messages("it-requests")) == 1
        assert told_once(scene)
        for change in changes:
            assert scene.traffic.count(change) == 1, change
