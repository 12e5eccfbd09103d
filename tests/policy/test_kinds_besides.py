"""Of which kinds a plan is by more than its person: by the groups that they get back into."""

from bot.actions import ACTIONS
from bot.config import Config
from bot.plan import Target
from bot.sandbox.cast import okta_id
from bot.states import Device, JumpCloud, Okta, Situation
from tests.actions.states.place import opened

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
