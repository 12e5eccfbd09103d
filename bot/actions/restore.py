"""Restore a person: undo a suspension, with everything that they had.

What they had is the snapshot that the suspension took; without one, what is there is opened and
nothing is compared. Okta comes first, then JumpCloud, which of an unsuspended person never hears
by itself, and then the devices. A deactivated person has no password any more: they get Okta's
activation e-mail, and their groups bring the apps again.
"""

import json
from collections.abc import Sequence
from typing import Final

from bot.action import Action, Facts, Run, Seen, Step, Wait, Witness
from bot.actions.closing import DOMAIN_ONLY, Snapshot, offline
from bot.actions.provisioning import arrived, assign
from bot.actions.restore_plan import RestoreForm, missing_groups, plan_restoration
from bot.actions.restore_table import TABLES
from bot.clients.jumpcloud import JumpCloudUser
from bot.clients.okta import Group
from bot.errors import NotFound, Refused
from bot.principal import Machine, list_machines
from bot.states import Device, device_state

MOST_NAMES: Final = 10


async def okta_unsuspend(run: Run[RestoreForm]) -> Facts:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if (await okta.get_user(user_id)).status == "SUSPENDED":
        await okta.unsuspend_user(user_id)
    return {}


async def suspend_again(run: Run[RestoreForm]) -> str:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    user = await okta.get_user(user_id)
    if user.status == "SUSPENDED":
        return ""
    await okta.suspend_user(user_id)
    return f"{run.plan.targets['login']} is suspended in Okta again."


async def okta_activate(run: Run[RestoreForm]) -> Facts:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if (await okta.get_user(user_id)).status == "DEPROVISIONED":
        await okta.activate_user(user_id, send_email=True)
    return {}


async def deactivate_again(run: Run[RestoreForm]) -> str:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if (await okta.get_user(user_id)).status == "DEPROVISIONED":
        return ""
    await okta.deactivate_user(user_id)
    return f"{run.plan.targets['login']} is deactivated in Okta again."


async def join_groups(run: Run[RestoreForm]) -> Facts:
    gone = []
    for group, name in json.loads(run.plan.targets["groups"]).items():
        try:
            await run.providers.okta.add_to_group(group, run.plan.targets["okta_id"])
        except NotFound:
            gone.append(name)
    return {"groups_gone": ", ".join(gone)} if gone else {}


async def assign_jumpcloud_app(run: Run[RestoreForm]) -> Facts:
    await assign(run, run.plan.targets["okta_id"], run.plan.targets["login"])
    return {}


async def linked(run: Run[RestoreForm]) -> Seen:
    return await arrived(run, run.plan.targets["okta_id"])


async def jumpcloud_open(run: Run[RestoreForm]) -> Facts:
    jumpcloud, user_id = run.providers.jumpcloud, _jumpcloud_id(run)
    before = (await jumpcloud.get_user(user_id)).state
    if before == "SUSPENDED":
        await jumpcloud.restore_user(user_id)
    if before == "STAGED":  # made anew, where that is the default
        await jumpcloud.activate_user(user_id)
    state = (await jumpcloud.get_user(user_id)).state
    if state != "ACTIVATED":
        raise Refused(f"JumpCloud was told to activate them and shows {state}.", "JumpCloud")
    return {}


async def jumpcloud_close(run: Run[RestoreForm]) -> str:
    jumpcloud, user_id = run.providers.jumpcloud, _jumpcloud_id(run)
    if (await jumpcloud.get_user(user_id)).state == "SUSPENDED":
        return ""
    await jumpcloud.suspend_user(user_id)
    return "JumpCloud has suspended them again."


async def devices(run: Run[RestoreForm]) -> Seen:
    try:
        user = await run.providers.jumpcloud.get_user(_jumpcloud_id(run))
    except NotFound:
        return Seen("JumpCloud has no account of theirs any more.", done=True)
    machines = await list_machines(run.providers, user)
    coming = user.activated or "okta_activate" in run.plan.steps  # which asks for a password
    shut = [machine for machine in machines if _awaited(machine, user, served=coming)]
    if not shut:
        names = ", ".join(machine.name for machine in machines if _open(machine)) or "no device"
        return Seen(f"Enabled on {names}.", done=True)
    return Seen("; ".join(f"{machine.name}: {_still_shut(machine)}" for machine in shut))


def _open(machine: Machine) -> bool:
    return machine.account is not None and not machine.account.suspended


