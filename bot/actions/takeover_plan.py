"""What taking an account over would do, and what stands in its way: the plan."""

import asyncio
import json
from dataclasses import dataclass
from typing import Final

from bot.action import Context
from bot.actions.shared import carried, fingerprint, judge_one, look_up
from bot.actions.standing import kinds_of, kinds_of_holder, warnings_of
from bot.actions.takeover_table import TAKEOVER
from bot.clients.jumpcloud import JumpCloudUser, LocalAccount, System
from bot.errors import InvalidForm, NotFound
from bot.form import Choice, Form, Kind, Picked, Search, ask, ask_ticket
from bot.identity import username_fault
from bot.plan import Plan, Target
from bot.principal import Principal, find_principal
from bot.states import OFFLINE, Device, Row, Then, system_state

KEEP: Final = "keep"
STANDARD: Final = "standard"
ADMIN: Final = "admin"
RIGHTS: Final = {STANDARD: "a standard user", ADMIN: "an administrator"}


class TakeoverForm(Form):
    """The local account, and whose it becomes."""

    person: Picked = ask("Person", Kind.SEARCH, search=Search.PEOPLE)
    device: Picked = ask("Device", Kind.SEARCH, search=Search.DEVICES)
    account: Picked = ask(
        "Local account", Kind.SEARCH, search=Search.LOCAL_ACCOUNTS, needs="device",
        hint="As the device reports them; choose the device first.",
    )  # fmt: skip
    rights: str = ask(
        "Rights on the device", Kind.CHOICE, default=KEEP,
        choices=(
            Choice(KEEP, "As they are", "What the local account has now"),
            Choice(STANDARD, "Standard user"),
            Choice(ADMIN, "Administrator"),
        ),
    )  # fmt: skip
    ticket: str = ask_ticket()


@dataclass(frozen=True)
class Found:
    """What was looked up for a plan.

    Attributes:
        bound: Ids of the JumpCloud users who are bound to the device.
        holders: Of which kinds they are, whoever takes over apart, and why.
        namesake: Somebody else who has the account's name, as username or on devices.
    """

    principal: Principal
    system: System
    bound: frozenset[str]
    holders: dict[Target, str]
    namesake: JumpCloudUser | None

    @property
    def user(self) -> JumpCloudUser:
        """The JumpCloud user; the table has refused where there is none."""
        assert self.principal.jumpcloud is not None  # noqa: S101 - see above
        return self.principal.jumpcloud


async def plan_takeover(form: TakeoverForm, context: Context) -> Plan:
    """Compute the plan.

    Raises:
        InvalidForm: with a message under each field that cannot stand.
        ProviderError: Okta, JumpCloud or Slack could not be asked.
    """
    principal, device = await asyncio.gather(
        look_up(form.person, context), _system(form.device, context)
    )
    row = _judged(principal, device, context)
    kinds = await kinds_of(principal, context)
    found = await _found(form, principal, device, context)
    account, system = _account(form, found), found.system
    admin = account.admin if form.rights == KEEP else form.rights == ADMIN
    renames = found.user.account_name != form.account.id
    return Plan(
        principal=principal.login,
        title=f"Take over {form.account.id} on {system.display_name} for {principal.name}",
        changes=_changes(form, found, account, admin=admin, renames=renames),
        notices=_notices(form, found, account),
        warnings=(*warnings_of(kinds), *_warnings(found, account, row, admin=admin)),
        steps=("local_account", "bind", "managed") if renames else ("bind", "managed"),
        targets={
            "jumpcloud_id": found.user.id,
            "device_id": system.id,
            "device": system.display_name,
            "account": form.account.id,
            "admin": ADMIN if admin else STANDARD,
            "before": found.user.local_account,
            "accounts": json.dumps(sorted(each.user_name for each in system.user_metrics)),
            **carried(principal),
        },
        kinds=found.holders | kinds,
        fingerprint=_fingerprint(found, account),
    )


async def _system(device: Picked, context: Context) -> System | None:
    try:
        return await context.providers.jumpcloud.get_system(device.id)
    except NotFound:
        return None


def _judged(principal: Principal, system: System | None, context: Context) -> Row:
    device = system_state(system) if system else Device.ABSENT
    if context.approved and device in OFFLINE:
        # Its accounts were looked at when it was asked for; now it may be waited for.
        device = Device.MAC
    row = judge_one(TAKEOVER, principal, device)
    if row.then is Then.REFUSE:
        field = "device" if row.device else "person"
        raise InvalidForm("This cannot be taken over.", {field: f"{row.why} {row.way_out}"})
    return row


async def _found(
    form: TakeoverForm, principal: Principal, system: System | None, context: Context
) -> Found:
    assert system is not None  # noqa: S101 - the table refuses where there is none
    jumpcloud, name = context.providers.jumpcloud, form.account.id
    edges, by_username, by_local = await asyncio.gather(
        jumpcloud.list_system_users(system.id),
        jumpcloud.find_user(username=name),
        jumpcloud.find_user_by_local_account(name),
    )
    own = principal.jumpcloud.id if principal.jumpcloud else ""
    others = (user for user in (by_username, by_local) if user and user.id != own)
    bound = frozenset(edge.id for edge in edges)
    holders = await _holders(bound - {own}, context)
    return Found(principal, system, bound, holders, next(others, None))


