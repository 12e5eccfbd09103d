"""Policies: what they are made from, which devices they reach, and how they went there."""

from typing import Final

from bot.sandbox.jumpcloud.graph import Graph, Node
from bot.sandbox.jumpcloud.insights import Insights
from bot.sandbox.jumpcloud.problem import Problem, not_found
from bot.sandbox.jumpcloud.records import stamp
from bot.sandbox.jumpcloud.table import Row, Table
from bot.sandbox.store import World

# The displayed names are JumpCloud's; what it calls them inside follows its other names.
TEMPLATES: Final = (
    ("app_controls_darwin", "JumpCloud App Controls", "darwin"),
    ("hide_windows_app_windows", "Hide Windows App", "windows"),
    ("login_window_text_darwin", "Login Window Text", "darwin"),
    ("lock_screen_darwin", "Lock Screen", "darwin"),
    ("lock_screen_windows", "Lock Screen", "windows"),
    (
        "self_service_account_provisioning_windows",
        "Windows - Self-Service Account Provisioning Policy",
        "windows",
    ),
    ("ssh_root_login_linux", "Disable SSH Root Login", "linux"),
)
FAILED: Final = {
    "state": "failed",
    "success": False,
    "exitStatus": 1,
    "detail": "The policy could not be applied.",
    "stdErr": "exit status 1",
}
SUCCEEDED: Final = {"state": "success", "success": True, "exitStatus": 0, "detail": ""}
PENDING: Final = {"state": "pending", "success": False, "exitStatus": 0, "detail": ""}


class Policies:
    """The policies.

    A policy reaches a device directly or by a group of devices, and is done when the device is
    online. One for another system than the device's is not done, and counted as such.

    Attributes:
        templates: By id, as the API answers them.
        rows: By id, as the API answers one.
    """

    def __init__(self, world: World, systems: Table, graph: Graph, insights: Insights) -> None:
        self.templates = {
            f"65a17e3a{number:016x}": _template(f"65a17e3a{number:016x}", *each)
            for number, each in enumerate(TEMPLATES, 1)
        }
        self.rows: dict[str, Row] = {}
        self._world = world
        self._systems = systems
        self._graph = graph
        self._insights = insights
        self._failing: set[tuple[str, str]] = set()
        self._results: dict[tuple[str, str], Row] = {}
        graph.register("policy", self.rows)
        graph.listeners.append(self.settle)

    def put(self, given: Row, policy_id: str = "") -> Row:
        """Make a policy out of a template, or change the one of this id.

        Raises:
            Problem: 400, the name or the template is none; 404, there is no such policy.
        """
        known = self.rows.get(policy_id)
        if policy_id and not known:
            raise not_found()
        template = known["template"] if known else self._template(given.get("template"))
        name = given.get("name", known["name"] if known else None)
        if not isinstance(name, str) or not name:
            raise Problem(400, "Bad Request: name is required")
        row: Row = {
            "id": policy_id or given.get("id") or self._world.jumpcloud_id(),
            "name": name,
            "notes": given.get("notes", known["notes"] if known else ""),
            "template": template,
            "configFields": [],
            "values": given.get("values", known["values"] if known else []),
        }
        self.rows[row["id"]] = row
        kind = "policy_update" if known else "policy_create"
        self._insights.write(kind, resource={"id": row["id"], "type": "policy", "name": name})
        return row

    def remove(self, policy_id: str) -> None:
        """Delete a policy.

        Raises:
            Problem: 404.
        """
        row = self.get(policy_id)
        self._graph.remove(Node("policy", policy_id))
        del self.rows[policy_id]
        about = {"id": policy_id, "type": "policy", "name": row["name"]}
        self._insights.write("policy_delete", resource=about)

    def get(self, policy_id: str) -> Row:
        """Return the policy of this id.

        Raises:
            Problem: 404.
        """
        row = self.rows.get(policy_id)
        if row is None:
            raise not_found()
        return row

    def find(self, name: str) -> Row:
        """Find a policy by its name or id.

        Raises:
            Problem: 404.
        """
        named = (row for row in self.rows.values() if row["name"] == name)
        return next(named, None) or self.get(name)

    def fail(self, policy_id: str, system_id: str, *, failing: bool = True) -> None:
        """Make a policy fail on a device from its next try on, or work again."""
        act = self._failing.add if failing else self._failing.discard
        act((policy_id, system_id))
        self.settle(system_id)
        self._world.changed()

    def settle(self, system_id: str) -> None:
        """Do what a device has to, if it is online; else it is pending."""
        system = self._systems.get(system_id)
        for policy_id in self._reached(system) if system else ():
            key = (policy_id, system_id)
            result = self._results.get(key) or self._result(*key)
            failing = key in self._failing
            if system and system["active"] and result["state"] != ("success", "failed")[failing]:
                now = stamp(self._world.now())
                outcome = FAILED if failing else SUCCEEDED
                result = result | outcome | {"startedAt": now, "endedAt": now}
            self._results[key] = result

    def of_system(self, system_id: str) -> list[Row]:
        """List how each policy that reaches a device went there."""
        system = self._systems.get(system_id)
        if system is None:
            raise not_found()
        self.settle(system_id)
        return [self._results[each, system_id] for each in self._reached(system)]

    def of_policy(self, policy_id: str) -> list[Row]:
        """List how a policy went on each device that it reaches."""
        self.get(policy_id)
        reached = self._graph.reach(Node("policy", policy_id), "system")
        keys = ((policy_id, each) for each in reached)
        return [self._results[key] for key in keys if key in self._results]

    def results(self) -> list[Row]:
        """List all results."""
        return [row for policy_id in self.rows for row in self.of_policy(policy_id)]

    def stats(self, system: Row) -> Row:
        """Count how the policies of a device went."""
        reached = self._graph.reach(Node("system", system["_id"]), "policy")
        if not reached:
            return {**_NOTHING}
        states = [row["state"] for row in self.of_system(system["_id"])]
        counts = {state: states.count(state) for state in ("success", "failed", "pending")}
        unsupported = len(reached) - len(states)
        return {**_NOTHING, **counts, "total": len(reached), "unsupportedOs": unsupported}

    def _reached(self, system: Row) -> list[str]:
        reached = self._graph.reach(Node("system", system["_id"]), "policy")
        families = (system["osFamily"], "universal")
        fits = (each for each in reached if self.rows[each]["template"]["osMetaFamily"] in families)
        return list(fits)

    def _result(self, policy_id: str, system_id: str) -> Row:
        about = {"policyID": policy_id, "systemID": system_id, "stdErr": "", "stdOut": ""}
        return {"id": self._world.jumpcloud_id(), **about, **PENDING}

    def _template(self, given: object) -> Row:
        found = self.templates.get(str(given.get("id"))) if isinstance(given, dict) else None
        if found is None:
            raise Problem(400, "Bad Request: template is required")
        return found


_NOTHING: Final = {
    **dict.fromkeys(("total", "success", "failed", "pending", "duplicate", "unsupportedOs"), 0)
}


def _template(template_id: str, name: str, display_name: str, family: str) -> Row:
    return {
        "id": template_id,
        "name": name,
        "displayName": display_name,
        "description": display_name,
        "osMetaFamily": family,
        "deliveryTypes": ["agent"],
        "behavior": "",
        "activation": "",
        "state": "",
        "alert": None,
        "reference": None,
        "osRestrictions": [],
    }
