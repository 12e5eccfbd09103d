"""Group rules: who is in which group by what their profile says, some time after it says so.

Whoever was taken out of a rule's group by hand is excluded from the rule. A rule whose group was
deleted is INVALID and does nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.agenda import Agenda
from bot.sandbox.okta.errors import OktaError, invalid, not_found
from bot.sandbox.okta.expressions import Subject, Test, compiled
from bot.sandbox.okta.model import Group, User
from bot.sandbox.store import World


@dataclass
class GroupRule:
    """One rule; `test` is its expression, compiled."""

    id: str
    name: str
    expression: str
    group_ids: tuple[str, ...]
    created: datetime
    last_updated: datetime
    test: Test
    status: str = "INACTIVE"
    excluded: set[str] = field(default_factory=set)


class GroupRules:
    """All rules, by id; `run` is their life.

    Attributes:
        delay: From a change of a user to the rules' answer to it; settable.
    """

    def __init__(self, world: World) -> None:
        self.delay = timedelta(seconds=1)
        self.all: dict[str, GroupRule] = {}
        self._world = world
        self._due: Agenda[str] = Agenda(world)

    async def next_user(self) -> str:
        """Wait until the rules are due to look at somebody, and give the user's id."""
        return await self._due.next()

    def touch(self, user: User) -> None:
        """Note that somebody is new, or that their profile has changed."""
        if any(rule.status == "ACTIVE" for rule in self.all.values()):
            self._due.add(self._world.now() + self.delay, user.id)

    def wanted(self, user: User, groups: set[str]) -> set[str]:
        """Tell the ids of the groups that the rules put a user into."""
        subject = Subject(user.profile, groups)
        return {
            group
            for rule in self.all.values()
            if rule.status == "ACTIVE" and user.id not in rule.excluded and rule.test(subject)
            for group in rule.group_ids
        }

    def ruled(self) -> set[str]:
        """Tell the ids of the groups that any active rule fills."""
        active = (rule for rule in self.all.values() if rule.status == "ACTIVE")
        return {group for rule in active for group in rule.group_ids}

    def exclude(self, group: Group, user: User) -> list[GroupRule]:
        """Put somebody on the list of those whom a group's rules leave alone; give the rules."""
        rules = [
            rule
            for rule in self.all.values()
            if group.id in rule.group_ids and rule.status == "ACTIVE"
        ]
        for rule in rules:
            rule.excluded.add(user.id)
        return rules

    def forget_group(self, group_id: str) -> None:
        """Make the rules of a deleted group INVALID."""
        for rule in self.all.values():
            if group_id in rule.group_ids:
                rule.status = "INVALID"

    def get(self, rule_id: str) -> GroupRule:
        """Get a rule.

        Raises:
            OktaError: E0000007.
        """
        if rule_id not in self.all:
            raise not_found(rule_id, "GroupRule")
        return self.all[rule_id]

    def add(self, rule_id: str, sent: Mapping[str, Any], groups: Mapping[str, Group]) -> GroupRule:
        """Add a rule, which is INACTIVE until it is activated.

        Raises:
            OktaError: E0000001, something is missing or cannot be read.
        """
        now = self._world.now()
        name, expression, ids = read_rule(sent, groups)
        rule = GroupRule(rule_id, name, expression, ids, now, now, compiled(expression))
        self.all[rule_id] = rule
        return rule

    def replace(
        self, rule: GroupRule, sent: Mapping[str, Any], groups: Mapping[str, Group]
    ) -> None:
        """Change a rule that is not active.

        Raises:
            OktaError: E0000001, it is active, or what was sent cannot be used.
        """
        if rule.status == "ACTIVE":
            raise invalid("status", "Cannot update an active rule.")
        rule.name, rule.expression, rule.group_ids = read_rule(sent, groups)
        rule.test, rule.last_updated = compiled(rule.expression), self._world.now()


def read_rule(
    sent: Mapping[str, Any], groups: Mapping[str, Group]
) -> tuple[str, str, tuple[str, ...]]:
    """Read a rule's name, expression and groups.

    Raises:
        OktaError: E0000001.
    """
    name = sent.get("name")
    if not isinstance(name, str) or not name.strip():
        raise invalid("name", "name: The field cannot be left blank")
    try:
        expression = str(sent["conditions"]["expression"]["value"])
        ids = tuple(map(str, sent["actions"]["assignUserToGroups"]["groupIds"]))
    except (KeyError, TypeError):
        raise invalid("conditions", "conditions: The field cannot be left blank") from None
    for each in ids:
        if each not in groups or groups[each].type != "OKTA_GROUP":
            raise OktaError("E0000001", "groupIds", f"Invalid group: {each}")
    return name, expression, ids
