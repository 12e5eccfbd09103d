"""Suspend a person: close Okta, JumpCloud and the account on every device, and prove it.

A leave is reversible: Okta suspends, and because Okta sends nothing over SCIM for that, JumpCloud
is suspended directly. A leaver is deactivated in Okta, and JumpCloud has to follow; when it does
not in time, it is suspended directly, and that it did not follow is said.

Nothing of this is undone when something goes wrong on the way: what is closed stays closed. A
laptop that is offline is watched for as long as it takes, or until a person ends the wait.
"""

from collections.abc import Sequence
from typing import Final

from bot.action import Action, Did, Facts, Run, Seen, Step, Wait, Witness
from bot.actions.closing import (
    DOMAIN_ONLY,
    SNAPSHOT,
    Devices,
    devices_of,
    find_jumpcloud_user,
    offline,
    snapshot_in,
    take_snapshot,
    tell_to_lock,
)
from bot.actions.provisioning import why_not
from bot.actions.suspend_form import SuspendForm, prefill
from bot.actions.suspend_plan import plan_suspension
from bot.actions.suspend_table import LEAVE, LEAVER, TABLES
from bot.errors import NotFound, Refused
from bot.principal import Machine
from bot.states import Device, device_state

ABSENT: Final = "not there"
CLOSED: Final = {LEAVE: ("SUSPENDED", "DEPROVISIONED", ABSENT), LEAVER: ("DEPROVISIONED", ABSENT)}
STAYS: Final = "{} stays closed; `/restore` opens it again."
DELETED: Final = "JumpCloud has no account of theirs any more."
GONE: Final = "JumpCloud no longer has it, so nobody can say whether the account is open there"


async def snapshot(run: Run[SuspendForm]) -> Facts:
    if SNAPSHOT in run.facts:
        return {}
    targets = run.plan.targets
    kept = await take_snapshot(run.providers, targets["okta_id"], targets["jumpcloud_id"])
    return {SNAPSHOT: kept.write(), "mode": run.form.mode}


async def okta_suspend(run: Run[SuspendForm]) -> Facts:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    # Whoever was closed further by another hand meanwhile needs no suspension.
    if await _okta_status(run) not in CLOSED[LEAVE]:
        await okta.suspend_user(user_id)
    return {}


async def okta_deactivate(run: Run[SuspendForm]) -> Facts:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if await _okta_status(run) not in CLOSED[LEAVER]:
        await okta.deactivate_user(user_id)
    return {}


async def _okta_status(run: Run[SuspendForm]) -> str:
    user = await run.providers.okta.find_user(run.plan.targets["okta_id"])
    return user.status if user else ABSENT


async def okta_sessions(run: Run[SuspendForm]) -> Facts:
    try:
        await run.providers.okta.clear_sessions(run.plan.targets["okta_id"])
    except NotFound:
        return {}  # of a deactivated person there may be none left to end
    return {}


async def followed(run: Run[SuspendForm]) -> Seen:
    user = await find_jumpcloud_user(run.providers, run.plan.targets["jumpcloud_id"])
    if user is None:
        return Seen(DELETED, done=True)
    if user.state == "SUSPENDED":
        return Seen("JumpCloud has followed Okta.", done=True, facts={"followed": "yes"})
    waited = run.now - (run.since or run.now)
    limit = run.config.people.follow
    if waited < limit:
        return Seen(f"JumpCloud still shows {user.username} as {user.state}.")
    why = await why_not(run, run.plan.targets["okta_id"]) or "its log gives no reason"
    minutes = f"{limit.total_seconds() / 60:g} min"
    return Seen(f"JumpCloud did not follow within {minutes}: {why}", done=True)


async def jumpcloud_suspend(run: Run[SuspendForm]) -> Facts | Did:
    jumpcloud, user_id = run.providers.jumpcloud, run.plan.targets["jumpcloud_id"]
    user = await find_jumpcloud_user(run.providers, user_id)
    if user is None:
        return Did(text=DELETED)
    if user.state == "SUSPENDED":
        return Did(text="It was suspended already.") if run.attempt == 1 else {}
    await jumpcloud.suspend_user(user_id)
    state = (await jumpcloud.get_user(user_id)).state
    if state != "SUSPENDED":
        raise Refused(f"JumpCloud took the suspension and still shows {state}.", "JumpCloud")
    return {}


