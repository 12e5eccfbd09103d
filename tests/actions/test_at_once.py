"""Several requests at once: one change at a time about one person, and nobody waits in vain."""

import asyncio
import itertools
from datetime import timedelta

from tests.scene import playing, text_of

ADA, GRACE, KATHERINE = (f"{name}@acme.example" for name in ("ada", "grace", "katherine"))
DONE = "Done, and seen on every system"
SUSPEND = "POST /okta/api/v1/users/*/lifecycle/suspend"
BIND = "POST /jumpcloud/api/v2/users/*/associations"


def card(scene, number):
    return text_of(scene.slack.messages("it-requests")[number - 1])


async def says(scene, number, words):
    await scene.until(lambda: words in card(scene, number), what=f"REQ-{number}: {words}")


async def suspend(scene, who, **typed):
    """Ask for it and have it approved."""
    await scene.carry("suspend", who, confirm=who, reason="A reason", **typed)


def changes(scene, *, besides=()):
    """Give the span of each change at Okta or JumpCloud, in the order of their beginnings.

    Args:
        besides: Ids of people who are left out.
    """
    made = [
        each
        for each in scene.traffic
        if each.source == "Bot"
        and each.to in ("Okta", "JumpCloud")
        and each.method != "GET"
        and "/search/" not in each.path
        and not any(each_id in each.path for each_id in besides)
    ]
    spans = [(each.at - timedelta(milliseconds=each.ms), each.at, each.path) for each in made]
    return sorted(spans)


def overlapping(spans):
    return [(one[2], other[2]) for one, other in itertools.pairwise(spans) if other[0] < one[1]]


async def test_a_suspension_waits_for_the_change_under_way_and_holds_up_nobody_else(
    tmp_path, database_url
):
    async with playing(tmp_path, database=database_url) as scene:
        held = scene.faults.add(BIND, "hold", times=1)
        await scene.onboard(device="LT-ADA")
        await scene.until(lambda: held in scene.faults.pausing, what="the binding")

        await suspend(scene, ADA, mode="leaver")
        await says(scene, 2, "Being carried out")
        katherine = (
            scene.okta.directory.get(KATHERINE).id,
            scene.jumpcloud.user("katherine")["_id"],
        )
        await suspend(scene, KATHERINE)
        await says(scene, 3, DONE)
        assert scene.okta.status(ADA) == "PROVISIONED"
        assert "done:" not in card(scene, 2)
        held.release()

        await says(scene, 2, DONE)
        await says(scene, 1, "Cancelled")
        assert scene.okta.status(ADA) == "DEPROVISIONED"
        assert scene.jumpcloud.state("ada") == "SUSPENDED"
        assert overlapping(changes(scene, besides=katherine)) == []


async def test_a_suspension_is_not_behind_an_onboarding_that_waits_for_a_provider(scene):
    away = scene.faults.add(BIND, "down")
    await scene.onboard(device="LT-ADA")
    await scene.until(lambda: away.struck >= 2, what="a second try")

    await suspend(scene, ADA, mode="leaver")

    await says(scene, 2, DONE)
    await scene.tick()
    await says(scene, 1, "Cancelled")
    assert scene.jumpcloud.state("ada") == "SUSPENDED"
    assert overlapping(changes(scene)) == []


async def test_a_suspension_ends_a_rotation_that_waits_for_the_person(scene):
    scene.slack.add_person("grace", channels=("it-desk",))
    await scene.carry("rotate", GRACE, why="compromised", reason="Phished", confirm=GRACE)
    await scene.card_says("they have not chosen one yet")

    await suspend(scene, GRACE, mode="leaver")

    await says(scene, 2, DONE)
    await scene.tick(days=2)
    await says(scene, 1, "Cancelled")
    assert "still needed" not in text_of(scene.slack.person("grace").dms)
    assert scene.okta.status(GRACE) == "DEPROVISIONED"


async def test_what_is_open_about_a_person_is_named_to_whoever_asks_for_something_else(scene):
    await scene.ask("suspend", GRACE, reason="Leave")
    await scene.send(confirm=GRACE)

    await scene.ask("rotate", GRACE, by="lee", reason="Every year")

    assert f"REQ-1 about {GRACE} is still open" in scene.told("lee")
    assert len(scene.slack.messages("it-requests")) == 1


async def test_of_two_different_requests_sent_at_once_about_one_person_one_is_made(scene):
    await scene.ask("rotate", GRACE, by="mina", reason="Every year")
    await scene.ask("rotate", GRACE, by="lee", why="compromised", reason="Phished")
    mina, lee = scene.slack.person("mina"), scene.slack.person("lee")
    await lee.fill(confirm=GRACE)

    await asyncio.gather(mina.submit(), lee.submit())

    said = sorted([text_of(mina.modal), text_of(lee.modal)], key=lambda text: "open" in text)
    assert "*REQ-1* is sent." in said[0]
    assert f"REQ-1 about {GRACE} is still open." in said[1]
    await scene.card_says("Waiting for approval")
    assert len(scene.slack.messages("it-requests")) == 1


async def test_of_an_approval_and_a_cancellation_at_once_the_work_is_done_or_it_is_not(scene):
    await scene.ask("suspend", GRACE, reason="Leave")
    await scene.send(confirm=GRACE)
    mina, lee = scene.slack.person("mina"), scene.slack.person("lee")
    await mina.click("cancel")
    await scene.until(lambda: mina.modal and mina.modal["callback_id"] == "cancel")

    await asyncio.gather(mina.submit(), lee.click("approve"))

    await scene.until(lambda: DONE in scene.card or "Cancelled" in scene.card, what="an end")
    assert (scene.okta.status(GRACE) == "SUSPENDED") == (DONE in scene.card)
    assert (scene.traffic.count(SUSPEND) == 1) == (DONE in scene.card)
