"""Of which kinds a plan is by more than its person: by groups they get back into, by devices."""

import pytest

from bot.actions import ACTIONS
from bot.config import Config
from bot.errors import InvalidForm
from bot.plan import Target
from bot.sandbox.cast import okta_id
from bot.states import Device, JumpCloud, Okta, Situation
from tests.actions.states.place import Case, opened

ACTION = {action.name: action for action in ACTIONS}
LEFT = Situation(Okta.DEPROVISIONED, JumpCloud.SUSPENDED, Device.ABSENT)
ENGINEERING = okta_id("00g", "Engineering")


async def planned(place, action, case, **typed):
    """Compute a plan about somebody, as the review does."""
    form = ACTION[action].form.model_validate({"person": case.picked.model_dump(), **typed})
    return await ACTION[action].plan(form, place.context(case))


async def test_who_gets_back_into_a_group_of_the_protected_is_protected_before_they_are_in():
    async with opened() as place:
        case = await place.enter(LEFT)
        assert (await planned(place, "restore", case, reason="Back")).kinds == {}
        place.config = Config.model_validate({"protect": {"groups": [ENGINEERING]}})
        place.okta.leave(case.login, "Engineering")

        plan = await planned(place, "restore", case, reason="Back")

        why = plan.kinds[Target.PROTECTED]
        assert why.endswith("gets into a group that `groups` in [protect] names")
        assert why in plan.warnings


async def test_who_gets_into_a_group_of_administrators_is_one_before_they_are_in():
    new = {"first_name": "Ada", "last_name": "Byron", "email": "ada@acme.example"}
    async with opened() as place:
        case = await place.enter(LEFT)
        place.okta.leave(case.login, "Engineering")
        place.okta.directory.groups[ENGINEERING].roles.append("HELP_DESK_ADMIN")

        restored = await planned(place, "restore", case, reason="Back")
        groups = [{"id": ENGINEERING, "text": "Engineering"}]
        form = ACTION["onboard"].form.model_validate(new | {"groups": groups})
        onboarded = await ACTION["onboard"].plan(form, place.context(case))

    for plan in (restored, onboarded):
        why = plan.kinds[Target.ADMIN]
        assert why.endswith("gets into a group of administrators of Okta (Help Desk Admin)")
        assert why in plan.warnings


async def test_who_gets_back_into_a_group_that_is_gone_is_nothing_by_it():
    async with opened() as place:
        case = await place.enter(LEFT)
        place.okta.directory.remove_group(place.okta.directory.groups[ENGINEERING])

        assert (await planned(place, "restore", case, reason="Back")).kinds == {}


@pytest.fixture
async def graces():
    """Grace's laptop, with an account that is nobody's yet."""
    async with opened() as place:
        place.laptops["LT-GRACE"].add_account("dlocal", "Dana N.", password="local-one")
        yield place


async def taken_over(place, **protect):
    """Plan that somebody takes that account over, and give of which kinds the plan is."""
    place.config = Config.model_validate({"protect": protect})
    device = {"id": place.laptops["LT-GRACE"].id, "text": "LT-GRACE"}
    account = {"id": "dlocal", "text": "dlocal"}
    plan = await planned(place, "takeover", Case(None, "dana"), device=device, account=account)
    assert set(plan.kinds.values()) <= set(plan.warnings)
    return plan.kinds


async def test_an_account_on_the_device_of_the_protected_is_taken_over_as_if_it_were_theirs(graces):
    assert await taken_over(graces) == {}
    theirs = "It is the device of Grace Hopper, who is"

    assert await taken_over(graces, people=["grace@acme.example"]) == {
        Target.PROTECTED: f"{theirs} protected (`people` in [protect] names them)",
    }
    graces.okta.make_admin("grace@acme.example")
    assert await taken_over(graces) == {
        Target.ADMIN: f"{theirs} an administrator of Okta (Super Admin)",
    }


async def test_no_account_on_the_device_of_the_owner_is_taken_over(graces):
    with pytest.raises(InvalidForm) as refusal:
        await taken_over(graces, owner=["grace@acme.example"])

    assert "It is the device of Grace Hopper" in refusal.value.fields["device"]
