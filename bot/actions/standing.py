"""Whom a plan is about, as policy sees them: of which kinds they are, by live state."""

import asyncio
from collections.abc import Awaitable, Collection, Mapping, Sequence
from typing import Final

from bot.action import Context
from bot.actions.shared import refused
from bot.clients.okta import Role
from bot.errors import NotFound, Unauthorized
from bot.plan import Target
from bot.principal import Principal

SUPER_ONLY: Final = (
    "Okta lets nobody but a super administrator change an administrator, or make one: if "
    "Deskhand's own role is less, a step stays refused until somebody stops it."
)
UNREAD: Final = (
    "Okta does not let Deskhand read who is an administrator (okta.roles.read), so nobody can be "
    "told from one."
)


async def kinds_of(principal: Principal, context: Context) -> dict[Target, str]:
    """Tell of which kinds somebody is, and why; refuse whom nobody may be asked about.

    Raises:
        InvalidForm: it is whoever asks, or the owner of the account that Deskhand works with.
        ProviderError: Okta or Slack could not be asked.
    """
    if owned := await _owned(principal, context):
        raise refused(f"Deskhand works with the account of {principal.name}, so {owned}.")
    okta_id = principal.okta.id if principal.okta else ""
    if await context.is_requester(okta_id, principal.addresses):
        raise refused("This is your own account; somebody else has to ask for it.")
    reasons = await _reasons(principal, context)
    return {kind: f"{principal.name} is {reason}" for kind, reason in reasons.items()}


async def kinds_of_holder(principal: Principal, context: Context) -> dict[Target, str]:
    """Tell the same of somebody whose device it is, who may well be whoever asks.

    Raises:
        InvalidForm: it is the owner of the account that Deskhand works with.
        ProviderError: Okta could not be asked.
    """
    whose = f"It is the device of {principal.name}"
    if owned := await _owned(principal, context):
        raise refused(f"{whose}, with whose account Deskhand works, so {owned}.", "device")
    reasons = await _reasons(principal, context)
    return {kind: f"{whose}, who is {reason}" for kind, reason in reasons.items()}


async def kinds_of_new(
    name: str, login: str, groups: Collection[str], context: Context
) -> dict[Target, str]:
    """Tell the same of somebody who is not there yet, by the ids of the groups they get.

    Raises:
        ProviderError: Okta could not be asked.
    """
    kinds = await kinds_of_joining(name, groups, context)
    if login in context.config.protect.people:
        kinds[Target.PROTECTED] = f"{name} is protected: `people` in [protect] names them"
    return kinds


async def kinds_of_joining(
    name: str, groups: Collection[str], context: Context
) -> dict[Target, str]:
    """Tell of which kinds somebody becomes by the groups that they get into, by id.

    Raises:
        ProviderError: Okta could not be asked.
    """
    kinds = {}
    if set(groups) & set(context.config.protect.groups):
        kinds[Target.PROTECTED] = f"{name} gets into a group that `groups` in [protect] names"
    each = await asyncio.gather(*(_group_roles(group, context) for group in groups))
    if names := ", ".join(dict.fromkeys(role.label for roles in each for role in roles)):
        kinds[Target.ADMIN] = f"{name} gets into a group of administrators of Okta ({names})"
    return kinds


def warnings_of(kinds: Mapping[Target, str]) -> tuple[str, ...]:
    """Say what requester and approvers should know of the kinds."""
    return (*kinds.values(), *([SUPER_ONLY] if Target.ADMIN in kinds else []))


async def _reasons(principal: Principal, context: Context) -> dict[Target, str]:
    why = await asyncio.gather(_protected(principal, context), _admin(principal, context))
    named = zip((Target.PROTECTED, Target.ADMIN), why, strict=True)
    return {kind: reason for kind, reason in named if reason}


async def _owned(principal: Principal, context: Context) -> str:
    if principal.addresses & set(context.config.protect.owner):
        return "it is never touched: `owner` in [protect] of deskhand.toml names them"
    if principal.okta and await context.is_owner(principal.okta.id):
        return "it is never touched: OKTA_API_TOKEN is theirs"
    return ""


async def _protected(principal: Principal, context: Context) -> str:
    protect = context.config.protect
    if principal.addresses & set(protect.people):
        return "protected (`people` in [protect] names them)"
    if principal.okta is None or not protect.groups:
        return ""
    groups = await context.providers.okta.list_user_groups(principal.okta.id)
    inside = ", ".join(group.name for group in groups if group.id in protect.groups)
    return f"protected (as a member of {inside}: `groups` in [protect])" if inside else ""


async def _group_roles(group: str, context: Context) -> Sequence[Role]:
    try:
        return await _read(context.providers.okta.list_group_roles(group))
    except NotFound:
        return ()  # deleted, and nobody gets into it


async def _read(roles: Awaitable[Sequence[Role]]) -> Sequence[Role]:
    try:
        return await roles
    except Unauthorized as error:
        raise Unauthorized(f"{UNREAD} {error}", error.provider, error.reference) from None


async def _admin(principal: Principal, context: Context) -> str:
    if principal.okta is None:
        return ""
    roles = await _read(context.providers.okta.list_user_roles(principal.okta.id))
    names = ", ".join(role.label for role in roles)
    return f"an administrator of Okta ({names})" if roles else ""
