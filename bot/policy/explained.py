"""The rules in plain words, and what in them can never work. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.plan import Target
from bot.policy.rules import OKTA, ActionPolicy, Rule

KINDS: Final = {
    Target.ORDINARY: "ordinary people",
    Target.PROTECTED: "protected people",
    Target.ADMIN: "administrators of Okta",
}
_NOBODY: Final = "nobody"
_QUARTER: Final = timedelta(minutes=15)
_MONDAY: Final = datetime(2026, 1, 5, tzinfo=UTC)
_WEEK: Final = [_MONDAY + n * _QUARTER for n in range(7 * 24 * 4)]


@dataclass(frozen=True)
class Directory:
    """What was read of the ids that the rules mention.

    Attributes:
        names: What they are called; an id without a name stands for itself.
        members: Slack ids in each user group.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Collection[str]] = field(default_factory=dict)

    def name(self, identifier: str) -> str:
        """What something is called."""
        return self.names.get(identifier, identifier)

    def people(self, identifiers: Collection[str]) -> frozenset[str] | None:
        """Give everybody whom a list means; None where nobody can say who they all are."""
        if any(each.startswith(OKTA) for each in identifiers):
            return None
        inside: set[str] = set()
        for each in identifiers:
            inside |= set(self.members.get(each, ())) if each.startswith("S") else {each}
        return frozenset(inside)


@dataclass(frozen=True)
class Fault:
    """Something in the rules that cannot work, or not always.

    Attributes:
        never: It can never work; else only not for everybody.
    """

    seen: str
    remedy: str
    never: bool = True


def explain(policy: ActionPolicy, directory: Directory) -> str:
    """Say who may ask, who approves, and on what terms."""
    if policy.closed:
        kind = policy.closed[0][0]
        return f"nobody may: there is no [policy.{policy.action}.{kind}]"
    rules = policy.rules
    asks = _listed([rule.request for rule in rules], directory)
    approves = _listed([rule.approve for rule in rules], directory)
    denied = _listed([frozenset[str]().union(*(rule.deny for rule in rules))], directory)
    glass = _listed([rule.break_glass for rule in rules], directory)
    tickets = " and ".join(dict.fromkeys(rule.ticket for rule in rules if rule.ticket))
    hours = " and ".join(filter(None, dict.fromkeys(_hours(rule) for rule in rules)))
    ages = [rule.max_age for rule in rules if rule.max_age]
    said = (
        f"{asks} may ask",
        f"{policy.approvals} of {approves} must approve",
        "an approver may have somebody decide in their place" if policy.delegate else "",
        f"a ticket must match {tickets}" if tickets else "",
        f"only during {hours}" if hours else "",
        f"an approval counts for {min(ages).total_seconds() / 3600:g} hours" if ages else "",
        f"{glass} may start without approval" if glass != _NOBODY else "",
        f"never {denied}" if denied != _NOBODY else "",
    )
    return "; ".join(filter(None, said))


def faults(policy: ActionPolicy, directory: Directory) -> list[Fault]:
    """Say what in the rules that judge an action on somebody of some kinds cannot work."""
    if policy.closed or not policy.rules or not policy.rules[0].request:
        return []
    return [*_of_hours(policy.rules), *_of_people(policy, directory)]


def _of_hours(rules: Sequence[Rule]) -> list[Fault]:
    closed = [rule for rule in rules if rule.hours]
    ever = any(
        all(any(hours.open_at(at) for hours in rule.hours) for rule in closed) for at in _WEEK
    )
    if ever:
        return []
    where = " and ".join(rule.section for rule in closed)
    return [Fault(f"the hours of {where} never meet", "Make some hours the same in each.")]


def _of_people(policy: ActionPolicy, directory: Directory) -> list[Fault]:
    asking = _everybody(policy, directory, lambda rule: rule.request)
    approving = _everybody(policy, directory, lambda rule: rule.approve)
    remedy = f"List others in {' or '.join(rule.section for rule in policy.rules)}."
    if asking is not None and not asking:
        return [Fault("nobody can ask: no list names anybody whom all of them name", remedy)]
    if approving is None:
        return []
    if len(approving) < policy.approvals:
        few = f"nobody can get it approved: it takes {policy.approvals}, and "
        few += f"{len(approving)} can approve" if approving else "nobody can approve"
        return [Fault(few, remedy)]
    stuck = [who for who in sorted(asking or ()) if len(approving - {who}) < policy.approvals]
    if not stuck:
        return []
    names = ", ".join(directory.name(who) for who in stuck)
    never = len(stuck) == len(asking or ())
    seen = (
        f"nobody can ever approve it: it takes {policy.approvals}, and of those who approve one is "
        f"always who asks ({names})"
        if never
        else f"what {names} asks for nobody else can approve: it takes {policy.approvals} others"
    )
    return [Fault(seen, remedy, never=never)]


def _everybody(
    policy: ActionPolicy,
    directory: Directory,
    chosen: Callable[[Rule], frozenset[str] | None],
) -> frozenset[str] | None:
    """Give whom every rule's list means and no rule denies; None where nobody can say."""
    lists = [each for each in map(chosen, policy.rules) if each is not None]
    people = [directory.people(each) for each in lists]
    known = [each for each in people if each is not None]
    if len(known) < len(people):
        return None
    denied = (directory.people(rule.deny) or frozenset() for rule in policy.rules)
    return frozenset.intersection(*known).difference(*denied) if known else frozenset()


def _listed(lists: Sequence[frozenset[str] | None], directory: Directory) -> str:
    """Name whom several lists mean together."""
    said = [
        " or ".join(sorted(map(directory.name, each))) if each else _NOBODY
        for each in lists
        if each is not None
    ]
    return " who is also ".join(dict.fromkeys(said)) if said else _NOBODY


def _hours(rule: Rule) -> str:
    return " or ".join(f"{hours.text} ({hours.zone})" for hours in rule.hours)
