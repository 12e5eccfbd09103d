"""Somebody in Slack, as policy sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

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
        groups: Ids of the Slack user groups that they are in, and of the Okta groups where the
            account is bound to a person.
        guest: Restricted to some channels.
        deleted: Deactivated in Slack.
        foreign: From another workspace, through a shared channel.
        email: Their address, where Slack has confirmed it.
        okta_id: Of the person in Okta that the account is bound to; None where it is not.
        okta_login: Theirs, when they were bound.
        okta_status: Theirs, as Okta has it; empty where it was not asked for.
        bot: An app, not a person.
    """

    slack_id: str
    groups: frozenset[str] = frozenset()
    name: str = ""
    guest: bool = False
    deleted: bool = False
    foreign: bool = False
    email: str = ""
    okta_id: str | None = None
    okta_login: str = ""
    okta_status: str = ""
    bot: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every id under which a rule may mean them."""
        return self.groups | {self.slack_id}

    @property
    def called(self) -> str:
        """What a refusal calls them that others read."""
        return self.name or self.slack_id


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
