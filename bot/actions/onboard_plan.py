"""What onboarding would do, and what stands in its way: the plan.

The plan is computed from what Okta and JumpCloud show at this moment. It refuses whatever could
not end well, with the way out; what it only doubts is a warning for requester and approver.
"""

import asyncio
import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.action import Context
from bot.actions.onboard_form import ADMIN, BY_MAIL, BY_PASSWORD, OnboardForm
from bot.actions.onboard_lookup import Found, look_up
from bot.actions.shared import when
from bot.actions.standing import kinds_of_new, warnings_of
from bot.clients.okta import App, OktaUser
from bot.config import Config
from bot.errors import InvalidForm
from bot.identity import jumpcloud_username, username_fault
from bot.plan import Plan

MOST_GROUPS: Final = 20  # that Okta takes when a person is created
LAPTOPS: Final = frozenset({"darwin", "windows", "linux"})

NEEDED_FEATURE: Final = "PUSH_NEW_USERS"
WANTED_FEATURES: Final = {
    "PUSH_PASSWORD_UPDATES": "a password chosen in Okta will not reach JumpCloud and the laptop",
    "PUSH_USER_DEACTIVATION": "deactivating them in Okta will not close JumpCloud",
    "PUSH_PROFILE_UPDATES": "later changes in Okta will not reach JumpCloud",
}

WAY_OUT: Final = {
    "ACTIVE": "is in use. Choose another address, or look them up in Okta.",
    "PROVISIONED": "is not activated yet. Send the activation again in Okta if it is the same one.",
    "RECOVERY": "is in use, its password being reset. Choose another address, or look in Okta.",
    "PASSWORD_EXPIRED": "is in use, its password expired. Choose another address, or look in Okta.",
    "LOCKED_OUT": "is locked out. Unlock it in Okta if it is the same person.",
    "DEPROVISIONED": "was deactivated. Activate it again in Okta, or delete it there first.",
    "SUSPENDED": "is suspended. Unsuspend it in Okta if it is the same person.",
    "STAGED": "is staged and was never activated. Activate it in Okta.",
}


async def brief(values: dict[str, Any], context: Context) -> tuple[str, dict[str, Any]]:
    """Say whether onboarding can work at all, and find the names of the default groups."""
    okta = context.providers.okta
    groups, app, _ = await asyncio.gather(
        asyncio.gather(*(okta.get_group(group) for group in context.config.onboard.default_groups)),
        okta.get_app(context.jumpcloud_app),
        context.providers.jumpcloud.get_default_state(),  # only to see that it answers
    )
    picked = [{"id": group.id, "text": group.name} for group in groups]
    more = {"groups": picked} if picked and not values.get("groups") else {}
    if fault := _app_fault(app):
        return fault, more
    if email := values.get("email"):
        found = await okta.find_user(email)
        return (f"{email} is free in Okta." if found is None else _taken(found)), more
    return f"Okta and JumpCloud answer; provisioning through {app.label} is on.", more


async def plan_onboarding(form: OnboardForm, context: Context) -> Plan:
    """Compute the plan.

    Raises:
        InvalidForm: with a message under each field that cannot stand.
        ProviderError: Okta or JumpCloud could not be asked.
    """
    found = await look_up(
        form.email, context, groups=form.groups, manager=form.manager, device=form.device
    )
    faults = _faults(form, found, context)
    if faults:
        raise InvalidForm("Some of this cannot be used.", faults)
    if fault := _app_fault(found.app):
        raise InvalidForm(fault)
    groups = [group.id for group in form.groups]
    kinds = await kinds_of_new(form.name, form.email, groups, context)
    brings_app = any(context.jumpcloud_app in apps for apps in found.apps.values())
    return Plan(
        principal=form.email,
        title=f"Onboard {form.name}",
        changes=_changes(form, found, context, brings_app=brings_app),
        notices=_notices(form),
        warnings=(*warnings_of(kinds), *_warnings(form, found, context)),
        steps=_steps(form, context, brings_app=brings_app),
        targets=_targets(form, found, context),
        start_at=_start(form, context),
        start_text=_start_text(form),
        kinds=kinds,
        fingerprint=_fingerprint(form, found),
    )


