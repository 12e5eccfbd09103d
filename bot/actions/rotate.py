"""Force a new password: in Okta, and followed through JumpCloud to each device.

A routine rotation expires the password: the old one opens Okta once more, and the person then
chooses a new one. After a compromise it is replaced by a temporary one at once, which is sealed
for the requester, and every session ends. From there both are the same, for hours and days: the
person chooses, Okta pushes, JumpCloud's date of the password moves, each device is in contact.

No API shows which password a device has. What is proven of a device is that it was in contact
with JumpCloud after JumpCloud had the new one; the card says no more than that.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.action import Action, Did, Facts, Run, Seen, Step, Wait, Witness
from bot.actions import rotate_words as words
from bot.actions.closing import machines_of, offline, tell_to_lock
from bot.actions.provisioning import why_not
from bot.actions.rotate_plan import RotateForm, plan_rotation, prefill, takes_password
from bot.actions.rotate_table import TABLES
from bot.clock import SKEW
from bot.errors import Refused
from bot.principal import Machine
from bot.states import Device, device_state

LOST: Final = "not bound to them any more, so nobody can say which password opens it"

SETTLED: Final = timedelta(minutes=1)
"""How long after a change a device that is connected has surely heard of it."""


async def expire(run: Run[RotateForm]) -> Did:
    okta, user_id = run.providers.okta, run.plan.targets["okta_id"]
    if (await okta.get_user(user_id)).status == "ACTIVE":
        await okta.expire_password(user_id)
    user = await okta.get_user(user_id)
    if user.status != "PASSWORD_EXPIRED" and not _changed(run, user.password_changed):
        raise Refused(f"Okta took it and still shows {user.status}.", "Okta")
    return await _tell(run, temporary=False)


async def follow_only(run: Run[RotateForm]) -> Did:
    return await _tell(run, temporary=False)


async def replace(run: Run[RotateForm]) -> Did:
    # A second password would make the sealed one useless, perhaps after it was handed over.
    if not run.sealed and run.seal:
        secret = await run.providers.okta.expire_password_with_temp_password(
            run.plan.targets["okta_id"], revoke_sessions=True
        )
        await run.seal(secret)
    replaced = await run.providers.okta.get_user(run.plan.targets["okta_id"])
    did = await _tell(run, temporary=True)
    at = replaced.password_changed
    return Did(did.facts | ({"replaced": at.isoformat()} if at else {}), did.text, did.notes)


async def _tell(run: Run[RotateForm], *, temporary: bool) -> Did:
    machines = await machines_of(run.providers, run.plan.targets["jumpcloud_id"])
    families = [machine.system.os_family for machine in machines]
    return Did(notes=(words.choose(run.plan.principal, families, temporary=temporary),))


async def sessions(run: Run[RotateForm]) -> Facts:
    await run.providers.okta.clear_sessions(run.plan.targets["okta_id"])
    return {}


async def chosen(run: Run[RotateForm]) -> Seen:
    user = await run.providers.okta.get_user(run.plan.targets["okta_id"])
    if user.status == "ACTIVE" and _changed(run, user.password_changed):
        return Seen("They have chosen a new password.", done=True)
    if user.shut_out:
        raise Refused(f"Okta shows them as {user.status} now, so there is no password to wait for.")
    days = (run.now - (run.since or run.now)).days
    reminders = tuple(words.remind(run.plan.principal, day) for day in range(1, days + 1))
    return Seen(f"Okta shows {user.status}; they have not chosen one yet.", notes=reminders[-1:])


def _changed(run: Run[RotateForm], moment: datetime | None) -> bool:
    """Tell whether a password is newer than the one that was to go, or that replaced it."""
    before = run.facts.get("replaced") or run.plan.targets["okta_changed"]
    return moment is not None and (not before or moment > datetime.fromisoformat(before))


async def pushed(run: Run[RotateForm]) -> Seen:
    user = await run.providers.jumpcloud.get_user(run.plan.targets["jumpcloud_id"])
    changed = (await run.providers.okta.get_user(run.plan.targets["okta_id"])).password_changed
    if _has(run, user.password_date, changed):
        machines = await machines_of(run.providers, user.id)
        families = [machine.system.os_family for machine in machines]
        facts = {"pushed": (user.password_date or run.now).isoformat()}
        notes = (words.arrived(run.plan.principal, families),)
        return Seen("JumpCloud has the new password.", done=True, facts=facts, notes=notes)
    waited = run.now - (run.since or run.now)
    if waited < run.config.people.follow:
        return Seen("Okta has not pushed it to JumpCloud yet.")
    reason = await why_not(run, run.plan.targets["okta_id"])
    why = f" Okta's log says: {reason}" if reason else ""
    return Seen(
        f"JumpCloud does not have it. Signing in to Okta with the new password sends it again.{why}"
    )


def _has(run: Run[RotateForm], date: datetime | None, changed: datetime | None) -> bool:
    """Tell whether JumpCloud's password is the new one: its date moved, and not before Okta's."""
    before = run.plan.targets["jumpcloud_changed"]
    moved = date is not None and date.isoformat() != before
    return moved and date is not None and changed is not None and date >= changed - SKEW


async def devices(run: Run[RotateForm]) -> Seen:
    machines = await machines_of(run.providers, run.plan.targets["jumpcloud_id"])
    wanted = [machine for machine in machines if takes_password(machine)]
    left = [machine for machine in wanted if not _reached(run, machine)]
    if not left:
        names = ", ".join(machine.name for machine in wanted) or "no device"
        return Seen(f"In contact since the change: {names}.", done=True)
    return Seen("; ".join(f"{machine.name}: {_waiting(machine)}" for machine in left))


def _reached(run: Run[RotateForm], machine: Machine) -> bool:
    pushed_at = datetime.fromisoformat(run.facts["pushed"])
    contact = machine.system.last_contact
    if contact is not None and contact > pushed_at:
        return True
    return machine.system.active and run.now - pushed_at > SETTLED


def _waiting(machine: Machine) -> str:
    if why := offline(machine):
        return f"{why}; the old password still opens it"
    return "online, and not in contact since the change yet"


async def prove(run: Run[RotateForm]) -> tuple[Witness, ...]:
    targets = run.plan.targets
    user = await run.providers.okta.get_user(targets["okta_id"])
    seen = [
        Witness(
            "Okta", f"{user.login} {user.status}, password of {_moment(user.password_changed)}",
            user.status == "ACTIVE" and _changed(run, user.password_changed),
        )
    ]  # fmt: skip
    if not targets["jumpcloud_id"]:
        return tuple(seen)
    mirrored = await run.providers.jumpcloud.get_user(targets["jumpcloud_id"])
    text = f"{mirrored.username}, password of {_moment(mirrored.password_date)}"
    seen.append(Witness("JumpCloud", text, "pushed" in run.facts))
    if "pushed" in run.facts:
        machines = await machines_of(run.providers, mirrored.id)
        served = mirrored.state == "ACTIVATED"
        seen += [_device(run, machine) if served else _unserved(machine) for machine in machines]
        seen += [Witness(name, LOST, ok=False) for name in _lost(run, machines)]
    return tuple(seen)


def _unserved(machine: Machine) -> Witness:
    """Tell of a device whose agent does nothing for them, as JumpCloud lets them in nowhere."""
    if machine.closed:
        return Witness(machine.name, "no account of theirs is open there", ok=True)
    return Witness(machine.name, "does not take the new password; the old one opens it", ok=False)


def _lost(run: Run[RotateForm], machines: Sequence[Machine]) -> list[str]:
    """Name the devices that were theirs when it was planned, and are not any more."""
    had = json.loads(run.plan.targets.get("devices", "{}"))
    bound = {machine.system.id for machine in machines}
    return sorted(name for device, name in had.items() if device not in bound)


def _device(run: Run[RotateForm], machine: Machine) -> Witness:
    if device_state(machine) is Device.JOINED:
        return Witness(machine.name, "in a Windows domain, whose password this leaves", ok=False)
    if not takes_password(machine):
        return Witness(machine.name, "takes no password from JumpCloud", ok=True)
    if _reached(run, machine):
        return Witness(machine.name, "in contact since the change", ok=True)
    return Witness(machine.name, _waiting(machine), ok=False)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%d %b %Y %H:%M} UTC" if moment else "no date"


ROTATE: Final = Action(
    name="rotate",
    title="Rotate a password",
    description="Force a new password in Okta, and follow it through JumpCloud to each device",
    usage="[e-mail, login, @mention or name]",
    form=RotateForm,
    about="person",
    destructive=True,
    callers=True,
    tables=TABLES,
    defaults=prefill,
    plan=plan_rotation,
    steps=(
        Step("expire", "Expire the password in Okta", expire, leaves="The password stays expired."),
        Step("told", "Ask for the new password", follow_only),
        Step(
            "replace", "Replace the password in Okta", replace,
            leaves="The old password is gone; the temporary one counts.",
        ),
        Step("sessions", "End sessions and tokens", sessions),
        Step("lock", "Lock the screens", tell_to_lock),
        Wait(
            "chosen", "They choose a new password", chosen,
            within=lambda config: config.people.password,
        ),
        Wait("pushed", "Reach JumpCloud", pushed, within=lambda config: 2 * config.people.follow),
        Wait(
            "devices", "Reach each device", devices,
            within=lambda config: config.people.device, can_end=True,
        ),
    ),
    prove=prove,
)  # fmt: skip
