"""JumpCloud's graph, against a model of it: who reaches which device, whatever was done before."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.graph import Node, compiled, sudo
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.store import World

PEOPLE = ("ada", "bob", "eve")
DEVICES = ("LT-1", "LT-2")
GROUPS = ("static", "dynamic")
FLEETS = ("fleet", "pool")
KINDS = {
    **dict.fromkeys(PEOPLE, "user"),
    **dict.fromkeys(DEVICES, "system"),
    **dict.fromkeys(GROUPS, "user_group"),
    **dict.fromkeys(FLEETS, "system_group"),
}
RESEARCH = [{"field": "department", "operator": "eq", "value": "Research"}]
people, devices = st.sampled_from(PEOPLE), st.sampled_from(DEVICES)
# Whoever is on the left may be bound to what is on the right.
lefts, rights = st.sampled_from(PEOPLE + GROUPS), st.sampled_from(DEVICES + FLEETS)


class Bindings(RuleBasedStateMachine):
    """Three people, two devices, two groups of each; of the people's, one has a rule."""

    def __init__(self):
        super().__init__()
        self.jumpcloud = JumpCloud(World(), Cast())
        self.graph = self.jumpcloud.graph
        self.ids = {
            name: self.jumpcloud.add_user(name, f"{name}@acme.example")["_id"] for name in PEOPLE
        }
        self.ids |= {name: self.jumpcloud.add_system(name)["_id"] for name in DEVICES}
        self.ids["static"] = self.jumpcloud.add_group("static")["id"]
        self.ids["dynamic"] = self.jumpcloud.add_group("dynamic", filters=RESEARCH)["id"]
        for name in FLEETS:
            self.ids[name] = self.jumpcloud.add_group(name, kind="system_group")["id"]
        self.edges, self.members = {}, {name: set() for name in GROUPS + FLEETS}
        self.heard = set()
        self.graph.listeners.append(self.heard.add)

    def node(self, name):
        return Node(KINDS[name], self.ids[name])

    def may(self, act, *, allowed):
        """Do something, and see it refused exactly when it is not allowed."""
        if allowed:
            act()
            return
        with pytest.raises(Problem):
            act()

    @rule(left=lefts, right=rights, admin=st.booleans(), mirrored=st.booleans())
    def bind(self, left, right, admin, mirrored):
        self._operate("add", left, right, admin=admin, mirrored=mirrored)

    @rule(left=lefts, right=rights, admin=st.booleans(), mirrored=st.booleans())
    def change(self, left, right, admin, mirrored):
        self._operate("update", left, right, admin=admin, mirrored=mirrored)

    @rule(left=lefts, right=rights, mirrored=st.booleans())
    def unbind(self, left, right, mirrored):
        self._operate("remove", left, right, admin=False, mirrored=mirrored)

    def _operate(self, operation, left, right, *, admin, mirrored):
        ends = (
            (self.node(right), self.node(left)) if mirrored else (self.node(left), self.node(right))
        )
        rights = {"sudo": {"enabled": admin, "withoutPassword": False}}
        known = (left, right) in self.edges
        allowed = known == (operation != "add")
        before = self.picture()
        self.heard.clear()
        self.may(lambda: self.graph.associate(operation, *ends, rights), allowed=allowed)
        if allowed and operation == "remove":
            del self.edges[left, right]
        elif allowed:
            self.edges[left, right] = admin
        self.concerned_were_told(before)

    @rule(user=people, operation=st.sampled_from(("add", "remove")))
    def enlist(self, user, operation):
        self._enlist("static", user, operation)

    @rule(
        fleet=st.sampled_from(FLEETS), device=devices, operation=st.sampled_from(("add", "remove"))
    )
    def deploy(self, fleet, device, operation):
        self._enlist(fleet, device, operation)

    def _enlist(self, group, member, operation):
        members, before = self.members[group], self.picture()
        allowed = (member in members) == (operation == "remove")
        self.heard.clear()
        self.may(
            lambda: self.graph.enlist(self.ids[group], operation, self.ids[member]),
            allowed=allowed,
        )
        (members.add if operation == "add" else members.discard)(member)
        self.concerned_were_told(before)

    @rule(user=people)
    def a_rule_s_group_takes_nobody_by_hand(self, user):
        group = self.ids["dynamic"]
        self.may(lambda: self.graph.enlist(group, "add", self.ids[user]), allowed=False)

    @rule(user=people, research=st.booleans())
    def move_to_another_department(self, user, research):
        before = self.picture()
        self.heard.clear()
        self.jumpcloud.change_user(user, department="Research" if research else "Sales")
        (self.members["dynamic"].add if research else self.members["dynamic"].discard)(user)
        self.concerned_were_told(before)

    @rule(user=people)
    def rename_and_back(self, user):
        bound = bool(self.ways(user))
        user_id = self.ids[user]
        self.may(lambda: self.jumpcloud.change_user(user_id, username="king"), allowed=not bound)
        if not bound:
            self.jumpcloud.change_user(user_id, username=user)

    @rule(device=devices)
    def replace_device(self, device):
        self.jumpcloud.remove_system(device)
        self.ids[device] = self.jumpcloud.add_system(device)["_id"]
        self.edges = {pair: admin for pair, admin in self.edges.items() if device not in pair}
        for fleet in FLEETS:
            self.members[fleet].discard(device)

    def ways(self, user):
        """Work out by which ways a user reaches each device, and whether as administrator."""
        starts = [user, *(group for group in GROUPS if user in self.members[group])]
        found = {}
        for (left, right), admin in self.edges.items():
            if left in starts:
                for device in (right,) if right in DEVICES else self.members[right]:
                    found.setdefault(device, []).append(admin)
        return {device: (len(admins), any(admins)) for device, admins in found.items()}

    def picture(self):
        return {user: self.ways(user) for user in PEOPLE}

    def concerned_were_told(self, before):
        now = self.picture()
        concerned = {
            self.ids[device]
            for user in PEOPLE
            for device in DEVICES
            if before[user].get(device) != now[user].get(device)
        }
        assert concerned <= self.heard

    @invariant()
    def everyone_reaches_what_the_model_says(self):
        names = {self.ids[device]: device for device in DEVICES}
        for user in PEOPLE:
            reached = self.graph.systems_of(self.ids[user])
            seen = {names[each]: (len(paths), sudo(paths)) for each, paths in reached.items()}
            assert seen == self.ways(user)
            assert all(
                compiled(paths)["sudo"]["enabled"] == sudo(paths) for paths in reached.values()
            )

    @invariant()
    def both_ends_tell_the_same(self):
        forth = {
            (self.ids[user], system, len(paths), sudo(paths))
            for user in PEOPLE
            for system, paths in self.graph.systems_of(self.ids[user]).items()
        }
        back = {
            (user, self.ids[device], len(paths), sudo(paths))
            for device in DEVICES
            for user, paths in self.graph.users_of(self.ids[device]).items()
        }
        assert forth == back

    @invariant()
    def groups_hold_whom_they_should(self):
        for group, members in self.members.items():
            groups = self.graph.groups if group in GROUPS else self.graph.system_groups
            assert set(groups[self.ids[group]].members) == {self.ids[each] for each in members}


Bindings.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_any_graph_is_the_model_s = Bindings.TestCase
