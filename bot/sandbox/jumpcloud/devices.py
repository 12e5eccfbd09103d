"""Devices: their records, the commands that wait for them, and what their agents tell."""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox.jumpcloud.commands import BUILT_IN, Command, Commands
from bot.sandbox.jumpcloud.graph import Graph, Node
from bot.sandbox.jumpcloud.insights import Insights, changed
from bot.sandbox.jumpcloud.membership import Membership
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.records import stamp, system_row
from bot.sandbox.jumpcloud.system_insights import SystemInsights
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.store import World

COMMANDED: Final = ("linux", "windows")
SWITCHES: Final = (
    *("allowMultiFactorAuthentication", "allowPublicKeyAuthentication"),
    *("allowSshPasswordAuthentication", "allowSshRootLogin"),
)
PRIMARY: Final = "primarySystemUser.id"


class Devices:
    """The devices.

    Attributes:
        table: Their rows; changed through the methods only.
        commands: What they were told to do, until their agents come for it.
        reported: Called with a device's id whenever its agent was in contact.
    """

    def __init__(
        self,
        *,
        world: World,
        table: Table,
        graph: Graph,
        commands: Commands,
        membership: Membership,
        insights: Insights,
        system_insights: SystemInsights,
    ) -> None:
        self.table = table
        self.commands = commands
        commands.told.append(self._told)
        self.reported: list[Callable[[str], None]] = []
        self._world = world
        self._graph = graph
        self._membership = membership
        self._insights = insights
        self._system_insights = system_insights

    def get(self, system_id: str) -> Row:
        """Return the device of this id.

        Raises:
            Problem: 404, there is none.
        """
        system = self.table.get(system_id)
        if system is None:
            raise not_found()
        return system

    def find(self, name: str) -> Row:
        """Find a device by its name or id.

        Raises:
            Problem: 404, there is none.
        """
        found = self.table.find("displayName", name)
        return found[0] if found else self.get(name)

    def add(self, system_id: str, name: str, os: str, version: str, fields: Row) -> Row:
        """Enrol a device; see `system_row`."""
        row = system_row(system_id, name, os, version, self._world.now()) | fields
        self._put(row)
        self._insights.about_system("system_create", row)
        if row["mdm"]["vendor"] == "internal":
            self._insights.on_device("device_enrollment", row, None, service="mdm")
        return row

    def change(self, system_id: str, fields: Row) -> Row:
        """Change what an administrator may of a device; the rest is left as it is.

        Raises:
            Problem: 400, something has not its type; 404, there is no such device or user.
        """
        system = self.get(system_id)
        changes: Row = {name: fields[name] for name in SWITCHES if name in fields}
        for name, kind in (("displayName", str), ("attributes", list), ("tags", list)):
            if name in fields:
                if not isinstance(fields[name], kind):
                    raise Problem(400, f"Bad Request: {name} is not valid")
                changes[name] = fields[name]
        if PRIMARY in fields:
            primary = fields[PRIMARY]
            if primary is not None:
                self._graph.check(Node("user", str(primary)))
            changes["primarySystemUser"] = {"id": primary}
        return self.set(system["_id"], **changes)

    def set(self, system_id: str, **fields: Any) -> Row:
        """Write fields of a device, whatever they are, and tell the log."""
        system = self.get(system_id)
        row = system | fields
        if differences := changed(system, row):
            self._put(row)
            self._insights.about_system("system_update", row, changes=differences)
        return row

    def remove(self, system_id: str) -> Row:
        """Delete a device's record, and the bindings to it; its agent goes, its accounts stay.

        Raises:
            Problem: 404.
        """
        system, node = self.get(system_id), Node("system", system_id)
        for user_id in list(self._graph.direct(node, "user")):
            self._graph.associate("remove", node, Node("user", user_id), None)
        self._graph.remove(node)
        self.table.remove(system_id)
        self.commands.forget(system_id)
        self._system_insights.forget(system_id)
        self._insights.about_system("system_delete", system)
        self._world.changed()
        return system

    def command(self, system_id: str, name: str) -> None:
        """Queue a command for an agent; it is done when the device is next online.

        Raises:
            Problem: 400, the device takes none of the kind; 404, there is no such device.
        """
        system = self.get(system_id)
        if system["osFamily"] not in COMMANDED:
            raise Problem(400, "Bad Request: only supported on Linux and Windows devices")
        self._queue(system, name)

    def command_by_mdm(self, system: Row, name: str, *, pin: str = "") -> None:
        """Queue a command for a device that is in Apple's device management."""
        self._queue(system, name, pin)

    def report(self, system_id: str, accounts: list[Row], fields: Row) -> None:
        """Take what a device's agent says about it; nobody is told when nothing is new."""
        system = self.get(system_id)
        known = self._system_insights.same(system_id, accounts)
        if not known or fields != {name: system[name] for name in fields}:
            self._system_insights.put(system_id, accounts)
            self._put(system | {"lastContact": stamp(self._world.now())} | fields)
        for listener in self.reported:
            listener(system_id)

    def _queue(self, system: Row, name: str, pin: str = "") -> None:
        listed = [each["name"] for each in system["builtInCommands"]]
        known = next((each for each in BUILT_IN if each == name and each in listed), None)
        if known is None:
            raise Problem(400, f"Bad Request: the device does not take {name}")
        self.commands.give(system["_id"], known, pin=pin)
        self._world.changed()

    def _told(self, system_id: str, command: Command) -> None:
        system = self.get(system_id)
        if system["osFamily"] in COMMANDED:
            about = {"id": system_id, "type": "system", "name": system["displayName"]}
            self._insights.write("command_run", resource=about, command={"name": command.name})
            return
        failed = system_id in self.commands.failing
        errors = [{"error_code": 12021, "localized_description": "The command is not valid."}]
        result: Row = {"status": "Error" if failed else "Acknowledged", "command": command.name}
        result |= {"error_chain": errors, "success": False} if failed else {}
        self._insights.on_device("mdm_command_result", system, None, service="mdm", **result)

    def _put(self, row: Row) -> None:
        self.table.put(row)
        self._membership.system_changed(row)
        self._world.changed()