def _faults(form: OnboardForm, found: Found, context: Context) -> dict[str, str]:
    faults = {
        "email": _email_fault(form, found, context.config),
        "groups": _groups_fault(form, found),
        "manager": _manager_fault(form, found),
        "device": _device_fault(form, found),
        "start_date": _start_fault(form, context),
    }
    return {name: fault for name, fault in faults.items() if fault}


def _email_fault(form: OnboardForm, found: Found, config: Config) -> str:
    domains = config.onboard.email_domains
    if domains and form.email.rpartition("@")[2] not in domains:
        return f"Work addresses here end in {' or '.join('@' + domain for domain in domains)}."
    if found.in_okta:
        return _taken(found.in_okta)
    if found.in_jumpcloud:
        mirrored = found.in_jumpcloud
        return (
            f"JumpCloud has this address already, as {mirrored.username} ({mirrored.state.lower()})"
            ", and Okta does not. Okta could not create it there: rename or delete it in JumpCloud "
            "first."
        )
    username = jumpcloud_username(form.email)
    if found.namesake:
        return (
            f"The JumpCloud username would be {username}, which is taken by "
            f"{found.namesake.email}. Choose an address with another part before the @."
        )
    family = found.device.os_family if found.device else None
    fault = username_fault(username, family)
    return f"The JumpCloud username would be {username}, which {fault}." if fault else ""


def _taken(user: OktaUser) -> str:
    what = WAY_OUT.get(user.status, WAY_OUT["ACTIVE"])
    return f"{user.login} is {user.name}'s in Okta and {what}"


def _groups_fault(form: OnboardForm, found: Found) -> str:
    if len(form.groups) > MOST_GROUPS:
        return f"Okta takes at most {MOST_GROUPS} groups here; add the others afterwards."
    gone = [picked.text for picked in form.groups if picked.id not in found.apps]
    if gone:
        return f"Okta no longer has {', '.join(gone)}. Take it off, or choose another."
    ruled = [group.name for group in found.groups if group.type != "OKTA_GROUP"]
    return f"Okta keeps the members of {', '.join(ruled)} by itself." if ruled else ""


def _manager_fault(form: OnboardForm, found: Found) -> str:
    if form.manager is None or (found.manager and found.manager.status != "DEPROVISIONED"):
        return ""
    return f"{form.manager.text} is no longer active in Okta."


def _device_fault(form: OnboardForm, found: Found) -> str:
    device = found.device
    if device is None:
        gone = form.device and f"JumpCloud no longer has {form.device.text}. Choose another device."
        return gone or ""
    username = jumpcloud_username(form.email)
    if found.bound:
        return f"{device.display_name} is bound to somebody else. Choose another one."
    if device.os_family not in LAPTOPS or device.domain_joined or device.azure_ad_joined:
        return f"{device.display_name} runs {device.os}; JumpCloud makes no account there."
    if device.account(username):
        return (
            f"{device.display_name} has a local account {username} already; it would be taken over."
        )
    return ""


def _start_fault(form: OnboardForm, context: Context) -> str:
    start = _start(form, context)
    if form.start_date and start is None and not context.approved:
        return f"{_start_text(form)} is over. Choose a later start, or none."
    return ""


def _app_fault(app: App) -> str:
    if app.status != "ACTIVE":
        return f"The app {app.label} is {app.status} in Okta, so nobody can be provisioned."
    if NEEDED_FEATURE not in app.features:
        return (
            f"Okta does not create users in {app.label}: switch on “Create Users” under its "
            "Provisioning tab in Okta."
        )
    return ""