async def devices(run: Run[SuspendForm]) -> Seen:
    found = await _devices(run)
    open_ = [machine for machine in found.machines if not machine.closed]
    closed = [machine for machine in found.machines if machine.closed]
    lines = [f"{machine.name}: {_still_open(machine)}" for machine in open_]
    lines += [f"{name}: {GONE}" for name in found.gone]
    said = [f"{'; '.join(lines)}."] if lines else []
    if closed or not lines:
        said.append(f"Disabled on {_names(closed)}.")
    return Seen(" ".join(said), done=not open_)


async def _devices(run: Run[SuspendForm]) -> Devices:
    return await devices_of(run.providers, run.plan.targets["jumpcloud_id"], snapshot_in(run.facts))


def _still_open(machine: Machine) -> str:
    if why := offline(machine):
        return f"{why}; the account is still usable there"
    return "online, and the account is not disabled yet"


def _names(machines: Sequence[Machine]) -> str:
    return ", ".join(machine.name for machine in machines) or "no device"


async def prove(run: Run[SuspendForm]) -> tuple[Witness, ...]:
    targets, seen = run.plan.targets, []
    if targets["okta_id"]:
        status = await _okta_status(run)
        closed = status in CLOSED[run.form.mode]
        seen.append(Witness("Okta", f"{targets['login']} {status}", closed))
    if targets["jumpcloud_id"]:
        seen.append(await _in_jumpcloud(run))
        found = await _devices(run)
        seen += [_device(each) for each in found.machines]
        seen += [Witness(name, GONE, ok=False) for name in found.gone]
    return tuple(seen)


async def _in_jumpcloud(run: Run[SuspendForm]) -> Witness:
    user = await find_jumpcloud_user(run.providers, run.plan.targets["jumpcloud_id"])
    if user is None:
        return Witness("JumpCloud", "the account is not there", ok=True)
    late = "" if run.form.mode == LEAVE or "followed" in run.facts else _late(run)
    return Witness("JumpCloud", f"{user.username} {user.state}{late}", user.state == "SUSPENDED")


def _late(run: Run[SuspendForm]) -> str:
    return ", suspended directly" if "followed" in run.plan.steps else ""


def _device(machine: Machine) -> Witness:
    if machine.account is None and device_state(machine) is Device.JOINED:
        return Witness(machine.name, DOMAIN_ONLY, ok=False)
    if machine.account is None:
        return Witness(machine.name, "no account of theirs is there", ok=True)
    if machine.closed:
        open_session = " (Windows Home: an open session may go on)" * machine.system.home_edition
        return Witness(machine.name, f"account disabled{open_session}", ok=True)
    return Witness(machine.name, _still_open(machine), ok=False)


SUSPEND: Final = Action(
    name="suspend",
    title="Suspend a person",
    description="Close a person's access in Okta, in JumpCloud and on every device, and prove it",
    usage="[e-mail, login, @mention or name]",
    form=SuspendForm,
    about="person",
    destructive=True,
    alerts=True,
    urgent=True,
    tables=TABLES,
    defaults=prefill,
    plan=plan_suspension,
    steps=(
        Step("snapshot", "Note what they have", snapshot),
        Step("okta_suspend", "Suspend in Okta", okta_suspend, leaves=STAYS.format("Okta")),
        Step("okta_deactivate", "Deactivate in Okta", okta_deactivate, leaves=STAYS.format("Okta")),
        Step("okta_sessions", "End sessions and tokens", okta_sessions),
        Wait(
            "followed", "JumpCloud follows Okta", followed,
            within=lambda config: 2 * config.people.follow,
        ),
        Step(
            "jumpcloud_suspend", "Suspend in JumpCloud", jumpcloud_suspend,
            leaves=STAYS.format("JumpCloud"),
        ),
        Step("lock", "Lock the screens", tell_to_lock),
        Wait(
            "devices", "Disable the account on each device", devices,
            within=lambda config: config.people.device, can_end=True,
        ),
    ),
    prove=prove,
)  # fmt: skip
