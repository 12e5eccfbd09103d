"""The tables as wholes: one row for every situation, a case for every row, and no row overheard."""

import contextlib
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import ACTIONS
from bot.errors import ProviderError
from bot.states import Device, JumpCloud, Okta, Situation, Then, situations
from tests.actions.states.actions import EVERY
from tests.actions.states.cases import left_over, nobody, of_accounts, of_devices
from tests.actions.states.deeds import DEEDS, meddle
from tests.actions.states.play import Play, StuckError, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

DEVICES = "devices"
TABLES = {
    f"{action.name} {mode}".strip(): (action.tables, mode)
    for action in ACTIONS
    for mode in action.tables
}


@pytest.mark.parametrize("name", TABLES)
async def test_exactly_one_row_decides_in_every_situation(name):
    tables, mode = TABLES[name]
    rows = tables[mode].rows
    for situation in situations():
        fitting = [number for number, row in enumerate(rows) if row.fits(situation)]
        first = [number for number in fitting if not any(r.fits(situation) for r in rows[:number])]
        assert [rows[number] for number in first] == [tables[mode].row(situation)]


@pytest.mark.parametrize("name", TABLES)
async def test_every_row_has_a_case(name):
    tables, mode = TABLES[name]
    table = tables[mode]
    cases = of_devices(table) if mode in (DEVICES, "") else []
    if mode != DEVICES:
        cases += [case[1:] for case in of_accounts(tables, mode, device=not mode)]
    reached = {table.by_name[row] for row, _ in cases}
    if table.left and left_over(tables, mode):
        reached.add(table.left)

    assert reached == set(table.by_name.values())


async def test_every_mode_of_every_action_is_played():
    played = {(asked.action.name, asked.mode) for asked in EVERY.values()}
    assert played == {
        (action.name, mode) for action in ACTIONS for mode in action.tables if mode != DEVICES
    }


def possible(anything, *, bound):
    """Make a situation of it that there can be: who is not in JumpCloud has no device there."""
    if bound and anything.jumpcloud is JumpCloud.ABSENT:
        return replace(anything, device=Device.ABSENT)
    return anything


def verdict(place, asked, case):
    """Tell which row of the table decides, and which of its devices' table, if any."""
    situation, table = case.situation, asked.table
    row = table.row(situation)
    devices = asked.action.tables.get(DEVICES)
    device = devices.row(situation) if devices and situation.device is not Device.ABSENT else None
    if row.then is Then.ALREADY and table.left and device:
        metrics = place.jumpcloud.system(case.device_id)["userMetrics"]
        theirs = [account for account in metrics if account["userName"] == case.name]
        row = row if all(map(asked.shows, theirs)) else table.left
    return row, device


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(list(EVERY)),
    anything=st.builds(
        Situation, st.sampled_from(Okta), st.sampled_from(JumpCloud), st.sampled_from(Device)
    ),
    how=st.fixed_dictionaries({"lags": st.booleans(), "carried": st.booleans()}),
    deed=st.tuples(st.sampled_from(list(DEEDS)), st.booleans()),
)
async def test_in_any_situation_the_table_has_its_way_and_done_is_what_is_seen(
    place, name, anything, how, deed
):
    asked = EVERY[name]
    situation = possible(anything, bound=asked.bound)
    case = await place.enter(situation, bound=asked.bound, **how)
    row, of_device = verdict(place, asked, case)
    if row.then in (Then.REFUSE, Then.ALREADY):
        said = " ".join((await refused(place, asked, case)).values())
        assert f"{row.why} {row.way_out}" in said or nobody(situation)
        return

    plan = await planned(place, asked, case)
    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)
    if of_device:
        warned = f"LT-{case.name}: {of_device.why}" in plan.warnings
        assert warned == (of_device.then is Then.DIFFERENTLY)

    what, meanwhile = deed
    play = Play(place, asked, plan, case)
    play.meddle = partial(meddle, place, case, what) if meanwhile else None
    # What is refused, or cannot be looked at any more, is not done either.
    with contextlib.suppress(ProviderError, StuckError):
        await play.run()
        await meddle(place, case, what)
        await play.proven()
