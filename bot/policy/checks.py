"""Whether somebody may, and what is missing: pure functions that refuse with the rule's name."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.errors import NotAllowed
from bot.plan import Target
from bot.policy.person import Person, flaw_of
from bot.policy.rules import OKTA, ActionPolicy, Rule

FILE = "deskhand.toml"
MOST_NAMED = 10  # people of a group who are named one by one


@dataclass(frozen=True)
class Word:
    """An approver's yes.

    Attributes:
        by: Slack id.
        at: Aware UTC.
    """

    by: str
    at: datetime


def check_requester(policy: ActionPolicy, person: Person, *, again: bool = False) -> None:
    """Let a person ask for the action, or not.

    Args:
        again: They did so before, and others read about it: the refusal is not told to them.

    Raises:
        NotAllowed: they may not.
    """
    check_open(policy)
    lists = [(rule, rule.request) for rule in policy.rules]
    _check(policy, person, lists, key="request", verb="ask for", again=again)


def check_owner(policy: ActionPolicy, person: Person) -> None:
    """Let a person go on with what they have asked for, or not; no list has to name them for it.

    Raises:
        NotAllowed: they may do nothing, or nothing of this action.
    """
    _bar(policy, person, f"You may do nothing more with what you asked /{policy.action} for:")


def check_approver(
    policy: ActionPolicy,
    person: Person,
    *,
    requester: str,
    accounts: frozenset[str] = frozenset(),
    again: bool = False,
) -> None:
    """Let a person approve or deny somebody's request, or not.

    Args:
        requester: Slack id of whoever asked.
        accounts: Every Slack id under which they are or were the same person in Okta since.
        again: As for `check_requester`.

    Raises:
        NotAllowed: they may not.
    """
    if person.slack_id == requester:
        raise NotAllowed("This is your own request; somebody else has to decide on it.")
    if person.slack_id in accounts:
        raise NotAllowed(
            f"This request is of the same person in Okta, who sent it as <@{requester}>; "
            "somebody else has to decide on it."
        )
    lists = [(rule, rule.approve) for rule in policy.rules]
    _check(policy, person, lists, key="approve", verb="approve", again=again)


def check_passing_on(policy: ActionPolicy) -> None:
    """Raise `NotAllowed` if no approver may have somebody decide in their place."""
    for rule in policy.rules:
        if rule.delegate is False:
            raise NotAllowed(
                f"Nobody may decide on /{policy.action} in an approver's place: "
                f"`delegate` in {_where(rule)} is not true."
            )


def check_delegate(
    policy: ActionPolicy,
    person: Person,
    *,
    requester: str,
    accounts: frozenset[str] = frozenset(),
    again: bool = False,
) -> None:
    """Let a person decide in an approver's place, or not; they need no right of their own.

    Args:
        requester: Slack id of whoever asked.
        accounts: As for `check_approver`.
        again: As for `check_requester`.

    Raises:
        NotAllowed: they may not, or nobody may.
    """
    check_passing_on(policy)
    if person.slack_id in accounts | {requester}:
        raise NotAllowed(f"{person.called} asked for it; somebody else has to decide on it.")
    who = person.called if again else "You"
    _bar(policy, person, f"{who} may not decide on /{policy.action}:")


def check_break_glass(policy: ActionPolicy, person: Person, *, again: bool = False) -> None:
    """Let a person start without approval what they may ask for, or not.

    Args:
        again: As for `check_requester`.

    Raises:
        NotAllowed: they may not.
    """
    check_open(policy)
    lists = [(rule, rule.break_glass) for rule in policy.rules]
    verb = "start without approval"
    _check(policy, person, lists, key="break_glass", verb=verb, again=again)


def check_open(policy: ActionPolicy) -> None:
    """Refuse what no rule opens: a kind of person that has no section of its own.

    Raises:
        NotAllowed: there is such a kind.
    """
    for kind, why in policy.closed:
        section = f"[policy.{policy.action}.{kind}]"
        raise NotAllowed(
            f"{why}: nobody may /{policy.action} them while {FILE} has no {section} that says how."
        )


def check_ticket(policy: ActionPolicy, ticket: str) -> None:
    """Refuse a request without the ticket that a rule asks for.

    Raises:
        NotAllowed: there is none, or it has another shape.
    """
    for rule in policy.rules:
        if rule.ticket and not re.fullmatch(rule.ticket, ticket):
            what = f"“{ticket}” is none" if ticket else "there is none"
            raise NotAllowed(
                f"/{policy.action} needs a ticket here, and {what}: `ticket` in {_where(rule)} "
                f"asks for {rule.ticket}"
            )


def check_hours(policy: ActionPolicy, now: datetime, *, verb: str = "asked for") -> None:
    """Refuse what people do outside the hours that a rule sets.

    Raises:
        NotAllowed: it is outside.
    """
    for rule in policy.rules:
        if rule.hours and not any(hours.open_at(now) for hours in rule.hours):
            when = " or ".join(f"{hours.text} ({hours.zone})" for hours in rule.hours)
            raise NotAllowed(
                f"/{policy.action} can be {verb} during {when} only: `hours` in {_where(rule)}."
            )


def not_enough(
    policy: ActionPolicy,
    words: Sequence[Word],
    *,
    known: Collection[Target],
    unapproved: bool = False,
    now: datetime,
) -> list[str]:
    """Say why the approvals given do not carry the work that begins now; nothing where they do.

    Args:
        words: Of different people, none of them the requester.
        known: Of which kinds the person was when they were given.
        unapproved: None is needed: somebody who may has it start without.
    """
    why = [
        f"New: {rule.section} counts too, and did not when this was approved."
        for rule in policy.rules
        if rule.kind is not Target.ORDINARY and rule.kind not in known
    ]
    if len(words) < policy.approvals and not unapproved:
        strictest = max(policy.rules, key=lambda rule: rule.approvals)
        why.append(
            f"{len(words)} approved, and `approvals` in {_where(strictest)} is {policy.approvals}."
        )
    for rule in policy.rules:
        if rule.max_age and any(now - word.at > rule.max_age for word in words):
            hours = rule.max_age.total_seconds() / 3600
            why.append(
                f"An approval is older than {hours:g} hours: `max_age_hours` in {_where(rule)}."
            )
    return why


def remaining(
    asked: Iterable[str], members: Mapping[str, frozenset[str]], out: AbstractSet[str]
) -> list[str]:
    """Give whom to remind: those asked, without the ones who have decided or cannot.

    A group of which somebody is out is named by its other people, so that nobody is reminded of
    what they have done; one that is large, or whose people are not known, by itself.

    Args:
        asked: Ids of people and user groups.
        members: Who is in each group.
        out: Slack ids of people.
    """
    named: dict[str, None] = {}
    for name in asked:
        left = members.get(name, frozenset()) - out
        if name not in members or len(left) > MOST_NAMED or left == members[name]:
            named |= {} if name in out else {name: None}
        else:
            named |= dict.fromkeys(sorted(left))
    return list(named)


def _check(
    policy: ActionPolicy,
    person: Person,
    lists: Sequence[tuple[Rule, frozenset[str] | None]],
    *,
    key: str,
    verb: str,
    again: bool,
) -> None:
    who, now = (person.called, " any more") if again else ("You", "")
    may_not = f"{who} may not {verb} /{policy.action}{now}:"
    _bar(policy, person, may_not)
    for rule, allowed in lists:
        if allowed is None:
            continue
        if not allowed:
            raise NotAllowed(
                f"Nobody may {verb} /{policy.action} yet: `{key}` in {_where(rule)} is empty or "
                "missing. Whoever runs Deskhand can list Slack ids of people (U...) or user "
                "groups (S...) there, and ids of Okta groups (00g...)."
            )
        if not person.names & allowed:
            where = f"`{key}` in {_where(rule)}"
            raise NotAllowed(f"{may_not} {where} names neither the account nor a group it is in.")


def _bar(policy: ActionPolicy, person: Person, may_not: str) -> None:
    """Refuse whom no list can let in."""
    if flaw := flaw_of(person, bound=any(rule.bound for rule in policy.rules)):
        raise NotAllowed(f"{may_not} {flaw}")
    for rule in policy.rules:
        where = f"`deny` in {_where(rule)}"
        if person.names & rule.deny:
            raise NotAllowed(f"{may_not} {where} names the account or a group it is in.")
        # Of somebody unbound nobody can say that they are not in it.
        if person.okta_id is None and any(name.startswith(OKTA) for name in rule.deny):
            raise NotAllowed(
                f"{may_not} {where} names a group in Okta, and the Slack account is bound to no "
                "person there. `/helpdesk link` binds it."
            )


def _where(rule: Rule) -> str:
    return f"{rule.section} of {FILE}"
