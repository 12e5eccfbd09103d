"""Suspending, row by row: what is refused touches nothing, what is done is closed everywhere."""

from functools import partial

import pytest

from bot.actions.suspend_plan import NOT_CARRIED
from bot.actions.suspend_table import DEVICES, LEAVE, LEAVER, TABLES
from bot.errors import Refused
from bot.states import Device, JumpCloud, Okta, Situation, Then
from tests.actions.states.actions import LEAVERS, LEAVES
from tests.actions.states.cases import comes_back, left_over, named, nobody, of_accounts, of_devices
from tests.actions.states.deeds import meddle
from tests.actions.states.play import Play, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

MODES = {LEAVE: LEAVES, LEAVER: LEAVERS}
OKTA = {
    LEAVE: ("okta_suspend", "okta_sessions"),
    LEAVER: ("okta_deactivate", "okta_sessions"),
}
# By row: whether Okta is closed by us, and whether JumpCloud is.
CLOSES = {
    "not_followed": (False, True),
    "jumpcloud_only": (False, True),
    "jumpcloud_left": (False, True),
    "tried": (True, None),
    "okta_only": (True, False),
    "jumpcloud_closed": (True, False),
    "both": (True, True),
}


def wanted(mode, name, situation):
    """Spell the steps of a row."""
    okta, jumpcloud = CLOSES[name]
    if jumpcloud is None:
        jumpcloud = situation.jumpcloud not in (JumpCloud.ABSENT, JumpCloud.SUSPENDED)
    # Whom Okta never let in, it never carried into JumpCloud.
    followed = mode == LEAVER and okta and jumpcloud and situation.okta != "STAGED"
    return (
        "snapshot",
        *(OKTA[mode] if okta else ()),
        *(["followed"] if followed else []),
        *(["jumpcloud_suspend"] if jumpcloud else []),
        *(["devices"] if situation.device is not Device.ABSENT else []),
    )


@pytest.mark.parametrize(("mode", "name", "situation"), of_accounts(TABLES, *MODES), ids=named)
async def test_each_row_closes_what_it_says(place, mode, name, situation):
    case, row = await place.enter(situation), TABLES[mode].by_name[name]
    if row.then in (Then.REFUSE, Then.ALREADY):
        said = await refused(place, MODES[mode], case)
        assert said.keys() == {"person"}
        assert nobody(situation) or f"{row.why} {row.way_out}" in said["person"]
        return

    plan = await planned(place, MODES[mode], case)
    assert plan.steps == wanted(mode, name, situation)
    assert (row.why in plan.warnings) == (row.then is Then.DIFFERENTLY)

    play = Play(place, MODES[mode], plan, case)
    assert await play.run()
    assert not play.ended


@pytest.mark.parametrize(
    "situation",
    [each for _, name, each in of_accounts(TABLES, LEAVE) if name == "tried"], ids=named,
)  # fmt: skip
async def test_where_okta_refuses_to_suspend_nothing_else_is_changed(place, situation):
    case = await place.enter(situation)
    plan = await planned(place, LEAVES, case)
    before = place.shown(case)

    with place.as_documented(), pytest.raises(Refused, match="not active"):
        await Play(place, LEAVES, plan, case).run()

    assert place.shown(case) == before


@pytest.mark.parametrize(("mode", "situation"), left_over(TABLES, *MODES), ids=named)
async def test_a_device_that_has_not_heard_of_it_is_watched(place, mode, situation):
    case, row = await place.enter(situation, lags=True), TABLES[mode].left

    plan = await planned(place, MODES[mode], case)
    assert plan.steps == ("snapshot", "devices")
    assert row.why in plan.warnings

    play = Play(place, MODES[mode], plan, case)
    assert await play.run()
    assert "offline" in play.said["devices"][0]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("name", "situation"), of_devices(TABLES[DEVICES]), ids=named)
async def test_each_kind_of_device_is_closed_as_its_row_says(place, mode, name, situation):
    case, row = await place.enter(situation), TABLES[DEVICES].by_name[name]

    plan = await planned(place, MODES[mode], case)
    warned = f"LT-{case.name}: {row.why}" in plan.warnings
    assert warned == (row.then is Then.DIFFERENTLY)

    play = Play(place, MODES[mode], plan, case)
    assert await play.run() == (name != "joined")
    assert play.ended == (["devices"] if name == "joined" else [])
    assert ("offline" in "".join(play.said.get("devices", []))) == comes_back(situation)


async def test_a_leaver_whom_okta_does_not_carry_is_suspended_in_jumpcloud_at_once(place):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.MAC), carried=False)

    plan = await planned(place, LEAVERS, case)
    assert "followed" not in plan.steps
    assert NOT_CARRIED in plan.warnings

    assert await Play(place, LEAVERS, plan, case).run()


async def test_a_leaver_whom_okta_cannot_carry_out_is_suspended_in_jumpcloud_after_a_time(place):
    case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.LINUX))
    plan = await planned(place, LEAVERS, case)
    place.scim.refuse("not today")

    play = Play(place, LEAVERS, plan, case)
    assert await play.run()
    place.scim.mend()

    assert "did not follow within 5 min: not today" in play.said["followed"][-1]


OFFLINE = Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.LINUX_OFFLINE)


@pytest.mark.parametrize("deed", ["unbind", "delete in JumpCloud"])
async def test_a_device_that_was_theirs_is_watched_though_nothing_binds_them_any_more(place, deed):
    case = await place.enter(OFFLINE)
    plan = await planned(place, LEAVES, case)

    play = Play(place, LEAVES, plan, case, meddle=partial(meddle, place, case, deed))
    assert await play.run()

    assert "still usable there" in play.said["devices"][1]
    assert case.laptop.accounts[case.name].disabled


async def test_a_device_that_jumpcloud_has_lost_is_never_called_closed(place):
    case = await place.enter(OFFLINE)
    plan = await planned(place, LEAVES, case)
    deed = partial(meddle, place, case, "delete the device")

    assert not await Play(place, LEAVES, plan, case, meddle=deed).run()

    assert case.laptop.sign_in(case.name, place.password_of(case))
