"""Faults, time, and the death of the bot."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.sandbox.control.deeds.asked import Asked, CannotDo, Json
from bot.sandbox.faults import Kind

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

YEAR: Final = 366 * 24 * 3600


class AskedOfFaults(Asked):
    """A fault begins or ends; see `bot.sandbox.faults.Fault`.

    Attributes:
        kind: `crash` kills the bot when the work is done and nobody was told; once, unless
            `times` says otherwise.
    """

    do: Literal["add", "remove", "clear"]
    id: str = ""
    match: str = Field(default="*", max_length=500)
    kind: Kind = "refuse"
    times: int | None = Field(default=None, ge=1)
    status: int | None = Field(default=None, ge=400, le=599)
    seconds: float = Field(default=1, ge=0, le=60)
    retry_after: bool | None = None


async def set_fault(sandbox: "Sandbox", asked: AskedOfFaults) -> Json:
    """Add, remove, or mend all."""
    faults = sandbox.faults
    match asked.do:
        case "add":
            options = asked.model_dump(include={"times", "status", "seconds", "retry_after"})
            if asked.kind == "crash":
                options |= {"then": _killer(sandbox), "times": asked.times or 1}
            return {"id": faults.add(asked.match, asked.kind, **options).id}
        case "remove":
            fault = faults.find(asked.id)
            if fault is None:
                raise CannotDo("This fault has ended already.")
            faults.remove(fault)
        case "clear":
            faults.clear()
    return {}


class AskedOfClock(Asked):
    """Time passes at once."""

    do: Literal["move"]
    seconds: float = Field(gt=0, le=YEAR)


async def move_clock(sandbox: "Sandbox", asked: AskedOfClock) -> Json:
    """Set the world's clock forward."""
    sandbox.world.move(timedelta(seconds=asked.seconds))
    return {}


class AskedOfBot(Asked):
    """The bot dies."""

    do: Literal["crash"]


async def crash_bot(sandbox: "Sandbox", asked: AskedOfBot) -> Json:
    """Kill the bot; whoever started it starts it again."""
    _killer(sandbox)()
    return {}


def _killer(sandbox: "Sandbox") -> Callable[[], None]:
    if sandbox.bot is None:
        raise CannotDo("This sandbox did not start the bot, so it cannot kill it.")
    return sandbox.bot.kill
