"""Onboarding has no table, for it is about nobody yet: whoever is anywhere already is refused."""

import pytest

from bot.actions import ACTIONS
from bot.actions.onboard import ONBOARD
from bot.actions.onboard_form import OnboardForm
from bot.actions.onboard_plan import WAY_OUT
from bot.form import Picked
from bot.states import Device, JumpCloud, Okta, Situation
from tests.actions.states import truth
from tests.actions.states.actions import Asked
from tests.actions.states.cases import comes_back
from tests.actions.states.play import Play, planned, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

NOWHERE = (Device.JOINED, Device.OTHER)
LAPTOPS = [each for each in Device if each not in (*NOWHERE, Device.ABSENT)]


def new(case):
    """Somebody whom nobody has, before a device that is bound to nobody."""
    device = Picked(id=case.device_id, text=f"LT-{case.name}") if case.device_id else None
    return OnboardForm(first_name="Ada", last_name="Lovelace", email=case.login, device=device)


NEW = Asked(ONBOARD, "", new, truth.arrived)


async def test_it_is_the_only_action_without_a_table():
    assert [action for action in ACTIONS if not action.tables] == [ONBOARD]
    assert WAY_OUT.keys() == set(Okta) - {Okta.ABSENT}


@pytest.mark.parametrize("okta", Okta)
@pytest.mark.parametrize("jumpcloud", JumpCloud)
async def test_whoever_is_anywhere_is_refused_with_their_state(place, okta, jumpcloud):
    case = await place.enter(Situation(okta, jumpcloud))
    if okta is Okta.ABSENT and jumpcloud is JumpCloud.ABSENT:
        await planned(place, NEW, case)
        return

    said = await refused(place, NEW, case)

    assert said.keys() == {"email"}
    shown = place.jumpcloud.state(case.name) or ""
    assert (WAY_OUT.get(okta) or f"as {case.name} ({shown.lower()})") in said["email"]


@pytest.mark.parametrize("device", NOWHERE)
async def test_a_device_on_which_jumpcloud_makes_no_account_is_refused(place, device):
    case = await place.enter(Situation(Okta.ABSENT, JumpCloud.ABSENT, device), bound=False)

    said = await refused(place, NEW, case)

    assert "JumpCloud makes no account there" in said["device"]


@pytest.mark.parametrize("device", LAPTOPS)
async def test_every_other_laptop_has_their_account_at_the_end(place, device):
    situation = Situation(Okta.ABSENT, JumpCloud.ABSENT, device)
    case = await place.enter(situation, bound=False)
    plan = await planned(place, NEW, case)

    play = Play(place, NEW, plan, case)

    assert await play.run()
    assert ("offline" in "".join(play.said["device"])) == comes_back(situation)
    place.okta.activate(case.login, truth.NEW)
    await place.settle(case)
    assert case.laptop.sign_in(case.name, truth.NEW)
