"""JumpCloud as one thing: what is in it, its HTTP routes, and a hand inside for tests and page."""

from typing import Any, Final

from starlette.routing import BaseRoute, Mount, Route

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud.access import Access
from bot.sandbox.jumpcloud.administration import Administration
from bot.sandbox.jumpcloud.agenda import Agenda
from bot.sandbox.jumpcloud.commands import Commands
from bot.sandbox.jumpcloud.devices import Devices
from bot.sandbox.jumpcloud.directory import INDEXED, SEARCHED, Directory
from bot.sandbox.jumpcloud.event_search import EventSearch
from bot.sandbox.jumpcloud.federation import Federation
from bot.sandbox.jumpcloud.graph import Graph, Node
from bot.sandbox.jumpcloud.group import Group, group_row
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.membership import Membership
from bot.sandbox.jumpcloud.opening import open_scene
from bot.sandbox.jumpcloud.organization import Organization
from bot.sandbox.jumpcloud.policies import Policies
from bot.sandbox.jumpcloud.problem import not_found
from bot.sandbox.jumpcloud.schedule import Schedule
from bot.sandbox.jumpcloud.system_insights import SystemInsights
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.jumpcloud.v1_systems import Systems
from bot.sandbox.jumpcloud.v1_users import UsersV1
from bot.sandbox.jumpcloud.v2_graph import GraphV2
from bot.sandbox.jumpcloud.v2_groups import GroupsV2, all_groups
from bot.sandbox.jumpcloud.v2_policies import PoliciesV2
from bot.sandbox.jumpcloud.web import Endpoint, Web
from bot.sandbox.store import World

SYSTEM_FIELDS: Final = ("displayName", "hostname", "serialNumber", "os")


