"""JumpCloud's graph, against a model of it: who reaches which device, whatever was done before."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.sandbox.cast import Cast
from bot.sandbox.jumpcloud import JumpCloud
from bot.sandbox.jumpcloud.problem import Problem
from bot.sandbox.store import World

PEOPLE = ("ada", "bob", "eve")
DEVICES = ("LT-1", "LT-2")
RESEARCH = [{"field": "department", "operator": "eq", "value": "Research"}]
people, devices = st.sampled_from(PEOPLE), st.sampled_from(DEVICES)


class Bindings(RuleBasedStateMachine):
    """Three people, two devices, a group with members and one with a rule."""

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
        self.edges, self.shared = set(), set()
        self.members = {"static": set(), "dynamic": set()}

    def may(self, act, *, allowed):
        """Do something, and see it refused exactly when it is not allowed."""
        if allowed:
            act()
            return
        with pytest.raises(Problem):
            act()

    @rule(user=people, device=devices)
    def bind(self, user, device):
        new = (user, device) not in self.edges
        self.may(lambda: self.jumpcloud.bind(user, device), allowed=new)
        self.edges.add((user, device))

    @rule(user=people, device=devices)
    def unbind(self, user, device):
        there = (user, device) in self.edges
        self.may(lambda: self.jumpcloud.unbind(user, device), allowed=there)
        self.edges.discard((user, device))

    @rule(user=people, operation=st.sampled_from(("add", "remove")))
    def enlist(self, user, operation):
        members, group = self.members["static"], self.ids["static"]
        allowed = (user in members) == (operation == "remove")
        self.may(lambda: self.graph.enlist(group, operation, self.ids[user]), allowed=allowed)
        (members.add if operation == "add" else members.discard)(user)

    @rule(user=people)
    def a_rule_s_group_takes_nobody_by_hand(self, user):
        group = self.ids["dynamic"]
        self.may(lambda: self.graph.enlist(group, "add", self.ids[user]), allowed=False)

    @rule(user=people, research=st.booleans())
    def move_to_another_department(self, user, research):
        self.jumpcloud.change_user(user, department="Research" if research else "Sales")
        (self.members["dynamic"].add if research else self.members["dynamic"].discard)(user)

    @rule(group=st.sampled_from(("static", "dynamic")), device=devices)
    def bind_group(self, group, device):
        self.graph.bind_group(self.ids[group], self.ids[device])
        self.shared.add((group, device))

    @rule(user=people)
    def rename_and_back(self, user):
        bound = bool(self.reached(user))
        user_id = self.ids[user]
        self.may(lambda: self.jumpcloud.change_user(user_id, username="king"), allowed=not bound)
        if not bound:
            self.jumpcloud.change_user(user_id, username=user)

    def reached(self, user):
        through = {device for group, device in self.shared if user in self.members[group]}
        return through | {device for name, device in self.edges if name == user}

    @invariant()
    def everyone_reaches_what_the_model_says(self):
        for user in PEOPLE:
            assert set(self.jumpcloud.bindings(user)) == self.reached(user)

    @invariant()
    def both_ends_tell_the_same(self):
        forth = {
            (self.ids[user], system, len(paths))
            for user in PEOPLE
            for system, paths in self.graph.systems_of(self.ids[user]).items()
        }
        back = {
            (user, self.ids[device], len(paths))
            for device in DEVICES
            for user, paths in self.graph.users_of(self.ids[device]).items()
        }
        assert forth == back

    @invariant()
    def groups_hold_whom_they_should(self):
        for group, members in self.members.items():
            assert set(self.jumpcloud.members(group)) == members


Bindings.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_any_graph_is_the_model_s = Bindings.TestCase
