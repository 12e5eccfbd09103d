"""Dynamic groups: who is in them by their rule, now or after the time that JumpCloud takes."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial

from bot.sandbox.jumpcloud.agenda import Agenda
from bot.sandbox.jumpcloud.graph import Graph
from bot.sandbox.jumpcloud.group import Group
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.store import World


class Membership:
    """Fills the groups.

    Attributes:
        delay: From a change to the rule's work, by the world's clock; settable.
    """

    def __init__(
        self, world: World, agenda: Agenda, graph: Graph, users: Table, systems: Table
    ) -> None:
        self.delay = timedelta()
        self._world = world
        self._agenda = agenda
        self._graph = graph
        self._tables = {"user_group": users, "system_group": systems}

    def put(self, group: Group) -> None:
        """Add or replace a group; a dynamic one fills, and loses whom its rule does not mean."""
        self._graph.put_group(group)
        if group.dynamic:
            self._later(lambda: self._fill(group))

    def user_changed(self, user: Row) -> None:
        """Place a new or changed user in the dynamic groups."""
        self._placed(self._graph.groups.values(), user)

    def system_changed(self, system: Row) -> None:
        """Place a new or changed device in the dynamic groups."""
        self._placed(self._graph.system_groups.values(), system)

    def suggested(self, group: Group) -> dict[str, str]:
        """Map the ids that a reviewed group's rule would move to `add` or `remove`."""
        if not group.reviewed:
            return {}
        table, exempt = self._tables[group.kind], group.exempt
        found = {}
        for row in table:
            wanted = group.wants(row)
            if row["_id"] not in exempt and wanted != (row["_id"] in group.members):
                found[row["_id"]] = "add" if wanted else "remove"
        return found

    def accept(self, group: Group, member_ids: Iterable[str]) -> list[str]:
        """Do what the rule suggests for some, and tell for whom it suggested something."""
        suggested = self.suggested(group)
        moved = [each for each in member_ids if each in suggested]
        for each in moved:
            self._graph.place(group, each, wanted=suggested[each] == "add")
        return moved

    def _placed(self, groups: Iterable[Group], row: Row) -> None:
        for group in groups:
            if group.dynamic and not group.reviewed:
                self._later(partial(self._place, group, row["_id"]))

    def _later(self, act: Callable[[], None]) -> None:
        if self.delay:
            self._agenda.at(self._world.now() + self.delay, act)
        else:
            act()

    def _fill(self, group: Group) -> None:
        if not group.reviewed:
            for row_id in [row["_id"] for row in self._tables[group.kind]]:
                self._place(group, row_id)

    def _place(self, group: Group, row_id: str) -> None:
        # Much may have happened since: the group may be another one now, or neither be there.
        row, current = self._tables[group.kind].get(row_id), self._current(group)
        if row is not None and current is not None and row_id not in current.exempt:
            self._graph.place(current, row_id, wanted=current.wants(row))

    def _current(self, group: Group) -> Group | None:
        groups = self._graph.groups if group.kind == "user_group" else self._graph.system_groups
        current = groups.get(group.id)
        return current if current and current.dynamic and not current.reviewed else None
