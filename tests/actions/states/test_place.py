"""The place itself: whoever is brought into a situation is in it, as the bot reads it."""

import pytest

from bot.principal import find_principal
from bot.states import Device, JumpCloud, Okta, Situation, situations_of
from tests.actions.states.actions import EVERY
from tests.actions.states.place import opened
from tests.actions.states.play import refused

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


async def test_a_device_in_entra_is_read_as_one_that_is_joined(place):
    situation = Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.JOINED)
    case = await place.enter(situation)
    free = {"partOfDomain": False, "domainName": ""}
    place.jumpcloud.change_system(case.device_id, domainInfo=free, azureAdJoined=True)

    found = await find_principal(place.providers, place.okta.app.id, case.login)
    assert situations_of(found) == [situation]


@pytest.mark.parametrize("name", EVERY)
async def test_a_state_that_was_added_since_is_refused(name):
    async with opened(keeps=False) as place:
        case = await place.enter(Situation(Okta.ACTIVE, JumpCloud.ACTIVATED, Device.MAC))
        user = place.jumpcloud.user(case.name)
        place.jumpcloud.directory.users.put(user | {"state": "ASLEEP"})
        said = await refused(place, EVERY[name], case)
        assert "does not know what ASLEEP means" in said["person"]

        place.okta.directory.get(case.login).status = "HIBERNATED"
        said = await refused(place, EVERY[name], case)
        assert "does not know what HIBERNATED means" in said["person"]
