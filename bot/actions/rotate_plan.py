"""What forcing a new password would do, and what stands in its way: the form and the plan."""

import json
from datetime import datetime
from typing import Any, Final

from bot.action import Context
from bot.actions.rotate_table import COMPROMISED, DEVICES, ROUTINE, TABLES
from bot.actions.shared import Judged, carried, fingerprint, judge, look_up, refused
from bot.actions.standing import kinds_of, warnings_of
from bot.clients.okta import App
from bot.config import Config
from bot.errors import InvalidForm
from bot.form import Choice, Form, Kind, Picked, Search, ask, ask_ticket
from bot.plan import Plan
from bot.principal import Machine, Principal
from bot.states import Device, Okta, device_state, okta_state

KEEP: Final = "keep"
LOCK: Final = "lock"
FEATURE: Final = "PUSH_PASSWORD_UPDATES"
NOT_CARRIED: Final = (
    "JumpCloud is not assigned to them in Okta: no password reaches JumpCloud or a device."
)


class RotateForm(Form):
    """The person whose password has to change."""

    person: Picked = ask("Person", Kind.SEARCH, search=Search.PEOPLE)
    why: str = ask(
        "Why", Kind.CHOICE, default=ROUTINE,
        choices=(
            Choice(ROUTINE, "Routine", "They choose a new one at their next sign-in"),
            Choice(COMPROMISED, "Compromised", "It is replaced at once, and every session ends"),
        ),
    )  # fmt: skip
    sign_out: str = ask(
        "Sign out everywhere", Kind.CHOICE, default=KEEP,
        hint="After a compromise it is done in any case.",
        choices=(Choice(KEEP, "No"), Choice("yes", "Yes", "Okta sessions and tokens end now")),
    )  # fmt: skip
    lock: str = ask(
        "Lock the screens", Kind.CHOICE, default=KEEP,
        choices=(
            Choice(KEEP, "No"),
            Choice(LOCK, "Yes", "Windows and Linux lock at once, or when they are next online"),
        ),
    )  # fmt: skip
    reason: str = ask("Reason", Kind.LONG_TEXT, max_length=500)
    ticket: str = ask_ticket()


def prefill(config: Config, text: str) -> dict[str, Any]:
    """Give the modal's first values."""
    return {"why": ROUTINE, "sign_out": KEEP, "lock": KEEP}


async def plan_rotation(form: RotateForm, context: Context) -> Plan:
    """Compute the plan.

    Raises:
        InvalidForm: with a message under each field that cannot stand.
        ProviderError: Okta, JumpCloud or Slack could not be asked.
    """
    principal = await look_up(form.person, context)
    judged = judge(TABLES[form.why], principal, devices=TABLES[DEVICES])
    kinds = await kinds_of(principal, context)
    user = principal.okta
    if user and user.provider_type not in ("OKTA", ""):
        raise refused(
            f"Their password lives in {user.provider_type}, not in Okta. Change it there."
        )
    if form.why == COMPROMISED and not context.can_seal:
        why = "A temporary password needs SEALING_KEY, which is not set. Choose “Routine”."
        raise InvalidForm(why, {"why": why})
    app = await context.providers.okta.get_app(context.jumpcloud_app)
    return Plan(
        principal=principal.login,
        title=f"New password for {principal.name}",
        changes=_changes(form, principal, judged),
        notices=_notices(form, principal),
        warnings=(*warnings_of(kinds), *_warnings(principal, judged, app)),
        steps=_steps(form, principal, judged),
        targets={
            "okta_id": user.id if user else "",
            "jumpcloud_id": principal.jumpcloud.id if principal.jumpcloud else "",
            "okta_changed": _written(user.password_changed if user else None),
            "jumpcloud_changed": _written(
                principal.jumpcloud.password_date if principal.jumpcloud else None
            ),
            **carried(principal),
            "devices": json.dumps({each.system.id: each.name for each in principal.machines}),
        },
        confirm=principal.login if form.why == COMPROMISED else "",
        kinds=kinds,
        fingerprint=_fingerprint(principal, judged),
    )


