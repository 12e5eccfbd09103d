"""What an administrator does by hand in the consoles of Okta and JumpCloud."""

from typing import TYPE_CHECKING, Final, Literal

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.okta import OktaError

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

OktaVerb = Literal[
    "activate",
    "deactivate",
    "expire_password",
    "reactivate",
    "reset_factors",
    "reset_password",
    "suspend",
    "unlock",
    "unsuspend",
]
JumpCloudVerb = Literal["activate", "suspend", "restore", "unlock"]
OKTA_BUTTONS: Final[dict[str, tuple[OktaVerb, ...]]] = {
    "STAGED": ("activate",),
    "PROVISIONED": ("reactivate", "deactivate"),
    "ACTIVE": ("suspend", "expire_password", "reset_password", "reset_factors", "deactivate"),
    "PASSWORD_EXPIRED": ("reset_password", "deactivate"),
    "RECOVERY": ("reset_password", "deactivate"),
    "LOCKED_OUT": ("unlock", "reset_password", "deactivate"),
    "SUSPENDED": ("unsuspend", "deactivate"),
    "DEPROVISIONED": ("activate",),
}
JUMPCLOUD_BUTTONS: Final[dict[str, tuple[JumpCloudVerb, ...]]] = {
    "STAGED": ("activate", "suspend"),
    "ACTIVATED": ("suspend",),
    "SUSPENDED": ("restore",),
}


class AskedOfConsole(Asked):
    """An administrator presses a button beside a person.

    Attributes:
        who: The person's id in that directory.
    """

    of: Literal["Okta", "JumpCloud"]
    do: OktaVerb | JumpCloudVerb
    who: str


async def press(sandbox: "Sandbox", asked: AskedOfConsole) -> Json:
    """Press it; what the directory refuses is told in its own words."""
    try:
        if asked.of == "Okta":
            sandbox.okta.do(asked.do, asked.who)
        else:
            _in_jumpcloud(sandbox, asked)
    except KeyError as error:
        raise CannotDo(f"{asked.of} has no button {asked.do}.") from error
    except OktaError as error:
        raise CannotDo(" ".join((error.summary, *error.causes))) from error
    except Problem as error:
        raise CannotDo(str(error)) from error
    sandbox.world.changed()
    return {}


def _in_jumpcloud(sandbox: "Sandbox", asked: AskedOfConsole) -> None:
    directory = sandbox.jumpcloud.directory
    match asked.do:
        case "activate":
            directory.activate(asked.who)
        case "suspend":
            directory.suspend(asked.who)
        case "restore":
            directory.change(asked.who, {"state": "ACTIVATED", "suspended": False})
        case "unlock":
            directory.unlock(asked.who)
        case _:
            raise KeyError(asked.do)
