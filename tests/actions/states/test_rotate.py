"""Rotating, row by row: what is refused touches nothing, what is done leaves no old password."""

import pytest

from bot.actions.rotate import ROTATE
from bot.actions.rotate_plan import RotateForm
from bot.actions.rotate_table import COMPROMISED, DEVICES, ROUTINE, TABLES
from bot.sandbox.cast import PASSWORD
from bot.states import Device, Okta, Then
from tests.actions.states import truth
from tests.actions.states.cases import comes_back, named, of_accounts, of_devices
from tests.actions.states.play import Play, holds, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

MODES = (ROUTINE, COMPROMISED)
# By row: whether the password is followed into JumpCloud, and to the device.
FOLLOWED = {
    "okta_only": (False, False),
    "jumpcloud_closed": (True, False),
    "staged": (True, False),
    "jumpcloud_locked": (True, True),
    "expired": (True, True),
    "followed": (True, True),
}


def form(case, mode):
    return RotateForm(person=case.picked, why=mode, reason="Row by row")


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


def choose(play):
    """Sign in with the old or the one-time password, and choose a new one."""
    play.place.okta.sign_in(play.case.login, play.secret or PASSWORD, new_password=truth.NEW)


@pytest.mark.parametrize(("mode", "name", "situation"), of_accounts(TABLES, *MODES), ids=named)
async def test_each_row_follows_the_password_as_far_as_it_says(place, mode, name, situation):
    case, row = await place.enter(situation), TABLES[mode].by_name[name]
    if row.then is Then.REFUSE:
        said = await refused(place, ROTATE, form(case, mode), case)
        nobody = situation.okta == situation.jumpcloud == "absent"
        assert nobody or f"{row.why} {row.way_out}" in said["person"]
        return

    plan = await planned(place, ROTATE, form(case, mode), case)
    assert plan.steps == wanted(mode, name, situation)
    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)

    play = Play(place, ROTATE, form(case, mode), plan, case, person=choose)
    assert holds(await play.run(), truth.renewed(place, case))
    assert not play.ended


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("name", "situation"), of_devices(TABLES[DEVICES]), ids=named)
async def test_each_kind_of_device_gets_the_password_as_its_row_says(place, mode, name, situation):
    case, row = await place.enter(situation), TABLES[DEVICES].by_name[name]

    plan = await planned(place, ROTATE, form(case, mode), case)
    warned = f"LT-{case.name}: {row.why}" in plan.warnings
    assert warned == (row.then is Then.DIFFERENTLY)

    play = Play(place, ROTATE, form(case, mode), plan, case, person=choose)
    done = holds(await play.run(), truth.renewed(place, case))
    assert done == (name != "joined")
    assert not play.ended
    assert ("offline" in "".join(play.said.get("devices", []))) == comes_back(situation)