def _written(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _changes(form: RotateForm, principal: Principal, judged: Judged) -> tuple[str, ...]:
    login = principal.login
    if form.why == COMPROMISED:
        lines = [
            f"Okta: replace the password of {login} by a temporary one, shown once to you",
            "Okta: end all sessions and revoke tokens",
        ]
    else:
        expired = _expired(principal)
        lines = [
            f"Okta: the password of {login} is expired already"
            if expired
            else f"Okta: expire the password of {login}; it opens once more, to choose a new one"
        ]
        if form.sign_out != KEEP:
            lines.append("Okta: end all sessions and revoke tokens")
    if form.lock == LOCK:
        lines += [f"{each.name}: lock the screen" for each in principal.machines
                  if each.system.can_lock]  # fmt: skip
    if _carried(principal):
        lines.append("JumpCloud: watched until it has the new password")
    reached = _machines(judged, principal)
    lines += [f"{machine.name}: watched until it was in contact" for machine in reached]
    return tuple(lines)


def _expired(principal: Principal) -> bool:
    return okta_state(principal.okta) is Okta.PASSWORD_EXPIRED


def takes_password(machine: Machine) -> bool:
    """Whether JumpCloud's password is that of the device too."""
    return device_state(machine) not in (Device.JOINED, Device.OTHER)


def _machines(judged: Judged, principal: Principal) -> list[Machine]:
    """Give the devices that the password reaches; none of somebody whom JumpCloud keeps out."""
    kept_out = any(map(judged.has, ("okta_only", "jumpcloud_closed", "staged")))
    if kept_out or not _carried(principal):
        return []
    return [each for each in principal.machines if takes_password(each)]


def _carried(principal: Principal) -> bool:
    """Whether Okta takes their password to JumpCloud; of accounts made by hand it does not."""
    return principal.jumpcloud is not None and principal.carried


def _notices(form: RotateForm, principal: Principal) -> tuple[str, ...]:
    lines = ["They are told in Slack what to do, for each system that they work on."]
    if form.why == COMPROMISED or form.sign_out != KEEP:
        lines.append("They are signed out of Okta everywhere.")
    families = {machine.system.os_family for machine in principal.machines}
    if "darwin" in families:
        lines.append("macOS asks for the previous password once, to open the keychain.")
    if "windows" in families:
        lines.append("Windows Hello works again after one sign-in with the new password.")
    return tuple(lines)


def _warnings(principal: Principal, judged: Judged, app: App) -> tuple[str, ...]:
    lines = list(judged.warnings)
    if principal.jumpcloud and not _carried(principal):
        lines.append(NOT_CARRIED)
    if FEATURE not in app.features:
        lines.append(f"{app.label} in Okta lacks {FEATURE}: no password reaches JumpCloud.")
    return tuple(lines)


def _steps(form: RotateForm, principal: Principal, judged: Judged) -> tuple[str, ...]:
    compromised, expired = form.why == COMPROMISED, _expired(principal)
    can_lock = any(machine.system.can_lock for machine in principal.machines)
    steps = {
        "expire": not compromised and not expired,
        "told": not compromised and expired,
        "replace": compromised,
        "sessions": compromised or form.sign_out != KEEP,
        "lock": form.lock == LOCK and can_lock,
        "chosen": True,
        "pushed": _carried(principal),
        "devices": bool(_machines(judged, principal)),
    }
    return tuple(name for name, wanted in steps.items() if wanted)


def _fingerprint(principal: Principal, judged: Judged) -> str:
    okta, jumpcloud = principal.okta, principal.jumpcloud
    changed = okta and okta.password_changed and okta.password_changed.isoformat()
    return fingerprint(
        {
            "okta": okta and [okta.id, okta.status, changed],
            "jumpcloud": jumpcloud and [jumpcloud.id, jumpcloud.state],
            "row": judged.rows[0][1].name,
            "devices": sorted(machine.system.id for machine in principal.machines),
        }
    )
