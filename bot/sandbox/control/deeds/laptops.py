"""What somebody does at a laptop."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.laptops import Laptop, Outcome, ServiceAccount

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


class AskedOfLaptop(Asked):
    """Somebody is at a laptop; which arguments count depends on `do`.

    Attributes:
        name: Of the laptop.
        previous_password: Given to `sign_in` where the login screen asks for it.
        pin: Of Windows Hello, in place of a password; of `enrol_hello`; of a Mac, for `unlock`.
        passcode: The password for this device alone that `self_service` may ask for.
        full_name: Of the local account that `add_account` makes, as are `admin` and `microsoft`.
        state: What `service_account` puts JumpCloud's own account on a Mac into.
    """

    do: Literal[
        "online",
        "offline",
        "sign_in",
        "sign_out",
        "lock",
        "unlock",
        "restart",
        "self_service",
        "enrol_hello",
        "add_account",
        "service_account",
    ]
    name: str
    username: str = ""
    password: str = ""
    previous_password: str = ""
    pin: str = ""
    passcode: str = ""
    full_name: str = ""
    admin: bool = False
    microsoft: bool = False
    state: ServiceAccount = "healthy"


async def use_laptop(sandbox: "Sandbox", asked: AskedOfLaptop) -> Json:
    """Plug it in or out, sign in or out, lock it, start it anew."""
    known = {laptop.name: laptop for laptop in sandbox.laptops}
    laptop = known.get(asked.name)
    if laptop is None:
        raise CannotDo(f"There is no laptop {asked.name}.")
    try:
        outcome = _deeds(laptop, asked)[asked.do]()
    except Problem as error:
        raise CannotDo(str(error)) from error
    if outcome is None:
        return {}
    if not outcome:
        raise CannotDo(f"{asked.name}: {outcome.message}")
    return {"message": outcome.message}


def _deeds(laptop: Laptop, asked: AskedOfLaptop) -> dict[str, Callable[[], Outcome | None]]:
    who, password = asked.username, asked.password
    return {
        "online": laptop.go_online,
        "offline": laptop.go_offline,
        "sign_in": lambda: laptop.sign_in(
            who, password, previous_password=asked.previous_password, pin=asked.pin
        ),
        "sign_out": lambda: laptop.sign_out(who),
        "lock": laptop.lock,
        "unlock": lambda: laptop.unlock(asked.pin),
        "restart": laptop.restart,
        "self_service": lambda: laptop.self_service(who, password, passcode=asked.passcode),
        "enrol_hello": lambda: laptop.enrol_hello(who, asked.pin),
        "add_account": lambda: _add_account(laptop, asked),
        "service_account": lambda: laptop.set_service_account(asked.state),
    }


def _add_account(laptop: Laptop, asked: AskedOfLaptop) -> None:
    if not asked.username or asked.username in laptop.accounts:
        raise CannotDo(f"{laptop.name}: That name is empty or taken.")
    laptop.add_account(
        asked.username,
        asked.full_name,
        admin=asked.admin,
        password=asked.password,
        microsoft=asked.microsoft,
    )
