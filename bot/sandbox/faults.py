"""Faults on demand: what networks and providers do on a bad day.

A fault waits for the exchanges it means and then acts as often as it was told to; `watch` is
where it does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from bot.sandbox.store import World
from bot.sandbox.traffic import matches

Kind = Literal["refuse", "throttle", "crowd", "slow", "down", "stop", "lost", "hold", "crash"]
KINDS: Final = get_args(Kind)


@dataclass(eq=False)
class Fault:
    """One thing that goes wrong.

    Attributes:
        match: The exchanges meant, as in `bot.sandbox.store.matches`.
        kind: `refuse` answers `status` and `body`, by default the provider's 403; `throttle`
            answers 429; `crowd` the 429 of Okta for too many calls at once; `down` 503; `slow`
            works after `seconds`; `hold` works once released; `stop` closes the connection
            before any work, `lost` after it; `crash` calls `then` after the work and closes the
            connection.
        times: How often; None is for ever.
        seconds: The pause of `slow`, and when a throttled caller may come again.
        retry_after: Whether `throttle` sends Retry-After; by default as the provider does.
        id: What it is called by whoever wants to end it.
        struck: How often it has acted.
    """

    match: str
    kind: Kind
    times: int | None = None
    status: int | None = None
    body: Any = None
    seconds: float = 1
    retry_after: bool | None = None
    then: Callable[[], Awaitable[None] | None] | None = None
    id: str = ""
    struck: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def release(self) -> None:
        """Let go of what `hold` holds."""
        self.released.set()


class Faults:
    """The faults in force, in the order in which they were asked for.

    Attributes:
        rules: The faults that wait for an exchange.
        pausing: The faults that make somebody wait now; one that is used up is only here.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.rules: list[Fault] = []
        self.pausing: list[Fault] = []
        self._asked = 0

    @property
    def in_force(self) -> list[Fault]:
        """Every fault that waits for an exchange or holds one, in the order of asking."""
        spent = dict.fromkeys(each for each in self.pausing if each not in self.rules)
        return [*spent, *self.rules]

    def add(self, match: str, kind: Kind, **options: Any) -> Fault:
        """Ask for a fault; the options are the other fields of `Fault`."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}; one of {', '.join(KINDS)}")
        self._asked += 1
        fault = Fault(match, kind, id=str(self._asked), **options)
        self.rules.append(fault)
        self._world.changed()
        return fault

    def crash_after(self, match: str, then: Callable[[], Awaitable[None] | None]) -> Fault:
        """Call `then` once, when the work is done and nobody was told; the answer is lost."""
        return self.add(match, "crash", times=1, then=then)

    def find(self, fault_id: str) -> Fault | None:
        """Find a fault in force by its id."""
        return next((each for each in self.in_force if each.id == fault_id), None)

    def remove(self, fault: Fault) -> None:
        """End one fault, and let go of what it holds."""
        fault.release()
        if fault in self.rules:
            self.rules.remove(fault)
        self._world.changed()

    def clear(self) -> None:
        """End every fault, and let go of what they hold."""
        for fault in self.in_force:
            self.remove(fault)

    async def pause(self, fault: Fault) -> None:
        """Wait as `slow` and `hold` do: for a time, or until released."""
        self.pausing.append(fault)
        try:
            longest = fault.seconds if fault.kind == "slow" else None
            async with asyncio.timeout(longest):
                await fault.released.wait()
        except TimeoutError:
            pass
        finally:
            self.pausing.remove(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """Find the first fault that means this exchange, and use it up by one."""
        for fault in self.rules:
            if matches(fault.match, method, path):
                return self._used(fault)
        return None

    def _used(self, fault: Fault) -> Fault:
        fault.struck += 1
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.rules.remove(fault)
        return fault
