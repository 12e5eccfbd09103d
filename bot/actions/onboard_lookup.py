"""What onboarding looks up before it plans, all at once."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.action import Context
from bot.clients.jumpcloud import JumpCloudUser, System
from bot.clients.okta import App, Group, OktaUser
from bot.errors import NotFound
from bot.form import Picked
from bot.identity import jumpcloud_username


@dataclass(frozen=True)
class Found:
    """What was looked up for a plan.

    Attributes:
        namesake: Whoever has the JumpCloud username, or a local account of that name.
        groups: The chosen groups that exist.
        apps: Ids of the apps that each of them brings, by the group's id.
        bound: Ids of the JumpCloud users bound to the chosen device.
    """

    app: App
    default_state: str
    in_okta: OktaUser | None
    in_jumpcloud: JumpCloudUser | None
    namesake: JumpCloudUser | None
    groups: Sequence[Group]
    apps: Mapping[str, frozenset[str]]
    manager: OktaUser | None
    device: System | None
    bound: tuple[str, ...]


async def look_up(
    email: str, context: Context, *,
    groups: Sequence[Picked], manager: Picked | None, device: Picked | None,
) -> Found:  # fmt: skip
    """Look everything up that a plan depends on.

    Raises:
        ProviderError: Okta or JumpCloud could not be asked.
    """
    okta, jumpcloud = context.providers.okta, context.providers.jumpcloud
    username = jumpcloud_username(email)
    everybody = asyncio.gather(
        okta.find_user(email),
        okta.list_users_with_email(email),
        jumpcloud.find_user(email=email),
        jumpcloud.find_user(username=username),
        jumpcloud.find_user_by_local_account(username),
    )
    everything = asyncio.gather(
        okta.get_app(context.jumpcloud_app),
        jumpcloud.get_default_state(),
        _manager(context, manager),
        _device(context, device),
        asyncio.gather(*(_group(context, picked) for picked in groups)),
    )
    (
        (by_login, by_mail, mirrored, same_name, same_local),
        (app, state, boss, bound, brought),
    ) = await asyncio.gather(everybody, everything)
    present = [(group, apps) for group, apps in brought if group]
    return Found(
        app=app, default_state=state, in_okta=by_login or next(iter(by_mail), None),
        in_jumpcloud=mirrored, namesake=same_name or same_local,
        groups=[group for group, _ in present], apps={group.id: apps for group, apps in present},
        manager=boss, device=bound[0], bound=bound[1],
    )  # fmt: skip


async def _manager(context: Context, picked: Picked | None) -> OktaUser | None:
    return await context.providers.okta.find_user(picked.id) if picked else None


async def _device(context: Context, picked: Picked | None) -> tuple[System | None, tuple[str, ...]]:
    if picked is None:
        return None, ()
    jumpcloud = context.providers.jumpcloud
    try:
        system = await jumpcloud.get_system(picked.id)
        users = await jumpcloud.list_system_users(picked.id)
    except NotFound:
        return None, ()
    return system, tuple(sorted(user.id for user in users))


async def _group(context: Context, picked: Picked) -> tuple[Group | None, frozenset[str]]:
    okta = context.providers.okta
    try:
        apps = await okta.list_group_apps(picked.id)
        return await okta.get_group(picked.id), frozenset(app.id for app in apps)
    except NotFound:
        return None, frozenset()
