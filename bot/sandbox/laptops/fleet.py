"""All laptops, and the time their agents take."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from bot.sandbox.agenda import Agenda
from bot.sandbox.cast import Cast, Device
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.laptops.account import System
from bot.sandbox.laptops.laptop import Laptop
from bot.sandbox.store import World

ENROLMENT: Final[dict[System, tuple[str, str]]] = {
    "macOS": ("macOS", "macOS 15.6"),
    "Windows Pro": ("Windows", "Windows 11 Pro"),
    "Windows Home": ("Windows", "Windows 11 Home"),
    "Linux": ("Linux", "Ubuntu 24.04 LTS"),
}


class Laptops:
    """The laptops by name; `run` is the life of their agents.

    Attributes:
        agent_delay: Seconds from a change in JumpCloud to the agent's act; settable.
    """

    def __init__(self, world: World, jumpcloud: JumpCloud, cast: Cast) -> None:
        self.agent_delay = 1.0
        self._world = world
        self._jumpcloud = jumpcloud
        self._laptops: dict[str, Laptop] = {}
        self._by_id: dict[str, Laptop] = {}
        self._told: Agenda[str] = Agenda(world)
        for device in cast.devices:
            self._open_box(device)
        jumpcloud.graph.listeners.append(self._heard)

    def __getitem__(self, name: str) -> Laptop:
        return self._laptops[name]

    def __iter__(self) -> Iterator[Laptop]:
        return iter(tuple(self._laptops.values()))

    def __len__(self) -> int:
        return len(self._laptops)

    def add(
        self, name: str, system: System = "macOS", *, online: bool = True, **fields: Any
    ) -> Laptop:
        """Enrol another laptop; `fields` go into the device's row in JumpCloud."""
        os, version = ENROLMENT[system]
        row = self._jumpcloud.add_system(name, os, version, **fields)
        laptop = Laptop(self._world, self._jumpcloud, row, system=system, online=online)
        self._keep(laptop)
        laptop.agent.report()
        return laptop

    async def run(self) -> None:
        """Let the agents act in the order in which they were told, until cancelled."""
        while True:
            system_id = await self._told.next()
            if laptop := self._by_id.get(system_id):
                laptop.agent.apply()
                self._world.changed()

    def _keep(self, laptop: Laptop) -> None:
        self._laptops[laptop.name] = self._by_id[laptop.id] = laptop

    def _heard(self, system_id: str) -> None:
        self._told.add(self._world.now() + timedelta(seconds=self.agent_delay), system_id)

    def _open_box(self, device: Device) -> None:
        row = self._jumpcloud.system(device.id) or {}
        system: System = next(
            (name for name in ENROLMENT if device.version.startswith(ENROLMENT[name][1])),
            "Linux" if device.os == "Linux" else "macOS",
        )
        laptop = Laptop(self._world, self._jumpcloud, row, system=system)
        self._keep(laptop)
        for account in device.accounts:
            laptop.add_account(account.username, account.full_name, admin=account.admin)
        laptop.agent.apply()
        if not device.online:
            laptop.go_offline()
