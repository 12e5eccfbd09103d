"""Rotating, row by row: what is refused touches nothing, what is done leaves no old password."""

from functools import partial

import pytest

from bot.actions.rotate_plan import NOT_CARRIED
from bot.actions.rotate_table import COMPROMISED, DEVICES, ROUTINE, TABLES
from bot.sandbox.cast import PASSWORD
from bot.states import Device, JumpCloud, Okta, Situation, Then
from tests.actions.states.actions import COMPROMISES, ROUTINES
from tests.actions.states.cases import comes_back, named, nobody, of_accounts, of_devices
from tests.actions.states.deeds import meddle
from tests.actions.states.play import Play, StuckError, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

MODES = {ROUTINE: ROUTINES, COMPROMISED: COMPROMISES}
# By row: whether the password is followed into JumpCloud, and to the device.
FOLLOWED = {
    "okta_only": (False, False),
    "jumpcloud_closed": (True, False),
    "staged": (True, False),
    "jumpcloud_locked": (True, True),
    "expired": (True, True),
    "followed": (True, True),
}


def wanted(mode, name, situation):
    """Spell the steps of a row."""
    pushed, device = FOLLOWED[name]
    expired = situation.okta is Okta.PASSWORD_EXPIRED
    routine = ("told",) if expired else ("expire",)
    return (
        *(routine if mode == ROUTINE else ("replace", "sessions")),
        "chosen",
        *(["pushed"] if pushed else []),
        *(["devices"] if device and situation.device is not Device.ABSENT else []),
    )


@pytest.mark.parametrize(("mode", "name", "situation"), of_accounts(TABLES, *MODES), ids=named)
async def test_each_row_follows_the_password_as_far_as_it_says(place, mode, name, situation):
    case, row = await place.enter(situation), TABLES[mode].by_name[name]
    if row.then is Then.REFUSE:
        said = await refused(place, MODES[mode], case)
        assert nobody(situation) or f"{row.why} {row.way_out}" in said["person"]
        return

    plan = await planned(place, MODES[mode], case)
    assert plan.steps == wanted(mode, name, situation)
    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)

    play = Play(place, MODES[mode], plan, case)
    assert await play.run()
    assert not play.ended


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("name", "situation"), of_devices(TABLES[DEVICES]), ids=named)
async def test_each_kind_of_device_gets_the_password_as_its_row_says(place, mode, name, situation):
    case, row = await place.enter(situation), TABLES[DEVICES].by_name[name]

    plan = await planned(place, MODES[mode], case)
    warned = f"LT-{case.name}: {row.why}" in plan.warnings
    assert warned == (row.then is Then.DIFFERENTLY)

    play = Play(place, MODES[mode], plan, case)
    assert await play.run() == (name != "joined")
    assert not play.ended
    assert ("offline" in "".join(play.said.get("devices", []))) == comes_back(situation)


@pytest.mark.parametrize("mode", MODES)
async def test_whom_okta_does_not_carry_keeps_the_old_password_on_the_device(place, mode):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.MAC), carried=False)

    plan = await planned(place, MODES[mode], case)
    assert plan.steps[-1] == "chosen"
    assert NOT_CARRIED in plan.warnings

    assert not await Play(place, MODES[mode], plan, case).run()


@pytest.mark.parametrize("mode", MODES)
async def test_a_password_that_jumpcloud_does_not_take_is_waited_for_and_said(place, mode):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.MAC))
    plan = await planned(place, MODES[mode], case)
    place.scim.refuse("not today")

    with pytest.raises(StuckError, match=r"JumpCloud does not have it.* not today"):
        await Play(place, MODES[mode], plan, case).run()
    place.scim.mend()


async def test_a_device_that_is_unbound_with_the_old_password_is_never_called_done(place):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.LINUX_OFFLINE))
    plan = await planned(place, ROUTINES, case)
    deed = partial(meddle, place, case, "unbind")

    assert not await Play(place, ROUTINES, plan, case, meddle=deed).run()

    case.laptop.go_online()
    await place.settle(case)
    assert not case.laptop.sign_in(case.name, PASSWORD)


@pytest.mark.parametrize("mode", MODES)
async def test_an_open_account_of_who_is_staged_is_not_called_done(place, mode):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.STAGED, Device.JOINED))
    plan = await planned(place, MODES[mode], case)

    assert not await Play(place, MODES[mode], plan, case).run()
