"""Onboard a person: an Okta account, the JumpCloud account that Okta makes of it, and a device.

Okta creates; JumpCloud follows over SCIM. Only where Okta cannot reach is JumpCloud written to:
a staged account is activated there, and a device is bound.

What is found by a step is what was seen, never what should be there: the person is onboarded when
a device reports their account as managed, or the card says who is still being waited for.
"""

import secrets
from datetime import timedelta
from typing import Any, Final

from pydantic import SecretStr

from bot.action import Action, Facts, Run, Seen, Step, Wait, Witness
from bot.actions.onboard_form import ADMIN, BY_PASSWORD, OnboardForm, choices, prefill
from bot.actions.onboard_plan import brief, plan_onboarding
from bot.actions.provisioning import arrived, assign
from bot.actions.shared import when
from bot.clients.jumpcloud import JumpCloudUser
from bot.clients.okta import OktaUser
from bot.clock import SKEW
from bot.errors import NotFound, Refused

NO_LONGER_BOUND: Final = (
    "Their device is gone, or no longer bound to them. It goes on with any other that is bound to "
    "them in JumpCloud."
)


async def create_okta_user(run: Run[OnboardForm]) -> Facts:
    form, okta = run.form, run.providers.okta
    found = await okta.find_user(form.email)
    if found and (run.attempt == 1 or not _is_same(found, form)):
        # The plan saw the address free a moment ago and we have not tried before: not ours.
        raise Refused(f"{form.email} was taken in Okta meanwhile, by {found.name}.", "Okta")
    if found is None:
        # Okta replaces a password only where there is one; nobody ever learns this one.
        unknown = SecretStr(f"{secrets.token_urlsafe(24)}aA1!")
        found = await okta.create_user(
            profile=_profile(run),
            group_ids=[group.id for group in form.groups],
            password=unknown if form.way_in == BY_PASSWORD else None,
        )
    return {"okta_id": found.id}


async def deactivate_okta_user(run: Run[OnboardForm]) -> str:
    okta, email = run.providers.okta, run.form.email
    user = await okta.find_user(run.facts.get("okta_id", email))
    if user is None or not ("okta_id" in run.facts or _is_same(user, run.form)):
        return ""
    if user.status != "DEPROVISIONED":
        await okta.deactivate_user(user.id)
    kept = f"{email} is deactivated in Okta and keeps its login"
    if "jumpcloud_id" in run.facts:
        return f"{kept}; JumpCloud keeps its account too. Delete both to use the address again."
    return f"{kept}; delete it there to use the address again."


async def make_one_time_password(run: Run[OnboardForm]) -> Facts:
    # A second password would make the sealed one useless, perhaps after it was handed over.
    if not run.sealed and run.seal:
        await run.seal(
            await run.providers.okta.expire_password_with_temp_password(run.facts["okta_id"])
        )
    return {}


async def destroy_one_time_password(run: Run[OnboardForm]) -> str:
    # The account that it opens is taken back next.
    return "The one-time password is destroyed." if await run.destroy_sealed() else ""


async def assign_jumpcloud_app(run: Run[OnboardForm]) -> Facts:
    await assign(run, run.facts["okta_id"], run.form.email)
    return {}


async def provisioned(run: Run[OnboardForm]) -> Seen:
    return await arrived(run, run.facts["okta_id"])


async def activate_in_jumpcloud(run: Run[OnboardForm]) -> Facts:
    jumpcloud, user_id = run.providers.jumpcloud, run.facts["jumpcloud_id"]
    user = await jumpcloud.get_user(user_id)
    if user.state == "STAGED":
        await jumpcloud.activate_user(user_id)
        user = await jumpcloud.get_user(user_id)
    if user.state != "ACTIVATED":
        raise Refused(f"JumpCloud shows {user.username} as {user.state}.", "JumpCloud")
    return {}


async def federated(run: Run[OnboardForm]) -> Seen:
    group = run.plan.targets["federated_group"]
    if await run.providers.jumpcloud.is_member(group, run.facts["jumpcloud_id"]):
        return Seen("They are in the federated group.", done=True)
    return Seen("JumpCloud has not put them into the federated group yet.")


async def bind_device(run: Run[OnboardForm]) -> Facts:
    jumpcloud = run.providers.jumpcloud
    device, user = run.plan.targets["device_id"], run.facts["jumpcloud_id"]
    try:
        bound = await jumpcloud.list_system_users(device)
    except NotFound:
        raise Refused(f"JumpCloud no longer has {run.plan.targets['device']}.") from None
    if any(other.id != user for other in bound):
        raise Refused(f"{run.plan.targets['device']} was bound to somebody else meanwhile.")
    if not bound:
        await jumpcloud.bind(user, device, admin=run.form.rights == ADMIN)
    return {"device_id": device}


