"""Taking over, row by row: what is refused touches nothing, what is done made no second profile."""

from dataclasses import replace

import pytest

from bot.actions.takeover_table import TABLES
from bot.states import Device, JumpCloud, Okta, Situation, Then
from tests.actions.states.actions import TAKEOVERS
from tests.actions.states.cases import named, nobody, of_accounts, of_devices
from tests.actions.states.deeds import meddle
from tests.actions.states.play import Play, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

TABLE = TABLES[""]
STEPS = ("local_account", "bind", "managed")
BEGINS = Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.LINUX)


async def taken_over(place, case):
    plan = await planned(place, TAKEOVERS, case)
    assert plan.steps == STEPS
    assert await Play(place, TAKEOVERS, plan, case).run()
    assert case.laptop.accounts[case.local].admin
    assert case.laptop.sign_in(case.local, place.password_of(case))
    return plan


@pytest.mark.parametrize(
    ("_", "name", "situation"), of_accounts(TABLES, "", device=True), ids=named
)
async def test_each_row_of_a_person_is_refused_or_taken_over(place, _, name, situation):
    case, row = await place.enter(situation, bound=False), TABLE.by_name[name]
    if row.then is Then.REFUSE:
        said = await refused(place, TAKEOVERS, case)
        assert nobody(situation) or said == {"person": f"{row.why} {row.way_out}"}
        return

    plan = await taken_over(place, case)

    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)


@pytest.mark.parametrize(("name", "situation"), of_devices(TABLE), ids=named)
async def test_each_kind_of_device_is_refused_or_has_its_account_taken_over(place, name, situation):
    case, row = await place.enter(situation, bound=False), TABLE.by_name[name]
    if row.then is Then.REFUSE:
        said = await refused(place, TAKEOVERS, case)
        assert said == {"device": f"{row.why} {row.way_out}"}
        return

    await taken_over(place, case)


async def test_a_device_that_went_offline_after_it_was_asked_for_is_waited_for(place):
    case = await place.enter(BEGINS, bound=False)
    plan, form = await planned(place, TAKEOVERS, case), TAKEOVERS.form(case)
    case.laptop.go_offline()
    approved = place.context(case, approved=True, known=plan.targets)
    assert (await TAKEOVERS.action.plan(form, approved)).fingerprint == plan.fingerprint

    play = Play(place, TAKEOVERS, plan, case)
    assert await play.run()
    assert "offline" in play.said["managed"][0]


async def test_whom_okta_does_not_carry_is_told_of_the_password_they_get(place):
    case = await place.enter(replace(BEGINS, device=Device.WINDOWS), bound=False, carried=False)

    plan = await taken_over(place, case)

    assert any("none of Okta's" in line for line in plan.warnings)


async def test_an_account_that_is_disabled_meanwhile_is_not_called_taken_over(place):
    case = await place.enter(BEGINS, bound=False)
    plan = await planned(place, TAKEOVERS, case)
    play = Play(place, TAKEOVERS, plan, case)
    assert await play.run()

    await meddle(place, case, "suspend in JumpCloud")

    assert not await play.proven()
