"""Restoring, row by row: what is refused touches nothing, what is done lets them in everywhere."""

import pytest

from bot.actions.restore import RESTORE
from bot.actions.restore_plan import RestoreForm
from bot.actions.restore_table import ACCOUNTS, DEVICES, TABLES
from bot.states import Device, JumpCloud, Okta, Situation, Then
from tests.actions.states import truth
from tests.actions.states.cases import comes_back, left_over, named, of_accounts, of_devices
from tests.actions.states.play import Play, holds, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

STEPS = {
    "jumpcloud_only": ("jumpcloud_open",),
    "leave": ("okta_unsuspend", "jumpcloud_open"),
    "staged": ("okta_unsuspend",),
    "jumpcloud_locked": ("okta_unsuspend",),
    "okta_only": ("okta_unsuspend",),
    "leaver": ("okta_activate", "jumpcloud_app", "linked", "jumpcloud_open"),
}
# What restoring does not end stays, and is never called done.
STAYS = (JumpCloud.STAGED, JumpCloud.LOCKED, JumpCloud.PENDING)


def form(case):
    return RestoreForm(person=case.picked, reason="Row by row")


def ends_well(name, situation):
    # A leaver who is staged, or has no password there yet, gets what is missing on the way.
    return situation.jumpcloud not in STAYS or (
        name == "leaver" and situation.jumpcloud is not JumpCloud.LOCKED
    )


def come_in(play):
    """Follow the activation e-mail, as somebody does who was deactivated."""
    if play.place.okta.status(play.case.login) == "PROVISIONED":
        play.place.okta.activate(play.case.login, truth.NEW)


@pytest.mark.parametrize(("_", "name", "situation"), of_accounts(TABLES, ACCOUNTS), ids=named)
async def test_each_row_opens_what_it_says(place, _, name, situation):
    case, row = await place.enter(situation), TABLES[ACCOUNTS].by_name[name]
    if row.then in (Then.REFUSE, Then.ALREADY):
        said = await refused(place, RESTORE, form(case), case)
        nobody = situation.okta == situation.jumpcloud == "absent"
        assert nobody or f"{row.why} {row.way_out}" in said["person"]
        return

    plan = await planned(place, RESTORE, form(case), case)
    device = situation.device is not Device.ABSENT
    assert plan.steps == (*STEPS[name], *(["devices"] if device else []))
    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)

    play = Play(place, RESTORE, form(case), plan, case, person=come_in)
    assert holds(await play.run(), truth.opened(place, case)) == ends_well(name, situation)
    assert not play.ended


@pytest.mark.parametrize("jumpcloud", [JumpCloud.ACTIVATED, JumpCloud.ABSENT])
async def test_a_leaver_who_does_not_choose_a_password_is_let_in_all_the_same(place, jumpcloud):
    device = Device.ABSENT if jumpcloud is JumpCloud.ABSENT else Device.LINUX
    case = await place.enter(Situation(Okta.DEPROVISIONED, jumpcloud, device))
    plan = await planned(place, RESTORE, form(case), case)

    assert holds(
        await Play(place, RESTORE, form(case), plan, case).run(), truth.opened(place, case)
    )
    assert place.okta.status(case.login) == "PROVISIONED"


@pytest.mark.parametrize(("_", "situation"), left_over(TABLES, ACCOUNTS), ids=named)
async def test_a_device_that_is_open_already_is_not_watched(place, _, situation):
    case = await place.enter(situation, lags=True)

    said = await refused(place, RESTORE, form(case), case)

    assert TABLES[ACCOUNTS].by_name["open"].why in said["person"]


@pytest.mark.parametrize("okta", [Okta.ACTIVE, Okta.PASSWORD_EXPIRED, Okta.RECOVERY])
async def test_a_device_that_has_not_heard_that_they_are_open_is_watched(place, okta):
    closed = Situation(okta, JumpCloud.SUSPENDED, Device.WINDOWS_OFFLINE)
    case = await place.enter(closed)
    place.jumpcloud.change_user(case.name, state="ACTIVATED", suspended=False)

    plan = await planned(place, RESTORE, form(case), case)
    assert plan.steps == ("devices",)
    assert TABLES[ACCOUNTS].left.why in plan.warnings

    play = Play(place, RESTORE, form(case), plan, case)
    proven = await play.run()
    assert "offline" in play.said["devices"][0]
    assert holds(proven, truth.opened(place, case))


@pytest.mark.parametrize(("name", "situation"), of_devices(TABLES[DEVICES]), ids=named)
async def test_each_kind_of_device_is_opened_as_its_row_says(place, name, situation):
    closed = Situation(Okta.SUSPENDED, JumpCloud.SUSPENDED, situation.device)
    case, row = await place.enter(closed), TABLES[DEVICES].by_name[name]

    plan = await planned(place, RESTORE, form(case), case)
    warned = f"LT-{case.name}: {row.why}" in plan.warnings
    assert warned == (row.then is Then.DIFFERENTLY)

    play = Play(place, RESTORE, form(case), plan, case)
    assert holds(await play.run(), truth.opened(place, case))
    assert not play.ended
    assert ("offline" in "".join(play.said.get("devices", []))) == comes_back(situation)
