"""What is due happens by the world's clock, in order, and at once when that is set forward."""

import asyncio
from datetime import timedelta

from bot.sandbox.agenda import Agenda
from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.store import World

HOUR = timedelta(hours=1)


async def test_what_is_due_first_comes_first_whatever_was_noted_first():
    world = World()
    agenda, now = Agenda(world), world.now()
    for due, what in ((now, "second"), (now - HOUR, "first"), (now, "third")):
        agenda.add(due, what)

    assert [await agenda.next() for _ in range(3)] == ["first", "second", "third"]
    assert len(agenda) == 0


async def test_setting_the_clock_forward_brings_what_is_due():
    world = World()
    agenda: Agenda[str] = Agenda(world)
    agenda.add(world.now() + HOUR, "later")
    waiting = asyncio.create_task(agenda.next())
    await asyncio.sleep(0.01)
    early = waiting.done()

    world.move(HOUR)
    async with asyncio.timeout(5):
        assert await waiting == "later"

    assert not early


async def test_something_sooner_is_not_kept_waiting_by_something_later():
    world = World()
    agenda: Agenda[str] = Agenda(world)
    agenda.add(world.now() + HOUR, "later")
    waiting = asyncio.create_task(agenda.next())
    await asyncio.sleep(0.01)

    agenda.add(world.now() + timedelta(milliseconds=20), "sooner")
    async with asyncio.timeout(5):
        assert await waiting == "sooner"


def test_a_device_is_handed_once_what_it_was_told_to_do():
    jumpcloud = JumpCloud(World(), Cast())
    told = []
    jumpcloud.graph.listeners.append(told.append)
    device = jumpcloud.system("LT-ADA")["_id"]

    jumpcloud.commands.give(device, "lock", pin="123456")
    jumpcloud.commands.give(device, "restart")
    waiting = jumpcloud.commands.waiting(device)
    taken = jumpcloud.commands.take(device)

    assert told == [device, device]
    assert waiting == [each.name for each in taken] == ["lock", "restart"]
    assert taken[0].pin == "123456"
    assert jumpcloud.commands.take(device) == []
