"""What somebody else may do while an action is at work, or before it is proven."""

import contextlib

from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.okta import OktaError

DEEDS = {
    "nothing": lambda place, case: None,
    **{
        verb: lambda place, case, verb=verb: place.okta.do(verb, case.login)
        for verb in ("suspend", "unsuspend", "activate", "deactivate", "expire_password")
    },
    "lock out of Okta": lambda place, case: place.okta.lock(case.login),
    "suspend in JumpCloud": lambda place, case: place.jumpcloud.change_user(
        case.name, state="SUSPENDED", suspended=True
    ),
    "activate in JumpCloud": lambda place, case: place.jumpcloud.change_user(
        case.name, state="ACTIVATED", suspended=False
    ),
    "lock out of JumpCloud": lambda place, case: place.jumpcloud.change_user(
        case.name, account_locked=True
    ),
    "delete in JumpCloud": lambda place, case: place.jumpcloud.directory.delete(
        (place.jumpcloud.user(case.name) or {"_id": ""})["_id"], cascade=True
    ),
    "delete the device": lambda place, case: place.jumpcloud.devices.remove(case.device_id),
    "unbind": lambda place, case: place.jumpcloud.unbind(case.name, case.device_id),
}


async def meddle(place, case, deed):
    """Have somebody do it, where it can be done, and let it come to the device."""
    with contextlib.suppress(OktaError, Problem):
        DEEDS[deed](place, case)
    await place.settle(case)