async def _holders(bound: frozenset[str], context: Context) -> dict[Target, str]:
    each = await asyncio.gather(*(_holder(user_id, context) for user_id in sorted(bound)))
    return {kind: why for kinds in each for kind, why in kinds.items()}


async def _holder(user_id: str, context: Context) -> dict[Target, str]:
    try:
        user = await context.providers.jumpcloud.get_user(user_id)
    except NotFound:
        return {}
    holder = await find_principal(context.providers, context.jumpcloud_app, user.email)
    return await kinds_of_holder(holder, context)


def _account(form: TakeoverForm, found: Found) -> LocalAccount:
    """Give the account as the device reports it, or refuse."""
    name, system = form.account.id, found.system
    account = system.account(name)
    fault = _account_fault(name, account, found)
    device_fault = _device_fault(found)
    if fault or device_fault or account is None:
        faults = {"account": fault, "device": device_fault}
        told = {field: text for field, text in faults.items() if text}
        raise InvalidForm("This cannot be taken over.", told)
    return account


def _account_fault(name: str, account: LocalAccount | None, found: Found) -> str:
    system = found.system
    if account is None:
        return (
            f"{system.display_name} reports no account {name}; it minds upper and lower case. "
            "A wrong name would make a second profile."
        )
    if account.managed:
        return f"{name} on {system.display_name} is managed by JumpCloud already."
    return _name_fault(name, found)


def _name_fault(name: str, found: Found) -> str:
    system, user = found.system, found.user
    if name.startswith("_"):
        return f"{name} belongs to the system."
    if fault := username_fault(name, system.os_family):
        return f"The name {fault}, so JumpCloud cannot manage it. Rename the local account."
    if found.namesake:
        other = found.namesake
        return f"{name} is the name of {other.display_name} ({other.email}) in JumpCloud."
    elsewhere = [each.name for each in found.principal.machines if each.system.id != system.id]
    if elsewhere and user.account_name != name:
        return (
            f"JumpCloud keeps one account name for a person, and on {', '.join(elsewhere)} theirs "
            f"is {user.account_name}. Rename the local account to that."
        )
    return ""


def _device_fault(found: Found) -> str:
    system = found.system
    if found.user.id in found.bound:
        return (
            f"{system.display_name} is bound to them already, by another account. Look at it in "
            "JumpCloud before anything else: unbinding disables that account."
        )
    if system.os_family == "darwin" and not (system.has_service_account and system.secure_token):
        return (
            "JumpCloud's service account on this Mac has no secure token, so the person could not "
            "unlock FileVault. Install it again with an administrator's password first."
        )
    return ""


def _changes(
    form: TakeoverForm, found: Found, account: LocalAccount, *, admin: bool, renames: bool
) -> tuple[str, ...]:
    name, device = form.account.id, found.system.display_name
    rights = RIGHTS[ADMIN if admin else STANDARD]
    was = RIGHTS[ADMIN if account.admin else STANDARD]
    lines = []
    if renames:
        lines.append(f"JumpCloud: set the Local User Account of {found.user.username} to {name}")
    lines.append(f"{device}: bind it to {found.user.username} as {rights} (now {was})")
    lines.append(f"{device}: {name} becomes managed; files and settings stay")
    return tuple(lines)


def _notices(form: TakeoverForm, found: Found, account: LocalAccount) -> tuple[str, ...]:
    lines = [f"Their Okta password replaces the local one of {form.account.id}."]
    if found.system.os_family == "darwin":
        lines.append("macOS asks for the previous password once, to open the keychain.")
    if found.system.os_family == "windows":
        lines.append("Windows Hello works again after one sign-in with the new password.")
    return tuple(lines)


def _warnings(found: Found, account: LocalAccount, row: Row, *, admin: bool) -> tuple[str, ...]:
    lines = [*found.holders.values(), *([row.why] if row.then is Then.DIFFERENTLY else [])]
    if not found.principal.carried:
        lines.append(
            "JumpCloud is not assigned to them in Okta: the account gets the password that "
            "JumpCloud has, and none of Okta's."
        )
    if found.bound:
        lines.append(f"{found.system.display_name} is bound to somebody else too.")
    if account.admin and not admin:
        lines.append(
            "The account loses its administrator's rights. Make sure another one has them."
        )
    if found.system.os_family == "windows":
        lines.append(
            "An account that is linked to a Microsoft account is taken over in part only: make it "
            "a local one first. Decrypt files that are encrypted with EFS."
        )
    lines.append("It cannot be taken back: unbinding a managed account disables it.")
    return tuple(lines)


def _fingerprint(found: Found, account: LocalAccount) -> str:
    okta = found.principal.okta
    return fingerprint(
        {
            "okta": okta and [okta.id, okta.status],
            "jumpcloud": [found.user.id, found.user.state, found.user.account_name],
            "device": found.system.id,
            "account": [account.user_name, account.managed, account.admin],
            "bound": sorted(found.bound),
            "namesake": found.namesake and found.namesake.id,
        }
    )