def _changes(
    form: OnboardForm, found: Found, context: Context, *, brings_app: bool
) -> tuple[str, ...]:
    names = ", ".join(group.name for group in found.groups)
    routed = form.routing and context.config.onboard.routing_attribute
    start = "one-time password" if form.way_in == BY_PASSWORD else "activation e-mail from Okta"
    lines = [
        f"Okta: create {form.email} for {form.name}",
        f"Okta: put them into {names}" if names else "",
        f"Okta: set {routed} to {form.routing}" if routed else "",
        f"Okta: their way in is the {start}",
        "" if brings_app else f"Okta: assign {found.app.label}, which none of the groups brings",
        f"JumpCloud: {jumpcloud_username(form.email)} arrives from Okta",
        "JumpCloud: activate the account, which arrives staged"
        if found.default_state == "STAGED"
        else "",
    ]
    if found.device:
        rights = "an administrator" if form.rights == ADMIN else "a standard user"
        lines.append(f"{found.device.display_name}: bind it to them as {rights}")
    else:
        lines.append("Device: none is bound; they choose one themselves")
    return tuple(line for line in lines if line)


def _notices(form: OnboardForm) -> tuple[str, ...]:
    way = (
        f"They get Okta's activation e-mail at {form.email}."
        if form.way_in == BY_MAIL
        else "They get no e-mail; you hand them the password, and Okta has them change it at once."
    )
    if form.device:
        return (way, f"{form.device.text} offers their account at its login screen.")
    return (way, "On a laptop nobody uses yet they choose “Sign in with JumpCloud”.")


def _warnings(form: OnboardForm, found: Found, context: Context) -> tuple[str, ...]:
    onboard = context.config.onboard
    lines = [
        f"{found.app.label} in Okta lacks {feature}: {what}."
        for feature, what in WANTED_FEATURES.items()
        if feature not in found.app.features
    ]
    if onboard.routing_attribute and not form.routing:
        lines.append("Without sign-in routing JumpCloud will not send them to Okta to sign in.")
    if onboard.federated_group is None:
        lines.append("No federated group is configured, so that routing is not checked.")
    if found.device and not found.device.active:
        last = when(found.device.last_contact)
        lines.append(f"{found.device.display_name} is offline, last seen {last}; it has to wait.")
    if form.way_in == BY_MAIL:
        lines.append("They cannot read that e-mail on a laptop they cannot sign in to yet.")
    return tuple(lines)


def _steps(form: OnboardForm, context: Context, *, brings_app: bool) -> tuple[str, ...]:
    routed = context.config.onboard.federated_group and form.routing
    steps = {
        "okta_user": True,
        "one_time_password": form.way_in == BY_PASSWORD,
        "jumpcloud_app": not brings_app,
        "provisioned": True,
        "jumpcloud_active": True,
        "federated": bool(routed),
        "bind": form.device is not None,
        "device": True,
    }
    return tuple(name for name, wanted in steps.items() if wanted)


def _targets(form: OnboardForm, found: Found, context: Context) -> dict[str, str]:
    targets = {"federated_group": context.config.onboard.federated_group or ""}
    if found.device:
        targets |= {"device_id": found.device.id, "device": found.device.display_name}
    return targets


def _start(form: OnboardForm, context: Context) -> datetime | None:
    """Give the start in UTC; None for at once, and for one that is over."""
    if form.start_date is None:
        return None
    zone = ZoneInfo(form.time_zone.id if form.time_zone else context.config.onboard.time_zone)
    start = datetime.combine(form.start_date, form.start_time, zone).astimezone(UTC)
    return start if start > context.now else None


def _start_text(form: OnboardForm) -> str:
    if form.start_date is None:
        return ""
    zone = form.time_zone.text if form.time_zone else ""
    return f"{form.start_date:%a %d %b %Y} {form.start_time:%H:%M} {zone}".strip()


def _fingerprint(form: OnboardForm, found: Found) -> str:
    state = {
        "okta": found.in_okta and found.in_okta.id,
        "jumpcloud": found.in_jumpcloud and found.in_jumpcloud.id,
        "namesake": found.namesake and found.namesake.id,
        "app": [found.app.status, sorted(found.app.features)],
        "default state": found.default_state,
        "groups": {group: sorted(apps) for group, apps in found.apps.items()},
        "manager": found.manager and found.manager.status,
        "device": found.device and found.device.id,
        "bound": found.bound,
    }
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()
