"""Suspend a person: close Okta, JumpCloud and the account on every device, and prove it.

A leave is reversible: Okta suspends, and because Okta sends nothing over SCIM for that, JumpCloud
is suspended directly. A leaver is deactivated in Okta, and JumpCloud has to follow; when it does
not in time, it is suspended directly, and that it did not follow is said.

Nothing of this is undone when something goes wrong on the way: what is closed stays closed. A
laptop that is offline is watched for as long as it takes, or until a person ends the wait.
"""

import asyncio
from typing import Final

from bot.action import Action, Did, Facts, Run, Seen, Step, Wait, Witness
from bot.actions.closing import DOMAIN_ONLY, SNAPSHOT, machines_of, offline, take_snapshot
from bot.actions.provisioning import why_not
from bot.actions.suspend_form import SuspendForm, prefill
from bot.actions.suspend_plan import plan_suspension
from bot.actions.suspend_table import LEAVE, LEAVER, TABLES
from bot.clients.jumpcloud import System
from bot.errors import NotFound, Refused
from bot.principal import Machine
from bot.states import Device, device_state

CLOSED: Final = {
    LEAVE: ("SUSPENDED", "DEPROVISIONED", "not there"),
    LEAVER: ("DEPROVISIONED", "not there"),
}
STAYS: Final = "{} stays closed; `/restore` opens it again."


async def snapshot(run: Run[SuspendForm]) -> Facts:
    if SNAPSHOT in run.facts:
        return {}
    targets = run.plan.targets
    kept = await take_snapshot(run.providers, targets["okta_id"], targets["jumpcloud_id"])
    return {SNAPSHOT: kept.write(), "mode": run.form.mode}


async def okta_suspend(run: Run[SuspendForm]) -> Facts:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if (await okta.get_user(user_id)).status != "SUSPENDED":
        await okta.suspend_user(user_id)
    return {}


async def okta_deactivate(run: Run[SuspendForm]) -> Facts:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if (await okta.get_user(user_id)).status != "DEPROVISIONED":
        await okta.deactivate_user(user_id)
    return {}


async def okta_sessions(run: Run[SuspendForm]) -> Facts:
    try:
        await run.providers.okta.clear_sessions(run.plan.targets["okta_id"])
    except NotFound:
        return {}  # of a deactivated person there may be none left to end
    return {}


async def followed(run: Run[SuspendForm]) -> Seen:
    user = await run.providers.jumpcloud.get_user(run.plan.targets["jumpcloud_id"])
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
    if (await jumpcloud.get_user(user_id)).state == "SUSPENDED":
        return Did(text="It was suspended already.") if run.attempt == 1 else {}
    await jumpcloud.suspend_user(user_id)
    state = (await jumpcloud.get_user(user_id)).state
    if state != "SUSPENDED":
        raise Refused(f"JumpCloud took the suspension and still shows {state}.", "JumpCloud")
    return {}


async def lock(run: Run[SuspendForm]) -> Did:
    """Tell each device once: a command that is sent twice locks twice."""
    devices = await machines_of(run.providers, run.plan.targets["jumpcloud_id"])
    wanted = [each for each in devices if each.system.can_lock]
    if run.attempt > 1:
        return Did(text="An earlier attempt may have told the devices; they are not told twice.")
    await asyncio.gather(*(_lock(run, each.system) for each in wanted))
    later = [each.name for each in wanted if not each.system.active]
    text = f"{', '.join(each.name for each in wanted)} told to lock."
    return Did(text=f"{text} {', '.join(later)} will when next online." if later else text)


async def _lock(run: Run[SuspendForm], system: System) -> None:
    await run.providers.jumpcloud.lock_system(system.id)


async def devices(run: Run[SuspendForm]) -> Seen:
    machines = await machines_of(run.providers, run.plan.targets["jumpcloud_id"])
    open_ = [machine for machine in machines if not machine.closed]
    if not open_:
        return Seen(f"Disabled on {_names(machines)}.", done=True)
    closed = [machine for machine in machines if machine.closed]
    lines = [f"{machine.name}: {_still_open(machine)}" for machine in open_]
    done = f" Disabled on {_names(closed)}." if closed else ""
    return Seen(f"{'; '.join(lines)}.{done}")


def _still_open(machine: Machine) -> str:
    if why := offline(machine):
        return f"{why}; the account is still usable there"
    return "online, and the account is not disabled yet"


def _names(machines: tuple[Machine, ...] | list[Machine]) -> str:
    return ", ".join(machine.name for machine in machines) or "no device"


async def prove(run: Run[SuspendForm]) -> tuple[Witness, ...]:
    targets, seen = run.plan.targets, []
    if targets["okta_id"]:
        user = await run.providers.okta.find_user(targets["okta_id"])
        status = user.status if user else "not there"
        closed = status in CLOSED[run.form.mode]
        seen.append(Witness("Okta", f"{targets['login']} {status}", closed))
    if targets["jumpcloud_id"]:
        try:
            mirrored = await run.providers.jumpcloud.get_user(targets["jumpcloud_id"])
        except NotFound:
            return (*seen, Witness("JumpCloud", "the account is not there", ok=True))
        late = "" if run.form.mode == LEAVE or "followed" in run.facts else _late(run)
        text = f"{mirrored.username} {mirrored.state}{late}"
        seen.append(Witness("JumpCloud", text, mirrored.state == "SUSPENDED"))
        seen += [_device(each) for each in await machines_of(run.providers, mirrored.id)]
    return tuple(seen)


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
        Step("lock", "Lock the screens", lock),
        Wait(
            "devices", "Disable the account on each device", devices,
            within=lambda config: config.people.device, can_end=True,
        ),
    ),
    prove=prove,
)  # fmt: skip
