"""What forcing a new password would do, and what stands in its way: the form and the plan."""

from datetime import datetime
from typing import Any, Final

from bot.action import Context
from bot.actions.closing import refuse_protected
from bot.actions.rotate_table import COMPROMISED, DEVICES, ROUTINE, TABLES
from bot.actions.shared import Judged, fingerprint, judge, look_up, refused
from bot.clients.okta import App
from bot.config import Config
from bot.errors import InvalidForm
from bot.form import Choice, Form, Kind, Picked, Search, ask
from bot.plan import Plan
from bot.principal import Principal

KEEP: Final = "keep"
LOCK: Final = "lock"
FEATURE: Final = "PUSH_PASSWORD_UPDATES"


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
    ticket: str = ask("Ticket", default="", placeholder="IT-1234")


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
    await refuse_protected(principal, context)
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
        warnings=_warnings(judged, app),
        steps=_steps(form, principal, judged),
        targets={
            "okta_id": user.id if user else "",
            "jumpcloud_id": principal.jumpcloud.id if principal.jumpcloud else "",
            "okta_changed": _written(user.password_changed if user else None),
            "jumpcloud_changed": _written(
                principal.jumpcloud.password_date if principal.jumpcloud else None
            ),
        },
        confirm=principal.login if form.why == COMPROMISED else "",
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
        expired = judged.has("expired")
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
    if principal.jumpcloud:
        lines.append("JumpCloud: watched until it has the new password")
    reached = _machines(judged, principal)
    lines += [f"{machine.name}: watched until it was in contact" for machine in reached]
    return tuple(lines)


def _machines(judged: Judged, principal: Principal) -> list[Any]:
    """Give the devices that the password reaches; none of somebody whom JumpCloud keeps out."""
    return list(principal.machines) if _reaches(judged) else []


def _reaches(judged: Judged) -> bool:
    return not any(map(judged.has, ("okta_only", "jumpcloud_closed", "staged")))


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


def _warnings(judged: Judged, app: App) -> tuple[str, ...]:
    lines = list(judged.warnings)
    if FEATURE not in app.features:
        lines.append(f"{app.label} in Okta lacks {FEATURE}: no password reaches JumpCloud.")
    return tuple(lines)


def _steps(form: RotateForm, principal: Principal, judged: Judged) -> tuple[str, ...]:
    compromised, expired = form.why == COMPROMISED, judged.has("expired")
    can_lock = any(machine.system.can_lock for machine in principal.machines)
    steps = {
        "expire": not compromised and not expired,
        "told": expired,
        "replace": compromised,
        "sessions": compromised or form.sign_out != KEEP,
        "lock": form.lock == LOCK and can_lock,
        "chosen": True,
        "pushed": principal.jumpcloud is not None,
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
