"""What devices were told to do (lock, restart, shutdown), until their agents come for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from bot.sandbox.jumpcloud.graph import Graph

Name = Literal["lock", "restart", "shutdown"]
BUILT_IN: Final = ("lock", "restart", "shutdown")


@dataclass(frozen=True)
class Command:
    """One command; `pin` is what a Mac that was locked by MDM asks for, six digits."""

    name: Name
    pin: str = ""


class Commands:
    """The commands of each device that wait, in the order in which they were given.

    Attributes:
        failing: Ids of devices whose MDM answers every command with an error.
        told: Called with the device's id and each command that it takes, or fails to.
    """

    def __init__(self, graph: Graph) -> None:
        self.failing: set[str] = set()
        self.told: list[Callable[[str, Command], None]] = []
        self._graph = graph
        self._waiting: dict[str, list[Command]] = {}

    def give(self, system_id: str, name: Name, *, pin: str = "") -> None:
        """Tell a device to do something; its agent does it when it is online."""
        self._waiting.setdefault(system_id, []).append(Command(name, pin))
        self._graph.touch([system_id])

    def waiting(self, system_id: str) -> list[str]:
        """List the names of what a device has not done yet."""
        return [each.name for each in self._waiting.get(system_id, ())]

    def take(self, system_id: str) -> list[Command]:
        """Hand a device's agent what waits for it; nothing of what fails there."""
        taken = self._waiting.pop(system_id, [])
        for command in taken:
            for listener in self.told:
                listener(system_id, command)
        return [] if system_id in self.failing else taken

    def forget(self, system_id: str) -> None:
        """Drop what waits for a device that is gone."""
        self._waiting.pop(system_id, None)