async def unbind_device(run: Run[OnboardForm]) -> str:
    jumpcloud, name = run.providers.jumpcloud, run.plan.targets["device"]
    device, user = run.plan.targets["device_id"], run.facts["jumpcloud_id"]
    try:
        bound = await jumpcloud.list_system_users(device)
    except NotFound:
        return ""  # the binding went with the device
    if user not in {other.id for other in bound}:
        return ""
    account = (await jumpcloud.get_system(device)).account(run.facts["jumpcloud_username"])
    if account and account.managed:
        # Unbinding would disable an account that somebody may be working in.
        raise Refused(f"{name} has made the account already; unbind it in JumpCloud by hand.")
    await jumpcloud.unbind(user, device)
    return f"{name} is unbound."


async def device_ready(run: Run[OnboardForm]) -> Seen:
    jumpcloud = run.providers.jumpcloud
    device = run.facts.get("device_id")
    bound = [one.id for one in await jumpcloud.list_user_systems(run.facts["jumpcloud_id"])]
    if not bound:
        return Seen(NO_LONGER_BOUND if device else "They have not signed in on a laptop yet.")
    # The device may be taken away and another bound while they wait.
    device = device if device in bound else bound[0]
    try:
        system = await jumpcloud.get_system(device)
    except NotFound:
        return Seen(NO_LONGER_BOUND)
    account = system.account(run.facts["jumpcloud_username"])
    facts = {"device_id": device}
    if account and account.managed:
        return Seen(f"{system.display_name} has the account.", done=True, facts=facts)
    if not system.active:
        last = when(system.last_contact)
        return Seen(f"{system.display_name} is offline, last seen {last}.", facts=facts)
    return Seen(f"{system.display_name} is online and has not made the account yet.", facts=facts)


async def prove(run: Run[OnboardForm]) -> tuple[Witness, ...]:
    okta, jumpcloud, facts = run.providers.okta, run.providers.jumpcloud, run.facts
    user = await okta.get_user(facts["okta_id"])
    assigned = await okta.find_app_user(run.jumpcloud_app, user.id)
    mirrored = await jumpcloud.get_user(facts["jumpcloud_id"])
    system = await jumpcloud.get_system(facts["device_id"])
    account = system.account(mirrored.username)
    in_sync = bool(assigned and assigned.provisioned)
    managed = bool(account and account.managed)
    sync = f"JumpCloud app {assigned.sync_state}" if assigned else "JumpCloud app not assigned"
    return (
        Witness("Okta", f"{user.login} {user.status}, {sync}", in_sync),
        _arrival(user, mirrored),
        Witness(
            system.display_name,
            f"account {mirrored.username} is {'managed' if managed else 'not managed'}",
            managed,
        ),
    )


def _arrival(user: OktaUser, mirrored: JumpCloudUser) -> Witness:
    text = f"{mirrored.username} {mirrored.state}"
    if user.created and mirrored.created and mirrored.created < user.created - SKEW:
        # It was not there when the plan was made: Okta links whom it finds by the username.
        return Witness("JumpCloud", f"{text}, an account older than theirs in Okta", ok=False)
    return Witness("JumpCloud", text, mirrored.state == "ACTIVATED")


def _is_same(user: OktaUser, form: OnboardForm) -> bool:
    return (user.first_name, user.last_name) == (form.first_name, form.last_name)


def _profile(run: Run[OnboardForm]) -> dict[str, Any]:
    form, attribute = run.form, run.config.onboard.routing_attribute
    profile: dict[str, Any] = {
        "login": form.email,
        "email": form.email,
        "firstName": form.first_name,
        "lastName": form.last_name,
        "department": form.department or None,
        "title": form.title or None,
        "manager": form.manager.text if form.manager else None,
        "managerId": form.manager.id if form.manager else None,
    }
    if attribute:
        profile[attribute] = form.routing or None
    return {name: value for name, value in profile.items() if value is not None}


ONBOARD: Final = Action(
    name="onboard",
    title="Onboard a person",
    description="Create a person in Okta and JumpCloud and get them onto a laptop",
    usage="[work e-mail]",
    form=OnboardForm,
    defaults=prefill,
    choices=choices,
    brief=brief,
    plan=plan_onboarding,
    steps=(
        Step("okta_user", "Create in Okta", create_okta_user, undo=deactivate_okta_user),
        Step(
            "one_time_password", "Make a one-time password", make_one_time_password,
            undo=destroy_one_time_password,
        ),
        Step("jumpcloud_app", "Assign JumpCloud in Okta", assign_jumpcloud_app),
        Wait(
            "provisioned", "Arrive in JumpCloud", provisioned,
            within=lambda config: timedelta(minutes=config.onboard.provisioning_minutes),
        ),
        Step("jumpcloud_active", "Be active in JumpCloud", activate_in_jumpcloud),
        Wait(
            "federated", "Be in the federated group", federated,
            within=lambda config: timedelta(minutes=config.onboard.provisioning_minutes),
        ),
        Step("bind", "Bind the device", bind_device, undo=unbind_device),
        Wait(
            "device", "Have the account on a device", device_ready,
            within=lambda config: timedelta(days=config.onboard.device_days),
        ),
    ),
    prove=prove,
)  # fmt: skip
