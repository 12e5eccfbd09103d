"""What somebody does at a laptop."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.jumpcloud.problem import Problem

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox


class AskedOfLaptop(Asked):
    """Somebody is at a laptop."""

    do: Literal["online", "offline", "sign_in", "sign_out", "self_service"]
    name: str
    username: str = ""
    password: str = ""


async def use_laptop(sandbox: "Sandbox", asked: AskedOfLaptop) -> Json:
    """Plug it in or out, sign in or out."""
    known = {laptop.name: laptop for laptop in sandbox.laptops}
    laptop = known.get(asked.name)
    if laptop is None:
        raise CannotDo(f"There is no laptop {asked.name}.")
    match asked.do:
        case "online":
            laptop.go_online()
        case "offline":
            laptop.go_offline()
        case "sign_out":
            laptop.sign_out(asked.username)
        case "sign_in" | "self_service":
            enter = laptop.sign_in if asked.do == "sign_in" else laptop.self_service
            return _let_in(enter, asked)
    return {}


def _let_in(enter: Callable[[str, str], Any], asked: AskedOfLaptop) -> Json:
    try:
        outcome = enter(asked.username, asked.password)
    except Problem as error:
        raise CannotDo(str(error)) from error
    if not outcome.ok:
        raise CannotDo(f"{asked.name}: {outcome.message}")
    return {"message": outcome.message}
