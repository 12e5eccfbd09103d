"""What is set in JumpCloud, and how it is disturbed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, Json

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


class AskedOfJumpCloud(Asked):
    """An administrator changes a setting of JumpCloud's, or the organisation is disturbed.

    Attributes:
        licensed: Whether Directory Insights is paid for.
        seconds: How late Directory Insights tells the next events.
        doubled: Whether it tells each of them twice.
    """

    do: Literal["default_state", "insights", "expire_tokens"]
    state: Literal["ACTIVATED", "STAGED"] = "ACTIVATED"
    licensed: bool = True
    seconds: float = Field(default=0, ge=0, le=3600)
    doubled: bool = False


async def set_jumpcloud(sandbox: "Sandbox", asked: AskedOfJumpCloud) -> Json:
    """Choose in which state people arrive and how the log behaves, or end every token."""
    jumpcloud = sandbox.jumpcloud
    if asked.do == "default_state":
        jumpcloud.default_state = asked.state
    elif asked.do == "expire_tokens":
        jumpcloud.access.expire_tokens()
    else:
        jumpcloud.insights.licensed = asked.licensed
        jumpcloud.insights.lateness = timedelta(seconds=asked.seconds)
        jumpcloud.insights.doubled = asked.doubled
    return {}