def _awaited(machine: Machine, user: JumpCloudUser, *, served: bool) -> bool:
    """Tell whether the agent will yet enable or make the account; it makes none for everybody.

    Args:
        served: Whether JumpCloud has a password of theirs, or will.
    """
    if user.state != "ACTIVATED":
        return False
    if machine.account is not None:
        return machine.account.suspended
    return served and device_state(machine) not in (Device.JOINED, Device.OTHER)


def _still_shut(machine: Machine) -> str:
    there = "the account is still disabled" if machine.account else "no account is"
    if why := offline(machine):
        return f"{why}; {there} there"
    return "online, and the account is not enabled yet"


def _jumpcloud_id(run: Run[RestoreForm]) -> str:
    return run.facts.get("jumpcloud_id") or run.plan.targets["jumpcloud_id"]


async def prove(run: Run[RestoreForm]) -> tuple[Witness, ...]:
    okta, jumpcloud = run.providers.okta, run.providers.jumpcloud
    user = await okta.get_user(run.plan.targets["okta_id"])
    groups = await okta.list_user_groups(user.id)
    kept = Snapshot(**json.loads(run.plan.targets["snapshot"]))
    seen = [Witness("Okta", f"{user.login} {user.status}", not user.shut_out)]
    if run.plan.targets["known"]:
        seen.append(_compared(run, kept, groups))
    if user_id := _jumpcloud_id(run):
        mirrored = await jumpcloud.get_user(user_id)
        seen.append(
            Witness(
                "JumpCloud",
                f"{mirrored.username} {mirrored.state}{', locked out' * mirrored.account_locked}",
                mirrored.state == "ACTIVATED" and not mirrored.account_locked,
            )
        )
        machines = await list_machines(run.providers, mirrored)
        seen += [_device(machine, locked=mirrored.account_locked) for machine in machines]
        theirs = kept.devices | json.loads(run.plan.targets.get("devices", "{}"))
        seen += _devices_gone(theirs, machines)
    return tuple(seen)


def _compared(run: Run[RestoreForm], kept: Snapshot, groups: Sequence[Group]) -> Witness:
    """Say what is not as it was before the suspension."""
    missing = list(missing_groups(kept, groups).values())
    before = f"what they had before {run.plan.targets['known']}"
    if not missing:
        return Witness("Groups in Okta", f"the same as {before}", ok=True)
    names = ", ".join(missing[:MOST_NAMES])
    return Witness("Groups in Okta", f"missing of {before}: {names}", ok=False)


def _devices_gone(theirs: dict[str, str], machines: Sequence[Machine]) -> list[Witness]:
    bound = {machine.system.id for machine in machines}
    return [
        Witness(name, "was bound to them before, and is not any more", ok=False)
        for device, name in theirs.items()
        if device not in bound
    ]


def _device(machine: Machine, *, locked: bool) -> Witness:
    if _open(machine) and locked:
        return Witness(machine.name, "account enabled, and locked out as in JumpCloud", ok=False)
    if _open(machine):
        return Witness(machine.name, "account enabled", ok=True)
    if machine.account is None and device_state(machine) is Device.OTHER:
        return Witness(machine.name, "has no account that could be enabled", ok=True)
    if machine.account is None and device_state(machine) is Device.JOINED:
        return Witness(machine.name, DOMAIN_ONLY, ok=False)
    if machine.account is None:
        return Witness(machine.name, "no account of theirs is there", ok=False)
    return Witness(machine.name, _still_shut(machine), ok=False)


RESTORE: Final = Action(
    name="restore",
    title="Restore a person",
    description="Open a suspended person's access again, with everything that they had",
    usage="[e-mail, login, @mention or name]",
    form=RestoreForm,
    about="person",
    alerts=True,
    tables=TABLES,
    plan=plan_restoration,
    steps=(
        Step("okta_unsuspend", "Unsuspend in Okta", okta_unsuspend, undo=suspend_again),
        Step("okta_activate", "Activate in Okta", okta_activate, undo=deactivate_again),
        Step("groups", "Put back into their groups", join_groups),
        Step("jumpcloud_app", "Assign JumpCloud in Okta", assign_jumpcloud_app),
        Wait(
            "linked", "Link JumpCloud again", linked,
            within=lambda config: 2 * config.people.follow,
        ),
        Step("jumpcloud_open", "Activate in JumpCloud", jumpcloud_open, undo=jumpcloud_close),
        Wait(
            "devices", "Enable the account on each device", devices,
            within=lambda config: config.people.device, can_end=True,
        ),
    ),
    prove=prove,
)  # fmt: skip
