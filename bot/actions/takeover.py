"""Take over a local account: put it under the person's managed identity, and see that it is.

JumpCloud takes over the account whose name is exactly the person's; a wrong name is no error
there but a second profile on the device. So the name is read back before the device is bound, and
the proof counts the profiles.

A binding is taken back only while nothing became managed: unbinding a managed account would
disable an account that somebody works in.
"""

import json
from datetime import timedelta
from typing import Final

from bot.action import Action, Facts, Run, Seen, Step, Wait, Witness
from bot.actions.shared import when
from bot.actions.takeover_plan import ADMIN, TakeoverForm, plan_takeover
from bot.actions.takeover_table import TABLES
from bot.clients.jumpcloud import JumpCloudUser, System
from bot.errors import NotFound, Refused


async def set_local_account(run: Run[TakeoverForm]) -> Facts:
    jumpcloud, name = run.providers.jumpcloud, run.plan.targets["account"]
    user = await jumpcloud.get_user(run.plan.targets["jumpcloud_id"])
    if user.account_name != name:
        user = await jumpcloud.set_local_account(user.id, name)
    if user.account_name != name:
        raise Refused(
            f"JumpCloud took {name} as Local User Account and still shows {user.account_name}. "
            "Set it in the console of JumpCloud, and ask again."
        )
    return {}


async def set_it_back(run: Run[TakeoverForm]) -> str:
    jumpcloud, before = run.providers.jumpcloud, run.plan.targets["before"]
    user = await jumpcloud.get_user(run.plan.targets["jumpcloud_id"])
    if user.local_account == before:
        return ""
    if await jumpcloud.list_user_systems(user.id):
        raise Refused("A device is bound by this name; it stays, or a second profile would appear.")
    await jumpcloud.set_local_account(user.id, before)
    return f"The Local User Account of {user.username} is {before or 'empty'} again."


async def bind(run: Run[TakeoverForm]) -> Facts:
    jumpcloud, targets = run.providers.jumpcloud, run.plan.targets
    user = await jumpcloud.get_user(targets["jumpcloud_id"])
    if user.account_name != targets["account"]:
        raise Refused(
            f"Their account name in JumpCloud is {user.account_name} now. Nothing is bound."
        )
    bound = await jumpcloud.list_system_users(targets["device_id"])
    if user.id not in {edge.id for edge in bound}:
        await jumpcloud.bind(user.id, targets["device_id"], admin=targets["admin"] == ADMIN)
    return {"bound": targets["device_id"]}


async def unbind(run: Run[TakeoverForm]) -> str:
    jumpcloud, targets = run.providers.jumpcloud, run.plan.targets
    try:
        system = await jumpcloud.get_system(targets["device_id"])
        bound = await jumpcloud.list_system_users(targets["device_id"])
    except NotFound:
        return ""  # the binding went with the device
    if targets["jumpcloud_id"] not in {edge.id for edge in bound}:
        return ""
    if _managed(run, system) or _new(run, system):
        raise Refused(
            f"{system.display_name} has a managed account already. Unbinding would disable it, so "
            "the binding stays."
        )
    await jumpcloud.unbind(targets["jumpcloud_id"], targets["device_id"])
    return f"{targets['device']} is unbound."


async def managed(run: Run[TakeoverForm]) -> Seen:
    try:
        system = await run.providers.jumpcloud.get_system(run.plan.targets["device_id"])
    except NotFound:
        raise Refused(f"JumpCloud no longer has {run.plan.targets['device']}.") from None
    name = run.plan.targets["account"]
    if _managed(run, system):
        return Seen(f"{system.display_name} reports {name} as managed.", done=True)
    if second := _new(run, system):
        raise Refused(
            f"A second profile appeared on {system.display_name}: {', '.join(second)}. {name} was "
            "not taken over. Look at the device before anything else."
        )
    if not system.active:
        return Seen(f"{system.display_name} is offline, last seen {when(system.last_contact)}.")
    return Seen(f"{system.display_name} is online and has not taken {name} over yet.")


def _managed(run: Run[TakeoverForm], system: System) -> bool:
    account = system.account(run.plan.targets["account"])
    return account is not None and account.managed


def _new(run: Run[TakeoverForm], system: System) -> list[str]:
    """List the managed accounts that were not there when it was planned."""
    before = set(json.loads(run.plan.targets["accounts"]))
    return [
        each.user_name
        for each in system.user_metrics
        if each.managed and each.user_name not in before
    ]


async def prove(run: Run[TakeoverForm]) -> tuple[Witness, ...]:
    targets = run.plan.targets
    user: JumpCloudUser = await run.providers.jumpcloud.get_user(targets["jumpcloud_id"])
    try:
        system = await run.providers.jumpcloud.get_system(targets["device_id"])
    except NotFound:
        return (Witness(targets["device"], "JumpCloud no longer has it", ok=False),)
    account, second = system.account(targets["account"]), _new(run, system)
    rights = "administrator" if account and account.admin else "standard user"
    state = "managed" if _managed(run, system) else "not managed"
    if account and account.suspended:
        state += ", and disabled"
    wanted = account is not None and account.admin == (targets["admin"] == ADMIN)
    profiles = f"a second profile: {', '.join(second)}" if second else "no second profile"
    name = system.display_name
    return (
        Witness("JumpCloud", f"{user.username} has the account name {user.account_name}",
                user.account_name == targets["account"]),
        Witness(name, f"{targets['account']} is {state}, {rights}", state == "managed" and wanted),
        Witness(name, profiles, not second),
    )  # fmt: skip


TAKEOVER: Final = Action(
    name="takeover",
    title="Take over an account",
    description="Put a local account on a laptop under a person's managed identity",
    usage="[e-mail, login, @mention or name]",
    form=TakeoverForm,
    about="person",
    destructive=True,
    tables=TABLES,
    plan=plan_takeover,
    steps=(
        Step("local_account", "Name the account in JumpCloud", set_local_account, undo=set_it_back),
        Step("bind", "Bind the device", bind, undo=unbind),
        Wait(
            "managed", "Be managed on the device", managed,
            within=lambda config: timedelta(days=config.people.device_days),
        ),
    ),
    prove=prove,
)  # fmt: skip
