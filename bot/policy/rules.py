"""The rules as the file has them: one for each section, and which of them judge a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Self

from bot.config import Config
from bot.config.policy import ActionRules, TargetRules
from bot.hours import Hours
from bot.plan import Kinds, Target
from bot.policy.limits import Limit

NOBODY: Final[frozenset[str]] = frozenset()
SLACK: Final = "S"
OKTA: Final = "00g"
"""What the ids of groups begin with: of user groups in Slack, and of groups in Okta."""


@dataclass(frozen=True)
class Rule:
    """One section of the file: ids of people, user groups and Okta groups, and what has to be kept.

    Attributes:
        request: Who may ask; None leaves it to the other rules.
        approve: Who may approve; None leaves it to the other rules.
        deny: May neither ask nor approve.
        approvals: How many different people must approve.
        ticket: Regular expression that a whole ticket has to match; empty asks for none.
        hours: When people may ask and approve; none is at any time.
        max_age: How long an approval counts; None is for ever.
        bound: Only people bound to a person in Okta may do anything.
        delegate: Whether an approver may have somebody decide in their place; None leaves it to
            the other rules.
        break_glass: May start at once what they may ask for, without approval; None leaves it to
            the other rules.
        step_up: What counts only once it is confirmed with Okta Verify: "request", "approve".
        verify_caller: Whether whom it is about can, or must, show that it is them who calls;
            None leaves it to the other rules.
        verified_minutes: How long they stay so.
    """

    action: str
    kind: Target = Target.ORDINARY
    request: frozenset[str] | None = NOBODY
    approve: frozenset[str] | None = NOBODY
    deny: frozenset[str] = NOBODY
    approvals: int = 1
    ticket: str = ""
    hours: tuple[Hours, ...] = ()
    max_age: timedelta | None = None
    bound: bool = False
    delegate: bool | None = False
    break_glass: frozenset[str] | None = NOBODY
    step_up: frozenset[str] = NOBODY
    verify_caller: str | None = "offer"
    verified_minutes: int | None = 15

    @property
    def section(self) -> str:
        """Where it stands."""
        kind = "" if self.kind is Target.ORDINARY else f".{self.kind}"
        return f"[policy.{self.action}{kind}]"

    @property
    def names(self) -> frozenset[str]:
        """Every id that it mentions."""
        lists = (self.request, self.approve, self.break_glass)
        return self.deny.union(*(each for each in lists if each is not None))


@dataclass(frozen=True)
class ActionPolicy:
    """The rules that judge one request: each of them has to be kept.

    Attributes:
        closed: Why no rule can allow it, a clause for each kind that has no section of its own.
        called: What Okta groups are called, by id, as far as is known.
    """

    action: str
    rules: tuple[Rule, ...] = ()
    closed: tuple[tuple[Target, str], ...] = ()
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def approvals(self) -> int:
        """How many different people must approve: what the strictest rule wants, at least one."""
        return max([1, *(rule.approvals for rule in self.rules)])

    @property
    def approvers(self) -> frozenset[str]:
        """The ids to ask for their word: those whom every list names, or else the nearest list.

        Whoever is asked may still be refused: somebody has to be meant by each of the lists.
        """
        lists = [rule.approve for rule in self.rules if rule.approve is not None]
        if not lists:
            return NOBODY
        return frozenset.intersection(*lists) or lists[-1]

    @property
    def asked(self) -> list[str]:
        """The same for people to read, in a fixed order: Slack ids, and words for Okta groups."""
        return [
            f"members of {self.called.get(name, name)} in Okta" if name.startswith(OKTA) else name
            for name in sorted(self.approvers, key=lambda name: (name.startswith(OKTA), name))
        ]

    @property
    def delegate(self) -> bool:
        """Whether an approver may have somebody decide in their place."""
        return all(rule.delegate is not False for rule in self.rules)

    @property
    def step_up(self) -> frozenset[str]:
        """What counts only once it is confirmed with Okta Verify, by any rule."""
        return NOBODY.union(*(rule.step_up for rule in self.rules))

    @property
    def verify_caller(self) -> str:
        """Whether a caller can, or must, show who they are: what the strictest rule says."""
        said = {rule.verify_caller for rule in self.rules}
        return next((word for word in ("require", "offer") if word in said), "off")

    @property
    def verified_minutes(self) -> int:
        """How long a caller who was verified stays so."""
        return min([240, *(rule.verified_minutes or 240 for rule in self.rules)])

    @property
    def asks_ticket(self) -> bool:
        """Whether a ticket is asked for."""
        return any(rule.ticket for rule in self.rules)


@dataclass(frozen=True)
class Rules:
    """Every rule, by action and kind.

    Attributes:
        breaker: Whether nobody is shut out while a directory shows far fewer people.
        called: What Okta groups are called, by id, as far as is known.
    """

    actions: Mapping[str, Mapping[Target, Rule]] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    breaker: bool = True
    called: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Take the rules from deskhand.toml."""
        zone = config.people.time_zone
        return cls(
            {
                action: {
                    kind: _rule(action, kind, section, zone, bound=config.identity.required)
                    for kind, section in _sections(rules).items()
                }
                for action, rules in config.policy.items()
            },
            limits={
                action: Limit(action, limits.requester_per_hour, limits.all_per_hour)
                for action, limits in config.limits.items()
            },
            breaker=config.protect.breaker,
        )

    @property
    def groups(self) -> frozenset[str]:
        """Ids of the Slack user groups that any rule mentions."""
        return frozenset(name for name in self.names if name.startswith(SLACK))

    @property
    def okta_groups(self) -> frozenset[str]:
        """Ids of the Okta groups that any rule mentions."""
        return frozenset(name for name in self.names if name.startswith(OKTA))

    @property
    def names(self) -> frozenset[str]:
        """Every id that any rule mentions."""
        rules = (rule for kinds in self.actions.values() for rule in kinds.values())
        return NOBODY.union(*(rule.names for rule in rules))

    def of(self, action: str, kinds: Kinds | None = None) -> ActionPolicy:
        """Give the rules that judge an action on somebody; without a section nobody may."""
        known = self.actions.get(action, {})
        ordinary = known.get(Target.ORDINARY, Rule(action))
        besides = sorted(kinds or {}, key=list(Target).index)
        return ActionPolicy(
            action,
            rules=(ordinary, *(known[kind] for kind in besides if kind in known)),
            closed=tuple((kind, (kinds or {})[kind]) for kind in besides if kind not in known),
            called=self.called,
        )


def _sections(rules: ActionRules) -> Mapping[Target, ActionRules | TargetRules]:
    found = {
        Target.ORDINARY: rules,
        Target.PROTECTED: rules.protected,
        Target.ADMIN: rules.admin,
    }
    return {kind: section for kind, section in found.items() if section is not None}


def _rule(
    action: str, kind: Target, section: ActionRules | TargetRules, zone: str, *, bound: bool
) -> Rule:
    glass = section.break_glass
    return Rule(
        action,
        kind,
        request=None if section.request is None else frozenset(section.request),
        approve=None if section.approve is None else frozenset(section.approve),
        deny=frozenset(section.deny),
        approvals=section.approvals,
        ticket=section.ticket,
        hours=tuple(Hours.read(text, zone) for text in section.hours),
        max_age=section.max_age,
        bound=bound,
        delegate=section.delegate,
        break_glass=None if glass is None else frozenset(glass),
        step_up=frozenset(section.step_up),
        verify_caller=section.verify_caller,
        verified_minutes=getattr(section, "verified_minutes", None),
    )
