"""JumpCloud as one thing: what is in it, its HTTP routes, and a hand inside for tests and page."""

from typing import Any, Final

from starlette.routing import BaseRoute, Mount, Route

from bot.sandbox.cast import PASSWORD, Cast, Device, JumpCloudPerson
from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.commands import Commands
from bot.sandbox.jumpcloud.directory import INDEXED, SEARCHED, Directory
from bot.sandbox.jumpcloud.graph import Graph, Group
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.problem import not_found
from bot.sandbox.jumpcloud.records import MASTERED_BY_SCIM, group_row, stamp, system_row
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.jumpcloud.v1 import V1
from bot.sandbox.jumpcloud.v2 import V2
from bot.sandbox.store import World

SCIM: Final = "jumpcloud:scim"
SYSTEM_FIELDS: Final = ("displayName", "hostname", "serialNumber", "os")


class JumpCloud:
    """The stand-in.

    People and devices are named as a person would: a username, an e-mail or an id; a device by
    its display name or id. What is returned are the rows as the API answers them; change them
    through the methods only.

    Attributes:
        access: Keys and tokens.
        directory: The users and their rules.
        graph: Bindings and groups.
        commands: What devices were told to do, until their agents come for it.
        insights: The log of what happened; empty at the start, whatever the cast did before.
        v2: Its settings are those of the organisation's devices.
    """

    def __init__(self, world: World, cast: Cast) -> None:
        self._world = world
        self._systems = Table(indexed=("_id", *SYSTEM_FIELDS), searched=SYSTEM_FIELDS)
        users = Table(indexed=INDEXED, searched=SEARCHED)
        self.access = Access(world)
        self.insights = Insights(world, self.access)
        self.graph = Graph(users, self._systems, self.insights)
        self.commands = Commands(self.graph)
        self.directory = Directory(world, users, self.graph, self.insights)
        self.v2 = V2(world, self.access, users, self._systems, self.graph)
        self._v1 = V1(world, self.access, self.directory, self._systems)
        filters = [
            {
                "field": f"attributes.{cast.routing_attribute}",
                "operator": "eq",
                "value": cast.routing_value,
            }
        ]
        group_id = cast.federated_group_id
        self.add_group(cast.federated_group_name, filters=filters, group_id=group_id)
        for person in cast.jumpcloud_people:
            self._enter(person, cast)
        for device in cast.devices:
            self._enrol(device)
        self.insights.clear()

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes, to be mounted at /jumpcloud."""
        return [
            Mount("/api/v2", routes=self.v2.routes()),
            Mount("/api", routes=self._v1.routes()),
            Route("/oauth2/token", self.access.token, methods=["POST"]),
        ]

    @property
    def default_state(self) -> str:
        """State of users created without one: ACTIVATED or STAGED; settable."""
        return self.directory.default_state

    @default_state.setter
    def default_state(self, state: str) -> None:
        self.directory.default_state = state
        self._world.changed()

    @property
    def users(self) -> list[Row]:
        """All users, in the order in which they came."""
        return list(self.directory.users)

    @property
    def systems(self) -> list[Row]:
        """All devices, in the order in which they came."""
        return list(self._systems)

    @property
    def groups(self) -> list[Row]:
        """All user groups, each with the usernames in it under `members`."""
        return [
            group.row | {"members": self.members(group.row["name"])}
            for group in self.graph.groups.values()
        ]

    def user(self, name: str) -> Row | None:
        """Find a user."""
        return self.directory.find(name)

    def state(self, name: str) -> str | None:
        """Tell a user's state; None where there is no such user."""
        user = self.user(name)
        return str(user["state"]) if user else None

    def system(self, name: str) -> Row | None:
        """Find a device."""
        found = self._systems.find("displayName", name)
        return found[0] if found else self._systems.get(name)

    def bindings(self, name: str) -> list[str]:
        """List the names of the devices that a user is bound to, by group too; empty if none."""
        user = self.user(name)
        systems = self.graph.systems_of(user["_id"]) if user else {}
        return [str(self._system(each)["displayName"]) for each in systems]

    def members(self, group: str) -> list[str]:
        """List the usernames in a group, given by its name."""
        found = next(each for each in self.graph.groups.values() if each.row["name"] == group)
        return [str(self.directory.get(each)["username"]) for each in found.members]

    def add_user(self, username: str, email: str, **fields: Any) -> Row:
        """Create a user as an administrator would; `source` and `user_id` may be given too."""
        return self.directory.create({"username": username, "email": email, **fields})

    def change_user(self, name: str, **fields: Any) -> Row:
        """Merge fields into a user as an administrator would."""
        return self.directory.change(self._user(name)["_id"], fields)

    def add_system(
        self, name: str, os: str = "macOS", version: str = "macOS 15.6", **fields: Any
    ) -> Row:
        """Enrol a device; see `system_row`."""
        system_id = fields.pop("system_id", "") or self._world.jumpcloud_id()
        row = system_row(system_id, name, os, version, self._world.now()) | fields
        self._systems.put(row)
        self.insights.system_changed("system_create", row)
        self._world.changed()
        return row

    def remove_system(self, name: str) -> None:
        """Delete a device's record; the bindings to it go too."""
        system = self._system(name)
        system_id = system["_id"]
        for user_id in self.graph.direct_users(system_id):
            self.graph.operate("remove", user_id, system_id, None)
        self._systems.remove(system_id)
        self.insights.system_changed("system_delete", system)
        self.v2.insights.pop(system_id, None)
        self.commands.take(system_id)
        self._world.changed()

    def add_group(
        self, name: str, *, filters: list[dict[str, Any]] | None = None, group_id: str = ""
    ) -> Row:
        """Create a user group; with filters it is dynamic."""
        row = group_row(group_id or self._world.jumpcloud_id(), name, filters)
        self.graph.put_group(Group(row))
        self._world.changed()
        return row

    def bind(self, name: str, device: str, *, sudo: bool = False) -> None:
        """Bind a user to a device."""
        rights = {"sudo": {"enabled": sudo, "withoutPassword": False}}
        self._operate("add", name, device, rights)

    def unbind(self, name: str, device: str) -> None:
        """Take a user's direct binding to a device away."""
        self._operate("remove", name, device, None)

    def report(self, system_id: str, insights: list[Row], **fields: Any) -> None:
        """Take what a device's agent says about it; nobody is told when nothing is new."""
        row = self._system(system_id)
        accounts = [each | {"collection_time": ""} for each in insights]
        known = [each | {"collection_time": ""} for each in self.v2.insights.get(system_id, [])]
        if accounts == known and fields == {name: row[name] for name in fields}:
            return
        self.v2.insights[system_id] = insights
        now = stamp(self._world.now())
        self._systems.put(row | {"lastContact": now} | fields)
        self._world.changed()

    def _operate(
        self, operation: str, name: str, device: str, attributes: dict[str, Any] | None
    ) -> None:
        user_id, system_id = self._user(name)["_id"], self._system(device)["_id"]
        self.graph.operate(operation, user_id, system_id, attributes)
        self._world.changed()

    def _user(self, name: str) -> Row:
        user = self.user(name)
        if user is None:
            raise not_found()
        return user

    def _system(self, name: str) -> Row:
        system = self.system(name)
        if system is None:
            raise not_found()
        return system

    def _enter(self, person: JumpCloudPerson, cast: Cast) -> None:
        provisioned = bool(person.okta_name)
        routing = {"name": cast.routing_attribute, "value": cast.routing_value}
        fields = {
            "username": person.username,
            "email": person.email,
            "firstname": person.first_name,
            "lastname": person.last_name,
            "displayname": f"{person.first_name} {person.last_name}",
            "state": person.state,
            "password": PASSWORD,
            "attributes": [routing] if provisioned else [],
            "restrictedFields": list(MASTERED_BY_SCIM) if provisioned else [],
        }
        self.directory.create(fields, user_id=person.id, source=SCIM if provisioned else "")

    def _enrol(self, device: Device) -> None:
        self.add_system(
            device.name,
            device.os,
            device.version,
            system_id=device.id,
            serialNumber=device.serial,
        )
        if device.user:
            self.bind(device.user, device.id)
