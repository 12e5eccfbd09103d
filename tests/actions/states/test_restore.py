"""Restoring, row by row: what is refused touches nothing, what is done lets them in everywhere."""

from dataclasses import replace

import pytest

from bot.actions.restore_table import ACCOUNTS, DEVICES, TABLES
from bot.states import Device, JumpCloud, Okta, Situation, Then
from tests.actions.states.actions import RESTORES
from tests.actions.states.cases import comes_back, left_over, named, nobody, of_accounts, of_devices
from tests.actions.states.deeds import meddle
from tests.actions.states.play import Play, planned, refused

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


def ends_well(name, situation):
    # A leaver who is staged, or has no password there yet, gets what is missing on the way.
    return situation.jumpcloud not in STAYS or (
        name == "leaver" and situation.jumpcloud is not JumpCloud.LOCKED
    )


@pytest.mark.parametrize(("_", "name", "situation"), of_accounts(TABLES, ACCOUNTS), ids=named)
async def test_each_row_opens_what_it_says(place, _, name, situation):
    case, row = await place.enter(situation), TABLES[ACCOUNTS].by_name[name]
    if row.then in (Then.REFUSE, Then.ALREADY):
        said = await refused(place, RESTORES, case)
        assert nobody(situation) or f"{row.why} {row.way_out}" in said["person"]
        return

    plan = await planned(place, RESTORES, case)
    device = situation.device is not Device.ABSENT
    assert plan.steps == (*STEPS[name], *(["devices"] if device else []))
    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)

    play = Play(place, RESTORES, plan, case)
    assert await play.run() == ends_well(name, situation)
    assert not play.ended


@pytest.mark.parametrize("jumpcloud", [JumpCloud.ACTIVATED, JumpCloud.ABSENT])
async def test_a_leaver_who_does_not_choose_a_password_is_let_in_all_the_same(place, jumpcloud):
    device = Device.ABSENT if jumpcloud is JumpCloud.ABSENT else Device.LINUX
    case = await place.enter(Situation(Okta.DEPROVISIONED, jumpcloud, device))
    plan = await planned(place, RESTORES, case)

    alone = replace(RESTORES, person=None)
    assert await Play(place, alone, plan, case).run()
    assert place.okta.status(case.login) == "PROVISIONED"


@pytest.mark.parametrize(("_", "situation"), left_over(TABLES, ACCOUNTS), ids=named)
async def test_a_device_that_is_open_already_is_not_watched(place, _, situation):
    case = await place.enter(situation, lags=True)

    said = await refused(place, RESTORES, case)

    assert TABLES[ACCOUNTS].by_name["open"].why in said["person"]


@pytest.mark.parametrize("okta", [Okta.ACTIVE, Okta.PASSWORD_EXPIRED, Okta.RECOVERY])
async def test_a_device_that_has_not_heard_that_they_are_open_is_watched(place, okta):
    closed = Situation(okta, JumpCloud.SUSPENDED, Device.WINDOWS_OFFLINE)
    case = await place.enter(closed)
    place.jumpcloud.change_user(case.name, state="ACTIVATED", suspended=False)

    plan = await planned(place, RESTORES, case)
    assert plan.steps == ("devices",)
    assert TABLES[ACCOUNTS].left.why in plan.warnings

    play = Play(place, RESTORES, plan, case)
    assert await play.run()
    assert "offline" in play.said["devices"][0]


@pytest.mark.parametrize(("name", "situation"), of_devices(TABLES[DEVICES]), ids=named)
async def test_each_kind_of_device_is_opened_as_its_row_says(place, name, situation):
    closed = Situation(Okta.SUSPENDED, JumpCloud.SUSPENDED, situation.device)
    case, row = await place.enter(closed), TABLES[DEVICES].by_name[name]

    plan = await planned(place, RESTORES, case)
    warned = f"LT-{case.name}: {row.why}" in plan.warnings
    assert warned == (row.then is Then.DIFFERENTLY)

    play = Play(place, RESTORES, plan, case)
    assert await play.run()
    assert not play.ended
    assert ("offline" in "".join(play.said.get("devices", []))) == comes_back(situation)


async def test_a_device_that_is_unbound_meanwhile_is_named_though_no_snapshot_has_it(place):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.SUSPENDED, Device.MAC))
    plan = await planned(place, RESTORES, case)
    play = Play(place, RESTORES, plan, case)
    assert await play.run()

    await meddle(place, case, "unbind")

    assert not await play.proven()
