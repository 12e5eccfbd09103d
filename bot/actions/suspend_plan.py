"""What suspending somebody would do, and what stands in its way: the plan."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.action import Context
from bot.actions.shared import (
    Judged,
    carried,
    fingerprint,
    judge,
    look_up,
    moment_of,
    moment_text,
)
from bot.actions.standing import kinds_of, warnings_of
from bot.actions.suspend_form import LOCK, SuspendForm
from bot.actions.suspend_table import DEVICES, LEAVE, TABLES
from bot.clients.okta import App
from bot.errors import InvalidForm
from bot.plan import FollowUp, Plan
from bot.principal import Principal
from bot.states import Device, JumpCloud, device_state, jumpcloud_state

FEATURE: Final = "PUSH_USER_DEACTIVATION"
NOT_CARRIED: Final = (
    "JumpCloud is not assigned to them in Okta, so JumpCloud hears of nothing and is suspended "
    "directly."
)


async def plan_suspension(form: SuspendForm, context: Context) -> Plan:
    """Compute the plan.

    Raises:
        InvalidForm: with a message under each field that cannot stand.
        ProviderError: Okta, JumpCloud or Slack could not be asked.
    """
    principal = await look_up(form.person, context)
    judged = judge(
        TABLES[form.mode], principal, devices=TABLES[DEVICES], done=lambda machine: machine.closed
    )
    kinds = await kinds_of(principal, context)
    app = await context.providers.okta.get_app(context.jumpcloud_app)
    start, end = _moments(form, context)
    return Plan(
        principal=principal.login,
        title=f"{'Suspend' if form.mode == LEAVE else 'Close the account of'} {principal.name}",
        changes=_changes(form, principal, judged),
        notices=_notices(principal, judged),
        warnings=(
            *warnings_of(kinds),
            *_warnings(
                form, principal, judged, app=app, open_=await _in_the_way(principal, context)
            ),
        ),
        steps=_steps(form, principal, judged),
        targets=_targets(principal),
        start_at=start,
        start_text=moment_text(form.start_date, form.start_time, _zone(form, context)),
        confirm=principal.login,
        follow_up=_follow_up(form, principal, end, context),
        kinds=kinds,
        fingerprint=_fingerprint(principal, judged),
    )


def _moments(form: SuspendForm, context: Context) -> tuple[datetime | None, datetime | None]:
    zone = _zone(form, context)
    start = moment_of(form.start_date, form.start_time, zone)
    end = moment_of(form.end_date, form.end_time, zone)
    faults = {}
    if start and start <= context.now and not context.approved:
        faults["start_date"] = "This is over. Choose a later moment, or none."
    if end and end <= context.now:
        faults["end_date"] = "This is over. Choose a later moment, or none."
    if faults:
        raise InvalidForm("Some of this cannot be used.", faults)
    return (start if start and start > context.now else None), end


def _zone(form: SuspendForm, context: Context) -> str:
    return form.time_zone.id if form.time_zone else context.config.people.time_zone


def _changes(form: SuspendForm, principal: Principal, judged: Judged) -> tuple[str, ...]:
    login = principal.login
    lines = []
    if _closes_okta(principal, judged):
        lines.append(
            f"Okta: suspend {login}; groups, apps and password are kept"
            if form.mode == LEAVE
            else f"Okta: deactivate {login}; apps and password are gone for good, groups stay"
        )
        lines.append("Okta: end all sessions and revoke tokens")
    if _closes_jumpcloud(principal):
        name = principal.jumpcloud.username if principal.jumpcloud else login
        lines.append(f"JumpCloud: {name}, {_how(form, principal, judged)}")
    for machine in principal.machines:
        if device_state(machine) is Device.OTHER:
            continue  # there is no account on it
        locked = form.lock == LOCK and machine.system.can_lock
        lines.append(f"{machine.name}: disable the account{', lock the screen' if locked else ''}")
    return tuple(lines)


def _how(form: SuspendForm, principal: Principal, judged: Judged) -> str:
    if _follows(form, principal, judged):
        return "it follows Okta; if it does not in time, suspend it directly"
    if form.mode == LEAVE and judged.has("both"):
        return "suspend it directly: Okta never tells of a suspension"
    return "suspend it directly"


def _notices(principal: Principal, judged: Judged) -> tuple[str, ...]:
    lines = []
    if _closes_okta(principal, judged):
        lines.append("They are signed out of Okta everywhere, and cannot sign in again.")
    if judged.has("online"):
        lines.append("On laptops that are online their session ends within about a minute.")
    if _closes_okta(principal, judged):
        lines.append("Web apps may keep a session of their own for some hours.")
    return tuple(lines)


async def _in_the_way(principal: Principal, context: Context) -> list[str]:
    """Name what will be ended; at the second look the request itself is open too."""
    return [] if context.approved else list(await context.open(principal.login))


def _warnings(
    form: SuspendForm, principal: Principal, judged: Judged, *, app: App, open_: Sequence[str]
) -> tuple[str, ...]:
    lines = list(judged.warnings)
    if open_:
        lines.append(f"{', '.join(open_)}: still open, and ended when this begins.")
    if form.mode != LEAVE and _closes_both(principal, judged) and not principal.carried:
        lines.append(NOT_CARRIED)
    if _follows(form, principal, judged) and FEATURE not in app.features:
        lines.append(
            f"{app.label} in Okta lacks {FEATURE}: JumpCloud will not follow by itself, and is "
            "suspended directly when the time is over."
        )
    return tuple(lines)


def _closes_okta(principal: Principal, judged: Judged) -> bool:
    before = ("not_followed", "jumpcloud_only", "jumpcloud_left", "devices_left")
    return principal.okta is not None and not any(map(judged.has, before))


def _closes_jumpcloud(principal: Principal) -> bool:
    return jumpcloud_state(principal.jumpcloud) not in (JumpCloud.ABSENT, JumpCloud.SUSPENDED)


def _closes_both(principal: Principal, judged: Judged) -> bool:
    return _closes_okta(principal, judged) and _closes_jumpcloud(principal)


def _follows(form: SuspendForm, principal: Principal, judged: Judged) -> bool:
    """Whether JumpCloud hears of it from Okta: of a leaver whom Okta carries there."""
    return form.mode != LEAVE and principal.carried and _closes_both(principal, judged)


def _steps(form: SuspendForm, principal: Principal, judged: Judged) -> tuple[str, ...]:
    okta, jumpcloud = _closes_okta(principal, judged), _closes_jumpcloud(principal)
    steps = {
        "snapshot": True,
        "okta_suspend": okta and form.mode == LEAVE,
        "okta_deactivate": okta and form.mode != LEAVE,
        "okta_sessions": okta,
        "followed": _follows(form, principal, judged),
        "jumpcloud_suspend": jumpcloud,
        "lock": form.lock == LOCK and any(each.system.can_lock for each in principal.machines),
        "devices": bool(principal.machines),
    }
    return tuple(name for name, wanted in steps.items() if wanted)


def _targets(principal: Principal) -> dict[str, str]:
    return {
        "okta_id": principal.okta.id if principal.okta else "",
        "jumpcloud_id": principal.jumpcloud.id if principal.jumpcloud else "",
        "login": principal.login,
        "name": principal.name,
        **carried(principal),
    }


def _follow_up(
    form: SuspendForm, principal: Principal, end: datetime | None, context: Context
) -> FollowUp | None:
    if end is None:
        return None
    values = {
        "person": form.person.model_dump(),
        "reason": f"The leave is over: {form.reason}"[:500],
        "ticket": form.ticket,
    }
    text = moment_text(form.end_date, form.end_time, _zone(form, context))
    return FollowUp(action="restore", values=values, at=end, at_text=text)


def _fingerprint(principal: Principal, judged: Judged) -> str:
    okta, jumpcloud = principal.okta, principal.jumpcloud
    return fingerprint(
        {
            "okta": okta and okta.id,
            "jumpcloud": jumpcloud and jumpcloud.id,
            "row": judged.rows[0][1].name,
            "devices": sorted(machine.system.id for machine in principal.machines),
        }
    )