class JumpCloud:
    """The stand-in.

    People and devices are named as a person would: a username, an e-mail or an id; a device by
    its display name or id. What is returned are the rows as the API answers them; change them
    through the methods only.

    Attributes:
        agenda: What happens later, by the world's clock.
        access: Keys, tokens and roles.
        directory: The users and their rules.
        devices: The devices and their rules.
        commands: What devices were told to do, until their agents come for it.
        graph: Bindings and groups.
        membership: The dynamic groups, and how long they take.
        policies: What devices are told to do, and how it went.
        organization: The settings, those of the devices too.
        system_insights: What the devices report of themselves.
        insights: The log of what happened; empty at the start, whatever the cast did before.
    """

    def __init__(self, world: World, cast: Cast) -> None:
        self._world = world
        systems = Table(indexed=("_id", *SYSTEM_FIELDS, "mdm_device"), searched=SYSTEM_FIELDS)
        users = Table(indexed=INDEXED, searched=SEARCHED)
        self.agenda = Agenda(world)
        self.access = Access(world)
        self.insights = Insights(world)
        self.graph = Graph(users, systems, self.insights)
        self.membership = Membership(world, self.agenda, self.graph, users, systems)
        self.directory = Directory(
            world=world,
            agenda=self.agenda,
            users=users,
            graph=self.graph,
            membership=self.membership,
            insights=self.insights,
        )
        self.system_insights = SystemInsights(world, systems)
        self.commands = Commands(self.graph)
        self.devices = Devices(
            world=world,
            table=systems,
            graph=self.graph,
            commands=self.commands,
            membership=self.membership,
            insights=self.insights,
            system_insights=self.system_insights,
        )
        self.policies = Policies(world, systems, self.graph, self.insights)
        self.devices.reported.append(self.policies.settle)
        self.organization = Organization(self.directory, self.insights)
        self._federation = Federation(self.graph)
        self._web = Web(self.access, self.agenda)
        self._name_nodes()
        open_scene(self, cast)

    @property
    def routes(self) -> list[BaseRoute]:
        """The routes, to be mounted at /jumpcloud."""
        routes = self._web.routes
        nowhere = self._web.nowhere()
        return [
            Mount("/api/v2", routes=[*routes(self.endpoints("v2")), nowhere]),
            Mount("/api", routes=[*routes(self.endpoints("v1")), nowhere]),
            Route("/oauth2/token", self.access.token, methods=["POST"]),
        ]

    @property
    def insights_routes(self) -> list[BaseRoute]:
        """The routes of Directory Insights, to be mounted at /insights."""
        return [*self._web.routes(self.endpoints("insights")), self._web.nowhere()]

    def endpoints(self, version: str) -> list[Endpoint]:
        """List the endpoints of `v1`, `v2` or `insights`, with the scopes that open each."""
        world, graph, insights = self._world, self.graph, self.insights
        devices = Systems(
            world=world,
            devices=self.devices,
            users=self.directory.users,
            graph=graph,
            policies=self.policies,
            insights=insights,
        )
        if version == "insights":
            return EventSearch(world, insights).endpoints()
        if version == "v1":
            users = UsersV1(world, self.directory).endpoints()
            return [*users, *devices.v1(), *self.organization.v1()]
        return [
            *Schedule(world, self.agenda, self.directory, insights).endpoints(),
            *GroupsV2("user_group", world, graph, self.membership, insights).endpoints(),
            *GroupsV2("system_group", world, graph, self.membership, insights).endpoints(),
            all_groups(graph),
            *GraphV2(world, graph).endpoints(),
            *PoliciesV2(self.policies).endpoints(),
            *devices.v2(),
            *self.system_insights.endpoints(),
            *self.organization.v2(),
            *self._federation.endpoints(),
            *Administration(self.access).endpoints(),
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
        return list(self.devices.table)

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
        found = self.devices.table.find("displayName", name)
        return found[0] if found else self.devices.table.get(name)

    def bindings(self, name: str) -> list[str]:
        """List the names of the devices that a user is bound to, by group too; empty if none."""
        user = self.user(name)
        systems = self.graph.systems_of(user["_id"]) if user else {}
        return [str(self.devices.find(each)["displayName"]) for each in systems]

    def members(self, group: str) -> list[str]:
        """List the usernames in a group, given by its name."""
        found = next(each for each in self.graph.groups.values() if each.row["name"] == group)
        return [str(self.directory.get(each)["username"]) for each in found.members]

    def add_user(self, username: str, email: str, **fields: Any) -> Row:
        """Create a user as an administrator would; `source` and `user_id` may be given too."""
        given = {"username": username, "email": email, **fields}
        options = {name: given.pop(name) for name in ("source", "user_id") if name in given}
        return self.directory.create(given, **options)

    def change_user(self, name: str, **fields: Any) -> Row:
        """Merge fields into a user as an administrator would."""
        return self.directory.change(self._user(name)["_id"], fields)

    def add_system(
        self, name: str, os: str = "macOS", version: str = "macOS 15.6", **fields: Any
    ) -> Row:
        """Enrol a device; see `system_row`."""
        system_id = fields.pop("system_id", "") or self._world.jumpcloud_id()
        return self.devices.add(system_id, name, os, version, fields)

    def change_system(self, name: str, **fields: Any) -> Row:
        """Write fields of a device, such as `serviceAccountState` or `azureAdJoined`."""
        return self.devices.set(self.devices.find(name)["_id"], **fields)

    def remove_system(self, name: str) -> None:
        """Delete a device's record; the bindings to it go too."""
        self.devices.remove(self.devices.find(name)["_id"])

    def add_group(
        self,
        name: str,
        *,
        filters: list[dict[str, Any]] | None = None,
        group_id: str = "",
        kind: str = "user_group",
    ) -> Row:
        """Create a group; with filters it is dynamic."""
        query = {"queryType": "FilterQuery", "filters": filters} if filters else None
        given = {"name": name, "memberQuery": query}
        row = group_row(group_id or self._world.jumpcloud_id(), kind, given)
        self.membership.put(Group(row))
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
        """Take what a device's agent says about it; nobody is told when nothing is new.

        Args:
            insights: Its accounts as System Insights has them; one with an open session may say
                so as `signed_in`, which is told in `logged_in_users` only.
        """
        self.devices.report(system_id, insights, fields)

    def _name_nodes(self) -> None:
        """Let the log name both ends of an edge."""
        self.graph.names |= {
            "user": lambda each: str(self.directory.get(each)["username"]),
            "system": lambda each: str(self.devices.get(each)["displayName"]),
            "user_group": lambda each: str(self.graph.groups[each].row["name"]),
            "system_group": lambda each: str(self.graph.system_groups[each].row["name"]),
            "policy": lambda each: str(self.policies.get(each)["name"]),
        }

    def _operate(
        self, operation: str, name: str, device: str, attributes: dict[str, Any] | None
    ) -> None:
        end = Node("user", self._user(name)["_id"])
        self.graph.associate(
            operation, Node("system", self.devices.find(device)["_id"]), end, attributes
        )
        self._world.changed()

    def _user(self, name: str) -> Row:
        user = self.user(name)
        if user is None:
            raise not_found()
        return user
