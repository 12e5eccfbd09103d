"""What an administrator does in JumpCloud's console, and how JumpCloud is disturbed."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.table import Row

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

DAY: Final = 24 * 3600

ToUser = Literal[
    "suspend",
    "restore",
    "activate",
    "lock_out",
    "unlock",
    "expire_password",
    "set_password",
    "rename",
    "fields",
    "delete",
]
ToDevice = Literal["bind", "unbind", "policy", "mdm"]
ToAll = Literal["default_state", "insights", "expire_tokens", "role", "groups_delay", "collection"]


class AskedOfJumpCloud(Asked):
    """An administrator does something, or JumpCloud is disturbed; what counts depends on `do`.

    Attributes:
        user: Username, e-mail or id.
        device: Name or id.
        admin: Whether a binding gives administrator's rights.
        mastered: The fields of a user that are said to be mastered by SCIM.
        name: The new username, or the policy's name or id.
        failing: Whether a policy, or device management, fails on the device.
        scopes: What the bot's role may; None is everything.
        licensed: Whether Directory Insights is paid for.
        seconds: How late Directory Insights tells the next events, how long groups with a rule
            take, or how old System Insights is.
        doubled: Whether Directory Insights tells each of the next events twice.
        history_days: How far back the licence reaches; None is as far as events are kept.
        named_suspension: Whether a suspension by SCIM is told by that name too.
    """

    do: ToUser | ToDevice | ToAll
    state: Literal["ACTIVATED", "STAGED"] = "ACTIVATED"
    user: str = ""
    device: str = ""
    admin: bool = False
    mastered: list[str] = Field(default_factory=list)
    name: str = ""
    password: str = ""
    failing: bool = True
    scopes: list[str] | None = None
    licensed: bool = True
    seconds: float = Field(default=0, ge=0, le=7 * DAY)
    doubled: bool = False
    history_days: int | None = Field(default=None, ge=1)
    named_suspension: bool = False


async def set_jumpcloud(sandbox: "Sandbox", asked: AskedOfJumpCloud) -> Json:
    """Do it; what JumpCloud refuses is told in its words."""
    jumpcloud = sandbox.jumpcloud
    try:
        if asked.do in TO_USER:
            user = jumpcloud.user(asked.user)
            if user is None:
                raise not_found()
            TO_USER[asked.do](jumpcloud, user, asked)
        else:
            TO_OTHERS[asked.do](jumpcloud, asked)
    except Problem as error:
        raise CannotDo(f"JumpCloud: {error}.") from error
    sandbox.world.changed()
    return {}


def _lock_out(jumpcloud: JumpCloud, user: Row, asked: AskedOfJumpCloud) -> None:
    jumpcloud.change_user(user["_id"], account_locked=True)


def _restore(jumpcloud: JumpCloud, user: Row, asked: AskedOfJumpCloud) -> None:
    jumpcloud.change_user(user["_id"], state="ACTIVATED", suspended=False)


def _master(jumpcloud: JumpCloud, user: Row, asked: AskedOfJumpCloud) -> None:
    fields = [{"field": each, "type": "scim", "id": None} for each in asked.mastered]
    jumpcloud.change_user(user["_id"], restrictedFields=fields)


def _set_insights(jumpcloud: JumpCloud, asked: AskedOfJumpCloud) -> None:
    insights, days = jumpcloud.insights, asked.history_days
    insights.licensed = asked.licensed
    insights.lateness = timedelta(seconds=asked.seconds)
    insights.doubled = asked.doubled
    insights.history = None if days is None else timedelta(days=days)
    insights.scim_names_suspension = asked.named_suspension


def _set_policy(jumpcloud: JumpCloud, asked: AskedOfJumpCloud) -> None:
    policy, device = jumpcloud.policies.find(asked.name), jumpcloud.devices.find(asked.device)
    jumpcloud.policies.fail(policy["id"], device["_id"], failing=asked.failing)


def _set_mdm(jumpcloud: JumpCloud, asked: AskedOfJumpCloud) -> None:
    failing, device = jumpcloud.commands.failing, jumpcloud.devices.find(asked.device)
    (failing.add if asked.failing else failing.discard)(device["_id"])


def _set_default_state(jumpcloud: JumpCloud, asked: AskedOfJumpCloud) -> None:
    jumpcloud.default_state = asked.state


def _set_groups_delay(jumpcloud: JumpCloud, asked: AskedOfJumpCloud) -> None:
    jumpcloud.membership.delay = timedelta(seconds=asked.seconds)


def _set_collection(jumpcloud: JumpCloud, asked: AskedOfJumpCloud) -> None:
    jumpcloud.system_insights.staleness = timedelta(seconds=asked.seconds)


TO_USER: Final[dict[str, Callable[[JumpCloud, Row, AskedOfJumpCloud], object]]] = {
    "suspend": lambda jumpcloud, user, _: jumpcloud.directory.suspend(user["_id"]),
    "restore": _restore,
    "activate": lambda jumpcloud, user, _: jumpcloud.directory.activate(user["_id"]),
    "lock_out": _lock_out,
    "unlock": lambda jumpcloud, user, _: jumpcloud.directory.unlock(user["_id"]),
    "expire_password": lambda jumpcloud, user, _: jumpcloud.directory.expire(user["_id"]),
    "set_password": lambda jumpcloud, user, asked: jumpcloud.change_user(
        user["_id"], password=asked.password
    ),
    "rename": lambda jumpcloud, user, asked: jumpcloud.change_user(
        user["_id"], username=asked.name
    ),
    "delete": lambda jumpcloud, user, _: jumpcloud.directory.delete(user["_id"], cascade=True),
    "fields": _master,
}
TO_OTHERS: Final[dict[str, Callable[[JumpCloud, AskedOfJumpCloud], object]]] = {
    "bind": lambda jumpcloud, asked: jumpcloud.bind(asked.user, asked.device, sudo=asked.admin),
    "unbind": lambda jumpcloud, asked: jumpcloud.unbind(asked.user, asked.device),
    "policy": _set_policy,
    "mdm": _set_mdm,
    "default_state": _set_default_state,
    "insights": _set_insights,
    "expire_tokens": lambda jumpcloud, _: jumpcloud.access.expire_tokens(),
    "role": lambda jumpcloud, asked: jumpcloud.access.restrict(asked.scopes),
    "groups_delay": _set_groups_delay,
    "collection": _set_collection,
}
