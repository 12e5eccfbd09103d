"""How the SCIM link is disturbed and mended."""

from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, Json

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

REFUSAL: Final = "Password does not meet the complexity requirements."


class AskedOfScim(Asked):
    """The link is disturbed or mended."""

    do: Literal["delay", "refuse", "mend", "retry"]
    seconds: float = Field(default=0, ge=0, le=3600)
    reason: str = REFUSAL


async def disturb_scim(sandbox: "Sandbox", asked: AskedOfScim) -> Json:
    """Delay, refuse, mend or retry."""
    scim = sandbox.scim
    match asked.do:
        case "delay":
            scim.delay = asked.seconds
            sandbox.world.changed()
        case "refuse":
            scim.refuse(asked.reason)
        case "mend":
            scim.mend()
        case "retry":
            scim.retry()
    return {}
