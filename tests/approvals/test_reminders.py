"""Reminders of a request that waits: whom they name, and how often they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import remaining
from storage.tables import State
from tests.approvals.room import DANA, HELPDESK, LEADS, LEE, MINA, SAM, Roster, opened

KIM = "U0KIM000001"
POLICY = {"request": [HELPDESK], "approve": [LEADS, KIM], "delegate": True}
TICK = 0.5  # hours

people = st.sampled_from(["UA", "UB", "UC", "UD"])
groups = st.sampled_from(["SX", "SY", "SZ"])


@pytest.fixture
async def room(tmp_path):
    roster = Roster(**{HELPDESK: {MINA, LEE, SAM}, LEADS: {LEE, SAM}})
    async with opened(f"sqlite:///{tmp_path / 'room.db'}", roster, POLICY) as one:
        yield one


async def reminded(room, hours=4):
    """Give what the newest reminder says, once it is due."""
    room.clock.move(hours=hours)
    before = await room.said(key=":reminder:")
    await room.upkeep.remind()
    return (await room.said(key=":reminder:")).removeprefix(before)


async def test_nobody_has_decided_so_everybody_who_may_is_named(room):
    await room.ask(approvals=2)

    assert f"<!subteam^{LEADS}> and <@{KIM}>: *REQ-1* still waits" in await reminded(room)


async def test_who_has_approved_is_left_in_peace(room):
    number = await room.ask(approvals=3)
    await room.decisions.approve(number, 1, by=LEE)

    assert f"<@{SAM}> and <@{KIM}>: *REQ-1* still waits" in await reminded(room)
    await room.decisions.approve(number, 1, by=KIM)
    assert f"<@{SAM}>: *REQ-1* still waits" in await reminded(room, hours=8)


async def test_who_asked_is_not_reminded_of_what_they_cannot_decide(room):
    await room.ask(by=LEE)

    assert f"<@{SAM}> and <@{KIM}>: *REQ-1* still waits" in await reminded(room)


async def test_who_decides_in_an_approvers_place_is_reminded_instead_of_them(room):
    number = await room.ask(approvals=2)
    await room.delegations.pass_on(number, 1, by=LEE, delegate=DANA, reason="On a train")

    assert f"<@{SAM}>, <@{KIM}> and <@{DANA}>: *REQ-1*" in await reminded(room)
    await room.decisions.approve(number, 1, by=DANA)
    assert f"<@{SAM}> and <@{KIM}>: *REQ-1*" in await reminded(room, hours=8)


async def test_three_days_of_waiting_are_four_reminders_however_often_time_is_looked_at(room):
    number = await room.ask()
    for _ in range(int(80 / TICK)):
        room.clock.move(hours=TICK)
        await room.upkeep.expire()
        await room.upkeep.remind()

    assert (await room.said(key=":reminder:")).count("The buttons are above") == 4
    assert (await room.request(number)).state is State.EXPIRED
    assert "nobody decided in time" in await room.said(to=MINA)


async def test_a_bot_that_was_away_reminds_once_of_all_that_it_missed(room):
    await room.ask()

    assert (await reminded(room, hours=70)).count("The buttons are above") == 1
    assert await reminded(room, hours=1) == ""


@given(
    asked=st.lists(people | groups),
    members=st.dictionaries(groups, st.frozensets(people)),
    out=st.frozensets(people),
)
def test_nobody_is_named_who_is_out_and_nobody_is_missed_who_is_not(asked, members, out):
    named = remaining(asked, members, out)

    def everybody(names):
        return frozenset().union(*(members.get(name, {name}) for name in names))

    assert len(named) == len(set(named))
    assert everybody(named) == everybody(asked) - out
