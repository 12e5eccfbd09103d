"""The place itself: whoever is brought into a situation is in it, as the bot reads it."""

import pytest

from bot.principal import find_principal
from bot.states import Device, JumpCloud, Okta, Situation, situations_of

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.mark.parametrize("okta", Okta)
async def test_whoever_is_brought_into_a_situation_is_in_it(place, okta):
    for jumpcloud in JumpCloud:
        device = Device.ABSENT if jumpcloud is JumpCloud.ABSENT else Device.LINUX
        situation = Situation(okta, jumpcloud, device)

        case = await place.enter(situation)

        found = await find_principal(place.providers, place.okta.app.id, case.login)
        assert situations_of(found) == [situation]


@pytest.mark.parametrize("device", Device)
async def test_each_kind_of_device_is_read_as_what_it_is(place, device):
    situation = Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, device)

    case = await place.enter(situation)

    found = await find_principal(place.providers, place.okta.app.id, case.login)
    assert situations_of(found) == [situation]
