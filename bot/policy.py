"""Who may ask for an action and who may approve it; pure functions.

    nobody is listed        nobody may
    denied                  may not, whatever else is said
    guest, deactivated,
    from another workspace  may not, even when listed
    not active in Okta      may not, even when listed
    one's own request       is never one's to approve, nor to have somebody approve, whichever
                            account one uses

A refusal names the rule that made it and where that rule stands. Rights are checked at the click
and again before anything runs, each time with the groups as they are then: whoever makes a
`Person` must have read all of `ActionPolicy.groups`, for a group that was not read denies nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from bot.config import Config
from bot.errors import NotAllowed

ACTIVE: Final = "ACTIVE"
"""The one status in Okta in which somebody may do anything."""

_UNBOUND: Final = (
    "the Slack account is bound to no person in Okta, which `required` in [identity] of "
    "deskhand.toml demands. `/helpdesk link` binds it."
)


@dataclass(frozen=True)
class Person:
    """Somebody in Slack, as they are at this moment.

    Attributes:
        name: What people call them; empty where nobody is told of them.
        groups: Ids of the Slack user groups that they are in.
        guest: Restricted to some channels.
        deleted: Deactivated in Slack.
        foreign: From another workspace, through a shared channel.
        okta_id: Of the person in Okta that the account is bound to; None where it is not.
        okta_status: Theirs, as Okta has it; empty where it was not asked for.
        bot: An app, not a person.
    """

    slack_id: str
    groups: frozenset[str] = frozenset()
    name: str = ""
    guest: bool = False
    deleted: bool = False
    foreign: bool = False
    okta_id: str | None = None
    okta_status: str = ""
    bot: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every id under which a rule may mean them."""
        return self.groups | {self.slack_id}


@dataclass(frozen=True)
class ActionPolicy:
    """The rules of one action: Slack ids of people and user groups.

    Attributes:
        deny: May neither ask nor approve.
        approvals: How many different people must approve.
        bound: Only people bound to a person in Okta may do anything.
        delegate: Whether an approver may have somebody decide in their place.
        break_glass: May start at once what they may ask for, without approval.
    """

    action: str
    request: frozenset[str] = frozenset()
    approve: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    approvals: int = 1
    bound: bool = False
    delegate: bool = False
    break_glass: frozenset[str] = frozenset()

    @property
    def groups(self) -> frozenset[str]:
        """Ids of the user groups that the rules mention."""
        named = self.request | self.approve | self.deny | self.break_glass
        return frozenset(name for name in named if name.startswith("S"))


@dataclass(frozen=True)
class Rules:
    """The policy of every action that has one."""

    actions: Mapping[str, ActionPolicy] = field(default_factory=dict)

    @classmethod
    def from_config(cls, config: Config) -> Self:
        """Take the rules from deskhand.toml."""
        return cls(
            {
                action: ActionPolicy(
                    action=action,
                    request=frozenset(rules.request),
                    approve=frozenset(rules.approve),
                    deny=frozenset(rules.deny),
                    approvals=rules.approvals,
                    bound=config.identity.required,
                    delegate=rules.delegate,
                    break_glass=frozenset(rules.break_glass),
                )
                for action, rules in config.policy.items()
            }
        )

    @property
    def groups(self) -> frozenset[str]:
        """Ids of the user groups that any rule mentions."""
        return frozenset[str]().union(*(policy.groups for policy in self.actions.values()))

    def of(self, action: str) -> ActionPolicy:
        """Give the action's policy; where there is none, one that allows nobody."""
        return self.actions.get(action, ActionPolicy(action))


def check_requester(policy: ActionPolicy, person: Person, *, again: bool = False) -> None:
    """Let a person ask for the action, or not.

    Args:
        again: They did so before, and others read about it: the refusal is not told to them.

    Raises:
        NotAllowed: they may not.
    """
    _check(policy, person, policy.request, key="request", verb="ask for", again=again)


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
    _check(policy, person, policy.approve, key="approve", verb="approve", again=again)


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
    section = _section(policy)
    if not policy.delegate:
        raise NotAllowed(f"Nobody may decide in an approver's place: {section} has no `delegate`.")
    if person.slack_id in accounts | {requester}:
        raise NotAllowed(f"{_named(person)} asked for it; somebody else has to decide on it.")
    who = _named(person) if again else "You"
    _bar(policy, person, f"{who} may not decide on /{policy.action}:")


def check_break_glass(policy: ActionPolicy, person: Person, *, again: bool = False) -> None:
    """Let a person start without approval what they may ask for, or not.

    Args:
        again: As for `check_requester`.

    Raises:
        NotAllowed: they may not.
    """
    _check(
        policy, person, policy.break_glass, key="break_glass",
        verb="start without approval", again=again,
    )  # fmt: skip


def approvals_needed(policy: ActionPolicy) -> int:
    """Say how many different people must approve; at least one."""
    return max(1, policy.approvals)


def flaw_of(person: Person, *, bound: bool = False) -> str:
    """Say why somebody may do nothing at all, whatever lists name them; empty if they may.

    Args:
        bound: Whether they must be bound to a person in Okta.
    """
    flaws = (
        (person.deleted, "the Slack account is deactivated."),
        (person.foreign, "the Slack account is from another workspace."),
        (person.guest, "guests never may."),
        (person.bot, "it is an app."),
        (
            person.okta_status not in ("", ACTIVE),
            f"the account in Okta is {person.okta_status}, and only who is ACTIVE there may.",
        ),
        (bound and person.okta_id is None, _UNBOUND),
    )
    return next((words for holds, words in flaws if holds), "")


def count_people(slack_ids: Iterable[str], same: Mapping[str, frozenset[str]]) -> int:
    """Count the people behind Slack accounts, each once however many accounts they used.

    Args:
        same: For an account every one that is the same person's; one that is missing is its own.
    """
    groups: list[set[str]] = []
    for slack_id in slack_ids:
        mine = {slack_id, *same.get(slack_id, ())}
        joined = [group for group in groups if group & mine]
        groups = [group for group in groups if not group & mine] + [mine.union(*joined)]
    return len(groups)


def _check(
    policy: ActionPolicy,
    person: Person,
    allowed: frozenset[str],
    *,
    key: str,
    verb: str,
    again: bool,
) -> None:
    section = _section(policy)
    who, now = (_named(person), " any more") if again else ("You", "")
    may_not = f"{who} may not {verb} /{policy.action}{now}:"
    _bar(policy, person, may_not)
    if not allowed:
        raise NotAllowed(
            f"Nobody may {verb} /{policy.action} yet: `{key}` in {section} is empty or missing. "
            "Whoever runs Deskhand can list Slack ids of people (U...) or user groups (S...) there."
        )
    if not person.names & allowed:
        neither = f"`{key}` in {section} names neither the account nor a group it is in."
        raise NotAllowed(f"{may_not} {neither}")


def _bar(policy: ActionPolicy, person: Person, may_not: str) -> None:
    """Refuse whom no list can let in."""
    if flaw := flaw_of(person, bound=policy.bound):
        raise NotAllowed(f"{may_not} {flaw}")
    if person.names & policy.deny:
        section = _section(policy)
        raise NotAllowed(f"{may_not} `deny` in {section} names the account or a group it is in.")


def _section(policy: ActionPolicy) -> str:
    return f"[policy.{policy.action}] of deskhand.toml"


def _named(person: Person) -> str:
    return person.name or person.slack_id
