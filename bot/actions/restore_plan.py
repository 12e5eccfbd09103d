"""What restoring somebody would do, and what stands in its way: the plan."""

import json
from collections.abc import Sequence

from bot.action import Context, Past
from bot.actions.closing import Snapshot, read_snapshot
from bot.actions.restore_table import ACCOUNTS, DEVICES, TABLES
from bot.actions.shared import Judged, fingerprint, judge, look_up
from bot.actions.standing import kinds_of, kinds_of_joining, warnings_of
from bot.clients.okta import Group
from bot.form import Form, Kind, Picked, Search, ask, ask_ticket
from bot.plan import Plan
from bot.principal import Machine, Principal
from bot.states import Device, device_state


class RestoreForm(Form):
    """The person whose access is opened again."""

    person: Picked = ask("Person", Kind.SEARCH, search=Search.PEOPLE)
    reason: str = ask("Reason", Kind.LONG_TEXT, max_length=500)
    ticket: str = ask_ticket()


async def plan_restoration(form: RestoreForm, context: Context) -> Plan:
    """Compute the plan.

    Raises:
        InvalidForm: with a message under the person where it cannot stand.
        ProviderError: Okta, JumpCloud or Slack could not be asked.
    """
    principal = await look_up(form.person, context)
    judged = judge(TABLES[ACCOUNTS], principal, devices=TABLES[DEVICES], done=_shows_open)
    past = _last(await context.history(principal.login))
    kept = read_snapshot(past)
    user = principal.okta
    groups = await context.providers.okta.list_user_groups(user.id) if user else []
    missing = missing_groups(kept, groups)
    joining = await kinds_of_joining(principal.name, missing, context)
    kinds = joining | await kinds_of(principal, context)
    return Plan(
        principal=principal.login,
        title=f"Restore {principal.name}",
        changes=_changes(principal, judged, missing),
        notices=_notices(judged),
        warnings=(*warnings_of(kinds), *_warnings(judged, past, kept, locked=_locked(principal))),
        steps=_steps(principal, judged, missing),
        targets={
            "okta_id": principal.okta.id if principal.okta else "",
            "jumpcloud_id": principal.jumpcloud.id if principal.jumpcloud else "",
            "login": principal.login,
            "groups": json.dumps(missing),
            "snapshot": kept.write(),
            "devices": json.dumps({each.system.id: each.name for each in principal.machines}),
            "known": past.reference if past else "",
        },
        kinds=kinds,
        fingerprint=_fingerprint(principal, judged, missing),
    )


def _shows_open(machine: Machine) -> bool:
    return machine.account is None or not machine.account.suspended


def _last(history: Sequence[Past]) -> Past | None:
    return next((past for past in history if past.action == "suspend"), None)


def missing_groups(kept: Snapshot, groups: Sequence[Group]) -> dict[str, str]:
    """Tell which groups somebody had and has no more: names by id."""
    inside = {group.id for group in groups}
    return {group: name for group, name in kept.groups.items() if group not in inside}


def _changes(principal: Principal, judged: Judged, missing: dict[str, str]) -> tuple[str, ...]:
    login, lines = principal.login, []
    if _unsuspends(judged):
        lines.append(f"Okta: unsuspend {login}")
    if judged.has("leaver"):
        lines.append(f"Okta: activate {login}, by an activation e-mail")
        lines.append("Okta: assign JumpCloud, if no group brings it")
    if missing:
        lines.append(f"Okta: put them into {', '.join(missing.values())} again")
    if _opens_jumpcloud(judged):
        lines.append("JumpCloud: activate the account again")
    lines += [
        f"{machine.name}: the account is enabled"
        for machine in principal.machines
        if device_state(machine) is not Device.OTHER and not judged.has("staged")
    ]
    return tuple(lines)


def _notices(judged: Judged) -> tuple[str, ...]:
    if judged.has("leaver"):
        return (
            "They get Okta's activation e-mail and choose a new password.",
            "Their laptop takes the new password when it is online.",
        )
    return ("They sign in with the password that they had.",)


def _warnings(
    judged: Judged, past: Past | None, kept: Snapshot, *, locked: bool
) -> tuple[str, ...]:
    lines = list(judged.warnings)
    if locked and not judged.has("jumpcloud_locked"):
        lines.append("They are locked out in JumpCloud too, which this does not end.")
    if past is None:
        lines.append(
            "Deskhand did not suspend them, so it does not know what they had: nothing is compared."
        )
    elif kept.status and kept.status != "ACTIVE":
        lines.append(f"Before {past.reference} they were {kept.status} in Okta.")
    return tuple(lines)


def _locked(principal: Principal) -> bool:
    return principal.jumpcloud is not None and principal.jumpcloud.account_locked


def _unsuspends(judged: Judged) -> bool:
    return any(map(judged.has, ("leave", "staged", "jumpcloud_locked", "okta_only")))


def _opens_jumpcloud(judged: Judged) -> bool:
    return judged.has("leave") or judged.has("jumpcloud_only") or judged.has("leaver")


def _steps(principal: Principal, judged: Judged, missing: dict[str, str]) -> tuple[str, ...]:
    steps = {
        "okta_unsuspend": _unsuspends(judged),
        "okta_activate": judged.has("leaver"),
        "groups": bool(missing),
        "jumpcloud_app": judged.has("leaver"),
        "linked": judged.has("leaver"),
        "jumpcloud_open": _opens_jumpcloud(judged),
        "devices": bool(principal.machines),
    }
    return tuple(name for name, wanted in steps.items() if wanted)


def _fingerprint(principal: Principal, judged: Judged, missing: dict[str, str]) -> str:
    okta, jumpcloud = principal.okta, principal.jumpcloud
    return fingerprint(
        {
            "okta": okta and okta.id,
            "jumpcloud": jumpcloud and jumpcloud.id,
            "row": judged.rows[0][1].name,
            "groups": sorted(missing),
            "devices": sorted(machine.system.id for machine in principal.machines),
        }
    )
